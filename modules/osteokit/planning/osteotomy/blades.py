"""Saw blades: how far, how wide and how thick a saw cuts, and the generic sizes that we know."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from osteokit.base.errors import OsteoError

LARGEST_KERF_MM = 5.0
SMALLEST_KERF_MM = 0.01


@dataclass(frozen=True)
class SawBlade:
    """A saw blade.

    Attributes
    ----------
    length_mm : float
        How deep it can cut, from its tip to the saw.
    width_mm : float
        Of the cutting edge. It may be swept to and fro; a cut is never narrower.
    kerf_mm : float
        How thick the slot is that it turns to dust.
    """

    length_mm: float = 90.0
    width_mm: float = 20.0
    kerf_mm: float = 1.0

    def __post_init__(self) -> None:
        if not (SMALLEST_KERF_MM <= self.kerf_mm <= LARGEST_KERF_MM):
            raise OsteoError(
                f"A saw blade cuts a slot of {SMALLEST_KERF_MM} to {LARGEST_KERF_MM:.0f} mm, not {self.kerf_mm} mm; "
                "check the kerf."
            )
        if not (0 < self.length_mm < 1000 and 0 < self.width_mm < 1000):
            raise OsteoError(
                f"A saw blade of {self.length_mm} x {self.width_mm} mm does not exist; check its length and width."
            )


@dataclass(frozen=True)
class BladeEntry:
    """A line of the catalogue: what a blade is called in English and Chinese, its sizes, and where they are from."""

    key: str
    english: str
    chinese: str
    blade: SawBlade
    source: str


@cache
def blade_catalogue() -> dict[str, BladeEntry]:
    """Every generic blade by key (``resources/blades.json``)."""
    text = files("osteokit.planning.osteotomy").joinpath("resources/blades.json").read_text(encoding="utf-8")
    table = json.loads(text)
    return {
        row["key"]: BladeEntry(
            row["key"], row["english"], row["chinese"],
            SawBlade(row["length_mm"], row["width_mm"], row["kerf_mm"]), table["source"],
        )
        for row in table["blades"]
    }  # fmt: skip
