"""A tree of boxes over the triangles of a mesh, and the compiled walks through it: nearest point and first hit."""

from dataclasses import dataclass

import numba as nb
import numpy as np

from osteokit.surface.mesh import Mesh

_LEAF = 4  # triangles a leaf
_STACK = 128
_FACE, _EDGE, _CORNER = 0, 1, 4  # codes of the feature that holds the nearest point: face 0, edges 1-3, corners 4-6


@dataclass(frozen=True, eq=False)
class BoxTree:
    """A complete binary tree of axis-parallel boxes in heap order; leaves hold runs of four triangles.

    ``triangles`` (m, 3, 3) in the order of their Morton codes, ``face`` (m,) their numbers in the mesh, ``low`` and
    ``high`` (nodes, 3) the boxes, ``first_leaf`` the index of the first leaf.
    """

    triangles: np.ndarray
    face: np.ndarray
    low: np.ndarray
    high: np.ndarray
    first_leaf: int


def box_tree(mesh: Mesh) -> BoxTree:
    """The tree of a mesh of at least one triangle; time and memory grow linearly."""
    corners = mesh.vertices[mesh.faces]
    order = np.argsort(_morton_codes(corners.mean(axis=1)), kind="stable")
    triangles = np.ascontiguousarray(corners[order])
    leaves = 1
    while leaves * _LEAF < len(triangles):
        leaves *= 2
    low = np.full((2 * leaves - 1, 3), np.inf)
    high = np.full((2 * leaves - 1, 3), -np.inf)
    starts = np.arange(0, len(triangles), _LEAF)
    last = leaves - 1
    low[last : last + len(starts)] = np.minimum.reduceat(triangles.min(axis=1), starts)
    high[last : last + len(starts)] = np.maximum.reduceat(triangles.max(axis=1), starts)
    width = leaves
    while width > 1:
        half = width // 2
        children, parents = slice(width - 1, 2 * width - 1), slice(half - 1, width - 1)
        low[parents] = low[children].reshape(half, 2, 3).min(axis=1)
        high[parents] = high[children].reshape(half, 2, 3).max(axis=1)
        width = half
    return BoxTree(triangles, order.astype(np.int64), low, high, last)


def _morton_codes(points: np.ndarray) -> np.ndarray:
    """Codes along a space-filling curve (Morton 1966), 16 bits an axis: near codes are near in space."""
    low = points.min(axis=0)
    scale = 65535.0 / max(float(np.ptp(points, axis=0).max()), 1e-12)
    code = np.zeros(len(points), np.uint64)
    for axis in range(3):
        bits = ((points[:, axis] - low[axis]) * scale).astype(np.uint64)
        for shift, mask in ((32, 0x1F00000000FFFF), (16, 0x1F0000FF0000FF), (8, 0x100F00F00F00F00F)):
            bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
        bits = (bits | (bits << np.uint64(4))) & np.uint64(0x10C30C30C30C30C3)
        bits = (bits | (bits << np.uint64(2))) & np.uint64(0x1249249249249249)
        code |= bits << np.uint64(axis)
    return code


@nb.njit(cache=True, nogil=True)
def _nearest_on_triangle(p, a, b, c, out):
    """The point of triangle ``abc`` nearest to ``p`` into ``out``; returns the feature's code.

    Ericson, Real-Time Collision Detection (2005), section 5.1.5.
    """
    ab0, ab1, ab2 = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    ac0, ac1, ac2 = c[0] - a[0], c[1] - a[1], c[2] - a[2]
    ap0, ap1, ap2 = p[0] - a[0], p[1] - a[1], p[2] - a[2]
    d1 = ab0 * ap0 + ab1 * ap1 + ab2 * ap2
    d2 = ac0 * ap0 + ac1 * ap1 + ac2 * ap2
    if d1 <= 0.0 and d2 <= 0.0:
        out[0], out[1], out[2] = a[0], a[1], a[2]
        return 4
    bp0, bp1, bp2 = p[0] - b[0], p[1] - b[1], p[2] - b[2]
    d3 = ab0 * bp0 + ab1 * bp1 + ab2 * bp2
    d4 = ac0 * bp0 + ac1 * bp1 + ac2 * bp2
    if d3 >= 0.0 and d4 <= d3:
        out[0], out[1], out[2] = b[0], b[1], b[2]
        return 5
    vc = d1 * d4 - d3 * d2
    if vc <= 0.0 and d1 >= 0.0 and d3 <= 0.0:
        t = d1 / (d1 - d3)
        out[0], out[1], out[2] = a[0] + t * ab0, a[1] + t * ab1, a[2] + t * ab2
        return 1
    cp0, cp1, cp2 = p[0] - c[0], p[1] - c[1], p[2] - c[2]
    d5 = ab0 * cp0 + ab1 * cp1 + ab2 * cp2
    d6 = ac0 * cp0 + ac1 * cp1 + ac2 * cp2
    if d6 >= 0.0 and d5 <= d6:
        out[0], out[1], out[2] = c[0], c[1], c[2]
        return 6
    vb = d5 * d2 - d1 * d6
    if vb <= 0.0 and d2 >= 0.0 and d6 <= 0.0:
        t = d2 / (d2 - d6)
        out[0], out[1], out[2] = a[0] + t * ac0, a[1] + t * ac1, a[2] + t * ac2
        return 3
    va = d3 * d6 - d5 * d4
    if va <= 0.0 and d4 - d3 >= 0.0 and d5 - d6 >= 0.0:
        t = (d4 - d3) / ((d4 - d3) + (d5 - d6))
        out[0], out[1], out[2] = b[0] + t * (c[0] - b[0]), b[1] + t * (c[1] - b[1]), b[2] + t * (c[2] - b[2])
        return 2
    total = va + vb + vc
    v, w = vb / total, vc / total
    out[0] = a[0] + ab0 * v + ac0 * w
    out[1] = a[1] + ab1 * v + ac1 * w
    out[2] = a[2] + ab2 * v + ac2 * w
    return 0


@nb.njit(cache=True, nogil=True)
def _box_distance2(p, low, high):
    total = 0.0
    for axis in range(3):
        gap = max(low[axis] - p[axis], p[axis] - high[axis], 0.0)
        total += gap * gap
    return total


@nb.njit(cache=True, nogil=True)
def nearest(points, triangles, low, high, first_leaf, place, which, feature):
    """For each of ``points`` (n, 3) the nearest point of all triangles, the triangle and its feature, in place."""
    stack, bounds, here = np.empty(_STACK, np.int64), np.empty(_STACK), np.empty(3)
    guess = -1
    for n in range(len(points)):
        p = points[n]
        best = np.inf
        if guess >= 0:  # neighbours in the list are neighbours in space: the last answer is a good first bound
            tri = triangles[guess]
            feature[n] = _nearest_on_triangle(p, tri[0], tri[1], tri[2], here)
            which[n] = guess
            best = (here[0] - p[0]) ** 2 + (here[1] - p[1]) ** 2 + (here[2] - p[2]) ** 2
            place[n, 0], place[n, 1], place[n, 2] = here[0], here[1], here[2]
        stack[0], bounds[0], size = 0, _box_distance2(p, low[0], high[0]), 1
        while size > 0:
            size -= 1
            node = stack[size]
            if bounds[size] >= best:
                continue
            if node >= first_leaf:
                start = (node - first_leaf) * _LEAF
                for t in range(start, min(start + _LEAF, len(triangles))):
                    tri = triangles[t]
                    code = _nearest_on_triangle(p, tri[0], tri[1], tri[2], here)
                    d2 = (here[0] - p[0]) ** 2 + (here[1] - p[1]) ** 2 + (here[2] - p[2]) ** 2
                    if d2 < best:
                        best = d2
                        feature[n], which[n] = code, t
                        place[n, 0], place[n, 1], place[n, 2] = here[0], here[1], here[2]
                continue
            left, right = 2 * node + 1, 2 * node + 2
            near, far = _box_distance2(p, low[left], high[left]), _box_distance2(p, low[right], high[right])
            if near > far:
                left, right, near, far = right, left, far, near
            if far < best:
                stack[size], bounds[size] = right, far
                size += 1
            if near < best:
                stack[size], bounds[size] = left, near
                size += 1
        guess = which[n]


@nb.njit(cache=True, nogil=True)
def _ray_meets_box(origin, inverse, low, high, reach):
    near, far = 0.0, reach
    for axis in range(3):
        t0 = (low[axis] - origin[axis]) * inverse[axis]
        t1 = (high[axis] - origin[axis]) * inverse[axis]
        if t0 > t1:
            t0, t1 = t1, t0
        near = max(near, t0)
        far = min(far, t1)
        if near > far:
            return False
    return True


@nb.njit(cache=True, nogil=True)
def _ray_meets_triangle(origin, ray, tri):
    """Distance along the ray to a triangle, inf for none. Moeller and Trumbore 1997."""
    e10, e11, e12 = tri[1, 0] - tri[0, 0], tri[1, 1] - tri[0, 1], tri[1, 2] - tri[0, 2]
    e20, e21, e22 = tri[2, 0] - tri[0, 0], tri[2, 1] - tri[0, 1], tri[2, 2] - tri[0, 2]
    p0, p1, p2 = ray[1] * e22 - ray[2] * e21, ray[2] * e20 - ray[0] * e22, ray[0] * e21 - ray[1] * e20
    det = e10 * p0 + e11 * p1 + e12 * p2
    if det == 0.0:
        return np.inf
    s0, s1, s2 = origin[0] - tri[0, 0], origin[1] - tri[0, 1], origin[2] - tri[0, 2]
    u = (s0 * p0 + s1 * p1 + s2 * p2) / det
    if u < -1e-12 or u > 1.0 + 1e-12:
        return np.inf
    q0, q1, q2 = s1 * e12 - s2 * e11, s2 * e10 - s0 * e12, s0 * e11 - s1 * e10
    v = (ray[0] * q0 + ray[1] * q1 + ray[2] * q2) / det
    if v < -1e-12 or u + v > 1.0 + 1e-12:
        return np.inf
    return (e20 * q0 + e21 * q1 + e22 * q2) / det


@nb.njit(cache=True, nogil=True)
def first_hits(origins, rays, start, reach, triangles, low, high, first_leaf, distance, which):
    """For each ray the distance in (start, reach] to its first triangle (inf for none) and the triangle, in place."""
    stack, inverse = np.empty(_STACK, np.int64), np.empty(3)
    for n in range(len(origins)):
        origin, ray = origins[n], rays[n]
        for axis in range(3):
            inverse[axis] = 1.0 / ray[axis] if abs(ray[axis]) > 1e-15 else 1e15
        best = np.inf
        which[n] = -1
        stack[0], size = 0, 1
        while size > 0:
            size -= 1
            node = stack[size]
            if not _ray_meets_box(origin, inverse, low[node], high[node], min(best, reach)):
                continue
            if node >= first_leaf:
                run = (node - first_leaf) * _LEAF
                for t in range(run, min(run + _LEAF, len(triangles))):
                    there = _ray_meets_triangle(origin, ray, triangles[t])
                    if start < there < best and there <= reach:
                        best = there
                        which[n] = t
                continue
            stack[size], stack[size + 1] = 2 * node + 1, 2 * node + 2
            size += 2
        distance[n] = best
