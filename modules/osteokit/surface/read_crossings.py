"""Does a surface cross itself? Found by testing the edges of triangles whose boxes share a cell of a grid."""

import numba
import numpy as np

from osteokit.surface.mesh import Mesh

_MOST_PAIRS = 30_000_000
"""Beyond this many pairs the answer would take seconds; the surface is then taken as it is."""

_MOST_PLACES = 10_000


def crossings(mesh: Mesh) -> np.ndarray:
    """Places (n, 3) RAS mm where an edge of one triangle passes through another one that shares no vertex with it.

    Triangles that lie in one plane and overlap are not found, nor what only touches.
    """
    triangles = mesh.vertices[mesh.faces]
    low, high = triangles.min(axis=1), triangles.max(axis=1)
    size = 2.0 * float(np.median((high - low).max(axis=1))) + 1e-6
    first = np.floor(low / size).astype(np.int64)
    first -= first.min(axis=0)
    spans = np.floor(high / size).astype(np.int64) - np.floor(low / size).astype(np.int64) + 1
    cell, owner = _cells(first, spans)
    order = np.argsort(cell, kind="stable")
    starts = np.flatnonzero(np.concatenate([[True], np.diff(cell[order]) != 0, [True]]))
    pairs = (np.diff(starts).astype(np.float64) ** 2).sum() / 2
    if pairs > _MOST_PAIRS:
        return np.zeros((0, 3))
    places = np.zeros((_MOST_PLACES, 3))
    found = _crossed(triangles, mesh.faces, low, high, owner[order], starts, places)
    return places[: min(found, _MOST_PLACES)]


def _cells(first: np.ndarray, spans: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every cell that every triangle's box meets: cell numbers and the triangles."""
    count = spans.prod(axis=1)
    owner = np.repeat(np.arange(len(first)), count)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    span = spans[owner]
    place = first[owner] + np.stack(
        [within % span[:, 0], (within // span[:, 0]) % span[:, 1], within // (span[:, 0] * span[:, 1])], axis=1
    )
    sizes = place.max(axis=0) + 1
    return (place[:, 2] * sizes[1] + place[:, 1]) * sizes[0] + place[:, 0], owner


@numba.njit(cache=True)
def _crossed(triangles, faces, low, high, owner, starts, places):
    """Fills ``places`` (n, 3) as far as it goes; returns how many there are."""
    found = 0
    for c in range(len(starts) - 1):
        for i in range(starts[c], starts[c + 1]):
            for j in range(starts[c], starts[c + 1]):
                a, b = owner[i], owner[j]
                if not _may_cross(faces, low, high, a, b):
                    continue
                for n in range(3):
                    m = (n + 1) % 3
                    share = _passes(triangles, a, n, m, b)
                    if share >= 0:
                        if found < len(places):
                            for axis in range(3):
                                start = triangles[a, n, axis]
                                places[found, axis] = start + share * (triangles[a, m, axis] - start)
                        found += 1
    return found


@numba.njit(cache=True)
def _may_cross(faces, low, high, a, b):
    """Their boxes meet, and they are no neighbours."""
    if a == b:
        return False
    for n in range(3):
        if low[a, n] > high[b, n] or low[b, n] > high[a, n]:
            return False
        for k in range(3):
            if faces[a, n] == faces[b, k]:
                return False
    return True


@numba.njit(cache=True)
def _passes(triangles, a, n, m, b):
    """Where on the edge n-m of triangle a (0..1) it passes strictly through triangle b, else -1
    (Moeller and Trumbore 1997)."""
    rx = triangles[a, m, 0] - triangles[a, n, 0]
    ry = triangles[a, m, 1] - triangles[a, n, 1]
    rz = triangles[a, m, 2] - triangles[a, n, 2]
    ex = triangles[b, 1, 0] - triangles[b, 0, 0]
    ey = triangles[b, 1, 1] - triangles[b, 0, 1]
    ez = triangles[b, 1, 2] - triangles[b, 0, 2]
    fx = triangles[b, 2, 0] - triangles[b, 0, 0]
    fy = triangles[b, 2, 1] - triangles[b, 0, 1]
    fz = triangles[b, 2, 2] - triangles[b, 0, 2]
    px, py, pz = ry * fz - rz * fy, rz * fx - rx * fz, rx * fy - ry * fx
    det = ex * px + ey * py + ez * pz
    scale = (rx * rx + ry * ry + rz * rz) * (ex * ex + ey * ey + ez * ez) * (fx * fx + fy * fy + fz * fz)
    if det * det <= 1e-18 * scale:
        return -1.0
    sx = triangles[a, n, 0] - triangles[b, 0, 0]
    sy = triangles[a, n, 1] - triangles[b, 0, 1]
    sz = triangles[a, n, 2] - triangles[b, 0, 2]
    u = (sx * px + sy * py + sz * pz) / det
    if u <= 1e-9 or u >= 1 - 1e-9:
        return -1.0
    qx, qy, qz = sy * ez - sz * ey, sz * ex - sx * ez, sx * ey - sy * ex
    v = (rx * qx + ry * qy + rz * qz) / det
    t = (fx * qx + fy * qy + fz * qz) / det
    if v <= 1e-9 or u + v >= 1 - 1e-9 or t <= 1e-9 or t >= 1 - 1e-9:
        return -1.0
    return t
