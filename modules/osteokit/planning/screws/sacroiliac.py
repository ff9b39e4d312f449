"""Corridors of screws across the sacroiliac joint: iliosacral ones that end in the body of S1 or S2, and trans-sacral
ones from the outer side of one ilium to that of the other.

The foramina, the canal, the front of the sacrum and the greater sciatic notch bound them because they are no bone; the
joint space between ilium and sacrum counts as bone. Sides come from the landmarks of both hip bones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

import numpy as np

from osteokit.anatomy.frames import lateral_sign
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.base.progress import Progress, silent
from osteokit.planning.screws.bone_field import BoneField, Bones, bone_field, bones_as_one
from osteokit.planning.screws.corridor import Corridor, Corridors, Gate, Rule, widest_corridor, widest_passage
from osteokit.planning.screws.pelvic_frame import SacralFrame, sacral_frame
from osteokit.planning.screws.sacral_levels import FORAMINA, SacralLevels, sacral_levels
from osteokit.surface.mesh import Mesh

Level = Literal["S1", "S2"]

JOINT_MM = 5.0
"""Width of a sacroiliac joint space in CT, at most: 2 to 4 mm are usual (Vogler 1984)."""

SIDES: tuple[Side, Side] = ("left", "right")
LEVELS: tuple[Level, Level] = ("S1", "S2")

# Shares of the depth of the S1 endplate.
_ALA = 1.3  # from the midline: the plane where the screw crosses the ala
_ALA_FORWARD = (-1.7, 0.7)
_ALA_UP = (-2.1, 0.4)
_BEYOND = 0.15  # past the midline, where the tip lies
_BODY_FORWARD = (-1.2, 0.6)
_BODY_DOWN = 0.15  # the body reaches below the foramina that lie beside its lower end
_RUN = 0.4
_MEDIAL, _LATERAL, _BACK, _FRONT, _DOWN, _UP = 0.6, 3.2, -2.2, 0.9, -2.5, 0.4  # the box that is looked at
_OPEN_COSINE = 0.15
_NODES = 300_000
_SPACINGS_MM = (1.0, 2.0)


@dataclass(frozen=True, eq=False)
class Pelvis:
    """Meshes and landmarks of a pelvis, and what is made of them for the planning of sacroiliac screws."""

    hips: Mapping[Side, Mesh]
    sacrum: Mesh
    sacral: SacralFrame
    levels: Mapping[Side, SacralLevels]


def pelvis_of(left_hip: Mesh, right_hip: Mesh, sacrum: Mesh, pelvis: BoneLandmarks, sacral: BoneLandmarks) -> Pelvis:
    """A pelvis from its three bones, ``pelvis_landmarks`` and ``sacrum_landmarks`` of them.

    Raises
    ------
    OsteoError
        Landmarks are missing, or the sacral foramina are not to be seen.
    """
    bones = bones_as_one([sacrum])
    frame = sacral_frame(sacral, pelvis)
    levels: dict[Side, SacralLevels] = {side: sacral_levels(bones.surface, frame, side) for side in SIDES}
    return Pelvis({"left": left_hip, "right": right_hip}, sacrum, frame, levels)


def sacroiliac_corridors(
    pelvis: Pelvis, least_mm: float = 0.0, joint_mm: float = JOINT_MM, progress: Progress = silent
) -> Corridors:
    """All six: ``"iliosacral S1 left"``, ..., ``"trans-sacral S2"``; what is narrower than ``least_mm`` is missing."""
    fields = cache(partial(_side_field, pelvis, joint_mm))
    both = cache(partial(_both_field, pelvis, joint_mm))
    tasks: dict[str, Callable[[Progress], Corridor]] = {}
    for side in SIDES:
        for level in LEVELS:
            tasks[f"iliosacral {level} {side}"] = lambda step, level=level, side=side: _iliosacral(
                pelvis, fields(side), level, side, step
            )
    for level in LEVELS:
        tasks[f"trans-sacral {level}"] = lambda step, level=level: _transsacral(pelvis, both(), level, step)
    return Corridors.of(tasks, least_mm, progress)


def iliosacral_corridor(
    pelvis: Pelvis, level: Level, side: Side, joint_mm: float = JOINT_MM, progress: Progress = silent
) -> Corridor:
    """The widest corridor from the outer side of the ilium through the joint into the body, just past the midline.

    Raises
    ------
    OsteoError
        No straight line is in bone all that way.
    """
    return _iliosacral(pelvis, _side_field(pelvis, joint_mm, side), level, side, progress)


def transsacral_corridor(
    pelvis: Pelvis, level: Level, joint_mm: float = JOINT_MM, progress: Progress = silent
) -> Corridor:
    """The widest corridor from the outer side of the left ilium to that of the right one.

    Raises
    ------
    OsteoError
        No straight line is in bone all that way.
    """
    return _transsacral(pelvis, _both_field(pelvis, joint_mm), level, progress)


def _iliosacral(pelvis: Pelvis, field: BoneField, level: Level, side: Side, progress: Progress) -> Corridor:
    lateral = lateral_sign(side)
    entry = _gate(pelvis, lateral * _ALA, _ALA_FORWARD, _ALA_UP)
    target = _gate(pelvis, -lateral * _BEYOND, _BODY_FORWARD, _body_heights(pelvis, level, side))
    rules = _between_foramina(pelvis, level, side, entry, target)
    return widest_corridor(field, entry, target, rules, progress=progress)


def _transsacral(pelvis: Pelvis, field: BoneField, level: Level, progress: Progress) -> Corridor:
    gates = [_gate(pelvis, lateral_sign(side) * _ALA, _ALA_FORWARD, _ALA_UP) for side in SIDES]
    rules = [rule for side in SIDES for rule in _between_foramina(pelvis, level, side, *gates)]
    return widest_passage(field, gates[0], gates[1], tuple(rules), progress)


def _side_field(pelvis: Pelvis, joint_mm: float, side: Side) -> BoneField:
    lateral = lateral_sign(side)
    bones = bones_as_one([pelvis.hips[side], pelvis.sacrum], joint_mm)
    return _field(pelvis, bones, {0: side}, (-_MEDIAL * lateral, _LATERAL * lateral))


def _both_field(pelvis: Pelvis, joint_mm: float) -> BoneField:
    bones = bones_as_one([pelvis.hips["left"], pelvis.hips["right"], pelvis.sacrum], joint_mm)
    return _field(pelvis, bones, {0: "left", 1: "right"}, (-_LATERAL, _LATERAL))


def _field(pelvis: Pelvis, bones: Bones, sides: Mapping[int, Side], across: tuple[float, float]) -> BoneField:
    """The field in the box about the joint, entered through the outer side of the hip bones of ``sides``."""
    frame, depth = pelvis.sacral.frame, pelvis.sacral.depth_mm
    box = np.meshgrid(np.array(across), [_BACK, _FRONT], [_DOWN, _UP], indexing="ij")
    region = frame.origin + depth * np.stack(box, axis=-1).reshape(-1, 3) @ frame.matrix[:3, :3].T
    entries = np.zeros(len(bones.skin.faces), bool)
    for number, side in sides.items():
        of_hip = bones.bone_of_face == number
        entries |= of_hip & bones.open_to(lateral_sign(side) * frame.x, _OPEN_COSINE, of_hip)
    size = abs(across[1] - across[0]) * (_FRONT - _BACK) * (_UP - _DOWN) * depth**3
    spacing = float(np.clip(np.cbrt(size / _NODES), *_SPACINGS_MM))
    return bone_field(bones, entries, region, frame.x, _RUN * depth, spacing)


def _gate(pelvis: Pelvis, across: float, forward: tuple[float, float], up: tuple[float, float]) -> Gate:
    """A gate in a sagittal plane, shares of the depth; u points to the front, v up."""
    frame, depth = pelvis.sacral.frame, pelvis.sacral.depth_mm
    center = frame.origin + depth * (across * frame.x + np.mean(forward) * frame.y + np.mean(up) * frame.z)
    return Gate(center, frame.y, frame.z, (float(np.ptp(forward)) / 2 * depth, float(np.ptp(up)) / 2 * depth))


def _heights(pelvis: Pelvis, level: Level, side: Side) -> tuple[float, float]:
    levels = pelvis.levels[side]
    return levels.s1 if level == "S1" else levels.s2


def _body_heights(pelvis: Pelvis, level: Level, side: Side) -> tuple[float, float]:
    """Shares of the depth between which the body of a level lies in the midline."""
    low, high = np.array(_heights(pelvis, level, side)) / pelvis.sacral.depth_mm
    return float(low) - _BODY_DOWN, min(float(high), 0.0)


def _between_foramina(pelvis: Pelvis, level: Level, side: Side, entry: Gate, target: Gate) -> tuple[Rule, Rule]:
    """The line's height where it passes the foramina of ``side`` lies in the level."""
    frame = pelvis.sacral.frame
    ends = [float((gate.center - frame.origin) @ frame.x) for gate in (entry, target)]
    plane = lateral_sign(side) * FORAMINA * pelvis.sacral.depth_mm
    share = (plane - ends[0]) / (ends[1] - ends[0])
    middle = sum(
        weight * float((gate.center - frame.origin) @ frame.z)
        for gate, weight in ((entry, 1.0 - share), (target, share))
    )
    low, high = _heights(pelvis, level, side)
    return (
        Rule((0.0, 1.0 - share, 0.0, share), high - middle),
        Rule((0.0, share - 1.0, 0.0, -share), middle - low),
    )
