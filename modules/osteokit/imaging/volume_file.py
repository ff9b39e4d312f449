"""Volumes from NIfTI, NRRD and MetaImage files."""

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume, VolumeSource, ijk_to_ras_of

SUFFIXES = (".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd")
MAX_VOXELS = 2**31
"""4 GiB of int16: a whole body at 0.5 mm. A header that asks for more is damaged or hostile."""

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
    is_nifti = path.name.lower().endswith((".nii", ".nii.gz"))
    placed = _nifti_place(path) if is_nifti else None
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
        raise OsteoError(f"{path} cannot be read ({_reason(error)}); copy or export it again.") from error
    voxels, warnings = clean_voxels(sitk.GetArrayFromImage(image), str(path))
    ijk_to_ras = ijk_to_ras_of(image)
    if placed is not None:
        ijk_to_ras = placed[0]
        warnings += placed[1]
    require_orthogonal(ijk_to_ras, str(path))
    return Volume(voxels, ijk_to_ras, "CT", VolumeSource(path=path, files=(path,)), tuple(warnings))


def _reason(error: Exception) -> str:
    """The last line of an ITK message, which says what went wrong without our paths and line numbers."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:160] if lines else "no reason given"


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


def _nifti_place(path: Path) -> tuple[np.ndarray, list[str]] | None:
    """``ijk_to_ras`` from a NIfTI header itself (ITK quietly straightens or drops what is not orthogonal).

    sform before qform before neither, as the NIfTI-1 standard (https://nifti.nimh.nih.gov/nifti-1) ranks them.
    ``None`` where the header is not one this knows; ITK then judges the file.
    """
    raw = _header_bytes(path)
    for order in "<>":
        if len(raw) >= 348 and struct.unpack_from(f"{order}i", raw)[0] == 348:
            return _nifti1_place(raw, order, path)
    return None


def _header_bytes(path: Path) -> bytes:
    try:
        with open(path, "rb") as stream:
            packed = stream.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else open(path, "rb") as stream:
            return stream.read(348)
    except (OSError, EOFError, zlib.error) as error:
        raise OsteoError(f"{path} cannot be read ({error}); copy or export it again.") from error


def _nifti1_place(raw: bytes, order: str, path: Path) -> tuple[np.ndarray, list[str]]:
    pixdim = np.array(struct.unpack_from(f"{order}8f", raw, 76), float)
    units = raw[123] & 7
    scale = {1: 1000.0, 3: 0.001}.get(units, 1.0)
    qform_code, sform_code = struct.unpack_from(f"{order}2h", raw, 252)
    matrix = np.eye(4)
    warnings = []
    if sform_code > 0:
        matrix[:3] = np.array(struct.unpack_from(f"{order}12f", raw, 280)).reshape(3, 4)
    elif qform_code > 0:
        b, c, d, *offset = struct.unpack_from(f"{order}6f", raw, 256)
        matrix[:3, :3] = _rotation(b, c, d) * (pixdim[1:4] * [1, 1, -1 if pixdim[0] < 0 else 1])
        matrix[:3, 3] = offset
    else:
        matrix[:3, :3] = np.diag([-pixdim[1], pixdim[2], pixdim[3]])
        warnings.append("The file does not say which side is left; the order used by radiologists was assumed.")
    matrix[:3] *= scale
    if not np.isfinite(matrix).all():
        raise OsteoError(f"{path} has no usable geometry (numbers missing in its header); export it again.")
    return matrix, warnings


def _rotation(b: float, c: float, d: float) -> np.ndarray:
    """The rotation of a unit quaternion whose first part is implied, as in the NIfTI-1 header."""
    a = np.sqrt(max(0.0, 1.0 - (b * b + c * c + d * d)))
    return np.array(
        [
            [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
            [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
            [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
        ]
    )
