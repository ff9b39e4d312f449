"""CT slices with the bones drawn on them: anatomical planes, radiological convention, true proportions."""

from dataclasses import dataclass

import numpy as np

from osteokit.imaging.interpolate import values_at
from osteokit.imaging.straightened import OUTSIDE_HU, ObliquePlane
from osteokit.imaging.volume import Volume
from osteokit.report.marks import LIGHT, draw_caption, draw_letters, draw_scale_bar
from osteokit.segmentation.segmentation import Segmentation

BONE_WINDOW = (-250.0, 1250.0)  # HU shown black and white: level 500, width 1500
FILL = 0.22

# Of each plane: its normal's RAS axis, then what points right and down on the picture. Axial slices are seen from the
# feet and coronal ones from the front: the patient's right is on the viewer's left. Sagittal ones have the front left.
PLANES: dict[str, tuple[int, tuple[int, int, int], tuple[int, int, int]]] = {
    "axial": (2, (-1, 0, 0), (0, -1, 0)),
    "coronal": (1, (-1, 0, 0), (0, 0, -1)),
    "sagittal": (0, (0, -1, 0), (0, 0, -1)),
}
LETTERS = {
    "axial": {"left": "R", "right": "L", "top": "A", "bottom": "P"},
    "coronal": {"left": "R", "right": "L", "top": "S", "bottom": "I"},
    "sagittal": {"left": "A", "right": "P", "top": "S", "bottom": "I"},
}


@dataclass(frozen=True, eq=False)
class SlicePlane(ObliquePlane):
    """An anatomical plane; see :class:`osteokit.imaging.straightened.ObliquePlane`."""

    name: str
    position_mm: float


def plane_at(volume: Volume, name: str, position_mm: float, pixels: int) -> SlicePlane:
    """The ``axial``, ``coronal`` or ``sagittal`` plane at RAS ``position_mm`` through the whole volume.

    ``pixels`` is the picture's longer edge.
    """
    axis, right, down = PLANES[name]
    low, high = _bounds(volume.voxels.shape, volume.ijk_to_ras)
    right, down = np.array(right, float), np.array(down, float)
    extent = np.array([abs(right @ (high - low)), abs(down @ (high - low))])
    pixel_mm = float(extent.max() / pixels)
    size = (max(round(extent[0] / pixel_mm), 1), max(round(extent[1] / pixel_mm), 1))
    origin = np.where(right + down < 0, high, low)
    origin[axis] = position_mm
    return SlicePlane(origin + (right + down) * pixel_mm / 2, right, down, pixel_mm, size, name, position_mm)


def _bounds(shape: tuple[int, ...], ijk_to_ras: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The RAS box of a volume, to the outer faces of its voxels."""
    k, j, i = shape
    corners = np.array([[x, y, z, 1] for x in (-0.5, i - 0.5) for y in (-0.5, j - 0.5) for z in (-0.5, k - 0.5)])
    ras = corners @ ijk_to_ras.T
    return ras[:, :3].min(axis=0), ras[:, :3].max(axis=0)


def sample(voxels: np.ndarray, ijk_to_ras: np.ndarray, plane: ObliquePlane, order: int, outside: float) -> np.ndarray:
    """Values of an array ``[k, j, i]`` on a plane, (height, width); ``order`` 0 nearest, 1 linear."""
    return values_at(voxels, ijk_to_ras, plane.points(), order, outside)


def slice_picture(volume: Volume, segmentation: Segmentation, plane: SlicePlane) -> np.ndarray:
    """CT in the bone window with each bone's outline and a light fill in its colour; RGB uint8 (height, width, 3)."""
    hu = sample(volume.voxels, volume.ijk_to_ras, plane, 1, OUTSIDE_HU)
    labels = sample(segmentation.labels, segmentation.ijk_to_ras, plane, 0, 0)
    low, high = BONE_WINDOW
    grey = np.clip((np.nan_to_num(hu, nan=low) - low) / (high - low), 0.0, 1.0) * 255.0
    picture = np.repeat(grey[..., None], 3, axis=2)
    colors = np.zeros((int(labels.max()) + 1, 3))
    for segment in segmentation.segments:
        if segment.label < len(colors):
            colors[segment.label] = segment.term.color
    shown = labels > 0
    picture[shown] = (1 - FILL) * picture[shown] + FILL * colors[labels[shown]]
    edge = contour(labels)
    picture[edge] = colors[labels[edge]]
    return np.round(picture).astype(np.uint8)


def contour(labels: np.ndarray) -> np.ndarray:
    """Pixels of a label picture that have a side in common with another label (or the background); bool."""
    padded = np.pad(labels, 1)
    differs = np.zeros(labels.shape, bool)
    for dy, dx in ((0, 1), (2, 1), (1, 0), (1, 2)):
        differs |= padded[dy : dy + labels.shape[0], dx : dx + labels.shape[1]] != labels
    return differs & (labels > 0)


def with_slice_marks(picture: np.ndarray, plane: SlicePlane) -> np.ndarray:
    """A slice picture with R/L/A/P/S/I at its edges, its position and a scale bar."""
    pixels = max(min(picture.shape[:2]) // 24, 11)
    marked = draw_letters(picture, LETTERS[plane.name], LIGHT, pixels)
    marked = draw_scale_bar(marked, plane.pixel_mm, LIGHT, pixels)
    letter = "RAS"[PLANES[plane.name][0]] if plane.position_mm >= 0 else "LPI"[PLANES[plane.name][0]]
    return draw_caption(marked, f"{letter} {abs(plane.position_mm):.1f} mm", LIGHT, round(pixels * 0.8))


def best_positions(segmentation: Segmentation, name: str, count: int) -> list[float]:
    """RAS positions (mm, ascending) of up to ``count`` slices of a plane that together show the bones best.

    Greedy: each next slice adds most to the sum, over bones, of the largest share of the bone's widest section that any
    chosen slice shows, a bone weighing as the cube root of its voxels. Fewer come back where more would add nothing;
    none for an empty segmentation.
    """
    axis = PLANES[name][0]
    sections, positions = _sections(segmentation, axis)
    if not len(positions):
        return []
    weight = np.cbrt(sections.sum(axis=1, keepdims=True))
    share = weight * sections / sections.max(axis=1, keepdims=True)
    covered = np.zeros((len(sections), 1))
    chosen: list[int] = []
    for _ in range(count):
        gain = np.maximum(share - covered, 0.0).sum(axis=0)
        # A slice next to one already shown tells little.
        for done in chosen:
            gain[np.abs(positions - positions[done]) < (positions[-1] - positions[0]) / (3 * count)] = 0.0
        best = int(np.argmax(gain))
        if gain[best] <= 0.02 * weight.sum():
            break
        chosen.append(best)
        covered = np.maximum(covered, share[:, best : best + 1])
    return sorted(float(positions[n]) for n in chosen)


def _sections(segmentation: Segmentation, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Voxels per label and slice: (labels, positions), and the RAS positions of the slices along ``axis``."""
    k, j, i = np.nonzero(segmentation.labels)
    if len(k) == 0:
        return np.zeros((0, 0)), np.zeros(0)
    label = segmentation.labels[k, j, i]
    row = segmentation.ijk_to_ras[axis]
    place = row[0] * i + row[1] * j + row[2] * k + row[3]
    step = float(np.abs(row[:3]).max())
    low = place.min()
    bins = np.round((place - low) / step).astype(np.int64)
    count = int(bins.max()) + 1
    present, index = np.unique(label, return_inverse=True)
    table = np.bincount(index * count + bins, minlength=len(present) * count).reshape(len(present), count)
    return table.astype(float), low + step * np.arange(count)


def mosaic(pictures: list[np.ndarray], columns: int, gap: int = 6) -> np.ndarray:
    """Pictures (RGB uint8) side by side on black, each centred in a cell of the largest one's size."""
    height = max(p.shape[0] for p in pictures)
    width = max(p.shape[1] for p in pictures)
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    sheet = np.zeros((rows * height + (rows - 1) * gap, columns * width + (columns - 1) * gap, 3), np.uint8)
    for n, picture in enumerate(pictures):
        h, w = picture.shape[:2]
        y = (n // columns) * (height + gap) + (height - h) // 2
        x = (n % columns) * (width + gap) + (width - w) // 2
        sheet[y : y + h, x : x + w] = picture
    return sheet
