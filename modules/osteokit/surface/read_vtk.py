"""Legacy VTK files of polygons, as text or binary. VTK's own reader ends its process on some damaged files."""

import re

import numpy as np

from osteokit.base.errors import OsteoError

_TYPES = {
    "float": ">f4", "double": ">f8", "int": ">i4", "long": ">i8", "vtkidtype": ">i4", "vtktypeint32": ">i4",
    "vtktypeint64": ">i8",
}  # fmt: skip


def read_polygons(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (n, 3) and triangles (m, 3) of DATASET POLYDATA; polygons become fans, lines and points are left.

    Raises
    ------
    OsteoError
        Another dataset, strips, or less data than promised.
    """
    head = data[:1024].split(b"\n")
    if not data.startswith(b"# vtk DataFile") or len(head) < 4:
        raise OsteoError("it is no VTK file; export it again.")
    is_text = head[2].strip().upper() == b"ASCII"
    if head[3].split()[:2] != [b"DATASET", b"POLYDATA"]:
        raise OsteoError("it holds no surface (DATASET POLYDATA); export the surface again.")
    words, place = _section(data, rb"\nPOINTS[ \t]+(\d+)[ \t]+(\w+)[ \t\r]*\n", 0)
    vertices, place = _numbers(data, place, 3 * int(words[0]), _TYPES[words[1].decode().lower()], is_text)
    words, place = _section(data, rb"\n?POLYGONS[ \t]+(\d+)[ \t]+(\d+)[ \t\r]*\n", place)
    count, size = int(words[0]), int(words[1])
    if data[place : place + 7] == b"OFFSETS":
        words, place = _section(data, rb"OFFSETS[ \t]+(\w+)[ \t\r]*\n", place)
        offsets, place = _numbers(data, place, count, _TYPES[words[0].decode().lower()], is_text)
        words, place = _section(data, rb"\n?CONNECTIVITY[ \t]+(\w+)[ \t\r]*\n", place)
        corners, _ = _numbers(data, place, size, _TYPES[words[0].decode().lower()], is_text)
        starts, ends = offsets[:-1].astype(np.int64), offsets[1:].astype(np.int64)
    else:
        corners, _ = _numbers(data, place, size, ">i4", is_text)
        starts, ends = _runs(corners.astype(np.int64), count)
    return vertices.reshape(-1, 3).astype(np.float64), fans(corners.astype(np.int64), starts, ends)


def _section(data: bytes, pattern: bytes, place: int) -> tuple[tuple[bytes, ...], int]:
    found = re.compile(pattern).search(data, place)
    if found is None:
        raise OsteoError("its points or polygons are missing; export it again.")
    return found.groups(), found.end()


def _numbers(data: bytes, place: int, count: int, kind: str, is_text: bool) -> tuple[np.ndarray, int]:
    """``count`` numbers from ``place`` on, and where they end."""
    kind = kind if not is_text else kind.replace(">", "")
    size = np.dtype(kind).itemsize
    if count * (2 if is_text else size) > len(data) - place + 1:
        raise OsteoError("it promises more data than it holds; copy or export it again.")
    if not is_text:
        return np.frombuffer(data, kind, count, place), place + count * size
    words = data[place:].split(None, count)
    rest = len(words[count]) if len(words) > count else 0
    if len(words) < count:
        raise OsteoError("it promises more data than it holds; copy or export it again.")
    return np.array(words[:count]).astype(kind), len(data) - rest


def _runs(cells: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Where the corners of each polygon start and end, in the old layout: a count before the corners of each."""
    starts, place = np.zeros(count, np.int64), 0
    for n in range(count):
        starts[n] = place + 1
        place += 1 + max(int(cells[place]), 0)
    if place != len(cells):
        raise OsteoError("its polygons do not add up; export it again.")
    return starts, np.concatenate([starts[1:] - 1, [place]])


def fans(corners: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Triangles (m, 3) of polygons whose corners lie from ``starts`` to ``ends`` in ``corners``."""
    if len(starts) == 0:
        return np.zeros((0, 3), np.int64)
    sizes = ends - starts
    if sizes.min() < 0 or starts.min() < 0 or ends.max() > len(corners) or sizes.sum() > len(corners):
        raise OsteoError("its polygons do not add up; export it again.")
    faces = [np.zeros((0, 3), np.int64)]
    for size in np.unique(sizes[sizes >= 3]):
        table = corners[starts[sizes == size, None] + np.arange(size)]
        faces += [table[:, [0, n, n + 1]] for n in range(1, size - 1)]
    return np.concatenate(faces)
