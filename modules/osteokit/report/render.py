"""Pictures of meshes, drawn by our own software renderer: no OpenGL, no display, the same on every machine."""

from collections.abc import Iterable

import numpy as np
from scipy import ndimage

from osteokit.report.camera import Camera
from osteokit.report.raster import ambient_occlusion, pixel_normals, rasterise, spiral_offsets, vertex_normals
from osteokit.surface.mesh import Mesh

BACKGROUND_TOP = np.array([0.97, 0.975, 0.985], np.float32)
BACKGROUND_BOTTOM = np.array([0.90, 0.915, 0.935], np.float32)
KEY_LIGHT = np.array([-0.45, 0.60, 0.66], np.float32)  # over the viewer's left shoulder, as anatomists draw
FILL_LIGHT = np.array([0.70, -0.15, 0.70], np.float32)
AMBIENT_RADII_MM = (4.0, 16.0)  # a joint space, and a body's hollows
AMBIENT_SAMPLES = 12

ColoredMesh = tuple[Mesh, tuple[int, int, int]]
"""A mesh and its colour, RGB 0..255."""


def render(
    meshes_with_colors: Iterable[ColoredMesh], camera: Camera, size: tuple[int, int], samples: int = 2
) -> np.ndarray:
    """Draw meshes: smooth shading, ambient occlusion, ``samples`` x ``samples`` antialiasing.

    Parameters
    ----------
    meshes_with_colors
        Pairs of a mesh (RAS mm) and RGB 0..255. Empty meshes, and none at all, are fine: the background is drawn.
    camera : Camera
        See :func:`osteokit.report.camera.camera_for`.
    size : (width, height)
        In pixels.

    Returns
    -------
    ndarray, shape (height, width, 3), uint8
    """
    width, height = size[0] * samples, size[1] * samples
    vertices, faces, colors, mesh_of_face = _one_scene(meshes_with_colors)
    background = _background(width, height)
    if len(faces) == 0:
        return _reduce(background, samples)
    seen, nearness, weights = _visible(vertices, faces, camera, width, height)
    covered = seen >= 0
    if not covered.any():
        return _reduce(background, samples)
    view = np.stack([camera.right, camera.up, camera.toward]).astype(np.float32)
    normals = pixel_normals(seen, weights, faces, vertex_normals(vertices, faces), view)
    hidden = _hidden(nearness, normals, camera.height_mm / height, samples)
    albedo = colors[mesh_of_face[seen[covered]]]
    linear = background.copy()
    linear[covered] = _shade(albedo, normals[covered], hidden[covered])
    _fade_with_depth(linear, background, nearness, covered)
    return _reduce(linear, samples)


def _one_scene(meshes_with_colors: Iterable[ColoredMesh]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """All meshes as one: vertices, faces, linear colours per mesh, mesh number per face."""
    vertices, faces, colors, numbers, offset = [], [], [], [], 0
    for mesh, color in meshes_with_colors:
        vertices.append(np.asarray(mesh.vertices, np.float64).reshape(-1, 3))
        faces.append(np.asarray(mesh.faces, np.int64).reshape(-1, 3) + offset)
        numbers.append(np.full(len(mesh.faces), len(colors), np.int32))
        colors.append(color)
        offset += len(vertices[-1])
    if not colors:
        return np.zeros((0, 3)), np.zeros((0, 3), np.int64), np.zeros((0, 3), np.float32), np.zeros(0, np.int32)
    linear = (np.asarray(colors, np.float32) / 255.0) ** 2.2
    return np.concatenate(vertices), np.concatenate(faces), linear, np.concatenate(numbers)


def _visible(
    vertices: np.ndarray, faces: np.ndarray, camera: Camera, width: int, height: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The z-buffer, with nearness in mm (-inf for background)."""
    pixels, nearness = camera.project(vertices, (width, height))
    if camera.distance_mm is None:
        seen, key, weights = rasterise(pixels, nearness, faces, width, height)
        return seen, key, weights
    distance = camera.distance_mm - nearness
    with np.errstate(divide="ignore", invalid="ignore"):
        reciprocal = np.where(distance > 1e-3 * camera.distance_mm, 1.0 / distance, np.nan)
    seen, key, weights = rasterise(pixels, reciprocal, faces, width, height)
    with np.errstate(divide="ignore"):
        return seen, np.where(seen >= 0, camera.distance_mm - 1.0 / key, -np.inf).astype(np.float32), weights


def _hidden(nearness: np.ndarray, normals: np.ndarray, mm_per_pixel: float, samples: int) -> np.ndarray:
    """Ambient occlusion at two radii, its noise averaged over neighbours of nearly the same depth."""
    total = np.zeros_like(nearness)
    for radius in AMBIENT_RADII_MM:
        if radius < 2 * mm_per_pixel:
            continue
        offsets = spiral_offsets(radius / mm_per_pixel, AMBIENT_SAMPLES)
        total += ambient_occlusion(nearness, normals, mm_per_pixel, radius, offsets)
    return ndimage.median_filter(ndimage.uniform_filter(total, 2 * samples + 1), 3)


def _shade(albedo: np.ndarray, normals: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Linear RGB of a matt surface with a soft sheen, in the light of a key, a fill and the sky."""
    key = KEY_LIGHT / np.linalg.norm(KEY_LIGHT)
    fill = FILL_LIGHT / np.linalg.norm(FILL_LIGHT)
    open_sky = np.clip(1.0 - hidden, 0.0, 1.0)
    wrapped = np.clip((normals @ key + 0.15) / 1.15, 0.0, 1.0)
    light = (0.20 + 0.08 * normals[:, 1]) * open_sky
    light += 0.84 * wrapped * (0.3 + 0.7 * open_sky) + 0.13 * np.clip(normals @ fill, 0.0, 1.0) * open_sky
    light *= 0.55 + 0.45 * np.clip(normals[:, 2] / 0.55, 0.0, 1.0)  # edges that turn away darken: outlines
    half = key + np.array([0, 0, 1], np.float32)
    sheen = 0.07 * np.clip(normals @ (half / np.linalg.norm(half)), 0.0, 1.0) ** 24 * open_sky
    return np.clip(albedo * light[:, None] + sheen[:, None], 0.0, 1.0)


def _fade_with_depth(linear: np.ndarray, background: np.ndarray, nearness: np.ndarray, covered: np.ndarray) -> None:
    """Let what is far behind sink a little into the background, in place: the eye reads it as depth."""
    depths = nearness[covered]
    near, far = np.percentile(depths[::17], [98, 1])
    if near - far < 1.0:
        return
    behind = np.clip((near - depths) / (near - far), 0.0, 1.0)[:, None]
    mist = 0.20 * behind * np.sqrt(behind)
    linear[covered] = (1 - mist) * linear[covered] + mist * background[covered]


def _background(width: int, height: int) -> np.ndarray:
    """A soft vertical gradient in linear RGB."""
    down = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None, None]
    color = (1 - down) * BACKGROUND_TOP + down * BACKGROUND_BOTTOM
    return np.broadcast_to(color**2.2, (height, width, 3)).astype(np.float32)


def _reduce(linear: np.ndarray, samples: int) -> np.ndarray:
    """Average the samples of each pixel in linear light and encode (gamma 2.2) to uint8."""
    height, width = linear.shape[0] // samples, linear.shape[1] // samples
    mean = linear.reshape(height, samples, width, samples, 3).mean(axis=(1, 3))
    return np.round(255.0 * np.clip(mean, 0.0, 1.0) ** (1 / 2.2)).astype(np.uint8)
