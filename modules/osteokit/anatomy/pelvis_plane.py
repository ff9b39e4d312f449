"""The frame of the anterior pelvic plane, settled by repetition: spines make the frame in which spines are sought."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from osteokit.anatomy.angles import unit
from osteokit.anatomy.find_extremes import Found
from osteokit.anatomy.frames import Frame, lateral_sign
from osteokit.anatomy.landmark import Side
from osteokit.anatomy.pelvis_frame import HipBone
from osteokit.anatomy.pelvis_spines import ASIS, PUBIC_TUBERCLE, RADII_PER_HEIGHT, find_spine

WHOLE_PLANE = "anterior pelvic plane"
ONE_SIDE = "anterior pelvic plane of one side"
ONE_BONE = "anterior pelvic plane of one hip bone"

Place = tuple[str, Side]
"""Key of a landmark without its side, and the side."""

_ROUNDS = 25
_SETTLED = 1e-5  # radians
# Lateral, front, up from the anterior superior spine, in parts of the distance between the spines.
_SOCKET_FROM_SPINE = (-0.14, -0.19, -0.30)  # Bell 1990
_TUBERCLE_FROM_SPINE = (-0.39, 0.0, -0.38)  # Seidel 1995: the socket lies 79 percent of the way down to the pubis


@dataclass(frozen=True, eq=False)
class SettledFrame:
    """A frame of the pelvis.

    Attributes
    ----------
    plane : dict
        Anterior superior spines and pubic tubercles, by (key without side, side), of the bones that have them.
    height_mm : float
        Height of the anterior superior spine above the socket's centre.
    """

    frame: Frame
    plane: dict[Place, Found]
    height_mm: float


def settle(hips: Sequence[HipBone], start: Frame, lost: frozenset[Place]) -> SettledFrame:
    """The frame of the anterior pelvic plane from one or two hip bones and a first frame true to 25 degrees.

    ``lost`` are landmarks that the field of view cuts off. With one hip bone the transverse axis follows from where
    socket and tubercle lie between spine and midline in the average adult; without spines the first frame stays.
    """
    frame, plane = start, dict[Place, Found]()
    height = RADII_PER_HEIGHT * float(np.mean([hip.socket.radius_mm for hip in hips]))
    for _ in range(_ROUNDS):
        plane = _plane(hips, frame, height, lost)
        following = _frame_of(hips, plane, frame)
        turned = np.linalg.norm(following.matrix[:3, :3] - frame.matrix[:3, :3])
        frame = following
        if turned < _SETTLED:
            break
    heights = [
        (plane["asis", hip.side].point - hip.socket.center) @ frame.z for hip in hips if ("asis", hip.side) in plane
    ]
    return SettledFrame(frame, plane, float(np.mean(heights)) if heights else height)


def _plane(hips: Sequence[HipBone], frame: Frame, height_mm: float, lost: frozenset[Place]) -> dict[Place, Found]:
    """The landmarks of the plane that are there, in one frame."""
    plane: dict[Place, Found] = {}
    for hip in hips:
        for spine in (ASIS, PUBIC_TUBERCLE):
            place = None if (spine.key, hip.side) in lost else find_spine(hip, frame, spine, height_mm)
            if place is not None:
                plane[spine.key, hip.side] = place
    return plane


def _frame_of(hips: Sequence[HipBone], plane: dict[Place, Found], frame: Frame) -> Frame:
    """One step: the axes that the landmarks tell, the old ones where they are missing."""
    spines = {side: plane["asis", side].point for key, side in plane if key == "asis"}
    tubercles = {side: plane["pubic_tubercle", side].point for key, side in plane if key == "pubic_tubercle"}
    if len(spines) == 2 and len(tubercles) == 2:
        x = unit(spines["right"] - spines["left"])
        up = (spines["left"] + spines["right"] - tubercles["left"] - tubercles["right"]) / 2
        return _frame(frame, x, up, WHOLE_PLANE)
    if len(hips) == 2:
        both = sorted(set(spines) & set(tubercles))
        if not both:
            return frame
        return _frame(frame, frame.x, spines[both[0]] - tubercles[both[0]], ONE_SIDE)
    side = hips[0].side
    if side not in spines or side not in tubercles:
        return frame
    x = _of_average(hips[0], spines[side], tubercles[side])
    return _frame(frame, x, spines[side] - tubercles[side], ONE_BONE)


def _of_average(hip: HipBone, spine: np.ndarray, tubercle: np.ndarray) -> np.ndarray:
    """x of one hip bone: the turn that best lays spine, socket and tubercle on those of the average adult pelvis."""
    mine = np.stack([hip.socket.center, tubercle]) - spine
    mine /= np.linalg.norm(mine, axis=1, keepdims=True)
    average = np.array([_SOCKET_FROM_SPINE, _TUBERCLE_FROM_SPINE])
    average /= np.linalg.norm(average, axis=1, keepdims=True)
    average[:, 0] *= lateral_sign(hip.side)
    to_mine = Rotation.align_vectors(mine, average)[0]
    return to_mine.apply([1.0, 0.0, 0.0])


def _frame(old: Frame, x: np.ndarray, up: np.ndarray, method: str) -> Frame:
    z = unit(up - (up @ x) * x)
    return Frame(old.origin, x, np.cross(z, x), z, old.side, method)
