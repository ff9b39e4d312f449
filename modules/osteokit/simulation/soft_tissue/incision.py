"""Cutting a sheet: triangles are split where the blade goes through, and the two sides part.

The blade's way is a line on the sheet as it lies. Edges that it crosses get a point there, so the cut is where the
blade was, not on the nearest edge; a point of the sheet within :data:`SNAP` of an edge is taken for on the line.
A cut begins and ends on an edge, so each end is short of the blade's by less than one triangle, unless the blade leaves
the sheet. The triangles' sizes and masses are made anew, so nothing is lost or added by cutting.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.soft_tissue.body import Body
from osteokit.simulation.soft_tissue.places import nearest_spot
from osteokit.simulation.soft_tissue.values import Sheet

SNAP = 0.12

Edge = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Wound:
    """A cut.

    Attributes
    ----------
    pairs : ndarray of int, shape (p, 2)
        Points of the sheet that were one: on the left and on the right of the blade's way.
    along_mm : ndarray, shape (p,)
        Where on the way each pair lies.
    across : ndarray, shape (p, 3)
        Unit vectors in the sheet, from right to left.
    path : ndarray, shape (k, 3)
        The blade's way on the sheet as it lies, RAS mm.
    end : ndarray, shape (3,)
        Where on the sheet as it lies the cut ends: a cut that begins here goes on with it.
    """

    pairs: np.ndarray
    along_mm: np.ndarray
    across: np.ndarray
    path: np.ndarray
    end: np.ndarray

    def gaps_mm(self, points: np.ndarray) -> np.ndarray:
        """How far the two sides stand apart at each pair now, (p,)."""
        return np.linalg.norm(points[self.pairs[:, 0]] - points[self.pairs[:, 1]], axis=1)


def incise(body: Body, way: np.ndarray) -> Wound:
    """Cut the sheet along ``way`` (k, 3), RAS mm, as it stands now.

    Earlier wounds and spots of the body do not survive: cut first, sew then.

    Raises
    ------
    OsteoError
        The way is no line on the sheet, or too short to part anything.
    """
    way = np.asarray(way, float)
    if way.ndim != 2 or way.shape[1] != 3 or len(way) < 2 or not np.isfinite(way).all():
        raise OsteoError("An incision needs two or more places (k, 3) in mm.")
    sheet = body.sheet
    spots = [nearest_spot(body.points, sheet.triangles, place) for place in way]
    return incise_lying(body, np.array([spot.at(sheet.points, sheet.triangles) for spot in spots]))


def incise_lying(body: Body, path: np.ndarray) -> Wound:
    """Cut the sheet along ``path`` (k, 3) on it as it lies undisturbed.

    Raises
    ------
    OsteoError
        As of :func:`incise`.
    """
    sheet = body.sheet
    split = _split(sheet, _Line(path, _normal(sheet)))
    parted, pairs = _part(split, len(sheet.points) + len(split.added))
    if len(pairs) == 0:
        raise OsteoError("The incision is shorter than a triangle of the tissue; cut longer, or use a finer sheet.")
    points, velocities = (_carried(values, split) for values in (body.points, body.velocities))
    lying = _carried(sheet.points, split)
    copies = np.concatenate([np.arange(len(lying)), pairs[:, 0]])
    held = np.concatenate([sheet.held, [sheet.held[a] and sheet.held[b] for a, b, _ in split.added]]).astype(bool)
    body.take(Sheet(lying[copies], parted, held[copies]), points[copies].copy(), velocities[copies].copy())
    line = _Line(path, _normal(sheet))
    return _wound(line, body.sheet, pairs, _end_of(line, lying, split))


def lengthened(wound: Wound, more: Wound) -> Wound:
    """Two cuts as one, where ``more`` was made from the end of ``wound`` on: points keep their numbers, so the pairs of
    the former still hold."""
    before = _Line(wound.path, np.array([0.0, 0.0, 1.0])).length if len(wound.path) > 1 else 0.0
    return Wound(
        np.concatenate([wound.pairs, more.pairs]),
        np.concatenate([wound.along_mm, before + more.along_mm]),
        np.concatenate([wound.across, more.across]),
        np.concatenate([wound.path, more.path[1:]]),
        more.end,
    )


class _Line:
    """A polyline on a nearly flat sheet: signed distance and place along it."""

    def __init__(self, path: np.ndarray, normal: np.ndarray) -> None:
        steps = np.diff(path, axis=0)
        lengths = np.linalg.norm(steps, axis=1)
        keep = lengths > 1e-9
        if not keep.any():
            raise OsteoError("The incision has no length; move the blade.")
        self.path = path
        self.starts, self.lengths = path[:-1][keep], lengths[keep]
        self.ways = steps[keep] / self.lengths[:, None]
        self.before = np.concatenate([[0.0], np.cumsum(self.lengths)[:-1]])
        self.length = float(self.lengths.sum())
        lefts = np.cross(normal, self.ways)
        self.lefts = lefts / np.linalg.norm(lefts, axis=1)[:, None]

    def of(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Signed distance (left positive), place along the line (below 0 and above its length beyond its ends), and
        the segment of each point."""
        toward = points[:, None, :] - self.starts
        along = np.einsum("nsk,sk->ns", toward, self.ways)
        inside = np.clip(along, 0.0, self.lengths)
        away = np.linalg.norm(toward - inside[..., None] * self.ways, axis=2)
        best = np.argmin(away, axis=1)
        rows = np.arange(len(points))
        free = along[rows, best]
        first, last = best == 0, best == len(self.lengths) - 1
        free = np.where(first | (free > 0), free, 0.0)
        free = np.where(last | (free < self.lengths[best]), free, self.lengths[best])
        return np.einsum("nk,nk->n", toward[rows, best], self.lefts[best]), self.before[best] + free, best


@dataclass(frozen=True, eq=False)
class _Splitting:
    """``added``: (a, b, share) of new points on edges; ``cut``: edges along the blade."""

    triangles: np.ndarray
    added: list[tuple[int, int, float]]
    cut: set[Edge]


def _split(sheet: Sheet, line: _Line) -> _Splitting:
    triangles = sheet.triangles
    offset, along, _ = line.of(sheet.points)
    edges = np.unique(np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1), axis=0)
    sizes = np.linalg.norm(sheet.points[edges[:, 0]] - sheet.points[edges[:, 1]], axis=1)
    near = SNAP * float(np.median(sizes))
    on_line = (np.abs(offset) < near) & (along > -near) & (along < line.length + near)
    added: list[tuple[int, int, float]] = []
    new: dict[Edge, int] = {}
    crossed = ~on_line[edges].any(axis=1) & (offset[edges[:, 0]] * offset[edges[:, 1]] < 0)
    for a, b in edges[crossed]:
        share = float(offset[a] / (offset[a] - offset[b]))
        place = (1 - share) * sheet.points[a] + share * sheet.points[b]
        across, where, _ = line.of(place[None])
        if abs(across[0]) < near and -1e-9 <= where[0] <= line.length + 1e-9:
            new[(int(a), int(b))] = len(sheet.points) + len(added)
            added.append((int(a), int(b), share))
    pieces, cut = [], set()
    for triangle in triangles.tolist():
        parts, along_blade = _pieces(triangle, new, on_line)
        pieces += parts
        cut |= along_blade
    return _Splitting(np.array(pieces, dtype=np.int64), added, cut)


def _pieces(triangle: list[int], new: dict[Edge, int], on_line: np.ndarray) -> tuple[list[list[int]], set[Edge]]:
    """What becomes of one triangle, and its edges that lie along the blade."""
    marks = [new.get(_edge(triangle[c], triangle[(c + 1) % 3])) for c in range(3)]
    count = sum(mark is not None for mark in marks)
    if count == 0:
        along = {
            _edge(triangle[c], triangle[(c + 1) % 3])
            for c in range(3)
            if on_line[triangle[c]] and on_line[triangle[(c + 1) % 3]]
        }
        return [triangle], along if len(along) == 1 else set()
    if count == 1:
        c = next(c for c in range(3) if marks[c] is not None)
        a, b, tip = triangle[c], triangle[(c + 1) % 3], triangle[(c + 2) % 3]
        middle = marks[c]
        assert middle is not None
        along = {_edge(middle, tip)} if on_line[tip] else set()
        return [[a, middle, tip], [middle, b, tip]], along
    c = next(c for c in range(3) if marks[c] is not None and marks[c - 1] is not None)
    alone, b, d = triangle[c], triangle[(c + 1) % 3], triangle[(c + 2) % 3]
    first, last = marks[c], marks[c - 1]
    assert first is not None and last is not None
    return [[alone, first, last], [first, b, d], [first, d, last]], {_edge(first, last)}


def _part(split: _Splitting, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Give every fan of triangles round a point of the cut, but the first, a point of its own.

    New points are numbered from ``count`` on. Returns the triangles and, for each new point, the old one and itself.
    """
    triangles = split.triangles.copy()
    fans: dict[int, list[int]] = defaultdict(list)
    of_cut = {point for edge in split.cut for point in edge}
    for t, corners in enumerate(triangles.tolist()):
        for point in corners:
            if point in of_cut:
                fans[point].append(t)
    pairs = []
    for point, around in sorted(fans.items()):
        groups = _fans(point, around, split)
        for group in groups[1:]:
            for t in group:
                triangles[t][split.triangles[t] == point] = count
            pairs.append((point, count))
            count += 1
    return triangles, np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _fans(point: int, around: list[int], split: _Splitting) -> list[list[int]]:
    """The triangles round a point, in groups that share an edge which is not cut."""
    by_edge: dict[Edge, list[int]] = defaultdict(list)
    for t in around:
        for other in split.triangles[t].tolist():
            if other != point:
                by_edge[_edge(point, other)].append(t)
    group = {t: t for t in around}

    def root(t: int) -> int:
        while group[t] != t:
            t = group[t]
        return t

    for edge, sharing in by_edge.items():
        if edge not in split.cut:
            for t in sharing[1:]:
                group[root(t)] = root(sharing[0])
    gathered: dict[int, list[int]] = defaultdict(list)
    for t in around:
        gathered[root(t)].append(t)
    return list(gathered.values())


def _end_of(line: _Line, lying: np.ndarray, split: _Splitting) -> np.ndarray:
    of_cut = np.array(sorted({point for edge in split.cut for point in edge}))
    _, along, _ = line.of(lying[of_cut])
    return lying[of_cut[int(np.argmax(along))]]


def _wound(line: _Line, sheet: Sheet, pairs: np.ndarray, end: np.ndarray) -> Wound:
    _, along, segment = line.of(sheet.points[pairs[:, 0]])
    middles = sheet.points[sheet.triangles].mean(axis=1)
    side, _, _ = line.of(middles)
    leaning = np.zeros(len(sheet.points))
    np.add.at(leaning, sheet.triangles.ravel(), np.repeat(side, 3))
    swap = leaning[pairs[:, 0]] < leaning[pairs[:, 1]]
    pairs = np.where(swap[:, None], pairs[:, ::-1], pairs)
    order = np.argsort(along)
    return Wound(pairs[order], along[order], line.lefts[segment][order], line.path, end)


def _carried(values: np.ndarray, split: _Splitting) -> np.ndarray:
    """Values of the points, with those of the new ones between their two."""
    if not split.added:
        return values
    new = [(1 - share) * values[a] + share * values[b] for a, b, share in split.added]
    return np.concatenate([values, np.array(new)])


def _normal(sheet: Sheet) -> np.ndarray:
    a, b, c = (sheet.points[sheet.triangles[:, corner]] for corner in range(3))
    normal = np.cross(b - a, c - a).sum(axis=0)
    return normal / np.linalg.norm(normal)


def _edge(a: int, b: int) -> Edge:
    return (a, b) if a < b else (b, a)
