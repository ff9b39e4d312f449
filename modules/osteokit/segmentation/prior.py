"""Coarse labels as smooth shapes on the grid of the image, each moved to where its edge is."""

from dataclasses import dataclass, replace

import numpy as np
import SimpleITK as sitk
from scipy import fft

from osteokit.base.progress import Progress, silent
from osteokit.imaging.volume import Volume, image_from_array
from osteokit.segmentation.segmentation import Segmentation

_SHELL_MM = 2.5
"""Thickness of the layers on both sides of a surface that an alignment compares."""


_COARSEST_MM = 6.0
"""No network's labels are coarser than this."""

Window = tuple[slice, ...]


@dataclass(frozen=True, eq=False)
class Shape:
    """A coarse label's share in each voxel (0..1), smooth, on its own grid; ``margin`` voxels of air around it."""

    label: int
    share: sitk.Image
    shift_ras_mm: np.ndarray


@dataclass(frozen=True, eq=False)
class Prior:
    """Which label is nearest to each voxel, and how deep inside it the voxel lies (mm, negative outside).

    ``window`` is the part of the image that the arrays cover; beyond it, and further outside than the reach, the owner
    is 0.
    """

    window: Window
    owner: np.ndarray
    depth_mm: np.ndarray


def block_mm(coarse: Segmentation) -> float:
    """The size of the voxels in which the labels were really made.

    A coarse label map repeated onto a fine grid changes only at every n-th plane: n is the median step between planes
    with any change, on the axes where there are enough of them to tell.
    """
    spacing_kji = np.linalg.norm(coarse.ijk_to_ras[:3, :3], axis=0)[::-1]
    part = coarse.labels[bounding_box(coarse.labels > 0, 1)]
    sizes = [float(spacing_kji.max())]
    for axis in range(3):
        moved = np.moveaxis(part, axis, 0)
        changes = np.flatnonzero([(a != b).any() for a, b in zip(moved[1:], moved[:-1], strict=True)])
        if len(changes) >= 5:
            sizes.append(float(np.median(np.diff(changes)) * spacing_kji[axis]))
    return min(max(sizes), max(_COARSEST_MM, sizes[0]))


def bounding_box(mask: np.ndarray, margin) -> tuple[slice, slice, slice]:
    """The smallest box around a mask's voxels, ``margin`` voxels (a number, or one an axis) larger, inside the grid."""
    margin = np.broadcast_to(np.ceil(margin).astype(int), 3)
    box = []
    for axis in range(3):
        inside = np.flatnonzero(mask.any(axis=tuple(a for a in range(3) if a != axis)))
        first, last = int(inside[0]) - int(margin[axis]), int(inside[-1]) + int(margin[axis])
        box.append(slice(max(first, 0), min(last + 1, mask.shape[axis])))
    return box[0], box[1], box[2]


def shapes(coarse: Segmentation, size_mm: float) -> list[Shape]:
    """Every segment as a smooth shape; ``size_mm`` is the voxel size in which the labels were made."""
    found = []
    for segment in coarse.segments:
        mask = coarse.labels == segment.label
        window = bounding_box(mask, 0)
        matrix = coarse.ijk_to_ras.copy()
        matrix[:3, 3] += matrix[:3, :3] @ np.array([s.start for s in window[::-1]], float)
        # What the grid cuts off goes on outside it: the field of view is not an edge.
        grown = np.pad(mask[window].astype(np.float32), 3, mode="constant")
        for axis, part in enumerate(window):
            for end, border in ((0, part.start == 0), (-1, part.stop == mask.shape[axis])):
                if border:
                    moved = np.moveaxis(grown, axis, 0)
                    layers = range(3) if end == 0 else range(-3, 0)
                    for n in layers:
                        moved[n] = moved[3 if end == 0 else -4]
        matrix[:3, 3] -= matrix[:3, :3] @ np.array([3.0, 3.0, 3.0])
        image = sitk.SmoothingRecursiveGaussian(image_from_array(grown, matrix), 0.35 * size_mm)
        found.append(Shape(segment.label, image, np.zeros(3)))
    return found


def _sampled(shape: Shape, reference: sitk.Image) -> np.ndarray:
    """The share of a shape (moved by its shift) at the voxels of a reference image."""
    shift_lps = shape.shift_ras_mm * (-1.0, -1.0, 1.0)
    moved = sitk.TranslationTransform(3, (-shift_lps).tolist())
    out = sitk.Resample(shape.share, reference, moved, sitk.sitkLinear, 0.0, sitk.sitkFloat32)
    return sitk.GetArrayFromImage(out)


def _depth(share: np.ndarray, spacing_kji) -> np.ndarray:
    """Signed distance (mm, positive inside) to where the share is one half."""
    image = sitk.GetImageFromArray((share > 0.5).astype(np.uint8))
    image.SetSpacing([float(s) for s in spacing_kji[::-1]])
    # The filter measures to the centres of the shape's outermost voxels; the surface is half a voxel further out.
    half = np.float32(0.5 * min(spacing_kji))
    return sitk.GetArrayFromImage(sitk.SignedMaurerDistanceMap(image, True, False, True)) + half


def _box_in(shape: Shape, to_ijk: np.ndarray, margin_mm: float, size_kji, spacing_kji) -> tuple | None:
    """The box of voxels that a shape and ``margin_mm`` around it cover; None where it misses the grid."""
    n = np.array(shape.share.GetSize())
    corners = [shape.share.TransformContinuousIndexToPhysicalPoint((n * c).tolist()) for c in np.ndindex(2, 2, 2)]
    ras = np.array(corners) * (-1.0, -1.0, 1.0) + shape.shift_ras_mm
    ijk = ras @ to_ijk[:3, :3].T + to_ijk[:3, 3]
    margin = np.ceil(margin_mm / np.asarray(spacing_kji[::-1]))
    low = np.maximum(np.floor(ijk.min(axis=0) - margin), 0).astype(int)
    high = np.minimum(np.ceil(ijk.max(axis=0) + margin) + 1, size_kji[::-1]).astype(int)
    if (high <= low).any():
        return None
    return tuple(slice(int(a), int(b)) for a, b in zip(low[::-1], high[::-1], strict=True))


def _moved(matrix: np.ndarray, window) -> np.ndarray:
    out = np.array(matrix, float)
    out[:3, 3] += out[:3, :3] @ np.array([s.start for s in window[::-1]], float)
    return out


def _placed(shape: tuple[int, ...], matrix: np.ndarray) -> sitk.Image:
    """An empty image as a target of resampling."""
    return image_from_array(np.zeros(shape, np.uint8), matrix)


def align(volume: Volume, shape: Shape, step_mm: float, reach_mm: float) -> Shape:
    """Move a shape by up to ``reach_mm`` to where the image is bright within its surface and dark without.

    The mean of the layer inside minus the mean of the layer outside is a correlation: it is computed for every shift at
    once by FFT on a grid of ``step_mm``, and the best one is refined by a parabola along each axis.
    """
    spacing_kji = volume.spacing_mm[::-1]
    to_ijk = np.linalg.inv(volume.ijk_to_ras)
    window = _box_in(shape, to_ijk, reach_mm + _SHELL_MM, volume.voxels.shape, spacing_kji)
    if window is None:
        return shape
    factor = np.maximum(1, np.round(step_mm / np.asarray(spacing_kji))).astype(int)
    part = np.clip(volume.voxels[window].astype(np.float32), -50, 600)
    matrix = _moved(volume.ijk_to_ras, window)
    image = sitk.BinShrink(image_from_array(part, matrix), [int(f) for f in factor[::-1]])
    sizes = np.array(image.GetSpacing())[::-1]
    hu = sitk.GetArrayFromImage(image)
    depth = _depth(_sampled(shape, image), sizes)
    inner, outer = (depth > 0) & (depth <= _SHELL_MM), (depth <= 0) & (depth > -_SHELL_MM)
    if not inner.any() or not outer.any():
        return shape
    kernel = inner / np.float32(inner.sum()) - outer / np.float32(outer.sum())
    shift_kji = _best_shift(hu, kernel, np.ceil(reach_mm / sizes).astype(int))
    axes = volume.ijk_to_ras[:3, :3] / np.array(volume.spacing_mm)
    return replace(shape, shift_ras_mm=axes @ (shift_kji * sizes)[::-1])


def _best_shift(hu: np.ndarray, kernel: np.ndarray, reach: np.ndarray) -> np.ndarray:
    padded = [fft.next_fast_len(n + int(r), real=True) for n, r in zip(hu.shape, reach, strict=True)]
    hu = hu - hu.mean()
    spectrum = np.asarray(fft.rfftn(hu, padded)) * np.conj(np.asarray(fft.rfftn(kernel, padded)))
    score = np.asarray(fft.irfftn(spectrum, padded))
    near = score[np.ix_(*(np.arange(-r, r + 1) for r in reach))]
    # A small price for distance, so that a flat optimum does not wander.
    far2 = sum((np.arange(-r, r + 1) / max(r, 1)).reshape([-1 if a == b else 1 for b in range(3)]) ** 2
               for a, r in enumerate(reach))  # fmt: skip
    near = near - 0.05 * float(near.max()) * far2
    best = np.unravel_index(int(near.argmax()), near.shape)
    shift = np.array(best, float) - reach
    for axis in range(3):
        at = list(best)
        if 0 < best[axis] < near.shape[axis] - 1:
            left, middle, right = (near[(*at[:axis], best[axis] + d, *at[axis + 1 :])] for d in (-1, 0, 1))
            bend = left - 2 * middle + right
            shift[axis] += 0.5 * (left - right) / bend if bend < 0 else 0.0
    return shift


def place(volume: Volume, found: list[Shape], reach_mm: float, progress: Progress = silent) -> Prior:
    """Lay the shapes onto the image: nearest label and depth, up to ``reach_mm`` outside the shapes."""
    spacing_kji = volume.spacing_mm[::-1]
    to_ijk = np.linalg.inv(volume.ijk_to_ras)
    boxes = [_box_in(s, to_ijk, reach_mm + 1, volume.voxels.shape, spacing_kji) for s in found]
    inside = [b for b in boxes if b is not None]
    if not inside:
        whole = (slice(0, 1),) * 3
        return Prior(whole, np.zeros((1, 1, 1), np.int32), np.full((1, 1, 1), -reach_mm, np.float32))
    low, high = (np.array([[getattr(s, end) for s in b] for b in inside]) for end in ("start", "stop"))
    low, high = low.min(axis=0), high.max(axis=0)
    window = (slice(int(low[0]), int(high[0])), slice(int(low[1]), int(high[1])), slice(int(low[2]), int(high[2])))
    size = tuple(int(n) for n in high - low)
    owner, depth = np.zeros(size, np.int32), np.full(size, -reach_mm, np.float32)
    for n, (shape, box) in enumerate(zip(found, boxes, strict=True)):
        progress(n / len(found), "Placing the coarse labels")
        if box is None:
            continue
        local = tuple(slice(b.start - w.start, b.stop - w.start) for b, w in zip(box, window, strict=True))
        matrix = _moved(volume.ijk_to_ras, box)
        share = _sampled(shape, _placed(tuple(b.stop - b.start for b in box), matrix))
        own = _depth(share, spacing_kji)
        deeper = own > depth[local]
        depth[local][deeper] = own[deeper]
        owner[local][deeper] = shape.label
    return Prior(window, owner, depth)
