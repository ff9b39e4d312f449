"""Bone as the search for a corridor sees it: how deep each place lies under the surface.

Several bones count as one where their joint surfaces face each other closely: those faces are left out, so that a screw
may cross the sacroiliac joint. What remains of the surfaces is the *bone's skin*. The *walls* are the skin without the
entry cortex, through which a screw may leave. Distances to both are exact; a grid of them serves the first, coarse
look only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import map_coordinates

from osteokit.base.errors import OsteoError
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.offset import Grid, distance_field, grid_over
from osteokit.surface.shells import joined

_OPPOSED = -0.3  # cosine between the outward normals of two surfaces that face each other


@dataclass(frozen=True, eq=False)
class Bones:
    """Meshes (RAS mm, closed and outward) as one body, prepared once for any number of searches.

    Attributes
    ----------
    skin : Mesh
        Every face but those of joints that may be crossed; open where there are such.
    surface : SurfaceDistance
        Of the skin.
    bone_of_face : ndarray (m,)
        From which of ``meshes`` each face of the skin is.
    joint_mm : float
        Joint spaces up to this width count as bone; 0 for none.
    """

    meshes: tuple[Mesh, ...]
    each: tuple[SurfaceDistance, ...]
    skin: Mesh
    surface: SurfaceDistance
    bone_of_face: np.ndarray
    joint_mm: float

    @property
    def face_centers(self) -> np.ndarray:
        """Middle of each face of the skin, (m, 3)."""
        return self.skin.vertices[self.skin.faces].mean(axis=1)

    def open_to(self, direction: np.ndarray, least_cosine: float = 0.2, among: np.ndarray | None = None) -> np.ndarray:
        """Which faces (m,) of the skin face ``direction`` (3,) with nothing but air on a way out along it.

        ``among`` (m,) says which are asked about; all, where it is left out.
        """
        way = np.asarray(direction, np.float64) / np.linalg.norm(direction)
        normals = self.surface.face_normals
        result = normals @ way > least_cosine
        if among is not None:
            result &= among
        start = self.face_centers[result] + 1e-3 * normals[result]
        result[result] = ~np.isfinite(self.surface.first_hit(start, way)[0])
        return result


def bones_as_one(meshes: Sequence[Mesh], joint_mm: float = 0.0) -> Bones:
    """Bones as one body; surfaces that face each other within ``joint_mm`` are no surface of it.

    Raises
    ------
    OsteoError
        There is no bone, or one has no surface or is inside out.
    """
    if not meshes:
        raise OsteoError("There is no bone to look for a corridor in; choose one.")
    for number, mesh in enumerate(meshes, 1):
        if len(mesh.faces) == 0 or not mesh.volume_mm3 > 0:
            raise OsteoError(f"The surface of bone {number} is empty, open or inside out; repair it before planning.")
    each = tuple(SurfaceDistance(mesh) for mesh in meshes)
    kept, owner = [], []
    for number, mesh in enumerate(meshes):
        others = [one for n, one in enumerate(each) if n != number] if joint_mm > 0 else []
        facing = _facing_others(mesh, each[number], others, joint_mm)
        kept.append(Mesh(mesh.vertices, mesh.faces[~facing]))
        owner.append(np.full(int((~facing).sum()), number))
    skin = joined(kept)
    return Bones(tuple(meshes), each, skin, SurfaceDistance(skin), np.concatenate(owner), float(joint_mm))


def _facing_others(mesh: Mesh, own: SurfaceDistance, others: Sequence[SurfaceDistance], joint_mm: float) -> np.ndarray:
    """Which faces lie within ``joint_mm`` of another bone that faces them, or in it."""
    centers = mesh.vertices[mesh.faces].mean(axis=1)
    facing = np.zeros(len(mesh.faces), bool)
    for other in others:
        place, face = other.closest(centers)
        near = np.linalg.norm(place - centers, axis=1) <= joint_mm
        opposed = np.einsum("ij,ij->i", own.face_normals, other.face_normals[face]) < _OPPOSED
        facing |= near & opposed
        inside = ~facing & near
        facing[inside] |= other.signed(centers[inside]) < 0.0
    return facing


@dataclass(frozen=True, eq=False)
class BoneField:
    """Distances of one search.

    Attributes
    ----------
    bones : Bones
    walls : SurfaceDistance
        The skin without the entry cortex.
    run_mm : float
        For how long a screw may come through the entry cortex.
    grid : Grid
    depth, wall : ndarray [w, v, u]
        On the grid's nodes: mm to the skin (negative outside), mm to the walls (unsigned; meant for places inside no
        deeper than ``run_mm``, and one node around).
    """

    bones: Bones
    walls: SurfaceDistance
    run_mm: float
    grid: Grid
    depth: np.ndarray
    wall: np.ndarray

    def depth_at(self, points: np.ndarray) -> np.ndarray:
        """``depth`` between nodes at RAS points (n, 3); far outside beyond the grid."""
        nodes = self.grid.local(points) / self.grid.spacing_mm
        return map_coordinates(self.depth, nodes[:, ::-1].T, order=1, mode="constant", cval=-1e6)


def bone_field(
    bones: Bones,
    entry_faces: np.ndarray,
    region: np.ndarray,
    direction: np.ndarray,
    run_mm: float,
    spacing_mm: float = 1.0,
) -> BoneField:
    """The field over the box about ``region`` (n, 3), RAS mm.

    ``entry_faces`` (m,) of the skin are the entry cortex; ``direction`` (3,) is along the screw, roughly,
    and ``run_mm`` for how long it may come through that cortex.

    Raises
    ------
    OsteoError
        There is no entry cortex, there is nothing but entry cortex, or the region is too large.
    """
    if not entry_faces.any():
        raise OsteoError("No surface of the bone lies where the screw may enter; check the landmarks of the bone.")
    if entry_faces.all():
        raise OsteoError("All of the bone's surface is said to be entry cortex; leave some of it to bound the screw.")
    skin = bones.skin
    walls = SurfaceDistance(Mesh(skin.vertices, skin.faces[~entry_faces]))
    grid = grid_over(region, direction, 2.0 * spacing_mm, spacing_mm)
    fields = [distance_field(one, grid, 0.0, max(bones.joint_mm, 2.0 * spacing_mm)) for one in bones.each]
    outside = np.minimum.reduce(fields)
    inside = outside < 0.0
    if bones.joint_mm > 0:
        inside |= _in_joint(bones, grid, fields)
    depth = -np.abs(outside)
    points = grid.points()
    place, face = bones.surface.closest(points[inside])
    depth[inside] = np.linalg.norm(place - points[inside], axis=1)
    by_entry = (depth > -2.0 * spacing_mm) & ~inside
    by_entry[inside] = entry_faces[face] & (depth[inside] < run_mm)
    wall = np.maximum(depth, 0.0)  # the nearest skin is a wall wherever it is not entry cortex
    wall[by_entry] = np.linalg.norm(walls.closest(points[by_entry])[0] - points[by_entry], axis=1)
    return BoneField(bones, walls, float(run_mm), grid, depth, wall)


def _in_joint(bones: Bones, grid: Grid, fields: Sequence[np.ndarray]) -> np.ndarray:
    """Nodes between two bones that face each other there, no farther apart than a joint space."""
    points = grid.points()
    result = np.zeros(grid.shape, bool)
    for first in range(len(fields)):
        for second in range(first):
            between = (fields[first] + fields[second] <= bones.joint_mm) & (
                np.minimum(fields[first], fields[second]) > 0
            )
            ways = [bones.each[n].closest(points[between])[0] - points[between] for n in (first, second)]
            lengths = [np.linalg.norm(way, axis=1) for way in ways]
            result[between] |= np.einsum("ij,ij->i", *ways) < _OPPOSED * lengths[0] * lengths[1]
    return result
