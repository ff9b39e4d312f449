"""Where a cup's angles lie beside Lewinnek's zone. It is shown and never decides anything."""

from dataclasses import dataclass

from osteokit.anatomy.cup_angles import CupAngles

INCLINATION_DEG = (30.0, 50.0)
ANTEVERSION_DEG = (5.0, 25.0)
SOURCE = "Lewinnek 1978, J Bone Joint Surg Am 60:217: radiographic inclination 40 +- 10, anteversion 15 +- 10"
NOT_UNIVERSAL = (
    "There is no universal safe zone (Meermans 2022): most hips that dislocate lie in it, and the right angles depend "
    "on the stem's version, on how the pelvis tilts between sitting and standing, and on the design."
)


@dataclass(frozen=True)
class SafeZone:
    """``inclination_deg`` and ``anteversion_deg`` are radiographic; ``note`` belongs beside every drawing of it."""

    inclination_deg: float
    anteversion_deg: float
    inside: bool
    source: str = SOURCE
    note: str = NOT_UNIVERSAL


def lewinnek(angles: CupAngles) -> SafeZone:
    """Whether a cup lies in Lewinnek's zone; its ends belong to it."""
    inclination, anteversion = float(angles.radiographic_inclination), float(angles.radiographic_anteversion)
    inside = (
        INCLINATION_DEG[0] <= inclination <= INCLINATION_DEG[1]
        and ANTEVERSION_DEG[0] <= anteversion <= ANTEVERSION_DEG[1]
    )
    return SafeZone(inclination, anteversion, inside)
