"""The spinal canal and the line through the vertebral bodies.

The canal is the most specific thing in an axial slice: soft tissue that sees bone within 24 mm in every direction,
with a body in front of it. A dynamic programme over the slices finds the best smooth path, and where on it a spine is.
"""

from dataclasses import dataclass

import numba
import numpy as np
from scipy import ndimage

from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid, components

REACH_MM = 24.0
THRESHOLD = 0.3  # a slice counts as spine above this score
SHORTEST_MM = 30.0  # less than about one vertebra says nothing
RAYS = 16
SYMMETRIC = 0.7  # bone left and right of a spine agrees better than this (Dice)


@dataclass(frozen=True, eq=False)
class SpineLine:
    """From below upwards, one entry per slice of the grid.

    ``canal`` (n, 3) RAS mm; ``body`` (n, 3) RAS mm, the middle of the vertebral bodies; ``depth`` (n,) size of the
    body from front to back, mm; ``tangent`` (n, 3) unit, upwards; ``score`` (n,).
    """

    canal: np.ndarray
    body: np.ndarray
    depth: np.ndarray
    tangent: np.ndarray
    score: np.ndarray


@numba.njit(cache=True)
def _enclosed(solid, tissue, steps, dx, dy):
    """Fraction of axial rays that meet bone within ``steps`` voxels, 0 where there is no soft tissue."""
    nx, ny, nz = solid.shape
    out = np.zeros(solid.shape, np.float32)
    for x in range(nx):
        for y in range(ny):
            for z in range(nz):
                if not tissue[x, y, z]:
                    continue
                hits = 0
                for r in range(len(dx)):
                    for s in range(1, steps + 1):
                        a = int(np.floor(x + s * dx[r] + 0.5))
                        b = int(np.floor(y + s * dy[r] + 0.5))
                        if a < 0 or b < 0 or a >= nx or b >= ny:
                            break
                        if solid[a, b, z]:
                            hits += 1
                            break
                    if r - hits > 4:
                        break
                out[x, y, z] = hits / len(dx)
    return out


def canal_score(grid: ReasonGrid, posterior: float) -> np.ndarray:
    """0..about 1.5 per voxel: closed in by bone within +-11 mm of height, with a vertebral body in front."""
    h = grid.h
    reach = round(11.0 / h)
    # a mask may have filled the canal: what is as dark as the thecal sac counts as soft tissue all the same
    dark = (grid.smooth(grid.hu, 2.0) < 80) & (ndimage.maximum_filter(grid.hu, 3) < 160)
    soft = ~grid.solid | dark
    thick = ndimage.maximum_filter1d(grid.solid & ~soft, 2 * reach + 1, axis=2)
    tissue = soft & (grid.hu > -150) & (grid.hu < 400)
    angle = 2 * np.pi * np.arange(RAYS) / RAYS
    enclosed = _enclosed(thick, tissue, int(REACH_MM / h), np.cos(angle), np.sin(angle))
    enclosed = grid.smooth(np.where(enclosed > 0.8, enclosed, 0), (3.0, 3.0, 4.0))
    solid = grid.solid.astype(np.float32)
    body = grid.smooth(solid, (6.0, 5.0, 9.0))
    forward = [ndimage.shift(body, (0, posterior * d / h, 0), order=1, prefilter=False) for d in (16, 20, 24)]
    return enclosed * (0.3 + np.maximum.reduce(forward))


def _best_path(score: np.ndarray, side_step: int, front_step: int) -> np.ndarray:
    """Path (m, 3) of indices maximising the summed score over z; it starts and ends where it is worth it."""
    nx, ny, nz = score.shape
    total = np.empty_like(score)
    back = np.full((nx, ny, nz), -1, np.int16)
    moves = [(dx, dy) for dx in range(-side_step, side_step + 1) for dy in range(-front_step, front_step + 1)]
    total[:, :, 0] = score[:, :, 0]
    for z in range(1, nz):
        before = np.pad(total[:, :, z - 1], ((side_step,) * 2, (front_step,) * 2), constant_values=-1e9)
        best = np.zeros((nx, ny), np.float32)
        for number, (dx, dy) in enumerate(moves):
            view = before[side_step + dx : side_step + dx + nx, front_step + dy : front_step + dy + ny]
            value = view - 0.25 * (abs(dx) + 0.15 * abs(dy))
            better = value > best
            best[better] = value[better]
            back[:, :, z][better] = number
        total[:, :, z] = score[:, :, z] + best
    x, y, z = (int(v) for v in np.unravel_index(int(np.argmax(total)), total.shape))
    path = [(x, y, z)]
    while z > 0 and back[x, y, z] >= 0:
        dx, dy = moves[back[x, y, z]]
        x, y, z = x + dx, y + dy, z - 1
        path.append((x, y, z))
    return np.array(path[::-1])


def _steep_parts_cut(path: np.ndarray, stride: int) -> np.ndarray:
    """The longest part that nowhere runs sideways more than a scoliosis does (35 degrees)."""
    if len(path) < 5:
        return path
    sideways = ndimage.gaussian_filter1d(path[:, 0].astype(float), 3, mode="nearest")
    gentle = np.abs(np.gradient(np.asarray(sideways))) * stride <= 0.7
    parts = components(gentle)
    if not parts.any():
        return path[:0]
    longest = int(np.argmax(np.bincount(parts)[1:])) + 1
    return path[parts == longest]


def _body_extent(grid: ReasonGrid, canal: np.ndarray, posterior: float) -> tuple[np.ndarray, np.ndarray]:
    """Distance in front of the canal at which the bodies begin and end (mm), per slice, smoothed along the spine."""
    h = grid.h
    thick = np.asarray(ndimage.maximum_filter1d(grid.solid, 2 * round(9.0 / h) + 1, axis=2), bool)
    steps = np.arange(0, 70.0, h / 2)
    near, far = np.full(len(canal), np.nan), np.full(len(canal), np.nan)
    for n, point in enumerate(canal):
        starts, ends = [], []
        for dx in (-6.0, 0.0, 6.0):
            line = point + np.array([dx, 0, 0]) + steps[:, None] * np.array([0, -posterior, 0])
            index = np.clip(np.round(grid.to_index(line)).astype(int), 0, np.array(grid.shape) - 1)
            bone = thick[tuple(index.T)]
            start = int(np.argmax(bone))
            if not bone[start] or steps[start] > REACH_MM:
                continue
            gaps = np.flatnonzero(~bone[start:])
            starts.append(steps[start])
            ends.append(steps[start + gaps[0]] if len(gaps) else steps[-1])
        if starts:
            # the aorta, full of contrast, may lie against one side of a body: the shortest line is the body's
            near[n], far[n] = np.median(starts), np.min(ends)
    return near, far


def _running_median(values: np.ndarray, reach: int) -> np.ndarray:
    """Median over +-reach entries, NaNs left out."""
    out = np.empty(len(values))
    for n in range(len(values)):
        window = values[max(0, n - reach) : n + reach + 1]
        out[n] = np.nanmedian(window) if np.isfinite(window).any() else np.nan
    return out


def symmetry(grid: ReasonGrid, body: np.ndarray, canal: np.ndarray) -> float:
    """Dice of the bone within 40 mm left of the line with the mirrored bone right of it, from in front of the bodies to
    20 mm behind the canal, after the best small shift sideways; 0 where the scan ends within 25 mm of the line."""
    aside = np.arange(grid.h / 2, 40.0, grid.h)
    share = np.linspace(-0.5, 1.6, 16)
    middle = body[:, None] + share[None, :, None] * (canal - body)[:, None]
    edges = grid.to_ras(np.array([[0, 0, 0], np.array(grid.shape) - 1]))[:, 0]
    room = np.minimum(body[:, 0] - edges[0], edges[1] - body[:, 0])
    if np.median(room) < 25.0:
        return 0.0
    best = 0.0
    for shift in (-6.0, -3.0, 0.0, 3.0, 6.0):
        sides = []
        for sign in (-1, 1):
            points = middle[..., None, :] + (shift + sign * aside)[None, None, :, None] * np.array([1.0, 0, 0])
            index = np.round(grid.to_index(points)).astype(int).reshape(-1, 3)
            ok = ((index >= 0) & (index < np.array(grid.shape))).all(1)
            values = np.zeros(len(index), bool)
            values[ok] = grid.solid[tuple(index[ok].T)]
            sides.append(values)
        total = sides[0].sum() + sides[1].sum()
        best = max(best, 2 * float((sides[0] & sides[1]).sum()) / max(float(total), 1.0))
    return best


def find_spine(grid: ReasonGrid, posterior: float = -1.0) -> SpineLine | None:
    """The spine's line, or None where no spine is in view; ``posterior`` is the sign of y behind the patient."""
    stride = max(1, round(3.0 / grid.h))
    score = canal_score(grid, posterior)[::stride, ::stride] - THRESHOLD
    path = _best_path(score, 1, 2)
    if len(path) * grid.h < SHORTEST_MM:
        return None
    path = _steep_parts_cut(path, stride)
    if len(path) * grid.h < SHORTEST_MM:
        return None
    worth = score[tuple(path.T)] + THRESHOLD
    canal = grid.to_ras(path * np.array([stride, stride, 1]))
    canal = ndimage.gaussian_filter1d(canal, 5 / grid.h, axis=0, mode="nearest")
    near, far = _body_extent(grid, canal, posterior)
    reach = round(25 / grid.h)
    near, far = _running_median(near, reach), _running_median(far, reach)
    if np.isnan(near).any() or not 12 < np.median(far - near) < 55:
        return None
    body = canal + np.c_[np.zeros(len(canal)), -posterior * (near + far) / 2, np.zeros(len(canal))]
    body = ndimage.gaussian_filter1d(body, 8 / grid.h, axis=0, mode="nearest")
    if symmetry(grid, body, canal) < SYMMETRIC:
        return None
    tangent = np.gradient(body, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    return SpineLine(canal, body, far - near, tangent, worth)
