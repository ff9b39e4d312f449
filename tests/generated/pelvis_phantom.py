"""A pelvis with lumbar spine out of simple solids, each bone known: what naming is tested on without real data.

Not a likeness but a diagram: bodies, discs, canal and arches, a sacrum with alae, hip bones around sockets, femora.
"""

import numpy as np
from scipy import ndimage

VERTEBRAE = ("L5", "L4", "L3", "L2", "L1", "T12")
SPACING_MM = 36.0
HEAD = np.array([85.0, 20.0, -100.0])
LOW, HIGH = np.array([-160.0, -110.0, -185.0]), np.array([160.0, 110.0, 215.0])


def _rod(points: np.ndarray, start, end, radius: float) -> np.ndarray:
    """Signed distance (mm, negative inside) to a capsule."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    along = np.clip((points - start) @ (end - start) / ((end - start) @ (end - start)), 0, 1)
    return np.linalg.norm(points - start - along[..., None] * (end - start), axis=-1) - radius


def _vertebra(p: np.ndarray, bottom: float) -> np.ndarray:
    """Inside of one vertebra whose body begins at height ``bottom``."""
    x, y, z = p[..., 0], p[..., 1], p[..., 2] - bottom
    body = ((x / 24) ** 2 + (y / 17) ** 2 < 1) & (z > 0) & (z < SPACING_MM - 9)
    ring = np.hypot(x, y + 27)
    arch = (ring > 10) & (ring < 16) & (z > 10) & (z < 26)
    spine = (np.abs(x) < 4) & (y < -40) & (y > -66) & (z > 2) & (z < 18)
    transverse = (np.abs(x) > 12) & (np.abs(x) < 40) & (np.abs(y + 24) < 5) & (np.abs(z - 17) < 5)
    return body | arch | spine | transverse


def _sacrum(p: np.ndarray) -> np.ndarray:
    x, y, z = p[..., 0], p[..., 1], p[..., 2]
    down = -z - 9
    share = np.clip(down / 85, 0, 1)
    width = 50 * (1 - share) + 14
    middle = -0.45 * down
    front, back = middle + 17 * (1 - 0.6 * share), middle - 17 * (1 - 0.4 * share)
    body = (np.abs(x) < np.where(y > middle - 8, width, width - 12)) & (y < front) & (y > back)
    ring = np.hypot(x, y - middle + 24)
    arch = (ring > 9) & (ring < 15) & (down < 45)
    return (body | arch) & (down > 0) & (down < 85) & ~((ring <= 9) & (down < 45))


def _hip(p: np.ndarray) -> np.ndarray:
    """The right hip bone (positive x), around the sacrum and the socket."""
    x, y, z = p[..., 0], p[..., 1], p[..., 2]
    # the wing: a plate through crest, socket and the sacroiliac joint
    along = np.clip((z + 70) / 115, 0, 1)
    plate = np.abs(x - (84 + 22 * along - 0.35 * np.clip(20 - y, 0, 90))) < 6.5
    wing = plate & (z > -80) & (z < 45) & (y > -62 + 40 * (1 - along)) & (y < 55) & ((z < 10) | (y > -60 + (z - 10)))
    wing &= x > 42
    offset = p - HEAD
    distance = np.linalg.norm(offset, axis=-1)
    inwards = offset @ np.array([-0.7, 0.0, 0.6]) / np.maximum(distance, 1e-6)
    socket = (distance > 27) & (distance < 38) & (inwards > -0.1)
    pubis = _rod(p, HEAD + np.array([-24, 12, -12]), [6, 62, -135], 8) < 0
    ischium = _rod(p, HEAD + np.array([-16, -20, -22]), [58, -25, -165], 11) < 0
    return (wing | socket | pubis | ischium) & (distance > 27) & (x > 3)


def _femur(p: np.ndarray) -> np.ndarray:
    head = np.linalg.norm(p - HEAD, axis=-1) < 23.5
    neck = _rod(p, HEAD, HEAD + np.array([48, 0, -38]), 13) < 0
    shaft = _rod(p, HEAD + np.array([48, 0, -30]), HEAD + np.array([44, 0, -160]), 15) < 0
    return head | neck | shaft


def pelvis_phantom(h: float = 2.5, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[int, str]]:
    """HU (int16) and truth (uint8), both ``[k, j, i]``, their ``ijk_to_ras`` (i to the right, j forwards, k upwards)
    and the key of each value of the truth."""
    axes = [np.arange(lo, hi, h) for lo, hi in zip(LOW, HIGH, strict=True)]
    z, y, x = np.meshgrid(axes[2], axes[1], axes[0], indexing="ij")
    p = np.stack([x, y, z], -1)
    mirrored = p * np.array([-1.0, 1, 1])
    truth = np.zeros(x.shape, np.uint8)
    keys: dict[int, str] = {}

    def add(key: str, inside: np.ndarray) -> None:
        keys[len(keys) + 1] = key
        truth[inside & (truth == 0)] = len(keys)

    for side, points in (("right", p), ("left", mirrored)):
        add(f"femur_{side}", _femur(points))
    add("sacrum", _sacrum(p))
    for side, points in (("right", p), ("left", mirrored)):
        near_sacrum = ndimage.binary_dilation(truth == 3, iterations=max(1, round(2 / h)))
        add(f"hip_{side}", _hip(points) & ~near_sacrum)
    for n, name in enumerate(VERTEBRAE):
        add(f"vertebrae_{name}", _vertebra(p, n * SPACING_MM))
    ijk_to_ras = np.diag([h, h, h, 1.0])
    ijk_to_ras[:3, 3] = LOW
    body = (x / 155) ** 2 + (y / 105) ** 2 < 1
    return ct_of(truth, body, h, seed), truth, ijk_to_ras, keys


def ct_of(truth: np.ndarray, body: np.ndarray, h: float, seed: int) -> np.ndarray:
    """Cortex 700 HU, marrow 220 HU, soft tissue 40 HU, air; blurred and with noise."""
    hu = np.where(body, 40.0, -1000.0)
    for value in np.unique(truth)[1:]:
        bone = truth == value
        deep = ndimage.distance_transform_edt(bone) * h > max(2.0, h)
        hu[bone] = np.where(deep, 220.0, 700.0)[bone]
    hu = ndimage.gaussian_filter(hu, 0.8 / h) + np.random.default_rng(seed).normal(0, 12, hu.shape)
    return hu.astype(np.int16)
