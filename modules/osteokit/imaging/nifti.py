"""NIfTI-1 and NIfTI-2 files (.nii, .nii.gz), read to the last byte.

Why not ITK: it returns a file that was cut short with zeros at its end and no error, and it straightens or drops
sheared axes quietly. Layout and ranks after https://nifti.nimh.nih.gov/nifti-1 and nifti-2.
"""

import gzip
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from osteokit.base.errors import OsteoError

MAX_VOXELS = 2**31
"""4 GiB of int16: a whole body at 0.5 mm. A header that asks for more is damaged or hostile."""

_TYPES = {2: "u1", 4: "i2", 8: "i4", 16: "f4", 64: "f8", 256: "i1", 512: "u2", 768: "u4", 1024: "i8", 1280: "u8"}
_UNITS_MM = {1: 1000.0, 3: 0.001}
_BLOCK = 2**24


@dataclass(frozen=True)
class _Header:
    dims: tuple[int, ...]
    data_type: str
    offset: int
    slope: float
    intercept: float
    pixdim: tuple[float, ...]
    units: int
    codes: tuple[int, int]
    qform: tuple[float, ...]
    sform: tuple[float, ...]


def is_nifti(path: Path) -> bool:
    return path.name.lower().endswith((".nii", ".nii.gz"))


def read_nifti(path: Path) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """(values (k, j, i) in the file's type or scaled float64, ijk_to_ras, warnings).

    Raises
    ------
    OsteoError
        Not NIfTI, cut short, not three-dimensional, or without a usable geometry.
    """
    try:
        with open(path, "rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else open(path, "rb") as stream:
            header = _header(stream.read(540), path)
            shape = _shape(header, path)
            matrix, warnings = _place(header, path)
            stream.seek(header.offset)
            values = _values(stream, header, shape, path)
    except (OSError, EOFError, zlib.error, struct.error) as error:
        raise OsteoError(f"{path} is damaged or cut short ({error}); copy or export it again.") from error
    if header.slope not in (0.0, 1.0) or (header.slope == 1.0 and header.intercept != 0.0):
        values = values * header.slope + header.intercept
    return values, matrix, warnings


def _header(raw: bytes, path: Path) -> _Header:
    for order in "<>":
        if len(raw) >= 348 and struct.unpack_from(f"{order}i", raw)[0] == 348 and raw[344:348] == b"n+1\0":
            return _nifti1(raw, order, path)
        if len(raw) >= 540 and struct.unpack_from(f"{order}i", raw)[0] == 540 and raw[4:8] == b"n+2\0":
            return _nifti2(raw, order, path)
    raise OsteoError(f"{path} is no NIfTI file, whatever its name says; copy or export it again.")


def _nifti1(raw: bytes, order: str, path: Path) -> _Header:
    offset, slope, intercept = struct.unpack_from(f"{order}3f", raw, 108)
    return _Header(
        dims=struct.unpack_from(f"{order}8h", raw, 40),
        data_type=_data_type(struct.unpack_from(f"{order}h", raw, 70)[0], order, path),
        offset=int(offset) if 348 <= offset < 2**31 else 352,
        slope=_finite(slope, 1.0),
        intercept=_finite(intercept, 0.0),
        pixdim=struct.unpack_from(f"{order}8f", raw, 76),
        units=raw[123] & 7,
        codes=struct.unpack_from(f"{order}2h", raw, 252),
        qform=struct.unpack_from(f"{order}6f", raw, 256),
        sform=struct.unpack_from(f"{order}12f", raw, 280),
    )


def _nifti2(raw: bytes, order: str, path: Path) -> _Header:
    offset, slope, intercept = struct.unpack_from(f"{order}q2d", raw, 168)
    return _Header(
        dims=struct.unpack_from(f"{order}8q", raw, 16),
        data_type=_data_type(struct.unpack_from(f"{order}h", raw, 12)[0], order, path),
        offset=offset if 540 <= offset < 2**31 else 544,
        slope=_finite(slope, 1.0),
        intercept=_finite(intercept, 0.0),
        pixdim=struct.unpack_from(f"{order}8d", raw, 104),
        units=struct.unpack_from(f"{order}i", raw, 500)[0] & 7,
        codes=struct.unpack_from(f"{order}2i", raw, 344),
        qform=struct.unpack_from(f"{order}6d", raw, 352),
        sform=struct.unpack_from(f"{order}12d", raw, 400),
    )


def _finite(value: float, otherwise: float) -> float:
    return float(value) if np.isfinite(value) else otherwise


def _data_type(code: int, order: str, path: Path) -> str:
    if code not in _TYPES:
        raise OsteoError(f"{path} holds colours, complex or unknown values (NIfTI type {code}); a CT has one number.")
    return order + _TYPES[code]


def _shape(header: _Header, path: Path) -> tuple[int, int, int]:
    """(k, j, i)."""
    count = header.dims[0]
    shape = "x".join(str(size) for size in header.dims[1 : 1 + max(0, min(count, 7))])
    if not 3 <= count <= 7 or min(header.dims[1:4]) < 1:
        raise OsteoError(f"{path} is no volume: its size is {shape or 'missing'}.")
    if any(size > 1 for size in header.dims[4 : count + 1]):
        raise OsteoError(f"{path} is four-dimensional ({shape}); save one time point as a volume of its own.")
    i, j, k = header.dims[1:4]
    if i * j * k > MAX_VOXELS:
        raise OsteoError(f"{path} claims {shape} voxels, more than {MAX_VOXELS}; the header is damaged.")
    return k, j, i


def _values(stream: "BinaryIO | gzip.GzipFile", header: _Header, shape: tuple[int, ...], path: Path) -> np.ndarray:
    kind = np.dtype(header.data_type)
    wanted = int(np.prod(shape, dtype=np.int64)) * kind.itemsize
    content = bytearray()
    while len(content) < wanted and (block := stream.read(min(_BLOCK, wanted - len(content)))):
        content += block
    if len(content) < wanted:
        raise OsteoError(f"{path} is cut short ({len(content)} of {wanted} bytes of voxels); copy or export it again.")
    stream.read(1)  # to the end, where gzip keeps its checksum
    return np.frombuffer(content, kind).reshape(shape).astype(kind.newbyteorder("="), copy=False)


def _place(header: _Header, path: Path) -> tuple[np.ndarray, list[str]]:
    """``ijk_to_ras``: sform before qform before neither, as the standard ranks them."""
    qform_code, sform_code = header.codes
    pixdim = np.array(header.pixdim, float)
    matrix = np.eye(4)
    warnings = []
    if sform_code > 0:
        matrix[:3] = np.array(header.sform).reshape(3, 4)
    elif qform_code > 0:
        b, c, d, *corner = header.qform
        matrix[:3, :3] = _rotation(b, c, d) * (pixdim[1:4] * [1, 1, -1 if pixdim[0] < 0 else 1])
        matrix[:3, 3] = corner
    else:
        matrix[:3, :3] = np.diag([-pixdim[1], pixdim[2], pixdim[3]])
        warnings.append("The file does not say which side is left; the order used by radiologists was assumed.")
    matrix[:3] *= _UNITS_MM.get(header.units, 1.0)
    if not np.isfinite(matrix).all():
        raise OsteoError(f"{path} has no usable geometry (numbers missing in its header); export it again.")
    return matrix, warnings


def _rotation(b: float, c: float, d: float) -> np.ndarray:
    """The rotation of a unit quaternion whose first part is implied."""
    a = np.sqrt(max(0.0, 1.0 - (b * b + c * c + d * d)))
    return np.array(
        [
            [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
            [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
            [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
        ]
    )
