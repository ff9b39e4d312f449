"""The z-buffer: which triangle is seen in each pixel, how near it is, and where in it. Compiled loops, nothing else."""

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def rasterise(pixels, depth_key, faces, width, height):
    """Scan-convert triangles with edge functions (Pineda 1988, 10.1145/54852.378500).

    Parameters
    ----------
    pixels : float64 (n, 2)
        Vertices on the picture, x right, y down; a pixel's centre is at +0.5.
    depth_key : float64 (n,)
        Larger is nearer, linear over the picture (height for parallel projection, 1/distance for perspective);
        a triangle with a NaN vertex (behind the eye) is left out.
    faces : int64 (m, 3)

    Returns
    -------
    seen : int32 (height, width)
        Index of the nearest triangle, -1 for none.
    key : float32 (height, width)
        Its depth key, -inf for none.
    weights : float32 (height, width, 2)
        Barycentric weights of its second and third vertex.
    """
    seen = np.full((height, width), -1, np.int32)
    key = np.full((height, width), -np.inf, np.float32)
    weights = np.zeros((height, width, 2), np.float32)
    for f in range(faces.shape[0]):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ka, kb, kc = depth_key[a], depth_key[b], depth_key[c]
        if not (np.isfinite(ka) and np.isfinite(kb) and np.isfinite(kc)):
            continue
        ax, ay = pixels[a, 0] - 0.5, pixels[a, 1] - 0.5
        bx, by = pixels[b, 0] - 0.5, pixels[b, 1] - 0.5
        cx, cy = pixels[c, 0] - 0.5, pixels[c, 1] - 0.5
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if area == 0.0:
            continue
        x0 = max(int(np.ceil(min(ax, bx, cx))), 0)
        x1 = min(int(np.floor(max(ax, bx, cx))), width - 1)
        y0 = max(int(np.ceil(min(ay, by, cy))), 0)
        y1 = min(int(np.floor(max(ay, by, cy))), height - 1)
        inverse = 1.0 / area
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                wb = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) * inverse
                wc = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) * inverse
                if wb < -1e-9 or wc < -1e-9 or wb + wc > 1.0 + 1e-9:
                    continue
                value = ka + wb * (kb - ka) + wc * (kc - ka)
                if value > key[y, x]:
                    key[y, x] = value
                    seen[y, x] = f
                    weights[y, x, 0] = wb
                    weights[y, x, 1] = wc
    return seen, key, weights


@numba.njit(cache=True, nogil=True)
def vertex_normals(vertices, faces):
    """Unit normals per vertex, float32 (n, 3): face normals weighted by area; zero where a vertex has no face."""
    normals = np.zeros((vertices.shape[0], 3), np.float32)
    for f in range(faces.shape[0]):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ux, uy, uz = vertices[b, 0] - vertices[a, 0], vertices[b, 1] - vertices[a, 1], vertices[b, 2] - vertices[a, 2]
        vx, vy, vz = vertices[c, 0] - vertices[a, 0], vertices[c, 1] - vertices[a, 1], vertices[c, 2] - vertices[a, 2]
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for v in (a, b, c):
            normals[v, 0] += nx
            normals[v, 1] += ny
            normals[v, 2] += nz
    for v in range(normals.shape[0]):
        length = np.sqrt(normals[v, 0] ** 2 + normals[v, 1] ** 2 + normals[v, 2] ** 2)
        if length > 0.0:
            normals[v] /= length
    return normals


@numba.njit(cache=True, nogil=True)
def pixel_normals(seen, weights, faces, normals, view):
    """Interpolated normals in camera axes (right, up, toward), turned toward the viewer; float32 (height, width, 3).

    ``view`` holds the camera's right, up and toward as rows; ``seen`` and ``weights`` come from :func:`rasterise`.
    """
    height, width = seen.shape
    result = np.zeros((height, width, 3), np.float32)
    for y in range(height):
        for x in range(width):
            f = seen[y, x]
            if f < 0:
                continue
            wb, wc = weights[y, x, 0], weights[y, x, 1]
            wa = 1.0 - wb - wc
            a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
            nx = wa * normals[a, 0] + wb * normals[b, 0] + wc * normals[c, 0]
            ny = wa * normals[a, 1] + wb * normals[b, 1] + wc * normals[c, 1]
            nz = wa * normals[a, 2] + wb * normals[b, 2] + wc * normals[c, 2]
            r = view[0, 0] * nx + view[0, 1] * ny + view[0, 2] * nz
            u = view[1, 0] * nx + view[1, 1] * ny + view[1, 2] * nz
            t = view[2, 0] * nx + view[2, 1] * ny + view[2, 2] * nz
            length = np.sqrt(r * r + u * u + t * t)
            if length == 0.0:
                r, u, t, length = 0.0, 0.0, 1.0, 1.0
            sign = -1.0 if t < 0.0 else 1.0
            result[y, x, 0] = sign * r / length
            result[y, x, 1] = sign * u / length
            result[y, x, 2] = sign * t / length
    return result


TURNS = 64


def spiral_offsets(radius_pixels: float, samples: int) -> np.ndarray:
    """Pixel offsets ``(x, y)`` of a golden spiral within ``radius_pixels`` in 64 turns; int32 (64, samples, 2)."""
    step = np.arange(samples)
    angle = 2 * np.pi * (np.arange(TURNS)[:, None] / TURNS + 0.618034 * step)
    radius = radius_pixels * (step + 0.5) / samples
    return np.round(np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)).astype(np.int32)


@numba.njit(cache=True, nogil=True, fastmath={"nsz", "arcp", "contract", "reassoc"})
def ambient_occlusion(nearness, normals, mm_per_pixel, radius_mm, offsets):
    """How much of the surroundings is hidden from each pixel, 0 (open) .. 1; float32 (height, width).

    Screen-space obscurance after McGuire et al. 2011 ("Alchemy"): points of a spiral within ``radius_mm`` whose
    surface rises above the pixel's tangent plane hide it. ``nearness`` is in mm with -inf for the background;
    ``offsets`` come from :func:`spiral_offsets`.
    """
    height, width = nearness.shape
    samples = offsets.shape[1]
    result = np.zeros((height, width), np.float32)
    mm = np.float32(mm_per_pixel)
    reach2 = np.float32(9.0 * radius_mm * radius_mm)
    bias = np.float32(0.02 * radius_mm)
    for y in range(height):
        for x in range(width):
            here = nearness[y, x]
            if here == -np.inf:
                continue
            n0, n1, n2 = normals[y, x, 0], normals[y, x, 1], normals[y, x, 2]
            # Interleaved gradient noise (Jimenez 2014) turns the spiral from pixel to pixel: fixed, so repeatable.
            turn = int(TURNS * (52.9829189 * ((0.06711056 * x + 0.00583715 * y) % 1.0) % 1.0))
            total = np.float32(0.0)
            for s in range(samples):
                ox, oy = offsets[turn, s, 0], offsets[turn, s, 1]
                px, py = x + ox, y - oy
                if px < 0 or py < 0 or px >= width or py >= height:
                    continue
                there = nearness[py, px]
                if there == -np.inf:
                    continue
                rise, dx, dy = there - here, ox * mm, oy * mm
                distance2 = dx * dx + dy * dy + rise * rise
                if distance2 > reach2:
                    continue  # something far in front, not a neighbour
                along = dx * n0 + dy * n1 + rise * n2
                if along > bias:
                    total += along / np.sqrt(distance2) * (np.float32(1.0) - distance2 / reach2)
            result[y, x] = min(np.float32(2.0) * total / np.float32(samples), np.float32(1.0))
    return result
