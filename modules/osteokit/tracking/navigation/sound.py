"""What a warning sounds like: a beep that comes the faster the nearer it is, and one tone in a breach."""

import io
import wave
from dataclasses import dataclass

import numpy as np

from osteokit.tracking.navigation.breach import Level

RATE_HZ = 22050
_FADE_S = 0.004
_LOUD = 0.6


@dataclass(frozen=True)
class Sound:
    """A pattern that repeats: a beep of ``pitch_hz``, then silence. ``pause_ms`` 0 is one unbroken tone."""

    pitch_hz: float
    beep_ms: float
    pause_ms: float


SOUNDS: dict[Level, Sound | None] = {
    Level.CLEAR: None,
    Level.NEAR: Sound(880.0, 60.0, 640.0),
    Level.CLOSE: Sound(1175.0, 60.0, 190.0),
    Level.BREACH: Sound(1568.0, 500.0, 0.0),  # whole waves, so that it goes round without a click
}
COLOURS: dict[Level, str] = {
    Level.CLEAR: "#2e9e5b",
    Level.NEAR: "#c9a400",
    Level.CLOSE: "#e07b00",
    Level.BREACH: "#d0021b",
}
"""sRGB, for a bar or a number on a dark or a light ground."""


def samples(sound: Sound) -> np.ndarray:
    """One period of the pattern, int16 at ``RATE_HZ``; faded at the ends of a beep, so that it does not click."""
    count = round(sound.beep_ms / 1000 * RATE_HZ)
    time_s = np.arange(count) / RATE_HZ
    beep = _LOUD * np.sin(2 * np.pi * sound.pitch_hz * time_s)
    if sound.pause_ms:
        beep *= np.clip(np.minimum(time_s, time_s[::-1]) / _FADE_S, 0.0, 1.0)
    silence = np.zeros(round(sound.pause_ms / 1000 * RATE_HZ))
    return np.round(32767 * np.concatenate([beep, silence])).astype(np.int16)


def wav_bytes(sound: Sound) -> bytes:
    """One period as a WAV file, to be played in a loop."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(samples(sound).astype("<i2").tobytes())
    return file.getvalue()
