"""A tool: the sizes that decide what it touches and cuts.

Its frame is that of :mod:`osteokit.simulation.values`: the origin at the middle of the tip, **z** from the handle to
the tip; a blade strokes along **x**, **y** is its normal.
"""

import math
from dataclasses import dataclass
from typing import Literal

from osteokit.base.errors import OsteoError
from osteokit.simulation.values import ToolKind

Tip = Literal["cone", "ball", "blade"]


@dataclass(frozen=True)
class Tool:
    """One tool.

    Attributes
    ----------
    key : str
    english, chinese : str
        Name for people.
    kind : ToolKind
    tip : str
        ``"cone"``: a cylinder with a pointed end; ``"ball"``: a ball on a shank; ``"blade"``: a flat blade.
    diameter_mm : float
        Of what cuts: drill, ball, thread; of a blade its width.
    shank_mm : float
        Diameter of what follows behind: shank, or core of a screw; of a blade its thickness.
    reach_mm : float
        How much of the tool, from the tip, can touch bone; of a screw its length below the head.
    point_deg : float
        Included angle of a cone.
    kerf_mm : float
        Width of the cut of a saw.
    stroke_mm : float
        From end to end of a saw's movement at its edge.
    speed_hz : float
        Turns or strokes per second at full power; 0 for what has no motor.
    pitch_mm, head_mm : float
        Of a screw.
    """

    key: str
    english: str
    chinese: str
    kind: ToolKind
    tip: Tip
    diameter_mm: float
    shank_mm: float
    reach_mm: float
    point_deg: float = 0.0
    kerf_mm: float = 0.0
    stroke_mm: float = 0.0
    speed_hz: float = 0.0
    pitch_mm: float = 0.0
    head_mm: float = 0.0

    def __post_init__(self) -> None:
        for name in ("diameter_mm", "shank_mm", "reach_mm"):
            if not (math.isfinite(getattr(self, name)) and getattr(self, name) > 0):
                raise OsteoError(f"The tool {self.key!r} has a {name} of {getattr(self, name)}; give one above 0.")
        if self.tip == "cone" and not 0 < self.point_deg < 180:
            raise OsteoError(
                f"The tool {self.key!r} has a point of {self.point_deg} degrees; give one within 0 to 180."
            )
        if self.kind == "saw" and not self.kerf_mm >= self.shank_mm:
            raise OsteoError(f"The kerf of the saw {self.key!r} is narrower than its blade; give a wider kerf.")

    @property
    def cuts(self) -> bool:
        """Whether it takes bone away under power."""
        return self.kind in ("drill", "burr", "saw", "reamer")

    @property
    def cone_mm(self) -> float:
        """Height of a cone's point (of the core of a screw); 0 for other tips."""
        if self.tip != "cone":
            return 0.0
        return self.body_mm / 2 / math.tan(math.radians(self.point_deg / 2))

    @property
    def body_mm(self) -> float:
        """Diameter of the solid at the tip: of a screw the core, else what cuts."""
        return self.shank_mm if self.kind == "screwdriver" else self.diameter_mm
