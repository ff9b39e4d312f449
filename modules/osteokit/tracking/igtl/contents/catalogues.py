"""What a peer has to offer, and how labels look: IMGMETA, LBMETA and COLORT."""

import struct
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.contents.points import Rgba
from osteokit.tracking.igtl.wire import MalformedMessageError, Reader, field

Size = tuple[int, int, int]
_IMAGE_BYTES = 260
_LABEL_BYTES = 116
_INDEX = {3: 256, 5: 65536}
"""Number of colours by the type of the index: 8 or 16 bits."""
_COLOUR = {3: ("u1", 1), 5: ("u2", 1), 19: ("u1", 3)}
"""dtype and components of a colour by the type of the table: 8 bits, 16 bits, RGB."""


@dataclass(frozen=True)
class ImageEntry:
    """An image that can be asked for: ``device`` is the name to ask by."""

    name: str
    device: str
    modality: str
    patient_name: str
    patient_id: str
    timestamp: int
    size: Size
    scalar_type: int


@dataclass(frozen=True)
class ImageList:
    """All images that a peer offers."""

    type_name: ClassVar[str] = "IMGMETA"
    images: tuple[ImageEntry, ...]

    def pack(self) -> bytes:
        return b"".join(
            field(one.name, 64, "image's name")
            + field(one.device, 20, "image's device name")
            + field(one.modality, 32, "modality")
            + field(one.patient_name, 64, "patient's name")
            + field(one.patient_id, 64, "patient's number")
            + struct.pack(">Q3HBB", one.timestamp, *one.size, one.scalar_type, 0)
            for one in self.images
        )

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        found = []
        for _ in range(reader.records(_IMAGE_BYTES)):
            name, device, modality, patient, number = (reader.text(size) for size in (64, 20, 32, 64, 64))
            timestamp, i, j, k, scalar, _ = reader.numbers("Q3HBB")
            found.append(ImageEntry(name, device, modality, patient, number, timestamp, (i, j, k), scalar))
        return cls(tuple(found))


@dataclass(frozen=True)
class LabelEntry:
    """A label map that can be asked for."""

    name: str
    device: str
    label: int
    rgba: Rgba
    size: Size
    owner: str


@dataclass(frozen=True)
class LabelList:
    """All label maps that a peer offers."""

    type_name: ClassVar[str] = "LBMETA"
    labels: tuple[LabelEntry, ...]

    def pack(self) -> bytes:
        return b"".join(
            field(one.name, 64, "label's name")
            + field(one.device, 20, "label's device name")
            + struct.pack(">BB4B3H", one.label, 0, *one.rgba, *one.size)
            + field(one.owner, 20, "label's owner")
            for one in self.labels
        )

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        found = []
        for _ in range(reader.records(_LABEL_BYTES)):
            name, device = reader.text(64), reader.text(20)
            label, _, r, g, b, a, i, j, k = reader.numbers("BB4B3H")
            found.append(LabelEntry(name, device, label, (r, g, b, a), (i, j, k), reader.text(20)))
        return cls(tuple(found))


@dataclass(frozen=True, eq=False)
class ColorTable:
    """Colours by index, shape (256 or 65536,) or (..., 3) for RGB; ``index_type`` 3 or 5, ``map_type`` 3, 5 or 19."""

    type_name: ClassVar[str] = "COLORT"
    index_type: int
    map_type: int
    colors: np.ndarray

    def pack(self) -> bytes:
        dtype, shape = _layout(self.index_type, self.map_type, OsteoError)
        if np.shape(self.colors) != shape:
            raise OsteoError(f"This table of colours has the shape {shape}, not {np.shape(self.colors)}.")
        return struct.pack(">bb", self.index_type, self.map_type) + np.asarray(self.colors, dtype=dtype).tobytes()

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        index, colour = reader.numbers("bb")
        dtype, shape = _layout(index, colour, MalformedMessageError)
        return cls(index, colour, reader.array(int(np.prod(shape)), dtype).reshape(shape))


def _layout(index_type: int, map_type: int, error: type[OsteoError]) -> tuple[str, tuple[int, ...]]:
    if index_type not in _INDEX or map_type not in _COLOUR:
        raise error(
            f"A table of colours has index type 3 or 5 and map type 3, 5 or 19, not {index_type} and {map_type}."
        )
    dtype, components = _COLOUR[map_type]
    return f">{dtype}", (_INDEX[index_type],) + ((components,) if components > 1 else ())
