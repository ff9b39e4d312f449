"""Hips whose implants are known: a femur hollowed out by a stem, a hip bone whose socket is a sphere of known size."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from manifold3d import Manifold, OpType

from generated.pelvic_bones import SOCKET_CENTER, hip_bone
from osteokit.anatomy.landmark import BoneLandmarks, Landmark
from osteokit.anatomy.pelvis import pelvis_landmarks
from osteokit.planning.implants.families.table import FAMILIES
from osteokit.planning.implants.values import Implant
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import pose_of

HEAD_RADIUS_MM = 23.0
TROCHANTER_BELOW_MM = 58.0


def stem(diameter_mm: float, offset_mm: float = 40.0) -> Implant:
    sizes = {"distal_diameter_mm": float(diameter_mm), "offset_mm": float(offset_mm)}
    return Implant(f"S{diameter_mm:g}-{offset_mm:g}", "hip_stem", "stem", "柄", sizes)


def cup(diameter_mm: float) -> Implant:
    return Implant(f"C{diameter_mm:g}", "acetabular_cup", "cup", "杯", {"outer_diameter_mm": float(diameter_mm)})


def liner(outer_mm: float, head_mm: float) -> Implant:
    sizes = {"outer_diameter_mm": float(outer_mm), "head_diameter_mm": float(head_mm)}
    return Implant(f"L{outer_mm:g}-{head_mm:g}", "acetabular_liner", "liner", "内衬", sizes)


def head(diameter_mm: float, neck_mm: float) -> Implant:
    sizes = {"diameter_mm": float(diameter_mm), "neck_offset_mm": float(neck_mm)}
    return Implant(f"H{diameter_mm:g}{neck_mm:+g}", "femoral_head", "head", "球头", sizes)


STEMS = [stem(d, o) for d in range(7, 15) for o in (36.0, 40.0, 44.0)]
CUPS = [cup(d) for d in range(40, 71, 2)]
LINERS = [liner(d - 8, h) for d in range(40, 71, 2) for h in (22, 28, 32, 36) if d - 8 - h >= 6]
HEADS = [head(h, n) for h in (28, 32, 36) for n in (-3.5, 0.0, 3.5)] + [head(22, 0.0)]


@dataclass(frozen=True, eq=False)
class KnownFemur:
    """Mesh and landmarks (RAS mm), and the stem's pose in it."""

    mesh: Mesh
    landmarks: BoneLandmarks
    pose: np.ndarray


def _ball(center, radius) -> Manifold:
    return Manifold.sphere(radius, 48).translate([float(c) for c in center])


def _rod(a, b, ra: float, rb: float) -> Manifold:
    return Manifold.batch_hull([_ball(a, ra), _ball(b, rb)])


def femur_of(implant: Implant, center=SOCKET_CENTER, side: str = "right", length_mm: float = 230.0) -> KnownFemur:
    """A femur whose canal is exactly what ``implant`` needs below its neck cut, and goes on above and
    below it.

    The head's centre is ``center``; the shaft points straight down. Landmarks are where the solids were put.
    """
    sign = 1.0 if side == "right" else -1.0
    center = np.asarray(center, dtype=np.float64) * [sign, 1.0, 1.0]
    family = FAMILIES["hip_stem"]
    offset = family.complete(implant.sizes)["offset_mm"]
    lateral = np.array([sign, 0.0, 0.0])
    pose = pose_of(center, -lateral, [0.0, 0.0, -1.0])
    axis = center + (offset + 4.0) * lateral
    body = manifold_of(family.build(implant.sizes)).transform(pose[:3])
    neck = pose[:3, :3] @ np.array(family.connections(implant.sizes)[0].axis)
    cut = center + (offset / float(neck @ lateral) - 6.0) * neck
    canal = body.trim_by_plane(neck.tolist(), float(neck @ cut)) + _rod(cut - 12.0 * neck, cut + 6.0 * neck, 9.0, 12.0)
    tip = body.to_mesh64().vert_properties[:, 2].min()
    # A hair wider than the stem's tip: surfaces that all but coincide leave folds.
    wide, (top, foot) = family.complete(implant.sizes)["distal_diameter_mm"] / 2 + 0.1, _below(body, float(tip))
    canal += Manifold.cylinder(float(top[2] - foot[2]), wide, circular_segments=96).translate(foot.tolist())
    canal = canal.simplify(0.02)
    trochanter = axis + np.array([0.0, -12.0, -TROCHANTER_BELOW_MM]) - 17.0 * lateral
    bottom = axis - np.array([0.0, 0.0, length_mm])
    outer = Manifold.batch_boolean(
        [
            _ball(center, HEAD_RADIUS_MM),
            _rod(center, cut + 10.0 * neck, 17.0, 28.0),
            _rod(cut + 10.0 * neck, axis - np.array([0.0, 0.0, 70.0]), 28.0, 23.0),
            Manifold.cylinder(length_mm - 65.0, 18.0, 22.0, 64).translate(bottom.tolist()),
            _ball(axis + 6.0 * lateral + np.array([0.0, -4.0, -8.0]), 20.0),
            _ball(trochanter, 9.0),
        ],
        OpType.Add,
    )
    points = {"femoral_head_center": center, "lesser_trochanter_tip": trochanter}
    marks = {key: Landmark(key, tuple(map(float, point)), 0.5, 0.9, "by construction") for key, point in points.items()}
    landmarks = BoneLandmarks("femur", side, marks, {"femoral_head_center": HEAD_RADIUS_MM})  # pyright: ignore
    bone = outer - canal
    assert abs(bone.volume() - outer.volume() + canal.volume()) < 1e-3, "the canal must lie within the bone"
    return KnownFemur(mesh_of(bone), landmarks, pose)


def _below(body: Manifold, tip: float) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the canal's go-on: the middle of the stem 12 mm above its tip, and 50 mm below it."""
    low = body.to_mesh64().vert_properties[:, :3]
    low = low[low[:, 2] < tip + 12.0]
    middle = (low.min(axis=0) + low.max(axis=0)) / 2
    return np.array([*middle[:2], tip + 8.0]), np.array([*middle[:2], tip - 50.0])


@cache
def pelvis() -> tuple[Mesh, Mesh, BoneLandmarks]:
    """Left and right generated hip bones and their found landmarks, with teardrops where the sockets' walls end."""
    left, right = hip_bone("left").mesh, hip_bone("right").mesh
    return left, right, pelvis_landmarks(left, right)


def socket_block(radius_mm: float, out: np.ndarray, size_mm: float = 90.0) -> Mesh:
    """A block whose flat face through the origin, square to ``out``, has a half-spherical hollow."""
    frame = pose_of(np.zeros(3), np.eye(3)[int(np.argmin(np.abs(out)))], out)
    block = Manifold.cube([size_mm, size_mm, size_mm], True).translate([0.0, 0.0, -size_mm / 2]).transform(frame[:3])
    return mesh_of(block - _ball(np.zeros(3), radius_mm))
