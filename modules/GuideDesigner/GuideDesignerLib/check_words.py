"""The checks of a guide in the person's language: what was looked at, and what to do where it failed."""

import math
from collections.abc import Sequence

from slicer.i18n import tr as _

from osteokit.planning.guides.values import NEEDED, GuideCheck
from osteopanels.row import Row

_UNITS = {"mm": " mm", "mm2": " mm²", "mm3": " mm³", "degrees": "°", "edges": "", "pieces": "", "mm per mm": ""}
_AT_LEAST = (
    "wall",
    "clearance",
    "contact_area",
    "unique_fit",
    "seats",
    "neighbours",
    "slot_led",
    "holes_clear_of_slots",
)


def titles() -> dict[str, tuple[str, str]]:
    """What is looked at and what to do where it fails, by code of the check."""
    return {
        "solid": (_("Closed surface"), _("Design it again with a smaller fineness.")),
        "one_component": (_("One piece"), _("Bring cuts and holes closer, or make the base around them larger.")),
        "wall": (_("Thinnest wall"), _("Make the wall thicker.")),
        "clearance": (_("Gap to the bone"), _("Make the gap to the bone larger or the fineness smaller.")),
        "contact_area": (_("Area on the bone"), _("Let the base reach farther around and along the bone.")),
        "contact_gap": (_("Lies close"), _("Make the gap at undercuts or the base along the bone smaller.")),
        "unique_fit": (_("Fits in one place"), _("Let the base reach around more of the bone, or move it to its end.")),
        "seats": (_("Goes on freely"), _("Let the base follow the bone less far, or turn the arrow.")),
        "neighbours": (_("Free of other bones"), _("Make the base smaller on that side, or turn the arrow.")),
        "slot_angle": (_("Slot along the cut"), _("Make the walls around slots thicker and design it again.")),
        "slot_offset": (_("Slot in the cut"), _("Make the walls around slots thicker and design it again.")),
        "slot_open": (_("Blade passes"), _("Move holes and letters away from the slot, or make the slot longer.")),
        "slot_led": (_("Blade is led"), _("Let the blade be led farther.")),
        "holes_open": (_("Drills pass"), _("Move the holes apart, or away from the slot.")),
        "hole_radius": (_("Width of holes"), _("Make the walls around holes thicker.")),
        "hole_offset": (_("Holes in their axes"), _("Make the walls around holes thicker.")),
        "hole_slant": (_("Drill upright on the bone"), _("Turn the line so that it meets the bone more upright.")),
        "holes_clear_of_slots": (_("Holes clear of slots"), _("Move the holes away from the slot.")),
    }


def size_titles() -> dict[str, str]:
    """What the panel calls the sizes that a check may ask to be changed."""
    return {
        "thickness_mm": _("Thickness of the base"),
        "slot_wall_mm": _("Wall around slots"),
        "sleeve_wall_mm": _("Wall around holes"),
        "row_bridge_mm": _("Bone between the holes of a dome cut"),
    }


def remedy_words(check: GuideCheck) -> str:
    """The size to change and its new value; empty where no single size does it."""
    if check.remedy is None or check.remedy[0] not in size_titles():
        return ""
    name, value = check.remedy
    return _("Set {size} to {value:g} mm.").format(size=size_titles()[name], value=value)


def remedy_on_button(check: GuideCheck) -> str:
    """The same as what a button does."""
    name, value = check.remedy or ("", 0.0)
    return _("{size} {value:g} mm, and design again").format(size=size_titles().get(name, name), value=value)


def title_and_advice(check: GuideCheck) -> tuple[str, str]:
    """A check that has no words here is told in its own."""
    title, advice = titles().get(check.code, (check.code, check.sentence))
    if check.remedy is not None:
        advice = remedy_words(check) or advice
    elif check.code == "wall" and check.place is not None:
        advice = _("Move holes and slots apart.")
    return title, advice


def places_of(checks: Sequence[GuideCheck]) -> dict[str, tuple[float, float, float]]:
    """Where failed checks are to be looked at, by the words shown there."""
    found = {}
    for check in checks:
        if not check.passed and check.place is not None:
            found[f"{title_and_advice(check)[0]}: {measured(check)}"] = check.place
    return found


def check_rows(checks: Sequence[GuideCheck], prefix: str = "") -> list[Row]:
    """Failed ones first, in amber; passed ones with a tick."""
    rows = []
    for check in sorted(checks, key=lambda one: one.passed):
        title, advice = title_and_advice(check)
        cells = (("✓ " if check.passed else "⚠ ") + prefix + title, _shown(check.value, check), _limit(check))
        tip = check.sentence if check.passed else f"{advice}\n{check.sentence}"
        rows.append(Row(prefix + check.code, cells, () if check.passed else (0, 1, 2), tip))
    return rows


def faults(checks: Sequence[GuideCheck]) -> list[GuideCheck]:
    """Failed checks that a guide cannot do without."""
    return [one for one in checks if not one.passed and one.code in NEEDED]


def measured(check: GuideCheck) -> str:
    """What was measured, with its unit."""
    return _shown(check.value, check)


def _shown(value: float, check: GuideCheck) -> str:
    if not math.isfinite(value):
        return "∞"
    text = f"{value:.0f}" if check.unit in ("edges", "pieces", "mm2") else f"{value:.2f}"
    return text + _UNITS.get(check.unit, f" {check.unit}")


def _limit(check: GuideCheck) -> str:
    return ("≥ " if check.code in _AT_LEAST else "≤ ") + _shown(check.limit, check)
