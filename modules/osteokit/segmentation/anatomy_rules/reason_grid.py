"""The coarse grid on which anatomy is reasoned about: axes along RAS, cubic voxels of 2..3 mm.

Everything that decides a name works here, so that neither the order nor the sign of the array's axes can matter, and so
that a large volume costs no more than a small one. The result goes back to the full grid in ``assignment``.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

FINEST_MM = 2.0
COARSEST_MM = 3.0


@dataclass(frozen=True, eq=False)
class ReasonGrid:
    """Arrays ``[x, y, z]`` along right, anterior, superior; voxel ``n`` is centred at ``origin + h * n`` (RAS, mm).

    ``hu`` float32; ``solid`` bool, bone or metal; ``metal`` bool; ``piece`` int32, 0 outside ``solid``; ``inside``
    bool, within the scanned volume (an oblique scan leaves corners out).
    """

    h: float
    origin: np.ndarray
    hu: np.ndarray
    solid: np.ndarray
    metal: np.ndarray
    piece: np.ndarray
    inside: np.ndarray

    @property
    def shape(self) -> tuple[int, int, int]:
        x, y, z = self.hu.shape
        return x, y, z

    def to_ras(self, index: np.ndarray) -> np.ndarray:
        """Index (n, 3) to RAS mm (n, 3)."""
        return self.origin + self.h * np.asarray(index, float)

    def to_index(self, ras: np.ndarray) -> np.ndarray:
        """RAS mm (n, 3) to real index (n, 3)."""
        return (np.asarray(ras, float) - self.origin) / self.h

    def smooth(self, field: np.ndarray, sigma_mm: float | tuple[float, float, float]) -> np.ndarray:
        sigma = np.asarray(sigma_mm, float) / self.h
        return ndimage.gaussian_filter(field.astype(np.float32), sigma, mode="constant")


def _oriented(array: np.ndarray, ijk_to_ras: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A view ``[x, y, z]`` whose axes are those nearest to +R, +A, +S, and its index-to-RAS matrix (4x4)."""
    axes = ijk_to_ras[:3, :3] / np.linalg.norm(ijk_to_ras[:3, :3], axis=0)
    best = max(
        (abs(axes[0, a]) + abs(axes[1, b]) + abs(axes[2, c]), (a, b, c))
         for a in range(3) for b in range(3) for c in range(3) if len({a, b, c}) == 3
    )[1]  # fmt: skip
    view = array.transpose(2, 1, 0).transpose(best)
    matrix = np.eye(4)
    matrix[:3, :3] = ijk_to_ras[:3, best]
    matrix[:3, 3] = ijk_to_ras[:3, 3]
    for row, axis in enumerate(best):
        if axes[row, axis] < 0:
            view = np.flip(view, row)
            matrix[:3, 3] += matrix[:3, row] * (view.shape[row] - 1)
            matrix[:3, row] *= -1
    return view, matrix


def _block_mean(view: np.ndarray, factor: tuple[int, ...]) -> np.ndarray:
    """Means of whole blocks, centred so that the trimmed rim is the same from both ends (flips must not matter)."""
    offset = [(n - n // f * f) // 2 for n, f in zip(view.shape, factor, strict=True)]
    size = [n // f for n, f in zip(view.shape, factor, strict=True)]
    out = np.zeros(size, np.float32)
    for a in range(factor[0]):
        for b in range(factor[1]):
            for c in range(factor[2]):
                start = (offset[0] + a, offset[1] + b, offset[2] + c)
                out += view[tuple(slice(s, s + f * n, f) for s, f, n in zip(start, factor, size, strict=True))]
    return out / np.prod(factor)


def reason_grid(hu: np.ndarray, classes: np.ndarray, pieces: np.ndarray, ijk_to_ras: np.ndarray) -> ReasonGrid:
    """Resample a CT ``[k, j, i]``, its tissue classes (0, 1 bone, 2 metal) and pieces onto the coarse grid."""
    spacing = np.linalg.norm(ijk_to_ras[:3, :3], axis=0)
    h = float(np.clip(spacing.max(), FINEST_MM, COARSEST_MM))
    corners = np.array(
        [[i, j, k, 1] for i in (0, hu.shape[2] - 1) for j in (0, hu.shape[1] - 1) for k in (0, hu.shape[0] - 1)]
    )
    ras = (corners @ ijk_to_ras.T)[:, :3]
    extent = ras.max(0) - ras.min(0)
    shape = np.maximum(np.floor(extent / h + 1e-6).astype(int) + 1, 1)
    # centred, so that a mirrored patient gets the mirrored grid
    origin = (ras.max(0) + ras.min(0)) / 2 - h * (shape - 1) / 2
    view, matrix = _oriented(hu, ijk_to_ras)
    factor = tuple(int(max(1, round(h / s))) for s in np.linalg.norm(matrix[:3, :3], axis=0))
    factor = tuple(min(f, n) for f, n in zip(factor, view.shape, strict=True))
    classes_view, _ = _oriented(classes, ijk_to_ras)
    pieces_view, _ = _oriented(pieces, ijk_to_ras)
    blocks = matrix.copy()
    offset = np.array([(n - n // f * f) // 2 + (f - 1) / 2 for n, f in zip(view.shape, factor, strict=True)])
    blocks[:3, 3] += matrix[:3, :3] @ offset
    blocks[:3, :3] *= factor

    def sampled(array: np.ndarray, to_ras: np.ndarray, order: int, outside: float) -> np.ndarray:
        inverse = np.linalg.inv(to_ras)
        step = inverse[:3, :3] * h
        start = inverse[:3, :3] @ origin + inverse[:3, 3]
        return ndimage.affine_transform(
            array, step, start, tuple(shape), order=order, mode="nearest" if outside != outside else "constant",
            cval=outside,
        )  # fmt: skip

    solid_fraction = sampled(_block_mean(classes_view > 0, factor), blocks, 1, np.nan)
    metal_fraction = sampled(_block_mean(classes_view == 2, factor), blocks, 1, np.nan)
    coarse_hu = sampled(_block_mean(view, factor), blocks, 1, np.nan)
    piece = sampled(pieces_view, matrix, 0, 0)
    inside = sampled(np.ones(view.shape, np.uint8), matrix, 0, 0) > 0 if _is_oblique(matrix) else np.ones(shape, bool)
    solid = (solid_fraction > 0.45) & inside
    missing = solid & (piece == 0)
    if missing.any() and (piece > 0).any():
        nearest = nearest_index(piece == 0)[1]
        piece = piece.copy()
        piece[missing] = piece[tuple(nearest[:, missing])]
    piece = np.where(solid, piece, 0).astype(np.int32)
    return ReasonGrid(h, origin, coarse_hu, solid, (metal_fraction > 0.5) & inside, piece, inside)


def components(mask: np.ndarray) -> np.ndarray:
    """Connected parts (faces) of a mask, numbered from 1."""
    return np.asarray(ndimage.label(mask)[0])  # type: ignore[reportIndexIssue]


def nearest_index(absent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance in voxels to the nearest voxel that is not ``absent``, and its index (3, x, y, z)."""
    away, index = ndimage.distance_transform_edt(absent, return_indices=True)  # type: ignore[reportGeneralTypeIssues]
    return away, index


def _is_oblique(matrix: np.ndarray) -> bool:
    off = matrix[:3, :3] - np.diag(np.diag(matrix[:3, :3]))
    return bool(np.abs(off).max() > 1e-3 * np.abs(np.diag(matrix[:3, :3])).max())
