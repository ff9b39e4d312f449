"""The replaced knee brought together: where the insert lies, and how the tibia comes to stand under the femur."""

import numpy as np
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.solid import connections_of
from osteokit.planning.implants.values import Implant
from osteokit.surface.transform import translation


def insert_pose(tray: Implant, tray_pose: np.ndarray, insert: Implant) -> np.ndarray:
    """From the insert's frame to RAS mm: its bearing on that of the tray, their axes alike.

    Raises
    ------
    OsteoError
        One of them has no bearing for the other.
    """
    return tray_pose @ translation(_bearing(tray, insert.family) - _bearing(insert, tray.family))


def tibia_motion(
    femoral: tuple[Implant, np.ndarray], insert: tuple[Implant, np.ndarray], femur_up: np.ndarray, tibia_up: np.ndarray
) -> np.ndarray:
    """The 4x4 move of the tibia (RAS mm) that lays its insert on the femoral component, each given with its pose, in
    full extension.

    ``femur_up`` and ``tibia_up`` (3,) are what shall be in line: each square to its bone's cut in the coronal plane and
    along its mechanical axis in the sagittal one. The tibia turns no farther than that takes, so its rotation about
    its own length stays as it was scanned. There are no ligaments.

    Raises
    ------
    OsteoError
        One of them has no bearing for the other.
    """
    lower, upper = insert[0], femoral[0]
    turn = np.eye(4)
    turn[:3, :3] = _shortest_turn(tibia_up, femur_up)
    rests = _at(insert[1], _bearing(lower, upper.family))
    ends = _at(femoral[1], _bearing(upper, lower.family))
    return translation(ends) @ turn @ translation(-rests)


def _shortest_turn(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The rotation (3, 3) of one unit vector onto another about what is square to both."""
    axis = np.cross(start, end)
    sine = float(np.linalg.norm(axis))
    if sine < 1e-12:
        return np.eye(3)
    return Rotation.from_rotvec(axis / sine * np.arctan2(sine, float(start @ end))).as_matrix()


def _bearing(article: Implant, partner: str) -> np.ndarray:
    for point in connections_of(article):
        if point.kind == "bearing" and partner in point.accepts:
            return np.array(point.point)
    raise OsteoError(
        f"{article.reference} has no bearing for a {partner}; add its connection point to the catalogue, or choose "
        "another."
    )


def _at(pose: np.ndarray, point: np.ndarray) -> np.ndarray:
    return pose[:3, :3] @ point + pose[:3, 3]
