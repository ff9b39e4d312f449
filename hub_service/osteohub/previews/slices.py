"""Slices of a volume in three planes, many on one sheet, to leaf through in a browser."""

from pathlib import Path
from typing import Any

import numpy as np

from osteohub.previews import thumbnail
from osteokit.imaging.orientation import axis_codes
from osteokit.imaging.read import read_volume
from osteokit.imaging.volume import Volume

MOST_SLICES = 64
COLUMNS = 8
TILE = 256
"""Pixels of the longer side of a slice."""

BONE_WINDOW = (-250.0, 1250.0)
"""HU that are shown black and white: level 500, width 1500."""


def slice_preview(source: Path, folder: Path) -> dict[str, Any]:
    """Write ``axial.webp``, ``coronal.webp``, ``sagittal.webp`` in radiological convention (right is left), and a
    thumbnail of the coronal ones.

    Returns
    -------
    dict
        ``size_mm`` and ``voxels`` right-left, front-back, foot-head; ``window`` (the bone window for CT, else the 1st
        and 99th percentile); ``planes`` by name with ``count``, ``columns``, ``width``, ``height`` of a slice in
        pixels, ``mm_per_pixel`` and ``step_mm`` from slice to slice; ``notes`` of the reader.

    Raises
    ------
    OsteoError
        It cannot be read as one regular volume.
    """
    volume = read_volume(source, resample=True)
    voxels, spacing = upright(volume)
    window = _window(voxels)
    planes = {
        "axial": _sheet(voxels, 0, (spacing[1], spacing[2]), spacing[0], window, folder / "axial.webp"),
        "coronal": _sheet(voxels[::-1], 1, (spacing[0], spacing[2]), spacing[1], window, folder / "coronal.webp"),
        "sagittal": _sheet(voxels[::-1], 2, (spacing[0], spacing[1]), spacing[2], window, folder / "sagittal.webp"),
    }
    thumbnail.of_slices(planes["coronal"], folder / "coronal.webp", folder)
    return {
        "size_mm": [round(float(n * s), 1) for n, s in zip(voxels.shape, spacing, strict=True)][::-1],
        "voxels": list(voxels.shape)[::-1],
        "spacing_mm": [round(float(one), 3) for one in spacing][::-1],
        "window": [round(float(one)) for one in window],
        "planes": planes,
        "notes": list(volume.warnings),
    }


def upright(volume: Volume) -> tuple[np.ndarray, tuple[float, float, float]]:
    """Voxels [foot to head, front to back, right to left] and the spacing along these, from any order and sign."""
    codes = axis_codes(volume.ijk_to_ras)[::-1]  # of the array's axes: k, j, i
    wanted = (("S", "I"), ("P", "A"), ("L", "R"))
    if any(sum(code in pair for code in codes) != 1 for pair in wanted):
        codes = "SPL"  # so oblique that two axes run the same way: as it is stored
    order = [next(n for n, code in enumerate(codes) if code in pair) for pair in wanted]
    turned = np.transpose(volume.voxels, order)
    flips = tuple(slice(None, None, -1 if codes[n] == pair[1] else 1) for n, pair in zip(order, wanted, strict=True))
    spacing = volume.spacing_mm[::-1]
    return turned[flips], (spacing[order[0]], spacing[order[1]], spacing[order[2]])


def _window(voxels: np.ndarray) -> tuple[float, float]:
    some = voxels[:: max(1, voxels.shape[0] // 32)]
    if float(some.min()) < -200:  # air: these are Hounsfield units
        return BONE_WINDOW
    low, high = (float(one) for one in np.percentile(some, (1, 99)))
    return (low, high) if high > low else (low, low + 1)


def _sheet(
    voxels: np.ndarray,
    axis: int,
    pixel_mm: tuple[float, float],
    step_mm: float,
    window: tuple[float, float],
    file: Path,
) -> dict[str, Any]:
    """Slices across ``axis`` of an array, at even distances, row after row on one picture."""
    from PIL import Image

    count = min(MOST_SLICES, voxels.shape[axis])
    places = np.linspace(0, voxels.shape[axis] - 1, count).round().astype(int)
    rows, columns = (n for n in range(3) if n != axis)
    extent = voxels.shape[rows] * pixel_mm[0], voxels.shape[columns] * pixel_mm[1]
    scale = TILE / max(extent)
    height, width = (max(1, round(edge * scale)) for edge in extent)
    sheet = Image.new("L", (width * min(COLUMNS, count), height * -(-count // COLUMNS)))
    low, high = window
    for n, place in enumerate(places):
        values = np.take(voxels, place, axis=axis).astype(np.float32)
        grey = (np.clip((values - low) / (high - low), 0, 1) * 255).astype(np.uint8)
        tile = Image.fromarray(grey).resize((width, height), Image.Resampling.BILINEAR)
        sheet.paste(tile, (n % COLUMNS * width, n // COLUMNS * height))
    sheet.save(file, quality=82)
    gap = float(places[1] - places[0]) * step_mm if count > 1 else step_mm
    return {
        "count": count, "columns": COLUMNS, "width": width, "height": height,
        "mm_per_pixel": round(1 / scale, 4), "step_mm": round(gap, 3),
    }  # fmt: skip
