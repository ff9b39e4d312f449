"""Bringing a maker's mesh into a catalogue: its frame is proposed from its shape and set by a person.

The proposal is a right-handed frame on the principal axes of the solid, put where ``values`` says that the frame of
such an implant lies. What the shape alone cannot tell (which end is proximal, which side is anterior) is a doubt, to be
looked at and turned.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from osteokit.anatomy.sphere import most_complete_sphere
from osteokit.base.errors import OsteoError
from osteokit.planning.implants.mesh_file import refuse_other_units
from osteokit.planning.implants.solid import family_of, sizes_of
from osteokit.planning.implants.values import Implant
from osteokit.surface.mesh import Mesh
from osteokit.surface.sampling import scattered
from osteokit.surface.transform import moved, pose_of, rotation_about

RIGID = 1e-4
LENGTH_SHARE = 0.25
"""By how much the box around a screw, wire or nail may be longer (its head) or shorter than the length that it says."""

FAR_MM = 12.0
"""The origin of a frame may lie outside of its solid by this: a head's centre above its stem, a resection below its
insert."""

_SAMPLES = 20_000
_SPHERE_SAMPLES = 3000


@dataclass(frozen=True, eq=False)
class FrameProposal:
    """Where an implant's own frame lies in the coordinates of its file.

    Attributes
    ----------
    pose : ndarray (4, 4)
        Moves the implant's own frame to the file's coordinates, mm; right-handed.
    doubts : tuple of str
        One sentence for each thing that the shape does not tell.
    """

    pose: np.ndarray
    doubts: tuple[str, ...] = ()

    def turned(self, axis: Literal["x", "y", "z"], angle_deg: float) -> "FrameProposal":
        """The frame turned about one of its own axes."""
        turn = rotation_about(np.zeros(3), np.eye(3)["xyz".index(axis)], angle_deg)
        return replace(self, pose=self.pose @ turn)

    def with_origin(self, point: np.ndarray) -> "FrameProposal":
        """The frame with its origin at ``point`` (3,), in the coordinates of the file."""
        pose = self.pose.copy()
        pose[:3, 3] = point
        return replace(self, pose=pose)


def proposed_frame(mesh: Mesh, family: str) -> FrameProposal:
    """The frame of an implant of a ``family`` (its key) from the shape of its solid; see :mod:`.values` for frames.

    Raises
    ------
    OsteoError
        The family is unknown, the solid has no volume, or a cup or head has no sphere.
    """
    group = family_of(Implant("The mesh", family, "", "")).group
    axes, middle = principal_axes(mesh)
    return _PROPOSALS.get(family, _PROPOSALS.get(group, _middle))(mesh, axes, middle)


def principal_axes(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Principal axes of a solid, longest first, as columns (3, 3) of a right-handed frame, and its centroid (3,).

    From the exact second moments of the tetrahedra between the origin and each face (Tonon, J Math Stat 2004).

    Raises
    ------
    OsteoError
        It has no volume.
    """
    corners = mesh.vertices[mesh.faces] - mesh.vertices.mean(axis=0)
    six = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2]))
    volume = six.sum() / 6
    if not volume > 1e-9:
        raise OsteoError("The mesh encloses no volume; export the implant as a solid.")
    total = corners.sum(axis=1)
    centroid = (six[:, None] * total).sum(axis=0) / 24 / volume
    square = np.einsum("i,ija,ijb->ab", six, corners, corners) + np.einsum("i,ia,ib->ab", six, total, total)
    covariance = square / 120 / volume - np.outer(centroid, centroid)
    axes = np.linalg.eigh(covariance)[1][:, ::-1].copy()
    axes[:, 2] *= np.sign(np.linalg.det(axes))
    return axes, centroid + mesh.vertices.mean(axis=0)


def framed(mesh: Mesh, pose: np.ndarray) -> Mesh:
    """A mesh in its own frame, which ``pose`` moves to the coordinates of its file.

    Raises
    ------
    OsteoError
        The frame is left-handed, or its axes are not perpendicular unit vectors.
    """
    pose = np.asarray(pose, dtype=np.float64)
    if pose.shape != (4, 4) or not np.isfinite(pose).all() or not np.allclose(pose[3], [0, 0, 0, 1]):
        raise OsteoError("The frame of an implant is a 4x4 matrix of finite numbers whose last row is 0 0 0 1.")
    turn = pose[:3, :3]
    if not np.allclose(turn.T @ turn, np.eye(3), atol=RIGID):
        raise OsteoError("The axes of the frame are not perpendicular unit vectors; an implant is never scaled so.")
    if np.linalg.det(turn) < 0:
        raise OsteoError("The frame is left-handed and would mirror the implant; turn one of its axes round.")
    return moved(mesh, np.linalg.inv(pose))


def check_article(implant: Implant, mesh: Mesh) -> tuple[str, ...]:
    """What does not fit between an article and its mesh in the own frame; one sentence each, empty where all is well.

    Raises
    ------
    OsteoError
        Its family is unknown, a size is missing, or the mesh is of a size that no such implant has.
    """
    group = family_of(implant).group
    refuse_other_units(implant.reference, mesh, group)
    sizes = sizes_of(implant)
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    told = []
    if group in ("screw", "wire", "nail"):
        length, width = sizes["length_mm"], sizes["diameter_mm"]
        if not (1 - LENGTH_SHARE) * length <= high[2] <= (1 + LENGTH_SHARE) * length:
            told.append(
                f"{implant.reference} says {length:g} mm of length, but its mesh ends {high[2]:.1f} mm along z; "
                "check the frame, the unit and the size."
            )
        if min(high[0] - low[0], high[1] - low[1]) < 0.7 * width:
            told.append(f"{implant.reference} says {width:g} mm of diameter, but its mesh is thinner; check the size.")
    elif (low > FAR_MM).any() or (high < -FAR_MM).any():
        told.append(f"The frame of {implant.reference} lies outside of its mesh; check its origin.")
    return tuple(told)


def _extent(mesh: Mesh, origin: np.ndarray, axis: np.ndarray) -> tuple[float, float]:
    along = (mesh.vertices - origin) @ axis
    return float(along.min()), float(along.max())


def _screw(mesh: Mesh, axes: np.ndarray, middle: np.ndarray) -> FrameProposal:
    """z from the thick end to the tip; the origin where the head ends: the first place, seen from the tip, that is a
    quarter wider than the shaft."""
    axis = axes[:, 0]
    radius, depth = _profile(mesh, axis, middle)
    shaft = float(np.median(radius))
    ends = [radius[: len(radius) // 5].max(), radius[-(len(radius) // 5) :].max()]
    if ends[1] > ends[0]:
        axis, radius, depth = -axis, radius[::-1], -depth[::-1]
    wide = np.flatnonzero(radius[: len(radius) // 2] > 1.25 * shaft)
    step = depth[1] - depth[0]
    start = depth[wide[-1]] + step / 2 if len(wide) else depth[0] - step / 2
    doubts = (
        () if len(wide) else ("No head was found, so that either end may be the tip; look, and turn it if need be.",)
    )
    return FrameProposal(pose_of(middle + start * axis, axes[:, 1], axis), doubts)


def _profile(mesh: Mesh, axis: np.ndarray, middle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Largest distance from the axis in 100 slices along it, and the middle of each slice."""
    points = scattered(mesh, _SAMPLES).points - middle
    along = points @ axis
    away = np.linalg.norm(points - along[:, None] * axis, axis=1)
    edges = np.linspace(along.min(), along.max(), 101)
    number = np.clip(np.searchsorted(edges, along) - 1, 0, 99)
    radius = np.zeros(100)
    np.maximum.at(radius, number, away)
    return radius, (edges[1:] + edges[:-1]) / 2


def _plate(mesh: Mesh, axes: np.ndarray, middle: np.ndarray) -> FrameProposal:
    """x along it, z across its thinnest side: countersinks and the bend over a metaphysis lie away from the bone. The
    origin is in the middle of the surface that lies on the bone."""
    x, z = axes[:, 0], axes[:, 2]
    low, high = _extent(mesh, middle, z)
    if low + high > 0:
        z = -z
        low, high = -high, -low
    doubts = [
        "The bone side of the plate was told from countersinks and flares; look, and turn it about x if need be.",
        "Which end of the plate is proximal cannot be told; look, and turn it about z by 180 degrees if need be.",
    ]
    y = np.cross(z, x)
    center = middle + sum(_extent(mesh, middle, x)) / 2 * x + sum(_extent(mesh, middle, y)) / 2 * y
    points = scattered(mesh, _SAMPLES).points
    near = np.linalg.norm((points - center) @ np.stack([x, y], axis=1), axis=1)
    reach = max(0.1 * float(np.ptp(points @ x)), 3.0)
    bone_side = float(((points - middle) @ z)[near < reach].max()) if (near < reach).any() else high
    return FrameProposal(pose_of(center + bone_side * z, x, z), tuple(doubts))


def _nail(mesh: Mesh, axes: np.ndarray, middle: np.ndarray) -> FrameProposal:
    """z from the thick end to the tip, x to the outside of the bow; the origin in the middle of the top."""
    axis = axes[:, 0]
    radius, _ = _profile(mesh, axis, middle)
    doubts = ["Which side of the nail is anterior was taken from its bow; look, and turn it about z if need be."]
    thick, thin = radius[:15].max(), radius[-15:].max()
    if thin > thick:
        axis = -axis
    if abs(thin - thick) < 0.03 * max(thin, thick):
        doubts.append("Both ends are about as thick, so that either may be the tip; look, and turn it if need be.")
    low, high = _extent(mesh, middle, axis)
    points = scattered(mesh, _SAMPLES).points - middle
    along = points @ axis
    top = points[along < low + 0.03 * (high - low)].mean(axis=0)
    tip = points[along > high - 0.03 * (high - low)].mean(axis=0)
    belly = points[np.abs(along - (low + high) / 2) < 0.05 * (high - low)].mean(axis=0)
    bow = belly - (top + tip) / 2
    bow = bow - (bow @ axis) * axis
    x = bow if np.linalg.norm(bow) > 0.1 else axes[:, 1]
    origin = middle + top - (top @ axis) * axis + low * axis
    return FrameProposal(pose_of(origin, x, axis), tuple(doubts))


def _tibial_nail(mesh: Mesh, axes: np.ndarray, middle: np.ndarray) -> FrameProposal:
    """As a nail, but its top is bent to the front, so that the outside of its bow is posterior."""
    return _nail(mesh, axes, middle).turned("z", 180.0)


def _stem(mesh: Mesh, axes: np.ndarray, middle: np.ndarray) -> FrameProposal:
    """z down the axis of its lower half, from the thick end; x to where the neck leans; the origin at the top."""
    points = scattered(mesh, _SAMPLES).points - middle
    radius, _ = _profile(mesh, axes[:, 0], middle)
    axis = -axes[:, 0] if radius[-30:].mean() > radius[:30].mean() else axes[:, 0]
    along = points @ axis
    lower = points[along > np.percentile(along, 60)]
    straight = np.linalg.svd(lower - lower.mean(axis=0), full_matrices=False)[2][0]
    axis = straight * np.sign(straight @ axis)
    along = points @ axis
    low, high = float(along.min()), float(along.max())
    lean = points[along < low + 0.1 * (high - low)].mean(axis=0) - points[along > high - 0.3 * (high - low)].mean(
        axis=0
    )
    doubt = "The head is not part of a stem: set the origin to its centre, and see that z runs down the stem, x medial."
    return FrameProposal(pose_of(middle + low * axis, lean, axis), (doubt,))


def _shell(mesh: Mesh, axes: np.ndarray, middle: np.ndarray) -> FrameProposal:
    """Cups and liners: the centre of the outer sphere; z from their flat rim into the dome."""
    center = _sphere_center(mesh)
    z = -_flat_side(mesh, center - middle)
    doubt = (
        "z was laid from the centre of the sphere into the dome; look, and turn it about x by 180 degrees if need be."
    )
    return FrameProposal(pose_of(center, _any_across(axes, z), z), (doubt,))


def _head(mesh: Mesh, axes: np.ndarray, middle: np.ndarray) -> FrameProposal:
    """Heads: the centre of the sphere; z to where material lacks, into the taper's opening."""
    center = _sphere_center(mesh)
    z = _flat_side(mesh, center - middle)
    doubt = (
        "z was laid from the centre of the head into its opening; look, and turn it about x by 180 degrees if need be."
    )
    return FrameProposal(pose_of(center, _any_across(axes, z), z), (doubt,))


def _sphere_center(mesh: Mesh) -> np.ndarray:
    samples = scattered(mesh, _SPHERE_SAMPLES)
    extent = float(np.ptp(mesh.vertices, axis=0).max())
    areas = np.full(len(samples.points), samples.area_mm2)
    sphere = most_complete_sphere(samples.points, samples.normals, areas, 0.25 * extent, 0.9 * extent)
    if sphere is None:
        raise OsteoError("No sphere was found in the mesh; is it a cup, liner or head? Choose its family.")
    return sphere.center


def _flat_side(mesh: Mesh, toward: np.ndarray) -> np.ndarray:
    """The normal of the flat face that looks about ``toward``: the mean of the normals in a cone about it that closes,
    in which curved faces count less and less."""
    a, b, c = (mesh.vertices[mesh.faces[:, n]] for n in range(3))
    area = np.cross(b - a, c - a)
    size = np.maximum(np.linalg.norm(area, axis=1, keepdims=True), 1e-300)
    axis = toward / np.linalg.norm(toward)
    for cone_deg in (15.0, 8.0, 4.0, 2.0, 1.0):
        inside = ((area / size) @ axis) > np.cos(np.radians(cone_deg))
        if not inside.any():
            break
        axis = area[inside].sum(axis=0)
        axis = axis / np.linalg.norm(axis)
    return axis


def _any_across(axes: np.ndarray, z: np.ndarray) -> np.ndarray:
    """The principal axis that is most nearly perpendicular to z."""
    return axes[:, int(np.argmin(np.abs(z @ axes)))]


def _middle(mesh: Mesh, axes: np.ndarray, middle: np.ndarray) -> FrameProposal:
    """The middle of the box along the principal axes, z along the longest to the thinner end."""
    center = middle + sum(sum(_extent(mesh, middle, axis)) / 2 * axis for axis in axes.T)
    z = axes[:, 0] * (1.0 if sum(_extent(mesh, middle, axes[:, 0])) >= 0 else -1.0)
    doubt = "The shape alone does not tell this frame: look, and set its axes and origin as the documentation says."
    return FrameProposal(pose_of(center, axes[:, 1], z), (doubt,))


_PROPOSALS: dict[str, Callable[[Mesh, np.ndarray, np.ndarray], FrameProposal]] = {
    "screw": _screw, "wire": _screw, "plate": _plate, "nail": _nail, "tibial_nail": _tibial_nail, "hip_stem": _stem,
    "acetabular_cup": _shell, "acetabular_liner": _shell, "femoral_head": _head,
}  # fmt: skip
"""By key of a family, or else of its group."""
