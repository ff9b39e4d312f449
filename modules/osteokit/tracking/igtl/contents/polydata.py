"""POLYDATA: a surface, lines or points, with numbers on them."""

import struct
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.contents.arrays import native
from osteokit.tracking.igtl.wire import MalformedMessageError, Reader, text_of

_LONGEST_NAME = 255
_FIXED_COMPONENTS = {1: 3, 2: 3, 3: 9, 4: 4}
"""Components of vectors, normals, tensors and RGBA, whatever their header says; else it counts itself."""


@dataclass(frozen=True, eq=False)
class Attribute:
    """Numbers (n, components) float32 on points, or on cells where ``kind`` has 0x10 added: 0 scalars, 1 vectors, 2
    normals, 3 tensors, 4 RGBA, 5 texture coordinates."""

    name: str
    kind: int
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class PolyData:
    """A surface.

    Attributes
    ----------
    points : ndarray (n, 3) float32
    vertices, lines, polygons, strips : tuple of ndarray
        Each an array of numbers of points.
    """

    type_name: ClassVar[str] = "POLYDATA"
    points: np.ndarray
    vertices: tuple[np.ndarray, ...] = ()
    lines: tuple[np.ndarray, ...] = ()
    polygons: tuple[np.ndarray, ...] = ()
    strips: tuple[np.ndarray, ...] = ()
    attributes: tuple[Attribute, ...] = ()

    def pack(self) -> bytes:
        points = np.asarray(self.points, dtype=">f4").reshape(-1, 3)
        groups = [_pack_cells(cells) for cells in (self.vertices, self.lines, self.polygons, self.strips)]
        counts = [len(points)]
        for cells, raw in zip((self.vertices, self.lines, self.polygons, self.strips), groups, strict=True):
            counts += [len(cells), len(raw)]
        head = struct.pack(">10I", *counts, len(self.attributes))
        return b"".join([head, points.tobytes(), *groups, *self._pack_attributes()])

    def _pack_attributes(self) -> list[bytes]:
        heads, names, values = [], [], []
        for one in self.attributes:
            numbers = np.atleast_2d(np.asarray(one.values, dtype=">f4"))
            name = one.name.encode("utf-8", "surrogateescape")
            if len(name) > _LONGEST_NAME or b"\0" in name:
                raise OsteoError(f"The name of an attribute has 255 bytes at most; {one.name!r} is longer.")
            heads.append(struct.pack(">BBI", one.kind, numbers.shape[1], len(numbers)))
            names.append(name + b"\0")
            values.append(numbers.tobytes())
        padding = b"\0" * (sum(map(len, names)) % 2)
        return [*heads, *names, padding, *values]

    @classmethod
    def unpack(cls, reader: Reader) -> Self:
        counts = reader.numbers("10I")
        points = native(reader.array(counts[0] * 3, ">f4")).reshape(-1, 3)
        cells = [_cells(reader, counts[n], counts[n + 1]) for n in (1, 3, 5, 7)]
        return cls(points, cells[0], cells[1], cells[2], cells[3], _attributes(reader, counts[9]))


def _pack_cells(cells: tuple[np.ndarray, ...]) -> bytes:
    flat: list[np.ndarray] = []
    for cell in cells:
        flat += [np.array([len(cell)], dtype=">u4"), np.asarray(cell, dtype=">u4")]
    return np.concatenate(flat).astype(">u4").tobytes() if flat else b""


def _cells(reader: Reader, count: int, size: int) -> tuple[np.ndarray, ...]:
    if size % 4 or count > size // 4:
        raise MalformedMessageError("The POLYDATA message announces cells that its size has no room for.")
    flat = native(reader.array(size // 4, ">u4"))
    if count and size == count * 4 * (1 + int(flat[0])) and (flat.reshape(count, -1)[:, 0] == flat[0]).all():
        return tuple(flat.reshape(count, -1)[:, 1:])  # all alike, as triangles are
    cells, at = [], 0
    for _ in range(count):
        length = int(flat[at]) if at < len(flat) else 0
        if at >= len(flat) or at + 1 + length > len(flat):
            raise MalformedMessageError("A cell of the POLYDATA message reaches beyond its cells.")
        cells.append(flat[at + 1 : at + 1 + length])
        at += 1 + length
    if at != len(flat):
        raise MalformedMessageError("The POLYDATA message holds more cells than it announces.")
    return tuple(cells)


def _attributes(reader: Reader, count: int) -> tuple[Attribute, ...]:
    if count * 6 > reader.left:
        raise MalformedMessageError("The POLYDATA message announces attributes that it has no room for.")
    heads = [reader.numbers("BBI") for _ in range(count)]
    names = [_name(reader) for _ in heads]
    if sum(size for _, size in names) % 2:
        reader.take(1)
    found = []
    for (kind, components, number), (name, _) in zip(heads, names, strict=True):
        if _FIXED_COMPONENTS.get(kind & 0x0F, components) != components:
            raise MalformedMessageError(f"The attribute {name!r} of the POLYDATA message has {components} components.")
        values = native(reader.array(number * components, ">f4"))
        found.append(Attribute(name, kind, values.reshape(number, components)))
    return tuple(found)


def _name(reader: Reader) -> tuple[str, int]:
    """The next name and its bytes with the NUL."""
    raw = bytearray()
    while (byte := reader.take(1)[0]) != 0:
        raw.append(byte)
        if len(raw) > _LONGEST_NAME:
            raise MalformedMessageError("The name of an attribute of the POLYDATA message does not end.")
    return text_of(bytes(raw)), len(raw) + 1
