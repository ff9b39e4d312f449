"""Everything ``osteo info`` says about an input, read completely so that damage shows."""

import os
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.dicom_series import SeriesInfo
from osteokit.imaging.orientation import axis_codes, obliquity_deg, side_sentence
from osteokit.imaging.read import list_series, read_volume
from osteokit.imaging.volume import Volume


@dataclass(frozen=True)
class Grid:
    """The voxel grid that reading gives: sizes and spacing along (i, j, k), the 4x4 as rows, the range of values."""

    size: tuple[int, int, int]
    spacing_mm: tuple[float, float, float]
    orientation: str
    oblique_deg: float
    sides: str
    ijk_to_ras: tuple[tuple[float, ...], ...]
    values: tuple[float, float]
    data_type: str


@dataclass(frozen=True)
class Inspection:
    """What an input holds. ``grid`` is ``None`` where reading refuses, and ``refusal`` is then its sentence.

    It names the patient: show it, do not send it.
    """

    path: str
    series: tuple[SeriesInfo, ...]
    grid: Grid | None
    warnings: tuple[str, ...] = ()
    refusal: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def inspect(
    path: str | os.PathLike[str], series: str | None = None, progress: Progress = silent, *, resample: bool = False
) -> Inspection:
    """List the series of ``path`` and read the one that would be used.

    Raises
    ------
    OsteoError
        There is nothing to list: the path is absent or holds no image.
    """
    found = list_series(path, part(progress, 0.0, 0.3))
    try:
        volume = read_volume(path, series, part(progress, 0.3, 1.0), resample=resample)
    except OsteoError as refusal:
        return Inspection(str(path), found, None, refusal=str(refusal))
    return Inspection(str(path), found, grid_of(volume), volume.warnings)


def grid_of(volume: Volume) -> Grid:
    """The grid of a volume in numbers and words."""
    k, j, i = volume.voxels.shape
    return Grid(
        size=(i, j, k),
        spacing_mm=volume.spacing_mm,
        orientation=axis_codes(volume.ijk_to_ras),
        oblique_deg=obliquity_deg(volume.ijk_to_ras),
        sides=side_sentence(volume.ijk_to_ras),
        ijk_to_ras=tuple(tuple(row) for row in np.asarray(volume.ijk_to_ras, float).tolist()),
        values=(float(volume.voxels.min()), float(volume.voxels.max())),
        data_type=str(volume.voxels.dtype),
    )
