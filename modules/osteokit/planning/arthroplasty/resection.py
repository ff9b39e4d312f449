"""Cuts of a knee replacement: planes, how much they take on each side, and the outline that they leave."""

from dataclasses import dataclass

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh
from osteokit.surface.solid import manifold_of

_CRUMB = 0.1  # of the largest piece


@dataclass(frozen=True, eq=False)
class Resection:
    """One cut.

    Attributes
    ----------
    frame : ndarray (4, 4)
        Its origin lies on the cut; x to the patient's right, y to the front, z to proximal; RAS mm. The cut is square
        to z, that of posterior condyles to y.
    medial_mm, lateral_mm : float
        What it takes of the most prominent place of each side, square to the cut; negative where it misses the bone.
    angles_deg : mapping of str to float
        To the bone's mechanical axis.
    """

    name: str
    frame: np.ndarray
    normal: np.ndarray
    medial_mm: float
    lateral_mm: float
    angles_deg: dict[str, float]

    @property
    def point(self) -> np.ndarray:
        return self.frame[:3, 3]


@dataclass(frozen=True)
class Overhang:
    """By how much a component stands over the cut bone on each side, mm; negative where bone stays uncovered.

    ``covered_percent`` of the cut's area lies under the component.
    """

    medial_mm: float
    lateral_mm: float
    anterior_mm: float
    posterior_mm: float
    covered_percent: float

    @property
    def largest_mm(self) -> float:
        return max(self.medial_mm, self.lateral_mm, self.anterior_mm, self.posterior_mm)


def cut_outline(mesh: Mesh, frame: np.ndarray) -> manifold3d.CrossSection:
    """The section of a bone by the x-y plane of ``frame``, in its coordinates, without crumbs, holes filled. Two
    condyles stay two pieces.

    Raises
    ------
    OsteoError
        The plane misses the bone.
    """
    solid = manifold_of(mesh).transform(np.linalg.inv(frame)[:3])
    pieces = [piece for piece in solid.slice(0.0).decompose() if piece.area() > 0.0]
    if not pieces:
        raise OsteoError("The cut misses the bone; check the landmarks and the thickness of the cut.")
    largest = max(piece.area() for piece in pieces)
    kept = [piece for piece in pieces if piece.area() > _CRUMB * largest]
    rings = [max(map(np.asarray, piece.to_polygons()), key=lambda ring: abs(_ring_area(ring))) for piece in kept]
    return manifold3d.CrossSection(rings)


def _ring_area(ring: np.ndarray) -> float:
    x, y = ring.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def footprint(component: Mesh, pose_in_cut: np.ndarray) -> manifold3d.CrossSection:
    """The shadow of a component on the cut, in the cut's coordinates."""
    return manifold_of(component).transform(pose_in_cut[:3]).project()


def overhang_of(component: manifold3d.CrossSection, bone: manifold3d.CrossSection, right_is_lateral: bool) -> Overhang:
    """From the boxes of both outlines, and what they have in common."""
    left, low, right, high = component.bounds()
    bone_left, bone_low, bone_right, bone_high = bone.bounds()
    ends = (right - bone_right, bone_left - left)
    lateral, medial = ends if right_is_lateral else ends[::-1]
    covered = 100.0 * (component ^ bone).area() / bone.area()
    return Overhang(medial, lateral, high - bone_high, bone_low - low, covered)
