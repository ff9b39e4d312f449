"""The spinal canal of a vertebra or sacrum, and how near a screw comes to it.

The canal is looked for behind the back of the endplate: at each level the place that is farthest from bone between the
body and the arch. Its wall is the bone that is seen from there.
"""

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.planning.screws.along import Along
from osteokit.planning.screws.neighbours import Clearance
from osteokit.planning.screws.shaft import Shaft
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import direction_of

_LEVEL_MM = 2.0
_DEEPEST_MM = 35.0  # from the back of the endplate to the far wall of the canal
_WALL_MM = 10.0  # of bone that may lie between the back of the endplate and the canal
_ASIDE_MM = 5.0
_WIDEST_MM = 20.0  # half of the widest canal
_BEYOND = 1.3  # of the half width; bone farther from the middle was seen through a foramen or past the arch
_NARROWEST_MM = 2.0
_SACRAL_DEPTH_MM = 36.0  # of S1 and S2
_NOT_FOUND = "The spinal canal was not found behind the endplate; check the landmarks of the bone."


class Canal:
    """The wall of the canal of one bone, prepared once.

    Attributes
    ----------
    centers : ndarray (n, 3)
        The middle of the canal, level by level.
    radius_mm : float
        Of the largest ball that passes: the least over the levels.

    Raises
    ------
    OsteoError
        The landmarks that tell where to look are missing, or no canal is there.
    """

    def __init__(self, mesh: Mesh, surface: SurfaceDistance, landmarks: BoneLandmarks) -> None:
        start, end, front, right = _where(landmarks)
        levels = np.arange(0.0, np.linalg.norm(end - start) + 1e-6, _LEVEL_MM) / np.linalg.norm(end - start)
        found = [_middle(surface, start + share * (end - start), front, right) for share in levels]
        known = [one for one in found if one is not None]
        if len(known) < 3:
            raise OsteoError(_NOT_FOUND)
        self.centers = np.array([center for center, _ in known])
        self.radius_mm = float(min(radius for _, radius in known))
        self._widest_mm = _BEYOND * _half_width(surface, self.centers, right)
        wall = _seen_faces(mesh, surface, self.centers, direction_of(start - end), self._widest_mm)
        if not wall.any():
            raise OsteoError(_NOT_FOUND)
        self._bone, self._is_wall = surface, wall
        self._wall = SurfaceDistance(Mesh(mesh.vertices, mesh.faces[wall]))

    def clearance(self, shaft: Shaft, bone: str) -> Clearance:
        """The bone and space between the screw and the canal; below 0 the screw is in the canal by so much."""
        wall = self._wall
        along = Along(lambda places: np.linalg.norm(wall.closest(places)[0] - places, axis=1), shaft.points)
        outside = shaft.depth_mm[bone] < 0
        along.settle(outside & (along.lower < self._widest_mm))
        worst = along.lowest(np.ones(len(outside), bool))
        distance = along.values
        outside &= along.known
        if outside.any():
            faces = self._bone.closest(shaft.points[outside])[1]
            distance[np.flatnonzero(outside)[self._is_wall[faces]]] *= -1.0
            worst = min(worst, *np.flatnonzero(outside), key=lambda n: distance[n])
        x, y, z = (float(value) for value in shaft.points[worst])
        return Clearance("canal", bone, float(distance[worst]) - shaft.radius_mm, float(shaft.at_mm[worst]), (x, y, z))


def _where(landmarks: BoneLandmarks) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The line along the back of the body (top, bottom), and the directions to the front and to the right."""
    if landmarks.bone == "vertebra":
        top, bottom = (landmarks.point(f"{end}_endplate_posterior") for end in ("superior", "inferior"))
        fronts = [landmarks.point(f"{end}_endplate_anterior") for end in ("superior", "inferior")]
        up = direction_of(top - bottom)
        front = fronts[0] + fronts[1] - top - bottom
        front = direction_of(front - (front @ up) * up)
        return top, bottom, front, np.cross(front, up)
    if landmarks.bone == "sacrum":
        top = landmarks.point("endplate_posterior")
        front = direction_of(landmarks.point("promontory") - top)
        right = np.array([1.0, 0.0, 0.0])  # the patient's: a sacrum's landmarks all lie in its midline
        right = direction_of(right - (right @ front) * front)
        return top, top - _SACRAL_DEPTH_MM * np.cross(right, front), front, right
    raise OsteoError(f"A {landmarks.bone} has no spinal canal.")


def _middle(
    surface: SurfaceDistance, back_of_body: np.ndarray, front: np.ndarray, right: np.ndarray
) -> tuple[np.ndarray, float] | None:
    """The middle of the canal at one level and its distance to the bone; None where the level has no closed canal."""
    steps = np.arange(-2.0, _DEEPEST_MM, 0.5)
    line = back_of_body - steps[:, None] * front
    outside = surface.signed(line) > 0
    runs = np.flatnonzero(np.diff(np.concatenate([[0], outside.astype(np.int8), [0]])))
    spans = [(a, b) for a, b in zip(runs[::2], runs[1::2], strict=True) if steps[a] < _WALL_MM and b < len(steps)]
    spans = [(a, b) for a, b in spans if (b - a) * 0.5 >= 2 * _NARROWEST_MM]
    if not spans:
        return None
    first, last = max(spans, key=lambda span: span[1] - span[0])
    aside = np.arange(-_ASIDE_MM, _ASIDE_MM + 0.1, 1.0)
    places = line[first:last, None, :] + aside[None, :, None] * right
    free = surface.signed(places.reshape(-1, 3))
    best = int(np.argmax(free))
    if free[best] < _NARROWEST_MM:
        return None
    return places.reshape(-1, 3)[best], float(free[best])


def _half_width(surface: SurfaceDistance, centers: np.ndarray, right: np.ndarray) -> float:
    """From the middle to the walls on both sides, over the levels that have such."""
    hits = np.concatenate([surface.first_hit(centers, way, reach_mm=_WIDEST_MM)[0] for way in (right, -right)])
    hits = hits[np.isfinite(hits)]
    return float(np.median(hits)) if len(hits) else _WIDEST_MM / _BEYOND


def _seen_faces(
    mesh: Mesh, surface: SurfaceDistance, centers: np.ndarray, up: np.ndarray, widest_mm: float
) -> np.ndarray:
    """Which faces (m,) are seen from the middle of the canal at their own level, no farther than ``widest_mm``."""
    middle = mesh.vertices[mesh.faces].mean(axis=1)
    heights = centers @ up
    level = np.argmin(np.abs((middle @ up)[:, None] - heights[None, :]), axis=1)
    eye = centers[level]
    eye = eye + ((middle - eye) @ up)[:, None] * up
    away = middle - eye
    distance = np.linalg.norm(away, axis=1)
    between = ((middle @ up) >= heights.min() - _LEVEL_MM) & ((middle @ up) <= heights.max() + _LEVEL_MM)
    facing = np.einsum("ij,ij->i", surface.face_normals, away) < 0
    candidate = np.flatnonzero(between & facing & (distance < widest_mm) & (distance > 1e-6))
    hit, _ = surface.first_hit(eye[candidate], away[candidate] / distance[candidate, None], reach_mm=widest_mm + 1.0)
    seen = np.zeros(len(mesh.faces), bool)
    seen[candidate[hit >= distance[candidate] - 0.05]] = True
    return seen
