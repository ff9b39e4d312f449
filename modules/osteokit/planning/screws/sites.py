"""Places where screws are usual, by name: ``L3-left``, ``S1-iliosacral-right``, ``S1-transsacral``."""

import re
from dataclasses import dataclass
from typing import Literal

from osteokit.anatomy.landmark import Side
from osteokit.base.errors import OsteoError
from osteokit.planning.screws.values import Vector
from osteokit.segmentation.names import key_of

Kind = Literal["pedicle", "iliosacral", "transsacral", "anterior-column", "posterior-column", "femoral-neck"]

FAMILIES: dict[Kind, str] = {
    "pedicle": "pedicle_screw",
    "iliosacral": "cannulated_screw",
    "transsacral": "cannulated_screw",
    "anterior-column": "cannulated_screw",
    "posterior-column": "cannulated_screw",
    "femoral-neck": "cannulated_screw",
}
"""Which family of the catalogues is usual there."""

_PATTERNS: dict[Kind, str] = {
    "pedicle": r"(?P<level>[ctl]\d{1,2})(?:-pedicle)?",
    "iliosacral": r"(?P<level>s[12])-iliosacral",
    "transsacral": r"(?P<level>s[12])-trans-?sacral",
    "anterior-column": r"anterior-column",
    "posterior-column": r"posterior-column",
    "femoral-neck": r"femoral-neck",
}
_SIDES: tuple[Side, Side] = ("left", "right")

EXAMPLES = (
    "L3 (both pedicles), L3-left, S1-iliosacral-right, S1-transsacral, anterior-column-left, posterior-column-left, "
    "femoral-neck-right"
)


@dataclass(frozen=True)
class Site:
    """One usual place for one screw.

    Attributes
    ----------
    level : str
        ``"L3"``, ``"S1"``; empty where the kind has none.
    side : str
        Of the entry; empty for a screw that goes from side to side.
    """

    kind: Kind
    side: Side = ""
    level: str = ""

    @property
    def name(self) -> str:
        """As :func:`sites_named` takes it."""
        kind = "" if self.kind == "pedicle" else self.kind
        return "-".join(part for part in (self.level, kind, self.side) if part)

    @property
    def holds(self) -> tuple[str, ...]:
        """Keys of the bones that the screw holds."""
        if self.kind == "pedicle":
            return (f"vertebrae_{self.level}",)
        if self.kind == "iliosacral":
            return (f"hip_{self.side}", "sacrum")
        if self.kind == "transsacral":
            return ("hip_left", "sacrum", "hip_right")
        return (f"femur_{self.side}",) if self.kind == "femoral-neck" else (f"hip_{self.side}",)

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys of the bones without which its corridor cannot be found."""
        if self.kind in ("iliosacral", "transsacral"):
            return ("hip_left", "hip_right", "sacrum")
        return ("hip_left", "hip_right") if self.kind.endswith("column") else self.holds

    @property
    def family(self) -> str:
        return FAMILIES[self.kind]


@dataclass(frozen=True)
class Between:
    """A screw between two places of any bones, each with how far from it (mm) the screw may pass.

    Attributes
    ----------
    holds : tuple of str
        Keys of the bones, the one that it enters first.
    entry, target : Vector
        RAS mm.
    """

    name: str
    holds: tuple[str, ...]
    entry: Vector
    target: Vector
    radius_mm: float = 8.0

    @property
    def needs(self) -> tuple[str, ...]:
        return self.holds

    @property
    def family(self) -> str:
        return "cannulated_screw"


def sites_named(text: str) -> tuple[Site, ...]:
    """The sites that a name means; without a side, both.

    Raises
    ------
    OsteoError
        No screw is usually placed at such a site; the sentence tells what can be asked for.
    """
    plain = re.sub(r"[\s_-]+", "-", text.strip().casefold())
    for kind, pattern in _PATTERNS.items():
        found = re.fullmatch(rf"{pattern}(?:-(?P<side>left|right))?", plain)
        if found is None or (kind == "transsacral" and found["side"]):
            continue
        level = str(found.groupdict().get("level") or "").upper()
        if kind == "pedicle" and (key_of(level) is None or f"vertebrae_{level}" != key_of(level)):
            continue
        if kind == "transsacral":
            return (Site(kind, "", level),)
        return tuple(Site(kind, side, level) for side in _SIDES if found["side"] in (None, side))
    raise OsteoError(f"No screw site is called {text[:60]!r}; ask for one of these: {EXAMPLES}.")
