"""The tools that come with the library, and a screwdriver that holds a screw of a catalogue."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.solid import group_of, sizes_of
from osteokit.planning.implants.values import Implant
from osteokit.simulation.tools.values import Tool

SCREWDRIVER_HZ = 2.0
"""Two turns a second: a hand-held screwdriver turned briskly."""

SCREW_POINT_DEG = 90.0

_TEXTS = ("key", "english", "chinese", "kind", "tip")


@cache
def tools() -> Mapping[str, Tool]:
    """Every tool of the table, by key. Sizes are those of common small and large fragment sets, motors and burrs."""
    table = resources.files("osteokit.simulation.tools.resources").joinpath("tools.csv")
    rows = [
        {name: text if name in _TEXTS else float(text or 0.0) for name, text in row.items()}
        for row in csv.DictReader(table.read_text("utf-8").splitlines())
    ]
    return MappingProxyType({str(row["key"]): Tool(**row) for row in rows})  # type: ignore[arg-type]


def tool(key: str) -> Tool:
    """The tool of this key.

    Raises
    ------
    OsteoError
        There is none.
    """
    if key not in tools():
        raise OsteoError(f"There is no tool {key[:40]!r}; tools: {', '.join(tools())}.")
    return tools()[key]


def screwdriver(screw: Implant) -> Tool:
    """A screwdriver holding ``screw``; its tip is the screw's, its key ``screw:`` and the article's reference.

    Raises
    ------
    OsteoError
        The article is no screw, or its catalogue does not say its core and pitch.
    """
    sizes = sizes_of(screw)
    missing = [name for name in ("diameter_mm", "core_mm", "length_mm", "pitch_mm") if not sizes.get(name, 0.0) > 0]
    if group_of(screw) != "screw" or missing:
        lack = f" (it lacks {', '.join(missing)})" if missing else ""
        raise OsteoError(f"{screw.reference} ({screw.english}) cannot be driven as a screw{lack}; choose a screw.")
    return Tool(
        f"screw:{screw.reference}",
        f"Screwdriver with {screw.english}",
        f"螺丝刀与{screw.chinese}",
        "screwdriver",
        "cone",
        sizes["diameter_mm"],
        sizes["core_mm"],
        sizes["length_mm"],
        point_deg=SCREW_POINT_DEG,
        speed_hz=SCREWDRIVER_HZ,
        pitch_mm=sizes["pitch_mm"],
        head_mm=sizes.get("head_mm", 1.6 * sizes["diameter_mm"]),
    )
