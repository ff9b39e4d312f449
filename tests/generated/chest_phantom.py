"""A chest out of simple solids, each bone known: vertebrae with ribs, sternum, scapulae and clavicles around lungs."""

import numpy as np

from generated.pelvis_phantom import SPACING_MM, _rod, _vertebra, ct_of

LOW, HIGH = np.array([-165.0, -80.0, 0.0]), np.array([165.0, 160.0, 250.0])
HALF_WIDTH, HALF_DEPTH, MIDDLE = 120.0, 85.0, 45.0
"""The ribs' ellipse in mm and how far in front of the vertebral bodies it has its centre."""


def _around(p: np.ndarray) -> np.ndarray:
    """1 on the ribs' ellipse, less inside."""
    return np.hypot(p[..., 0] / HALF_WIDTH, (p[..., 1] - MIDDLE) / HALF_DEPTH)


def _rib(p: np.ndarray, height: float) -> np.ndarray:
    """A right rib (positive x) that begins beside the vertebra at ``height`` and descends to the front."""
    x, y, z = p[..., 0], p[..., 1], p[..., 2]
    level = height - 0.3 * (y + 35)
    return (np.abs(_around(p) - 1) < 0.045) & (np.abs(z - level) < 5) & (x > np.where(y < 40, 34, 50))


def _scapula(p: np.ndarray) -> np.ndarray:
    """A right triangular plate behind the ribs, point down, that touches a rib."""
    x, y, z = p[..., 0], p[..., 1], p[..., 2]
    triangle = (z > 110) & (z < 240) & (x > 60) & (np.abs(x - 105) < 8 + 0.35 * (z - 110))
    plate = (np.abs(_around(p) - 1.24) < 0.04) & triangle & (y < 25)
    return plate | (_rod(p, [98, 0, 164], [120, -20, 164], 5) < 0) & (_around(p) > 1.045) & (_around(p) < 1.28)


def chest_phantom(h: float = 3.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[int, str]]:
    """HU (int16) and truth (uint8), both ``[k, j, i]``, their ``ijk_to_ras`` and what each value of the truth is.

    Ribs and vertebrae are called ``rib_right_3`` and ``vertebra_3`` by their number from below.
    """
    axes = [np.arange(lo, hi, h) for lo, hi in zip(LOW, HIGH, strict=True)]
    z, y, x = np.meshgrid(axes[2], axes[1], axes[0], indexing="ij")
    p = np.stack([x, y, z], -1)
    mirrored = p * np.array([-1.0, 1, 1])
    truth = np.zeros(x.shape, np.uint8)
    keys: dict[int, str] = {}

    def add(key: str, inside: np.ndarray) -> None:
        keys[len(keys) + 1] = key
        truth[inside & (truth == 0)] = len(keys)

    add("sternum", (np.abs(x) < 18) & (y > 127) & (y < 138) & (z > 70) & (z < 215))
    for side, points in (("right", p), ("left", mirrored)):
        add(f"clavicula_{side}", _rod(points, [26, 147, 220], [135, 90, 234], 7) < 0)
        add(f"scapula_{side}", _scapula(points))
    for n in range(int(HIGH[2] // SPACING_MM) + 1):
        add(f"vertebra_{n}", _vertebra(p, n * SPACING_MM))
        for side, points in (("right", p), ("left", mirrored)):
            add(f"rib_{side}_{n}", _rib(points, n * SPACING_MM + 17))
    ijk_to_ras = np.diag([h, h, h, 1.0])
    ijk_to_ras[:3, 3] = LOW
    body = (x / 160) ** 2 + ((y - 40) / 115) ** 2 < 1
    hu = ct_of(truth, body, h, seed)
    apex = np.clip((290 - z) / 60, 0.3, 1.0)
    lung = (_around(p) < 0.93 * apex) & (np.abs(x) > 32 - 0.12 * y) & (truth == 0)
    hu[lung] = -850
    return hu, truth, ijk_to_ras, keys
