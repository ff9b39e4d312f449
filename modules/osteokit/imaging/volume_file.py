"""Volumes from NIfTI, NRRD and MetaImage files."""

from pathlib import Path

import numpy as np
import SimpleITK as sitk

from osteokit.base.errors import OsteoError
from osteokit.imaging.nifti import MAX_VOXELS, is_nifti, read_nifti
from osteokit.imaging.volume import Volume, VolumeSource, ijk_to_ras_of

SUFFIXES = (".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd")
AIR_HU = -1024


def is_volume_file(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIXES)


def read_volume_file(path: Path) -> Volume:
    """Read one NIfTI, NRRD or MetaImage file.

    Raises
    ------
    OsteoError
        Unreadable, not three-dimensional, several values per voxel, empty, or not orthogonal.
    """
    values, ijk_to_ras, warnings = read_nifti(path) if is_nifti(path) else _read_by_itk(path)
    require_orthogonal(ijk_to_ras, str(path))
    voxels, more = clean_voxels(values, str(path))
    return Volume(voxels, ijk_to_ras, "CT", VolumeSource(path=path, files=(path,)), (*warnings, *more))


def _read_by_itk(path: Path) -> tuple[np.ndarray, np.ndarray, list[str]]:
    reader = sitk.ImageFileReader()
    reader.SetFileName(str(path))
    try:
        reader.ReadImageInformation()
        size = tuple(int(one) for one in reader.GetSize())
        _require_volume(path, size, reader.GetNumberOfComponents())
        if len(size) == 4:
            reader.SetExtractSize((*size[:3], 0))
        image = reader.Execute()
    except RuntimeError as error:
        raise OsteoError(
            f"{path} is damaged, cut short, or not what its name says; copy or export it again."
        ) from error
    return sitk.GetArrayFromImage(image), ijk_to_ras_of(image), []


def _require_volume(path: Path, size: tuple[int, ...], components: int) -> None:
    shape = "x".join(str(one) for one in size)
    if len(size) > 4 or (len(size) == 4 and size[3] > 1):
        raise OsteoError(f"{path} is four-dimensional ({shape}); save one time point as a volume of its own.")
    if len(size) < 3 or min(size) < 1:
        raise OsteoError(f"{path} is no volume: its size is {shape}.")
    if components != 1:
        raise OsteoError(f"{path} has {components} values per voxel (a colour or vector image); a CT has one.")
    if np.prod(np.array(size, float)) > MAX_VOXELS:
        raise OsteoError(f"{path} claims {shape} voxels, more than {MAX_VOXELS}; the header is damaged.")


def require_orthogonal(ijk_to_ras: np.ndarray, where: str) -> None:
    """Refuse a matrix whose axes have no length or are not perpendicular (to 0.1 degree)."""
    axes = ijk_to_ras[:3, :3]
    lengths = np.linalg.norm(axes, axis=0)
    if not np.isfinite(ijk_to_ras).all() or lengths.min() < 1e-6:
        raise OsteoError(f"{where} has a voxel size of zero or none at all; export it again with its geometry.")
    cosines = (axes / lengths).T @ (axes / lengths)
    if np.abs(cosines - np.eye(3)).max() > np.sin(np.radians(0.1)):
        raise OsteoError(f"{where} has axes that are not perpendicular (sheared); resample it onto a straight grid.")


def clean_voxels(values: np.ndarray, where: str) -> tuple[np.ndarray, list[str]]:
    """Read-only int16 where that is exact, else float32; NaN and infinity become air, said in a warning.

    Raises
    ------
    OsteoError
        More than half of the voxels are no numbers, or the values are complex.
    """
    warnings = []
    if values.dtype.kind not in "iuf":
        raise OsteoError(f"{where} holds {values.dtype} values; a CT holds whole or real numbers.")
    if values.dtype.kind == "f":
        finite = np.isfinite(values)
        bad = int(values.size - np.count_nonzero(finite))
        if bad > values.size // 2:
            raise OsteoError(f"{where} is mostly empty: {bad} of {values.size} voxels are not a number.")
        if bad:
            values = np.where(finite, values, values.dtype.type(AIR_HU))
            warnings.append(f"{bad} voxels were not a number and became air ({AIR_HU} HU).")
    exact = values.size > 0 and -32768 <= values.min() and values.max() <= 32767
    if exact and values.dtype.kind == "f":
        exact = all(bool((slab == np.rint(slab)).all()) for slab in values)  # by slab: no copy of the whole
    voxels = np.ascontiguousarray(values.astype(np.int16 if exact else np.float32, copy=False))
    voxels.flags.writeable = False
    return voxels, warnings
