"""Threads of bone screws: the table ``resources/threads.csv``, and a ridge's profile from its standard measures."""

import csv
from functools import cache
from importlib.resources import files

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.lathe import Shaft, Thread
from osteokit.planning.implants.families.values import Sizes

MEASURES = ("core_mm", "pitch_mm", "crest_mm", "leading_deg", "trailing_deg", "shank_mm", "head_mm", "drive_mm")


@cache
def thread_rows(kind: str) -> tuple[dict[str, str], ...]:
    """Rows of the table for a kind of thread (``"cortical"``), by rising diameter."""
    text = files("osteokit.planning.implants.families").joinpath("resources", "threads.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["kind"] == kind]
    return tuple(sorted(rows, key=lambda row: float(row["diameter_mm"])))


def measures_for(kind: str, diameter_mm: float) -> dict[str, float]:
    """The measures of a thread of this diameter: those of the table where it has it, else between its neighbours,
    and beyond its ends in proportion."""
    rows = thread_rows(kind)
    known = np.array([float(row["diameter_mm"]) for row in rows])
    inside = float(np.clip(diameter_mm, known[0], known[-1]))
    scale = diameter_mm / inside
    values = {name: float(np.interp(inside, known, [float(row[name]) for row in rows])) for name in MEASURES}
    return {name: value * (scale if name.endswith("_mm") else 1.0) for name, value in values.items()}


def thread_of(sizes: Sizes) -> Thread:
    """The buttress profile of ISO 5835: the trailing flank is steep and faces the head, the leading one the tip.

    Raises
    ------
    OsteoError
        The core is not thinner than the thread, or crest and flanks are longer than the pitch.
    """
    depth, pitch = (sizes["diameter_mm"] - sizes["core_mm"]) / 2, sizes["pitch_mm"]
    if depth < 0.02 * sizes["diameter_mm"]:
        raise OsteoError(
            f"The core ({sizes['core_mm']:g} mm) must be thinner than the thread ({sizes['diameter_mm']:g} mm) by 4 "
            "percent or more; choose a thinner core."
        )
    rise = depth * np.tan(np.radians(sizes["trailing_deg"]))
    fall = depth * np.tan(np.radians(sizes["leading_deg"]))
    used = (rise + sizes["crest_mm"] + fall) / pitch
    if used > 0.95:
        raise OsteoError(
            f"Crest and flanks of the thread take {used * pitch:.2f} mm of a pitch of {pitch:g} mm; choose a larger "
            "pitch, a shallower thread or steeper flanks."
        )
    ends = np.cumsum([0.02, rise / pitch, sizes["crest_mm"] / pitch, fall / pitch])
    return Thread(pitch, (float(ends[0]), float(ends[1]), float(ends[2]), float(ends[3])))


def threaded_shaft(sizes: Sizes, smooth_mm: float, core_at_head_mm: float | None = None) -> Shaft:
    """From z = 0 to the rim of the tip: a smooth part of ``smooth_mm``, a run-out of one pitch, the thread, and a
    tip on which core and ridge come down together.

    Raises
    ------
    OsteoError
        There is no room for three turns of thread between the smooth part and the tip.
    """
    thread = thread_of(sizes)
    pitch, core, length = sizes["pitch_mm"], sizes["core_mm"] / 2, sizes["length_mm"]
    height = sizes["diameter_mm"] / 2 - core
    top = core if core_at_head_mm is None else core_at_head_mm / 2
    tip = sizes["diameter_mm"] * 0.7
    end = length - tip_length(sizes)
    if smooth_mm + pitch + 2 * pitch > end - tip:
        raise OsteoError(
            f"A screw of {length:g} mm has no room for three turns of a thread of {pitch:g} mm pitch after "
            f"{smooth_mm:g} mm of smooth shaft; choose a longer screw."
        )
    z = [0.0, smooth_mm, smooth_mm + pitch, end - tip, end]
    shank = sizes["shank_mm"] / 2
    return Shaft(
        np.array(z),
        np.array([shank, shank, top, core, tip_rim(sizes)]),
        np.array([0.0, 0.0, sizes["diameter_mm"] / 2 - top, height, 0.0]),
        thread,
    )


def tip_rim(sizes: Sizes) -> float:
    """Radius at which the last cone of the tip begins; around a bore, where the tip ends."""
    return max(0.5 * sizes["core_mm"] / 2, sizes.get("bore_mm", 0.0) / 2 * 1.25)


def tip_length(sizes: Sizes) -> float:
    """Of the last cone, 60 degrees to the axis; a cannulated tip has none."""
    return 0.0 if sizes.get("bore_mm", 0.0) > 0 else tip_rim(sizes) / np.tan(np.radians(60))
