"""How a blade lies against its cut, in the directions of the body."""

import numpy as np
from slicer.i18n import tr as _

from osteokit.tracking.navigation.guidance import Guidance, PlaneTarget, Target
from osteokit.tracking.navigation.tool import ToolPlace

SHOWN_DEG = 0.05
"""Below, it would be shown as 0.0."""


def blade_told(target: Target, place: ToolPlace, told: Guidance) -> str:
    """Towards where the blade's tip and its edge leave the planned cut; empty where they do not, for what is no cut,
    and for what is no saw."""
    if not isinstance(target, PlaneTarget):
        return ""
    if place.blade_normal is None:
        return "" if place.axis is None else _("The angle of the shaft alone; of a saw, calibrate the blade.")
    if told.blade is None:
        return _("The blade is square to the cut.")
    up, parts = target.unit_normal, []
    along, across = told.blade.along_deg, told.blade.across_deg
    if abs(along) >= SHOWN_DEG:
        parts.append(_("blade's tip {deg:.1f}° {way}").format(deg=abs(along), way=body_direction(along * up)))
    if abs(across) >= SHOWN_DEG:
        side = body_direction(np.cross(up, target.axis))
        words = _("{side} edge {deg:.1f}° {way}")
        parts.append(words.format(side=side, deg=abs(across), way=body_direction(across * up)))
    return " · ".join(parts)


def body_direction(way: np.ndarray) -> str:
    """The direction of the body that is nearest to ``way`` (3,), RAS."""
    axis = int(np.abs(way).argmax())
    names = ((_("right"), _("left")), (_("anterior"), _("posterior")), (_("superior"), _("inferior")))
    return names[axis][0 if way[axis] > 0 else 1]
