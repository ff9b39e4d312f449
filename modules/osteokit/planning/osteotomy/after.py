"""What a motion of a fragment does: opening, gap, graft, contact and collision, fast enough to follow a hand."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import KDTree

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.cut_bone import CutResult
from osteokit.planning.osteotomy.cut_face import cut_face
from osteokit.planning.osteotomy.cuts import BiplanarCut, WedgeCut
from osteokit.planning.osteotomy.moves import planned_move
from osteokit.surface.solid import manifold_of

CONTACT_MM = 0.5
"""Faces nearer than this touch."""

CORTEX_MM = 4.0
"""How thick the cortex is taken to be where nobody measured it."""

_DEEPEST_MM = 5.0
"""Faces that went through each other by more than this face something else."""


@dataclass(frozen=True)
class MoveReport:
    """What there is between two fragments after a motion.

    Attributes
    ----------
    opening_mm : float
        Height of the wedge at the cortex where it is widest, without the saw's kerf: the distance between points that
        lay on each other in the plane of the cut. 2 L sin(angle / 2) for a hinge L mm away. Negative where the
        fragments come closer.
    gap_mm : float
        The widest gap at the cortex as it is, with the kerf.
    graft_mm3 : float
        Space between the faces, with the kerf: what a graft or spacer would fill.
    face_mm2, contact_mm2, cortical_contact_mm2 : float
        Of the moved sawn face: all of it, what is within 0.5 mm of the other face, and of that what is cortex (within
        ``cortex_mm`` of the outer surface).
    cortical_mm2 : float
        All of the moved face that is cortex.
    overlap_mm3 : float
        Bone of both fragments in the same place: a collision.
    bridge_overlap_mm3 : float
        The same beyond the hinge line: bone that an opening wedge crushes in the bridge, no collision.
    """

    opening_mm: float
    gap_mm: float
    graft_mm3: float
    face_mm2: float
    contact_mm2: float
    cortical_contact_mm2: float
    cortical_mm2: float
    overlap_mm3: float
    bridge_overlap_mm3: float


class MoveChecks:
    """The checks of one cut, prepared once; :meth:`report` is quick.

    Parameters
    ----------
    result : CutResult
    moving, fixed : str
        Names of the fragments.
    cortex_mm : float
        Thickness of the cortex, for the cortical share of the contact.

    Raises
    ------
    OsteoError
        The cut has no such fragments.
    """

    def __init__(
        self, result: CutResult, moving: str = "distal", fixed: str = "proximal", cortex_mm: float = CORTEX_MM
    ) -> None:
        self._result = result
        mover, stayer = result.fragment(moving), result.fragment(fixed)
        self._moving, self._fixed = cut_face(result, mover), cut_face(result, stayer)
        if len(self._moving.points) == 0 or len(self._fixed.points) == 0:
            raise OsteoError(f"{moving} and {fixed} have no sawn face in common; choose two that meet in the cut.")
        self._cortical = self._moving.to_cortex_mm <= cortex_mm
        self._rim = self._moving.to_cortex_mm <= max(float(self._moving.to_cortex_mm.min()) * 1.5, 1.0)
        self._tree = KDTree(self._fixed.points)
        self._solids = manifold_of(mover.mesh), manifold_of(stayer.mesh)
        self._opposite = _opposite(result, moving, self._moving.points, self._moving.normals)

    def report(self, matrix: ArrayLike) -> MoveReport:
        """What is between the fragments when the moving one is at the rigid 4x4 ``matrix`` (RAS mm).

        Raises
        ------
        OsteoError
            The matrix is not rigid.
        """
        motion = _rigid(matrix)
        face = self._moving
        points = face.points @ motion[:3, :3].T + motion[:3, 3]
        partner, partner_normal = self._opposite
        facing = face.normals @ motion[:3, :3].T - partner_normal
        length = np.linalg.norm(facing, axis=1, keepdims=True)
        across = facing / np.where(length > 1e-9, length, 1)
        gap = np.einsum("ij,ij->i", partner - points, across)
        height, meets = self._height_over_fixed(points)
        touching = meets & (height < CONTACT_MM)
        bare = self._kerf_gap()
        overlap, bridge = self._overlap(motion)
        return MoveReport(
            opening_mm=_widest((gap - bare)[self._rim]), gap_mm=_widest(gap[self._rim]),
            graft_mm3=float((face.area_mm2 * np.maximum(gap, 0) * length[:, 0] / 2)[meets].sum()),
            face_mm2=float(face.area_mm2.sum()), contact_mm2=float(face.area_mm2[touching].sum()),
            cortical_contact_mm2=float(face.area_mm2[touching & self._cortical].sum()),
            cortical_mm2=float(face.area_mm2[self._cortical].sum()), overlap_mm3=overlap, bridge_overlap_mm3=bridge,
        )  # fmt: skip

    def _kerf_gap(self) -> float:
        closing = isinstance(self._result.cut, WedgeCut) and self._result.cut.motion == "closing"
        return 0.0 if closing else self._result.cut.blade.kerf_mm

    def _height_over_fixed(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Height of each point over the fixed face, and whether the face lies under it."""
        _, nearest = self._tree.query(points)
        normal = self._fixed.normals[nearest]
        away = points - self._fixed.points[nearest]
        height = np.einsum("ij,ij->i", away, normal)
        aside = np.linalg.norm(away - height[:, None] * normal, axis=1)
        return height, (aside < 1.0) & (height > -_DEEPEST_MM)

    def _overlap(self, motion: np.ndarray) -> tuple[float, float]:
        mover, stayer = self._solids
        both = mover.transform(motion[:3]) ^ stayer
        if both.is_empty() or not isinstance(self._result.cut, (WedgeCut, BiplanarCut)):
            return max(float(both.volume()), 0.0), 0.0
        x, origin = self._result.frame[:3, 0], self._result.frame[:3, 3]
        beyond = both.trim_by_plane((-x).tolist(), float(-x @ origin)).volume()
        return max(float(both.volume() - beyond), 0.0), max(float(beyond), 0.0)


def _widest(gap: np.ndarray) -> float:
    """The value that is farthest from 0."""
    return float(gap[np.argmax(np.abs(gap))])


def _opposite(result: CutResult, moving: str, points: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each point of the moving face has its counterpart on the fixed one, and the normal there."""
    cut = result.cut
    if isinstance(cut, WedgeCut) and cut.motion == "closing":
        turn = planned_move(cut, moving)
        return points @ turn[:3, :3].T + turn[:3, 3], -normals @ turn[:3, :3].T
    return points + cut.blade.kerf_mm * normals, -normals


def _rigid(matrix: ArrayLike) -> np.ndarray:
    motion = np.asarray(matrix, dtype=np.float64)
    good = motion.shape == (4, 4) and np.isfinite(motion).all() and np.allclose(motion[3], [0, 0, 0, 1])
    if not good or not np.allclose(motion[:3, :3] @ motion[:3, :3].T, np.eye(3), atol=1e-6):
        raise OsteoError("A fragment moves by a rigid 4x4 matrix; this one bends, mirrors or scales it.")
    if np.linalg.det(motion[:3, :3]) < 0:
        raise OsteoError("A fragment moves by a rigid 4x4 matrix; this one mirrors it.")
    return motion
