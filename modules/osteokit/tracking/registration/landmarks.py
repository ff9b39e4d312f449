"""Registration by pairs of landmarks, with what it leaves (FRE) and what is to be expected at a target (TRE).

Least squares over rotations (Horn 1987, Kabsch 1976). Expected errors: Fitzpatrick, West and Maurer 1998
(doi:10.1109/42.736021): E[FRE^2] = (1 - 2/N) FLE^2, and TRE^2(r) = FLE^2 / N (1 + 1/3 sum_k d_k^2 / f_k^2), d_k being
the distance of the target from the k-th principal axis of the landmarks, f_k their root mean square distance from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError

FEWEST = 3
FLAT = 0.05
"""Landmarks whose second extent is below this share of the first lie on a line."""


@dataclass(frozen=True, eq=False)
class LandmarkRegistration:
    """A rigid registration.

    Attributes
    ----------
    matrix : ndarray (4, 4)
        From the coordinates of ``measured`` to those of ``planned``, mm.
    residuals_mm : mapping of str to float
        What is left at each landmark.
    fre_mm : float
        Their root mean square.
    fle_mm : float or None
        The error of pointing at a landmark that this speaks for; None for three landmarks, which tell too little.
    """

    matrix: np.ndarray
    residuals_mm: Mapping[str, float]
    fre_mm: float
    fle_mm: float | None
    planned: np.ndarray

    def expected_error_mm(self, target: np.ndarray) -> float | None:
        """Root mean square error to be expected at ``target`` (3,), planned coordinates; None as :attr:`fle_mm` is.

        It holds for errors that are alike at all landmarks and in all directions; a landmark mistaken for another
        is not told by it.
        """
        if self.fle_mm is None:
            return None
        center = self.planned.mean(axis=0)
        _, _, axes = np.linalg.svd(self.planned - center, full_matrices=False)
        ratio = 0.0
        for axis in axes:
            across = np.eye(3) - np.outer(axis, axis)
            d2 = float(((across @ (np.asarray(target, dtype=np.float64) - center)) ** 2).sum())
            f2 = float((((self.planned - center) @ across) ** 2).sum(axis=1).mean())
            ratio += d2 / f2
        return float(self.fle_mm * np.sqrt((1.0 + ratio / 3.0) / len(self.planned)))

    @property
    def worst(self) -> str:
        """The landmark that fits least."""
        return max(self.residuals_mm, key=lambda name: self.residuals_mm[name])


def register_landmarks(measured: Mapping[str, np.ndarray], planned: Mapping[str, np.ndarray]) -> LandmarkRegistration:
    """Registration from the landmarks that both have, by name; positions (3,) mm.

    Raises
    ------
    OsteoError
        Fewer than three in common, a position that is not finite, or all on one line.
    """
    names = [name for name in planned if name in measured]
    if len(names) < FEWEST:
        raise OsteoError(f"Registration needs {FEWEST} landmarks that were both planned and touched, not {len(names)}.")
    source = np.array([measured[name] for name in names], dtype=np.float64)
    target = np.array([planned[name] for name in names], dtype=np.float64)
    for points, what in ((source, "touched"), (target, "planned")):
        bad = ~np.isfinite(points).all(axis=1)
        if bad.any():
            raise OsteoError(f"The {what} landmark {names[int(np.flatnonzero(bad)[0])]!r} has no finite position.")
        extent = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
        if extent[1] <= FLAT * extent[0]:
            raise OsteoError(
                f"The {what} landmarks lie on one line, so the turn about it is open; take one off the line."
            )
    matrix = rigid_fit(source, target)
    left = np.linalg.norm(source @ matrix[:3, :3].T + matrix[:3, 3] - target, axis=1)
    fre = float(np.sqrt((left**2).mean()))
    fle = fre / float(np.sqrt(1 - 2 / len(names))) if len(names) > FEWEST else None
    residuals = {name: float(value) for name, value in zip(names, left, strict=True)}
    return LandmarkRegistration(matrix, residuals, fre, fle, target)


def rigid_fit(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The rigid 4x4 that brings points (n, 3) nearest to others (n, 3) in the least squares' sense; never a mirror."""
    a, b = source - source.mean(axis=0), target - target.mean(axis=0)
    u, _, vt = np.linalg.svd(a.T @ b)
    turn = vt.T @ np.diag([1.0, 1.0, np.sign(np.linalg.det(vt.T @ u.T))]) @ u.T
    matrix = np.eye(4)
    matrix[:3, :3] = turn
    matrix[:3, 3] = target.mean(axis=0) - turn @ source.mean(axis=0)
    return matrix
