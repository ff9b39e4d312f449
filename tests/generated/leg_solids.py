"""Solids along the landmarks of a generated leg: enough to be drawn and cut, not enough to be taken for real bones."""

import numpy as np

from osteokit.anatomy.leg import Leg
from osteokit.surface.boolean import union
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder

RADIUS_MM = 12.0


def leg_solids(leg: Leg) -> dict[str, Mesh]:
    """Femur and tibia of a leg as joined cylinders."""
    solids = {}
    if leg.femur is not None:
        point = leg.femur.point
        middle = (point("lateral_condyle_distal") + point("medial_condyle_distal")) / 2
        base = point("neck_base_center")
        solids["femur"] = union(
            [
                cylinder(middle, base, RADIUS_MM),
                cylinder(base, point("femoral_head_center"), RADIUS_MM),
                cylinder(point("medial_epicondyle"), point("lateral_epicondyle"), 18.0),
            ]
        )
    if leg.tibia is not None:
        point = leg.tibia.point
        down = np.array([0.0, 0.0, 8.0])
        solids["tibia"] = union(
            [
                cylinder(point("knee_center"), point("ankle_center"), RADIUS_MM),
                cylinder(point("plateau_medial_edge") - down, point("plateau_lateral_edge") - down, 8.0),
            ]
        )
    return solids
