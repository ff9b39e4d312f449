"""What must not be touched: vessels, nerves, the canal; as surfaces, or as courses with a radius."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.segmentation.terminology import term
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh


class Structure(Protocol):
    """Something at risk, with its names for people."""

    @property
    def english(self) -> str: ...

    @property
    def chinese(self) -> str: ...

    def distance_mm(self, points: np.ndarray) -> np.ndarray:
        """From ``points`` (n, 3), RAS mm, to it (n,); negative inside."""
        ...


@dataclass(frozen=True, eq=False)
class SolidStructure:
    """A structure with a closed surface."""

    english: str
    chinese: str
    surface: SurfaceDistance

    def distance_mm(self, points: np.ndarray) -> np.ndarray:
        return self.surface.signed(points)


@dataclass(frozen=True, eq=False)
class CourseStructure:
    """A vessel or nerve by its course: ``points`` (n, 3), RAS mm, with ``radius_mm``; one point is a sphere."""

    english: str
    chinese: str
    points: np.ndarray
    radius_mm: float

    def distance_mm(self, points: np.ndarray) -> np.ndarray:
        course = np.asarray(self.points, np.float64).reshape(-1, 3)
        starts, ends = (course[:-1], course[1:]) if len(course) > 1 else (course, course)
        along = ends - starts
        size = np.maximum((along**2).sum(axis=1), 1e-12)
        away = np.asarray(points, np.float64).reshape(-1, 1, 3) - starts
        share = np.clip((away * along).sum(axis=2) / size, 0.0, 1.0)
        return np.linalg.norm(away - share[..., None] * along, axis=2).min(axis=1) - self.radius_mm


def structures_of(meshes: Mapping[str, Mesh], keys: Sequence[str]) -> tuple[SolidStructure, ...]:
    """Meshes of a scene or plan that are at risk, by their keys, with the names of the table of bones where it has
    them.

    Raises
    ------
    OsteoError
        There is none of that key.
    """
    found = []
    for key in keys:
        if key not in meshes:
            raise OsteoError(f"There is no surface {key!r} to keep away from, only {', '.join(meshes) or 'none'}.")
        found.append(SolidStructure(*_names(key), SurfaceDistance(meshes[key])))
    return tuple(found)


def _names(key: str) -> tuple[str, str]:
    try:
        known = term(key)
    except KeyError:
        return key.replace("_", " "), key.replace("_", " ")
    return known.english, known.chinese
