"""A long bone as its surface: evenly sampled points, long axis, shaft, and which of its ends are cuts."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import ConvexHull

from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh

CUT = 0.6
"""An end flatter than this (see flat_part) is a cut: joints measure 0.2 to 0.45, flat caps above 0.75."""

_SPACING_MM = 1.2
_FLAT_MM = 8.0
_MOST_FACES = 150_000  # beyond it only every second, third, ... face is sampled


@dataclass(frozen=True, eq=False)
class BoneSurface:
    """Points spread evenly over a mesh, however coarse its triangles are.

    ``points`` and outward unit ``normals`` (n, 3), RAS mm; ``areas`` (n,), mm2 of surface that each stands for.
    """

    mesh: Mesh
    points: np.ndarray
    normals: np.ndarray
    areas: np.ndarray


@dataclass(frozen=True, eq=False)
class BoneFrame:
    """Unit directions (3,) in RAS: ``medial``, ``anterior`` and ``up`` (proximal), perpendicular to each other.

    ``error_deg`` is one standard deviation of each direction: more where an end of the bone is not in view.
    """

    medial: np.ndarray
    anterior: np.ndarray
    up: np.ndarray
    error_deg: float = 1.0

    @property
    def handed(self) -> str:
        """The side of which this frame is: medial is toward the right on a left femur."""
        return "left" if np.cross(self.medial, self.anterior) @ self.up > 0 else "right"


@dataclass(frozen=True, eq=False)
class Shaft:
    """The narrow part of a long bone.

    ``centers`` (n, 3) of its sections from one end to the other; ``direction`` (3,) unit; ``radius_mm`` of a circle
    with the area of its narrowest sections.
    """

    centers: np.ndarray
    direction: np.ndarray
    radius_mm: float

    @property
    def middle(self) -> np.ndarray:
        return self.centers.mean(axis=0)

    def turned(self) -> "Shaft":
        """The same seen from the other end."""
        return Shaft(self.centers[::-1], -self.direction, self.radius_mm)

    def at(self, heights: np.ndarray, up: np.ndarray) -> np.ndarray:
        """Points (n, 3) of the shaft's straight line at given heights along ``up``."""
        line = self.direction / (self.direction @ up)
        return self.middle + (np.atleast_1d(heights) - self.middle @ up)[:, None] * line


def check_size(mesh: Mesh, bone: str, least_mm: float, largest_mm: float) -> None:
    """Refuse a mesh that cannot be that bone in millimetres.

    Raises
    ------
    OsteoError
        No faces, or an extent that tells of metres, centimetres, or of something else than one bone.
    """
    if len(mesh.faces) < 20 or not np.isfinite(mesh.vertices).all():
        raise OsteoError(f"The {bone} has no usable surface ({len(mesh.faces)} triangles); load its mesh again.")
    used = mesh.vertices[np.unique(mesh.faces)]
    extent = float(np.linalg.norm(used.max(axis=0) - used.min(axis=0)))
    if extent < 5:
        raise OsteoError(f"The {bone} is {extent:.3g} mm long, so its mesh is in metres; scale it by 1000.")
    if extent < least_mm:
        raise OsteoError(
            f"The {bone} is {extent:.3g} mm long, so its mesh is in centimetres or a scrap; scale it to mm."
        )
    if extent > largest_mm:
        raise OsteoError(
            f"The {bone} is {extent:.0f} mm long, more than one {bone} can be; load one bone in millimetres."
        )
    if mesh.volume_mm3 <= 0:
        raise OsteoError(f"The surface of the {bone} is open or inside out; repair it first.")


def bone_surface(mesh: Mesh, spacing_mm: float = _SPACING_MM) -> BoneSurface:
    """Sample a mesh: its triangles are halved across their longest edges until these are shorter than ``spacing_mm``,
    and each part gives one point.

    Normals are interpolated from the vertices, except in triangles longer than 8 mm: these are truly flat, or cuts.
    """
    corners = mesh.vertices[mesh.faces]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    vertex_normals = np.stack(
        [np.bincount(mesh.faces.ravel(), np.repeat(cross[:, k], 3), len(mesh.vertices)) for k in range(3)], axis=1
    )
    vertex_normals /= np.maximum(np.linalg.norm(vertex_normals, axis=1), 1e-12)[:, None]
    kept = np.flatnonzero((cross**2).sum(axis=1) > 0)[:: 1 + len(mesh.faces) // _MOST_FACES]
    normals = vertex_normals[mesh.faces[kept]]
    long = _edges(corners[kept]).max(axis=1) > _FLAT_MM
    normals[long] = cross[kept][long, None] / np.linalg.norm(cross[kept][long], axis=1)[:, None, None]
    parts = _halved(np.concatenate([corners[kept], normals], axis=2), spacing_mm)
    points, normals = parts[:, :, :3], parts[:, :, 3:].sum(axis=1)
    normals /= np.maximum(np.linalg.norm(normals, axis=1), 1e-12)[:, None]
    areas = np.linalg.norm(np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0]), axis=1) / 2
    return BoneSurface(mesh, points.mean(axis=1), normals, areas)


def _edges(corners: np.ndarray) -> np.ndarray:
    """Lengths (n, 3) of the edges that begin at each corner of triangles (n, 3, 3 or more)."""
    return np.linalg.norm(np.roll(corners, -1, axis=1)[:, :, :3] - corners[:, :, :3], axis=2)


def _halved(corners: np.ndarray, spacing_mm: float) -> np.ndarray:
    """Halve triangles (n, 3, values) across their longest edges until none is longer than ``spacing_mm``, or tiny."""
    done = []
    while len(corners):
        edges = _edges(corners)
        first, second, third = (corners[:, n, :3] for n in range(3))
        area = np.linalg.norm(np.cross(second - first, third - first), axis=1) / 2
        short = (edges.max(axis=1) <= spacing_mm) | (area < 0.1 * spacing_mm**2)
        done.append(corners[short])
        corners, longest = corners[~short], edges[~short].argmax(axis=1)
        row = np.arange(len(corners))
        a, b, c = (corners[row, (longest + n) % 3] for n in range(3))
        middle = (a + b) / 2
        corners = np.concatenate([np.stack([a, middle, c], axis=1), np.stack([middle, b, c], axis=1)])
    return np.concatenate(done)


def long_axis(surface: BoneSurface) -> np.ndarray:
    """Unit direction (3,) of the largest spread of the surface; its sign is arbitrary."""
    centered = surface.points - np.average(surface.points, axis=0, weights=surface.areas)
    return np.linalg.eigh((centered * surface.areas[:, None]).T @ centered)[1][:, 2]


def find_shaft(surface: BoneSurface, up: np.ndarray, levels: int = 41) -> Shaft:
    """The narrow part of a long bone, from sections across ``up``.

    Narrow is less than 1.8 times the area of the narrow tenth of the sections; the longest run of such sections that
    does not include the outermost ones is the shaft.

    Raises
    ------
    OsteoError
        The mesh has no sections.
    """
    height = surface.points @ up
    low, high = height.min(), height.max()
    heights = np.linspace(low, high, levels + 2)[1:-1]
    areas, centers = np.zeros(levels), np.zeros((levels, 3))
    for n, h in enumerate(heights):
        contours = section(surface.mesh, up * h, up)
        if contours:
            areas[n] = sum(contour.area_mm2 for contour in contours)
            centers[n] = contours[0].center
    inner = slice(levels // 14, levels - levels // 14)
    positive = areas[inner][areas[inner] > 0]
    if len(positive) < 5:
        raise OsteoError("The mesh has no closed cross-sections; repair it first.")
    narrowest = float(np.percentile(positive, 10))
    narrow = (areas > 0) & (areas < 1.8 * narrowest)
    narrow[: inner.start] = narrow[inner.stop :] = False
    run = _longest_run(narrow)
    middle = centers[run]
    direction = np.linalg.svd(middle - middle.mean(axis=0))[2][0] if len(middle) > 2 else up
    return Shaft(middle, direction * (1 if direction @ up >= 0 else -1), float(np.sqrt(narrowest / np.pi)))


def frame_of(medial: np.ndarray, anterior: np.ndarray, up: np.ndarray, error_deg: float = 1.0) -> BoneFrame:
    """The frame with exactly ``up``, ``medial`` made perpendicular to it, and ``anterior`` on the side of the given."""
    up = up / np.linalg.norm(up)
    medial = medial - (medial @ up) * up
    medial = medial / np.linalg.norm(medial)
    normal = np.cross(up, medial)
    return BoneFrame(medial, normal if normal @ anterior > 0 else -normal, up, error_deg)


def _longest_run(flags: np.ndarray) -> slice:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    starts, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - starts))
    return slice(int(starts[longest]), int(ends[longest]))


def flat_part(surface: BoneSurface, outward: np.ndarray) -> float:
    """How flat the end of a bone toward ``outward`` is: near 1 at a cut, below about 0.4 at a joint.

    The largest ratio, over the planes within 40 degrees of the end that touch the bone from outside, of the surface in
    that plane to the section a little deeper. A joint end touches a plane in small rounded caps only.
    """
    extent = float(np.ptp(surface.points @ outward))
    depth = 0.02 * extent
    near = surface.points @ outward > (surface.points @ outward).max() - 0.35 * extent
    hull = ConvexHull(surface.points[near][:: max(1, np.count_nonzero(near) // 6000)])
    directions = hull.equations[:, :3]
    directions = directions[directions @ outward > np.cos(np.radians(40))]
    spread = np.unique(np.round(directions, 1), axis=0, return_index=True)[1]
    tried = np.concatenate([directions[spread], directions[_facet_order(hull, outward)]])
    flattest = 0.0
    for direction in tried:
        height = surface.points @ direction
        top = float(np.percentile(height[height > height.max() - 0.01 * extent], 90)) if len(height) else 0.0
        in_plane = (height > top - 0.004 * extent) & (surface.normals @ direction > 0.9)
        behind = section(surface.mesh, direction * (top - depth), direction)
        area = sum(contour.area_mm2 for contour in behind)
        if area > 0:
            flattest = max(flattest, float(surface.areas[in_plane].sum()) / area)
    return flattest


def _facet_order(hull: ConvexHull, outward: np.ndarray) -> np.ndarray:
    """Among the facets toward ``outward``, those with the largest areas."""
    facing = np.flatnonzero(hull.equations[:, :3] @ outward > np.cos(np.radians(40)))
    corners = hull.points[hull.simplices[facing]]
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    return np.argsort(-areas)[:6]
