"""The vibration of a cutting tool about its mean force.

Edges that pass one after another make the force swing at their rate. A hand feels vibration up to about 400 Hz and best
near 250 Hz (Bolanowski et al., J Acoust Soc Am 1988;84:1680-1694); a 1 kHz loop can only carry what is well below its
half rate. Faster teeth are therefore felt as their beat at :data:`LARGEST_HZ`, weaker the faster they are. The size of
the swing is chosen, small beside the force, so that it stays a texture.
"""

import math

LARGEST_HZ = 250.0
SWING = 0.08
"""Amplitude as a share of the mean force, for teeth slower than :data:`LARGEST_HZ`."""


def chatter(force_n: float, teeth_hz: float) -> tuple[float, float]:
    """Amplitude in N and frequency in Hz for teeth that pass ``teeth_hz`` times a second under a mean force."""
    if teeth_hz <= 0:
        return 0.0, 0.0
    felt = min(teeth_hz, LARGEST_HZ)
    return SWING * abs(force_n) * (felt / teeth_hz), felt


def texture_n(amplitude_n: float, hz: float, time_s: float) -> float:
    """Force to add at ``time_s``: the swing and a weaker one at 0.37 of its rate, so that it does not sound pure.

    Its mean is 0 and it never exceeds ``amplitude_n``.
    """
    phase = 2 * math.pi * hz * time_s
    return amplitude_n * (0.7 * math.sin(phase) + 0.3 * math.sin(0.37 * phase))
