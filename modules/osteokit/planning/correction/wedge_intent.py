"""What a surgeon says of a wedge osteotomy before anything is computed."""

from dataclasses import dataclass, field
from typing import Literal

from osteokit.base.errors import OsteoError
from osteokit.planning.correction.miniaci import FUJISAWA_PERCENT
from osteokit.planning.osteotomy.blades import SawBlade

Motion = Literal["opening", "closing"]
Approach = Literal["medial", "lateral"]

TARGET_KEYS = ("WBL_percent", "HKA_deg", "MPTA_deg", "mLDFA_deg")


@dataclass(frozen=True)
class Target:
    """The number of the leg that shall be reached, and its value: 62 % of the plateau, an MPTA of 90 degrees."""

    key: str = "WBL_percent"
    value: float = FUJISAWA_PERCENT

    def __post_init__(self) -> None:
        if self.key not in TARGET_KEYS:
            raise OsteoError(f"A correction cannot aim at {self.key!r}; choose {', '.join(TARGET_KEYS)}.")
        low, high = (0.0, 100.0) if self.key == "WBL_percent" else (60.0, 210.0)
        if not low <= self.value <= high:
            raise OsteoError(f"A target of {self.value:g} for {self.key} is out of reach; give {low:g} to {high:g}.")


@dataclass(frozen=True)
class WedgeIntent:
    """A wedge in one bone.

    Attributes
    ----------
    motion, approach : str
        Opening or closing, and the side of the cortex where the wedge is: the hinge lies on the other side.
    target : Target
        What is aimed at; measured again after the move, whatever was aimed at.
    hinge_ras : tuple of float or None
        RAS mm, where a person put it; None proposes one from the bone's own size.
    hinge_turn_deg : float
        How far the hinge line is turned in the axial plane from straight ahead, its front end to lateral positive.
    slope_change_deg : float or None
        HTO: the change of tibial slope that is wanted (0 keeps it), for which the hinge line is turned; None leaves the
        hinge line as ``hinge_turn_deg`` says and the slope as it comes.
    soft_tissue : str
        ``"none"``, or ``"jlca"``: take (JLCA - 2) / 2 degrees off a varus correction.
    cut : str
        ``"plane"``, or ``"biplanar"`` with a second cut behind the tuberosity (opening HTO only).
    """

    motion: Motion = "opening"
    approach: Approach = "medial"
    target: Target = field(default_factory=Target)
    hinge_ras: tuple[float, float, float] | None = None
    hinge_turn_deg: float = 0.0
    slope_change_deg: float | None = None
    soft_tissue: Literal["none", "jlca"] = "none"
    cut: Literal["plane", "biplanar"] = "plane"
    blade: SawBlade = field(default_factory=SawBlade)

    def __post_init__(self) -> None:
        if not abs(self.hinge_turn_deg) <= 45.0:
            raise OsteoError(f"The hinge line cannot be turned by {self.hinge_turn_deg:g} degrees; 45 is the most.")
        if self.slope_change_deg is not None and self.hinge_turn_deg:
            raise OsteoError(
                "Give either the turn of the hinge line or the change of slope; one follows from the other."
            )

    @property
    def makes_valgus(self) -> bool:
        """Whether the wedge moves the ankle to lateral."""
        return (self.motion == "opening") == (self.approach == "medial")
