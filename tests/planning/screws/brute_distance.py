"""Distances to a mesh by looking at every triangle: slow, simple, independent."""

import numba
import numpy as np

from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.mesh import Mesh


@numba.njit(cache=True)
def _edge(px, py, pz, ax, ay, az, bx, by, bz):
    """Squared distance of p to the segment ab."""
    dx, dy, dz = bx - ax, by - ay, bz - az
    t = ((px - ax) * dx + (py - ay) * dy + (pz - az) * dz) / max(dx * dx + dy * dy + dz * dz, 1e-300)
    t = min(max(t, 0.0), 1.0)
    return (px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2 + (pz - az - t * dz) ** 2


@numba.njit(cache=True)
def _depths(points, triangles):
    """Unsigned distance by plane and edges, sign by the solid angle (van Oosterom and Strackee 1983)."""
    result = np.empty(len(points))
    for n in range(len(points)):
        px, py, pz = points[n]
        nearest, angle = np.inf, 0.0
        for m in range(len(triangles)):
            ax, ay, az = triangles[m, 0]
            bx, by, bz = triangles[m, 1]
            cx, cy, cz = triangles[m, 2]
            ux, uy, uz, vx, vy, vz = bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az
            nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
            area2 = nx * nx + ny * ny + nz * nz
            wx, wy, wz = px - ax, py - ay, pz - az
            height = wx * nx + wy * ny + wz * nz
            # barycentric coordinates of the foot of the perpendicular
            second = ((wy * vz - wz * vy) * nx + (wz * vx - wx * vz) * ny + (wx * vy - wy * vx) * nz) / area2
            third = ((uy * wz - uz * wy) * nx + (uz * wx - ux * wz) * ny + (ux * wy - uy * wx) * nz) / area2
            if second >= 0 and third >= 0 and second + third <= 1:
                gap = height * height / area2
            else:
                gap = _edge(px, py, pz, ax, ay, az, bx, by, bz)
                gap = min(gap, _edge(px, py, pz, bx, by, bz, cx, cy, cz))
                gap = min(gap, _edge(px, py, pz, cx, cy, cz, ax, ay, az))
            nearest = min(nearest, gap)
            qx, qy, qz, rx, ry, rz = bx - px, by - py, bz - pz, cx - px, cy - py, cz - pz
            la = np.sqrt(wx * wx + wy * wy + wz * wz)
            lb = np.sqrt(qx * qx + qy * qy + qz * qz)
            lc = np.sqrt(rx * rx + ry * ry + rz * rz)
            bottom = la * lb * lc - (wx * qx + wy * qy + wz * qz) * lc
            bottom += (qx * rx + qy * ry + qz * rz) * la - (rx * wx + ry * wy + rz * wz) * lb
            angle += 2.0 * np.arctan2(-height, bottom)
        result[n] = np.sqrt(nearest) if angle > 2.0 * np.pi else -np.sqrt(nearest)
    return result


def depths(mesh: Mesh, points: np.ndarray) -> np.ndarray:
    """Distance (n,) of points (n, 3) to the surface of a closed mesh, positive inside."""
    return _depths(np.ascontiguousarray(points, np.float64), np.ascontiguousarray(mesh.vertices[mesh.faces]))


def densely(path: ScrewPath, step_mm: float, times: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Places along a screw (n,) and their points (n, 3): those of ``step_mm``, and ``times`` as many."""
    at = np.linspace(0.0, path.length_mm, times * int(np.ceil(path.length_mm / step_mm)) + 1)
    return at, np.asarray(path.entry) + at[:, None] * path.axis


def letter(breach_mm: float) -> str:
    """The grade as the paper's table has it."""
    for name, limit in (("A", 0.0), ("B", 2.0), ("C", 4.0), ("D", 6.0)):
        if breach_mm <= limit if name == "A" else breach_mm < limit:
            return name
    return "E"
