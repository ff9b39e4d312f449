"""VTP files (VTK XML of polygons). VTK's own reader ends its process on some damaged files."""

import base64
import re
import zlib

import numpy as np
from lxml import etree

from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh
from osteokit.surface.read_vtk import fans
from osteokit.surface.shells import joined

_TYPES = {
    "Float32": "f4", "Float64": "f8", "Int8": "i1", "UInt8": "u1", "Int32": "i4", "UInt32": "u4", "Int64": "i8",
    "UInt64": "u8", "String": "u1",
}  # fmt: skip
_DENSEST = 1100
"""zlib packs at most about 1 to 1030."""


class _Decoder:
    """The data arrays of one file, wherever they lie in it."""

    def __init__(self, root: etree._Element, appended: bytes, is_raw: bool) -> None:
        order = "<" if root.get("byte_order", "LittleEndian") == "LittleEndian" else ">"
        self._order, self._appended, self._is_raw = order, appended, is_raw
        self._header = np.dtype(order + _TYPES[root.get("header_type", "UInt32")])
        compressor = root.get("compressor", "")
        if compressor not in ("", "vtkZLibDataCompressor"):
            raise OsteoError(f"it is packed by {compressor}, which is not read; save it with zlib or without packing.")
        self._is_packed = bool(compressor)

    def array(self, node: etree._Element) -> np.ndarray:
        kind = np.dtype(self._order + _TYPES[node.get("type", "")])
        layout = node.get("format", "ascii")
        if layout == "ascii":
            return np.array((node.text or "").split()).astype(kind)
        if layout == "binary":
            content = self._unpacked("".join((node.text or "").split()).encode(), is_raw=False)
        else:
            content = self._unpacked(self._appended[int(node.get("offset")) :], self._is_raw)
        return np.frombuffer(content, kind)

    def _unpacked(self, data: bytes, is_raw: bool) -> bytes:
        size = self._header.itemsize
        first = int(np.frombuffer(_take(data, 0, size, is_raw), self._header)[0])
        if not self._is_packed:
            return _take(data, 0, size + first, is_raw)[size:]
        header = np.frombuffer(_take(data, 0, (3 + first) * size, is_raw), self._header).astype(np.int64)
        start = (3 + first) * size if is_raw else 4 * -(-((3 + first) * size) // 3)
        packed = _take(data, start, int(header[3:].sum()), is_raw)
        ends = np.cumsum(header[3:])
        blocks = [packed[end - length : end] for end, length in zip(ends, header[3:], strict=True)]
        return b"".join(zlib.decompressobj().decompress(block, _DENSEST * len(block) + 1) for block in blocks)


def _take(data: bytes, start: int, count: int, is_raw: bool) -> bytes:
    """``count`` bytes from ``start``, decoded from base 64 unless they are raw."""
    length = count if is_raw else 4 * -(-count // 3)
    if count < 0 or start + length > len(data):
        raise OsteoError("it promises more data than it holds; copy or export it again.")
    piece = data[start : start + length]
    return piece if is_raw else base64.b64decode(piece, validate=True)[:count]


def read_pieces(data: bytes) -> tuple[np.ndarray, np.ndarray, bytes]:
    """Vertices (n, 3) and triangles (m, 3) of all pieces, and what the field named SPACE says.

    Polygons become fans; lines and strips are left.

    Raises
    ------
    OsteoError
        Another kind of file, a packing that we do not know, or less data than promised.
    """
    found = re.search(rb"<AppendedData[^>]*>\s*_", data)
    text = data if found is None else data[: found.start()] + b"</VTKFile>"
    appended = b"" if found is None else data[found.end() :]
    is_raw = found is not None and b'"raw"' in found.group()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(text, parser)
    if root.tag != "VTKFile" or root.get("type") != "PolyData":
        raise OsteoError("it holds no surface (PolyData); export the surface again.")
    decoder, parts = _Decoder(root, appended, is_raw), []
    for piece in root.iterfind("PolyData/Piece"):
        points = decoder.array(piece.find("Points/DataArray")).reshape(-1, 3).astype(np.float64)
        arrays = {node.get("Name"): node for node in piece.iterfind("Polys/DataArray")}
        corners = decoder.array(arrays["connectivity"]).astype(np.int64)
        ends = decoder.array(arrays["offsets"]).astype(np.int64)
        starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)[: len(ends)]
        parts.append(Mesh(points, fans(corners, starts, ends)))
    whole = joined(parts)
    words = root.find("PolyData/FieldData/Array[@Name='SPACE']")
    return whole.vertices, whole.faces, b"" if words is None else decoder.array(words).tobytes()
