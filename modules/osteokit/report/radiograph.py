"""Bones as on a radiograph: how much of them every ray goes through, by summing the depths of their faces."""

from collections.abc import Iterable

import numba as nb
import numpy as np

from osteokit.report.camera import Camera
from osteokit.surface.mesh import Mesh

HALF_MM = 55.0
"""Path through bone that takes half of what is left of a ray's light; chosen for the eye, not for a tube voltage."""

_ASIDE = np.array([0.00031831, 0.00027183])  # pixels


@nb.njit(cache=True)
def _add_depths(pixels, nearness, faces, out):
    """Add the nearness of every face that looks at the viewer, and take off that of every one that looks away."""
    height, width = out.shape
    for n in range(len(faces)):
        a, b, c = faces[n, 0], faces[n, 1], faces[n, 2]
        ax, ay, bx, by, cx, cy = (
            pixels[a, 0], pixels[a, 1], pixels[b, 0], pixels[b, 1], pixels[c, 0], pixels[c, 1],
        )  # fmt: skip
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-12:
            continue
        sign = -1.0 if area > 0 else 1.0  # y runs down on a picture
        for y in range(max(0, int(np.floor(min(ay, by, cy) - 0.5))), min(height, int(np.ceil(max(ay, by, cy) + 0.5)))):
            for x in range(
                max(0, int(np.floor(min(ax, bx, cx) - 0.5))), min(width, int(np.ceil(max(ax, bx, cx) + 0.5)))
            ):
                px, py = x + 0.5, y + 0.5
                wa = ((bx - px) * (cy - py) - (by - py) * (cx - px)) / area
                wb = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) / area
                wc = 1.0 - wa - wb
                if wa >= 0 and wb >= 0 and wc >= 0:
                    out[y, x] += sign * (wa * nearness[a] + wb * nearness[b] + wc * nearness[c])


def path_length_mm(mesh: Mesh, camera: Camera, size: tuple[int, int]) -> np.ndarray:
    """How far each pixel's ray runs inside of a closed mesh, mm, float64 (height, width); for a parallel camera."""
    pixels, nearness = camera.project(mesh.vertices, size)
    pixels = pixels + _ASIDE  # so that no ray meets an edge, where two faces would both count
    out = np.zeros(size[::-1])
    _add_depths(pixels, nearness, np.ascontiguousarray(mesh.faces), out)
    return np.clip(out, 0.0, None)


def radiograph(meshes: Iterable[Mesh], camera: Camera, size: tuple[int, int]) -> np.ndarray:
    """A picture (height, width) of 0 (black, no bone) to 1 (white): bone takes light by its path (Beer and Lambert),
    and more where the path changes fast, as the cortex does at a bone's border."""
    through = np.zeros(size[::-1])
    for mesh in meshes:
        through += path_length_mm(mesh, camera, size)
    dense = 1.0 - np.exp(-np.log(2.0) * through / HALF_MM)
    steep = np.hypot(*np.gradient(np.sqrt(np.minimum(through, 40.0))))
    rim = np.minimum(steep / max(float(np.percentile(steep, 99.5)), 1e-9), 1.0)
    return np.clip(0.85 * dense**0.6 + 0.25 * rim, 0.0, 1.0)
