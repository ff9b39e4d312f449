"""Pelvis- and vertebra-like solids whose landmarks are known by construction: signed distances, meshed."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from generated import shapes
from osteokit.surface.extract import mask_surface
from osteokit.surface.mesh import Mesh


@dataclass(frozen=True, eq=False)
class KnownBone:
    """A mesh in RAS mm and where its landmarks are, by key."""

    mesh: Mesh
    points: dict[str, np.ndarray]


def _meshed(distance, low, high, spacing_mm: float) -> Mesh:
    shape, matrix = shapes.grid(low, high, spacing_mm)
    return mask_surface(distance(shapes.points(shape, matrix)) < 0.0, matrix)


SOCKET_CENTER = np.array([80.0, 0.0, 0.0])
SOCKET_AXIS = np.array([0.68, 0.35, -0.64]) / np.linalg.norm([0.68, 0.35, -0.64])
SOCKET_RADIUS_MM = 25.0
TIP_RADIUS_MM = 3.0
TIPS = {
    "asis": (112.0, 45.0, 78.0),
    "pubic_tubercle": (28.0, 45.0, -24.0),
    "aiis": (97.0, 36.0, 33.0),
    "psis": (42.0, -92.0, 96.0),
    "piis": (48.0, -70.0, 60.0),
    "ischial_spine": (52.0, -54.0, -2.0),
}
_SPIKES_FROM = {
    "asis": (111, 36, 80),
    "pubic_tubercle": (26, 34, -20),
    "aiis": (92, 20, 36),
    "psis": (45, -78, 96),
    "piis": (54, -58, 68),
    "ischial_spine": (62, -40, -2),
}
_RODS = (  # of the right hip bone: from, to, radius
    ((85, -10, 30), (111, 34, 80), 8.0),
    ((111, 32, 82), (112, 0, 122), 7.0),
    ((112, 0, 122), (75, -60, 118), 7.0),
    ((75, -60, 118), (46, -78, 96), 7.0),
    ((46, -78, 96), (54, -58, 72), 7.0),
    ((75, -15, 30), (54, -56, 72), 10.0),
    ((80, -5, 25), (100, 5, 100), 9.0),
    ((80, -15, 30), (70, -50, 95), 9.0),
    ((100, 5, 100), (70, -50, 95), 12.0),
    ((84, 10, 18), (92, 20, 36), 8.0),
    ((60, 15, -5), (26, 32, -20), 7.0),
    ((26, 32, -20), (8, 32, -28), 6.0),
    ((8, 32, -28), (45, -5, -65), 6.0),
    ((45, -5, -65), (66, -40, -55), 10.0),
    ((65, -20, -15), (66, -40, -55), 11.0),
    ((65, -22, 0), (62, -40, -2), 6.0),
)


@cache
def hip_bone(side: str, spacing_mm: float = 2.0) -> KnownBone:
    """A hip bone of rods about a hemispherical socket: ilium with four spines, pubis, ischium.

    The midline is x = 0. Every spine ends in a ball of 3 mm, in the middle of which its landmark is said to lie: no
    direction in which it may be sought is farther than that from the surface.
    """
    flip = np.array([1.0 if side == "right" else -1.0, 1.0, 1.0])

    def distance(p):
        q = p * np.float32(flip)
        rods = [shapes.capsule(q, a, b, radius) for a, b, radius in _RODS]
        rods += [shapes.capsule(q, _SPIKES_FROM[key], tip, TIP_RADIUS_MM) for key, tip in TIPS.items()]
        behind = shapes.half_space(q, SOCKET_CENTER, SOCKET_AXIS)
        wall = np.maximum(shapes.sphere(q, SOCKET_CENTER, SOCKET_RADIUS_MM + 8.0), behind)
        hollow = shapes.capsule(q, SOCKET_CENTER, SOCKET_CENTER + 60.0 * SOCKET_AXIS, SOCKET_RADIUS_MM)
        return np.maximum(shapes.union(wall, *rods), -hollow)

    corners = np.array([[0.0, -98.0, -80.0], [122.0, 51.0, 132.0]]) * flip
    mesh = _meshed(distance, corners.min(axis=0) - 3, corners.max(axis=0) + 3, spacing_mm)
    points = {f"{key}_{side}": np.array(tip) * flip for key, tip in TIPS.items()}
    points[f"acetabulum_center_{side}"] = SOCKET_CENTER * flip
    points[f"acetabulum_axis_{side}"] = (SOCKET_CENTER + 100.0 * SOCKET_AXIS) * flip
    return KnownBone(mesh, points)


@cache
def sacrum(slope_deg: float = 40.0, spacing_mm: float = 1.5) -> KnownBone:
    """A sacrum: a wedge that narrows downward and bends back, on it a body whose endplate falls by ``slope_deg``."""
    slope = np.radians(slope_deg)
    front = np.array([0.0, np.cos(slope), -np.sin(slope)])
    normal = np.array([0.0, np.sin(slope), np.cos(slope)])
    center = np.array([0.0, -20.0, 105.0])

    def distance(p):
        local = p - np.float32(center)
        x, y, z = local[..., 0], local @ np.float32(front), local @ np.float32(normal)
        body = np.maximum(np.hypot(x / 24.0, y / 15.0) * 15.0 - 15.0, np.abs(z + 14.0) - 14.0)
        parts = [body]
        for side in (-1.0, 1.0):
            parts += [
                shapes.capsule(p, center - 16 * normal, center - 24 * normal + [side * 45, -6, 0], 12.0),
                shapes.capsule(p, center - 30 * normal, center - 40 * normal + [side * 38, -20, -15], 12.0),
                shapes.capsule(p, [side * 14, -32, 118], [side * 14, -48, 95], 6.0),
            ]
        parts += [
            shapes.capsule(p, center - 20 * normal, [0, -62, 55], 15.0),
            shapes.capsule(p, [0, -62, 55], [0, -72, 25], 12.0),
            shapes.capsule(p, [0, -72, 25], [0, -62, 0], 7.0),
            shapes.capsule(p, [0, -60, 100], [0, -75, 60], 6.0),
        ]
        return shapes.union(*parts)

    mesh = _meshed(distance, [-65.0, -95.0, -15.0], [65.0, 10.0, 135.0], spacing_mm)
    points = {
        "endplate_center": center,
        "promontory": center + 15.0 * front,
        "endplate_posterior": center - 15.0 * front,
    }
    return KnownBone(mesh, points)


@cache
def vertebra(spacing_mm: float = 1.0) -> KnownBone:
    """A lumbar vertebra: an elliptic drum 48 x 34 x 26 mm, pedicles on its upper half, arch, processes."""

    def distance(p):
        x, y, z = p[..., 0], p[..., 1], p[..., 2]
        drum = np.maximum((np.hypot(x / 24.0, y / 17.0) - 1.0) * 17.0, np.abs(z) - 13.0)
        parts = [drum]
        for side in (-1.0, 1.0):
            parts += [
                shapes.capsule(p, [side * 14, -12, 5], [side * 15, -30, 4], 5.0),
                shapes.capsule(p, [side * 15, -30, 4], [side * 40, -36, 4], 4.0),
                shapes.capsule(p, [side * 15, -30, 4], [0, -42, -2], 5.0),
                shapes.capsule(p, [side * 15, -32, 4], [side * 15, -35, 15], 4.0),
                shapes.capsule(p, [side * 11, -37, 0], [side * 11, -38, -16], 4.0),
            ]
        parts.append(shapes.capsule(p, [0, -42, -3], [0, -68, -12], 4.0))
        return shapes.union(*parts)

    mesh = _meshed(distance, [-48.0, -76.0, -24.0], [48.0, 21.0, 24.0], spacing_mm)
    points = {"spinous_process_tip": np.array([0.0, -72.0, -12.0])}
    for plate, z in (("superior", 13.0), ("inferior", -13.0)):
        points |= {
            f"{plate}_endplate_center": np.array([0.0, 0.0, z]),
            f"{plate}_endplate_left": np.array([-24.0, 0.0, z]),
            f"{plate}_endplate_right": np.array([24.0, 0.0, z]),
            f"{plate}_endplate_anterior": np.array([0.0, 17.0, z]),
            f"{plate}_endplate_posterior": np.array([0.0, -17.0, z]),
        }
    return KnownBone(mesh, points)
