"""What the tables of the panel show: values in, rows of text out."""

import math
from collections.abc import Sequence

from slicer.i18n import tr as _

from osteokit.tracking.devices.values import DeviceStatus, ToolState
from osteopanels.row import Row

LIGHTS = {"green": "✓", "amber": "▲", "red": "✕"}


def device_rows(statuses: Sequence[DeviceStatus], language: str) -> list[Row]:
    """Light and name, rate, age, jitter, losses; amber unless all is well."""
    rows = []
    for one in statuses:
        cells = (f"{LIGHTS[one.light]} {one.name}", *_numbers(one.rate_hz, one.age_ms, one.jitter_ms, one.lost))
        rows.append(Row(one.name, cells, () if one.light == "green" else (0,), one.sentence.told(language)))
    return rows


def tool_rows(tools: Sequence[ToolState], language: str) -> list[Row]:
    """Name, rate, age, jitter, losses; amber where it is not seen, with the reason as its tip."""
    rows = []
    for tool in tools:
        cells = (tool.name, *_numbers(tool.rate_hz, tool.age_ms, tool.jitter_ms, tool.lost + tool.refused))
        if not tool.is_seen:
            cells = (tool.name, _("not seen"), "–", "–", f"{tool.lost + tool.refused}")
        rows.append(Row(tool.name, cells, () if tool.is_seen else (0, 1), tool.sentence.told(language)))
    return rows


def device_headers() -> list[str]:
    return [_("Device"), _("Rate"), _("Age"), _("Jitter"), _("Lost")]


def tool_headers() -> list[str]:
    return [_("Tool"), _("Rate"), _("Age"), _("Jitter"), _("Lost")]


def _numbers(rate_hz: float, age_ms: float, jitter_ms: float, lost: int) -> tuple[str, str, str, str]:
    """Nothing stands where nothing comes: a number that is no longer true is not shown."""
    if rate_hz <= 0 or math.isinf(age_ms):
        return "–", "–", "–", f"{lost}"
    return f"{rate_hz:.0f} Hz", f"{age_ms:.0f} ms", f"{jitter_ms:.1f} ms", f"{lost}"
