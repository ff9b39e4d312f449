"""Driving a screw: the torque as it goes in, and the torque at which its thread tears out of the bone.

- Friction: bone grips the thread with a pressure of about its shear strength S = 21.6 rho^1.65 MPa (Stone et al.,
  J Biomech 1983;16:743-752), so T = mu S pi D L r over the engaged length L, at the mean radius r of the thread.
- Tapping: a thread that cuts its own way takes the specific energy of cutting (``material``) for its cross-section.
- Stripping: the bone between the threads shears at F = S pi D L (0.5 + 0.577 depth/pitch) (Chapman et al., J Biomech
  Eng 1996;118:391-398); the wedge of the thread turns it into T = F r tan(lead + friction angle), and a head that has
  seated rubs with mu F at its mean radius.

``FRICTION`` is chosen so that a 6.5 mm pedicle screw in a vertebra of 136 HU takes about 0.9 N m: 0.76 +/- 0.41 and
1.06 +/- 0.58 N m were measured in patients (Patient Saf Surg 2010;4:14; Oh et al., Neurospine, 284 screws, HU 136).
"""

import math
from dataclasses import dataclass

from osteokit.simulation.contact.resistance import Cut, Reaction
from osteokit.simulation.forces.material import hardness, specific_energy_j_mm3

FRICTION = 0.2
SHEAR_MPA, SHEAR_POWER = 21.6, 1.65
STRIPS_AFTER_TURNS = 0.25
"""From the seat of the head to stripping (chosen; it is less in thin bone)."""
TORN_SHARE = 0.3
"""Of the friction that is left in a torn thread (chosen)."""
BITE_N = 5.0
"""Push that makes the first thread take, in cortical bone."""


@dataclass(frozen=True)
class Screw:
    """A ``Resistance``: a screw goes on by its pitch with every turn, whatever the push.

    Attributes
    ----------
    pitch_mm, thread_depth_mm : float
        From thread to thread; half of outer minus core diameter.
    head_radius_mm : float
        Mean radius on which the seated head rubs; 0 for a screw without one (a pedicle screw before its rod).
    tapped : bool
        Whether the thread was cut before.
    strips_after_turns : float
        From the seat of its head.
    """

    pitch_mm: float
    thread_depth_mm: float
    head_radius_mm: float = 0.0
    tapped: bool = False
    strips_after_turns: float = STRIPS_AFTER_TURNS

    def feed_mm_s(self, thrust_n: float, cut: Cut) -> float:
        """The pitch times the turns, once the first thread bites; a screw in the air does not go on by itself."""
        if cut.engaged <= 0 or hardness(cut) <= 0:
            return math.inf
        bites = cut.depth_mm >= self.pitch_mm or thrust_n >= BITE_N * min(hardness(cut), 1.0)
        return self.pitch_mm * cut.speed_hz if bites else 0.0

    def reaction(self, feed_mm_s: float, cut: Cut) -> Reaction:
        """The torque; the push is only what makes it bite."""
        if cut.engaged <= 0 or cut.speed_hz <= 0:
            return Reaction(0.0, 0.0, 0.0, 0.0)
        torque = self.friction_nmm(cut) + (0.0 if self.tapped else self.tapping_nmm(cut))
        thrust = BITE_N * min(hardness(cut), 1.0) if cut.depth_mm < self.pitch_mm and feed_mm_s > 0 else 0.0
        return Reaction(thrust, torque, 0.0, 2 * math.pi * cut.speed_hz * torque / 1000)

    def friction_nmm(self, cut: Cut) -> float:
        """Of the thread that is in bone; also what it takes to turn the screw back."""
        return FRICTION * shear_mpa(cut.density_g_cm3) * self._mantle_mm2(cut) * self._radius_mm(cut)

    def tapping_nmm(self, cut: Cut) -> float:
        """Of cutting the thread: the cross-section of one thread at the mean radius; from the first turn on whole."""
        section = self.pitch_mm * self.thread_depth_mm / 2
        energy = 1000 * specific_energy_j_mm3(self.thread_depth_mm) * hardness(cut)
        taken = min(cut.depth_mm / self.pitch_mm, 1.0) * cut.engaged
        return energy * section * self._radius_mm(cut) * taken

    def holding_n(self, cut: Cut) -> float:
        """Pull at which the bone between the threads shears."""
        shape = 0.5 + 0.57735 * self.thread_depth_mm / self.pitch_mm
        return shear_mpa(cut.density_g_cm3) * self._mantle_mm2(cut) * shape

    def strips_at_nmm(self, cut: Cut) -> float:
        """Torque, on top of the friction of going in, at which a screw that can go no further tears its thread."""
        radius = self._radius_mm(cut)
        lead = math.atan(self.pitch_mm / (2 * math.pi * radius))
        wedge = radius * math.tan(lead + math.atan(FRICTION))
        return self.holding_n(cut) * (wedge + FRICTION * self.head_radius_mm)

    def tightened(self, share: float, cut: Cut) -> Reaction:
        """The friction of the thread and what the clamped head adds, in proportion to the turn."""
        return self._turned(self.friction_nmm(cut) + share * self.strips_at_nmm(cut), cut)

    def torn(self, cut: Cut) -> Reaction:
        """Hardly any torque: the hand falls through."""
        return self._turned(TORN_SHARE * self.friction_nmm(cut), cut)

    @staticmethod
    def _turned(torque_nmm: float, cut: Cut) -> Reaction:
        return Reaction(0.0, torque_nmm, 0.0, 2 * math.pi * cut.speed_hz * torque_nmm / 1000)

    def _radius_mm(self, cut: Cut) -> float:
        return (cut.diameter_mm - self.thread_depth_mm) / 2

    @staticmethod
    def _mantle_mm2(cut: Cut) -> float:
        return math.pi * cut.diameter_mm * cut.depth_mm * cut.engaged


def shear_mpa(density_g_cm3: float) -> float:
    """Shear strength of bone (Stone 1983, measured up to about 0.6 g/cm3; held to compact bone by its power)."""
    return SHEAR_MPA * max(density_g_cm3, 0.0) ** SHEAR_POWER
