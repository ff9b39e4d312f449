"""How a blade lies against its cut, in the directions of the body."""

import numpy as np
from slicer.i18n import tr as _

from osteokit.tracking.navigation.guidance import Guidance, PlaneTarget, Target
from osteokit.tracking.navigation.tool import ToolPlace


def blade_told(target: Target, place: ToolPlace, told: Guidance) -> str:
    """Towards where the blade's tip and its edge leave the planned cut; empty for what is no cut, or no saw."""
    if not isinstance(target, PlaneTarget):
        return ""
    if place.blade_normal is None:
        return "" if place.axis is None else _("The angle of the shaft alone; of a saw, calibrate the blade.")
    if told.blade is None:
        return _("The blade is square to the cut.")
    up, side = target.unit_normal, np.cross(target.unit_normal, target.axis)
    return _("Blade: tip {along:.1f}° {ahead}, {side} edge {across:.1f}° {aside}").format(
        along=abs(told.blade.along_deg),
        ahead=body_direction(up if told.blade.along_deg >= 0 else -up),
        side=body_direction(side),
        across=abs(told.blade.across_deg),
        aside=body_direction(up if told.blade.across_deg >= 0 else -up),
    )


def body_direction(way: np.ndarray) -> str:
    """The direction of the body that is nearest to ``way`` (3,), RAS."""
    axis = int(np.abs(way).argmax())
    names = ((_("right"), _("left")), (_("anterior"), _("posterior")), (_("superior"), _("inferior")))
    return names[axis][0 if way[axis] > 0 else 1]
