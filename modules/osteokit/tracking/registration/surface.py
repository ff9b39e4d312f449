"""Registration by a surface sweep: points touched on the bone are laid onto its mesh, from a first registration on.

Trimmed point-to-plane registration (Chen and Medioni 1992; Chetverikov et al. 2005). How sure it is comes of the same
normal equations: a direction in which the points may slide over the surface leaves a small eigenvalue.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.surface.distance import SurfaceDistance

FEWEST = 20
MOST_STEPS = 100
SETTLED_MM = 1e-4
FAR_MM = 15.0
"""A first registration that leaves half of the points farther than this from the bone is none."""


@dataclass(frozen=True, eq=False)
class SurfaceRegistration:
    """A registration by surface.

    Attributes
    ----------
    matrix : ndarray (4, 4)
        From the coordinates of the touched points to those of the mesh, mm.
    rms_mm : float
        Root mean square distance to the surface of the points that were kept.
    left_out : ndarray of bool (n,)
        Points that were trimmed as not on the bone.
    covariance : ndarray (6, 6)
        Of turn (rad) about ``center`` and shift (mm), of the noise that the residuals show.
    center : ndarray (3,)
    """

    matrix: np.ndarray
    rms_mm: float
    left_out: np.ndarray
    covariance: np.ndarray
    center: np.ndarray

    def expected_error_mm(self, target: np.ndarray) -> float:
        """Root mean square error to be expected at ``target`` (3,), mm, in the mesh's coordinates."""
        arm = np.asarray(target, dtype=np.float64) - self.center
        # a small turn w moves the target by w x arm
        jacobian = np.hstack([-_cross(arm), np.eye(3)])
        return float(np.sqrt(np.trace(jacobian @ self.covariance @ jacobian.T)))


def register_surface(
    points: np.ndarray | Sequence[np.ndarray],
    bone: SurfaceDistance,
    first: np.ndarray,
    keep: float = 0.9,
    progress: Progress = silent,
) -> SurfaceRegistration:
    """Lay ``points`` (n, 3) onto ``bone``, beginning with the 4x4 ``first``; ``keep`` is the share of points that are
    believed, nearest first.

    Raises
    ------
    OsteoError
        Too few points, points that are not finite, a first registration far off, or points that may slide.
    """
    touched = np.asarray(points, dtype=np.float64).reshape(-1, 3)
    if len(touched) < FEWEST or not np.isfinite(touched).all():
        raise OsteoError(
            f"A surface sweep needs {FEWEST} points with finite positions or more, these are {len(touched)}."
        )
    if not 0.5 <= keep <= 1.0:
        raise OsteoError(f"The share of points to keep is 0.5 to 1, not {keep}.")
    matrix = np.array(first, dtype=np.float64)
    kept = np.ones(len(touched), dtype=bool)
    for step in range(MOST_STEPS):
        progress(step / MOST_STEPS, "Laying the points onto the bone")
        moved = touched @ matrix[:3, :3].T + matrix[:3, 3]
        nearest, faces = bone.closest(moved)
        away = np.linalg.norm(moved - nearest, axis=1)
        if step == 0 and np.median(away) > FAR_MM:
            raise OsteoError(
                f"With the first registration the points lie {np.median(away):.0f} mm from the bone; "
                "touch the landmarks again."
            )
        kept = away <= np.quantile(away, keep)
        center = nearest[kept].mean(axis=0)
        rows, gaps = _equations(moved[kept], nearest[kept], bone.face_normals[faces[kept]], center)
        twist, *_ = np.linalg.lstsq(rows, -gaps, rcond=None)
        matrix = _twist(twist, center) @ matrix
        if np.abs(twist[:3]).max() * 100 + np.abs(twist[3:]).max() < SETTLED_MM:
            break
    return _judged(touched, bone, matrix, kept)


def _judged(touched: np.ndarray, bone: SurfaceDistance, matrix: np.ndarray, kept: np.ndarray) -> SurfaceRegistration:
    moved = touched[kept] @ matrix[:3, :3].T + matrix[:3, 3]
    nearest, faces = bone.closest(moved)
    center = nearest.mean(axis=0)
    rows, gaps = _equations(moved, nearest, bone.face_normals[faces], center)
    normal = rows.T @ rows
    reach = float(np.sqrt(((nearest - center) ** 2).sum(axis=1).mean()))
    scale = np.array([1 / reach] * 3 + [1.0] * 3)
    values = np.linalg.eigvalsh(normal * np.outer(scale, scale) / len(rows))
    if values[0] < 1e-4:
        raise OsteoError(
            "The points can slide over the bone without leaving it; sweep also an edge or another side of it."
        )
    variance = float((gaps**2).sum()) / max(1, len(rows) - 6)
    return SurfaceRegistration(
        matrix, float(np.sqrt((gaps**2).mean())), ~kept, variance * np.linalg.inv(normal), center
    )


def _equations(
    moved: np.ndarray, nearest: np.ndarray, normals: np.ndarray, center: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rows (n, 6) of the linearised distances to the tangent planes, and those distances (n,)."""
    return np.hstack([np.cross(moved - center, normals), normals]), ((moved - nearest) * normals).sum(axis=1)


def _twist(twist: np.ndarray, center: np.ndarray) -> np.ndarray:
    turn = Rotation.from_rotvec(twist[:3]).as_matrix()
    matrix = np.eye(4)
    matrix[:3, :3] = turn
    matrix[:3, 3] = center + twist[3:] - turn @ center
    return matrix


def _cross(v: np.ndarray) -> np.ndarray:
    x, y, z = v
    return np.array([[0, -z, y], [z, 0, -x], [-y, x, 0.0]])
