"""IMAGE: a volume or slice with its place."""

import struct
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.contents.arrays import SCALARS, scalar_number
from osteokit.tracking.igtl.wire import MalformedMessageError, Reader

_LITTLE = 2
_SPACES: dict[int, Literal["RAS", "LPS"]] = {1: "RAS", 2: "LPS"}
_HEAD = ">HBBBB3H"


@dataclass(frozen=True, eq=False)
class Image:
    """Voxels with their place.

    Attributes
    ----------
    voxels : ndarray, shape (k, j, i) or (k, j, i, components)
        One of OpenIGTLink's types, big- or little-endian as it came.
    ijk_to_space : ndarray (4, 4)
        From voxel centre to mm in ``space``. On the wire stands the middle of the image instead of its first voxel.
    space : str
        ``"RAS"`` or ``"LPS"``.
    full_size, offset : tuple of int or None
        Where only a part is sent: size (i, j, k) of the whole image and where the part begins. The matrix is that of
        the whole image.
    header_version : int
        Of the image's own header: 1, or 2 as newer peers send.
    says_little : bool
        What is told of the order of bytes where voxels are single bytes; else it is theirs.
    """

    type_name: ClassVar[str] = "IMAGE"
    voxels: np.ndarray
    ijk_to_space: np.ndarray
    space: Literal["RAS", "LPS"] = "RAS"
    full_size: tuple[int, int, int] | None = None
    offset: tuple[int, int, int] = (0, 0, 0)
    header_version: int = 1
    says_little: bool = True

    def pack(self) -> bytes:
        return b"".join(self.parts())

    def parts(self) -> tuple[bytes, memoryview]:
        """What stands before the voxels, and the voxels without a copy where they lie in one piece.

        Raises
        ------
        OsteoError
            They do not fit into the fields of the protocol.
        """
        voxels = np.asarray(self.voxels)
        if voxels.ndim not in (3, 4) or np.shape(self.ijk_to_space) != (4, 4):
            raise OsteoError(f"An image has voxels [k, j, i] and a 4x4 matrix, not shape {voxels.shape}.")
        part = voxels.shape[2::-1]
        size = self.full_size or part
        components = voxels.shape[3] if voxels.ndim == 4 else 1
        if max(size) > 0xFFFF or not 1 <= components <= 255:
            raise OsteoError(f"An IMAGE message has sizes of up to 65,535 and 255 components, not {voxels.shape}.")
        number = scalar_number(voxels, "an IMAGE message")
        little = self.says_little if voxels.dtype.itemsize == 1 else voxels.dtype.newbyteorder("<") == voxels.dtype
        head = struct.pack(
            _HEAD,
            self.header_version,
            components,
            number,
            _LITTLE if little else 1,
            1 if self.space == "RAS" else 2,
            *size,
        )
        matrix = np.array(self.ijk_to_space, dtype=np.float64)
        matrix[:3, 3] += matrix[:3, :3] @ ((np.array(size) - 1) / 2)
        place = matrix[:3].T.astype(">f4").tobytes() + struct.pack(">6H", *self.offset, *part)
        return head + place, np.ascontiguousarray(voxels).view(np.uint8).ravel().data

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        version, components, number, endian, space, *size = reader.numbers(_HEAD[1:])
        numbers = reader.array(12, ">f4").astype(np.float64)
        i, j, k, *part = reader.numbers("6H")
        if number not in SCALARS or space not in _SPACES or endian not in (1, _LITTLE) or components == 0:
            raise MalformedMessageError(
                "The IMAGE message has a type of voxels, a space or a byte order that are unknown."
            )
        if any(first + length > whole for first, length, whole in zip((i, j, k), part, size, strict=True)):
            raise MalformedMessageError("The part of the image that the IMAGE message sends lies outside of the image.")
        dtype = np.dtype(SCALARS[number]).newbyteorder("<" if endian == _LITTLE else ">")
        count = part[0] * part[1] * part[2] * components
        if count * dtype.itemsize != reader.left:
            raise MalformedMessageError(f"The IMAGE message of {part} voxels does not hold so many.")
        shape = (part[2], part[1], part[0]) + ((components,) if components > 1 else ())
        matrix = np.eye(4)
        matrix[:3] = numbers.reshape(4, 3).T
        matrix[:3, 3] -= matrix[:3, :3] @ ((np.array(size) - 1) / 2)
        whole = (size[0], size[1], size[2])
        voxels = reader.array(count, dtype.str).reshape(shape)
        full = None if list(part) == size else whole
        return cls(voxels, matrix, _SPACES[space], full, (i, j, k), version, endian == _LITTLE)
