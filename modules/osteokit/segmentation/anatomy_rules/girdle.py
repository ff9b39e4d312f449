"""Bones of the chest's wall and of the shoulder girdle: where each can only be, and when its name is certain."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from osteokit.segmentation.anatomy_rules.chest import Chest
from osteokit.segmentation.anatomy_rules.reason_grid import ReasonGrid, components
from osteokit.segmentation.anatomy_rules.spheres import Sphere
from osteokit.segmentation.anatomy_rules.spine import SpineLine

TRANSVERSE_MM = 46.0  # half the width of the widest lumbar vertebra
THORACIC_MM = 38.0  # half the width of a thoracic vertebra
RIB_MM = 10.0  # what is this near to the lungs' hull is rib
RIB_END_MM = 14.0  # and ribs hold together up to here
GIRDLE_MM = 16.0  # the girdle's bones begin this far away
BULK_MM = 5.0  # a quarter of a ball or shaft lies deeper than that, hardly anything of a plate
PLATE_MM = 9.0  # half the thickness that no part of a scapula's blade or spine has
SMALLEST_MM3 = 150.0


@dataclass(frozen=True, eq=False)
class Part:
    """Indices (n, 3) that can only be one bone, its key ("" where it has no certain name) and how sure that is."""

    index: np.ndarray
    key: str
    certainty: float


@dataclass(frozen=True, eq=False)
class _Bone:
    """Free bone beside and in front of the vertebrae: where it is, in the terms of the rules below."""

    index: np.ndarray
    ras: np.ndarray
    sideways: np.ndarray  # mm from the spine, signed, right positive
    front: np.ndarray  # mm in front of the middle of the chest
    outside: np.ndarray


def side_name(side: int) -> str:
    return "right" if side > 0 else "left"


def _free_bone(grid: ReasonGrid, spine: SpineLine, chest: Chest | None, taken: np.ndarray, posterior: float) -> _Bone:
    index = np.argwhere(grid.solid & ~grid.metal & ~taken)
    ras = grid.to_ras(index)
    level = np.clip(np.searchsorted(spine.body[:, 2], ras[:, 2]), 0, len(spine.body) - 1)
    sideways = ras[:, 0] - spine.body[level, 0]
    if chest is None:
        return _Bone(index, ras, sideways, np.zeros(len(index)), np.full(len(index), np.inf))
    front = (ras[:, 1] - chest.centre[1]) * -posterior
    return _Bone(index, ras, sideways, front, chest.outside[tuple(index.T)])


def _mask(grid: ReasonGrid, index: np.ndarray) -> np.ndarray:
    mask = np.zeros(grid.shape, bool)
    mask[tuple(index.T)] = True
    return mask


def _largest(grid: ReasonGrid, index: np.ndarray) -> np.ndarray:
    """The largest connected part of ``index``."""
    parts = components(_mask(grid, index))
    sizes = np.bincount(parts.ravel())
    return np.argwhere(parts == 1 + int(np.argmax(sizes[1:]))) if len(sizes) > 1 else index[:0]


def _axes_mm(grid: ReasonGrid, index: np.ndarray) -> np.ndarray:
    """Spread (standard deviations, mm, descending) along the principal axes."""
    return np.sqrt(np.maximum(np.linalg.eigvalsh(np.cov(grid.to_ras(index).T))[::-1], 0))


def sternum(grid: ReasonGrid, bone: _Bone) -> Part | None:
    """The plate in the midline in front of the chest: at least 80 mm high and nowhere 30 mm thick."""
    index = bone.index[(np.abs(bone.sideways) < 14) & (bone.front > 30) & (bone.outside < 35)]
    index = _largest(grid, index)
    if len(index) * grid.h**3 < 5000:
        return None
    rows = np.bincount(index[:, 2])
    high = np.count_nonzero(rows) * grid.h
    thick = np.median([np.ptp(index[index[:, 2] == z, 1]) for z in np.flatnonzero(rows)]) * grid.h
    certain = high >= 80 and thick < 30
    return Part(index, "sternum" if certain else "", 0.9 if certain else 0.0)


def clavicle(grid: ReasonGrid, bone: _Bone, chest: Chest, side: int) -> Part | None:
    """The bar in front of and above the upper ribs between the sternum and the shoulder.

    It has its name only where it is long, thin, near the top of the chest and no metal or dense contrast medium, which
    gathers in the veins behind it, is in the same place.
    """
    aside = bone.sideways * side
    upper = bone.ras[:, 2] > chest.centre[2] + 40
    index = bone.index[(aside > 28) & (aside < 105) & (bone.front > 5) & (bone.outside > GIRDLE_MM) & upper]
    index = _largest(grid, index)
    if len(index) * grid.h**3 < 3000:
        return None
    axes = _axes_mm(grid, index)
    near = ndimage.binary_dilation(_mask(grid, index), iterations=2)
    clean = not (grid.metal & near).any() and float(np.percentile(grid.hu[tuple(index.T)], 98)) < 1400
    certain = clean and axes[0] > 15 and axes[0] > 2.2 * axes[1]
    return Part(index, f"clavicula_{side_name(side)}" if certain else "", 0.85 if certain else 0.0)


def humeral_heads(spheres: list[Sphere], spine: SpineLine, chest: Chest) -> list[Sphere]:
    """Balls at the height of the upper chest and further out than any rib."""
    middle = spine.body[:, 0].mean()
    return [
        s for s in spheres
        if s.covered > 0.35 and abs(s.centre[0] - middle) > 90 and s.centre[2] > chest.centre[2]
    ]  # fmt: skip


def bulky_pieces(grid: ReasonGrid, outer: np.ndarray) -> list[np.ndarray]:
    """Pieces of the separation (indices) that lie in ``outer`` and are balls or shafts, not plates and bars."""
    inside = ndimage.distance_transform_edt(grid.solid) * grid.h  # type: ignore[operator]
    found = []
    for number in np.unique(grid.piece[outer]):
        piece = (grid.piece == number) & grid.solid
        if number and (piece & outer).sum() > 0.85 * piece.sum() and (inside[piece] > BULK_MM).mean() > 0.25:
            found.append(np.argwhere(piece & outer & ~grid.metal))
    return found


def scapula(grid: ReasonGrid, bone: _Bone, chest: Chest, side: int, not_it: np.ndarray) -> Part | None:
    """What lies behind the ribs: whatever pieces it is in, it can only be the scapula.

    It has its name where it is at least 70 mm high and a plate: no bulk but around the glenoid.
    """
    aside = bone.sideways * side
    free = ~not_it[tuple(bone.index.T)]
    where = (aside > 50) & (bone.front < 10) & (bone.outside > GIRDLE_MM) & (bone.ras[:, 2] > chest.lowest) & free
    index = bone.index[where]
    if len(index) * grid.h**3 < 10000:
        return None
    large = _largest(grid, index)
    high = np.ptp(large[:, 2]) * grid.h
    inside = ndimage.distance_transform_edt(grid.solid) * grid.h  # type: ignore[operator]
    bulk = float((inside[tuple(index.T)] > PLATE_MM).mean())
    certain = high >= 70 and len(large) > 0.5 * len(index) and bulk < 0.15
    return Part(index, f"scapula_{side_name(side)}" if certain else "", 0.9 if certain else 0.0)


def chest_parts(
    grid: ReasonGrid,
    spine: SpineLine,
    chest: Chest | None,
    spheres: list[Sphere],
    taken: np.ndarray,
    posterior: float,
) -> list[Part]:
    """Everything around a chest but the spine, as far as it can only be one bone; ``taken`` (bool) is left out.

    Without lungs in view, all that is far beside the spine is ribs.
    """
    bone = _free_bone(grid, spine, chest, taken, posterior)
    if chest is None:
        return connected_parts(grid, _mask(grid, bone.index[np.abs(bone.sideways) > TRANSVERSE_MM]))
    return girdle_parts(grid, bone, spine, chest, spheres) + rib_parts(grid, bone, chest)


def girdle_parts(grid: ReasonGrid, bone: _Bone, spine: SpineLine, chest: Chest, spheres: list[Sphere]) -> list[Part]:
    """Sternum, humeri, scapulae and clavicles."""
    parts: list[Part] = []
    foreign = np.zeros(grid.shape, bool)
    for head in humeral_heads(spheres, spine, chest):
        away = np.linalg.norm(bone.ras - head.centre, axis=1)
        parts.append(Part(bone.index[away < head.radius - 2], "", 0.0))
        foreign[tuple(bone.index[away < head.radius + 8].T)] = True
    far = (np.abs(bone.sideways) > 70) & (bone.outside > GIRDLE_MM) & (bone.ras[:, 2] > chest.lowest)
    for index in bulky_pieces(grid, _mask(grid, bone.index[far]) & ~foreign):
        parts.append(Part(index, "", 0.0))
        foreign[tuple(index.T)] = True
    found = [sternum(grid, bone)]
    found += [scapula(grid, bone, chest, side, foreign) for side in (-1, 1)]
    found += [clavicle(grid, bone, chest, side) for side in (-1, 1)]
    return parts + [part for part in found if part is not None]


def rib_parts(grid: ReasonGrid, bone: _Bone, chest: Chest) -> list[Part]:
    """Ribs: what lies on the lungs, further to the side than any transverse process, each connected part one.

    A part that ends before the widest lumbar vertebra does is the tip of a transverse process.
    """
    high = bone.ras[:, 2] > chest.lowest
    aside = np.abs(bone.sideways)
    beside = aside > np.where(high, THORACIC_MM, TRANSVERSE_MM)
    wide = _mask(grid, bone.index[aside > TRANSVERSE_MM])
    ribs = []
    for part in connected_parts(grid, _mask(grid, bone.index[beside & ((bone.outside < RIB_END_MM) | ~high)])):
        at_lung = (chest.outside[tuple(part.index.T)] < RIB_MM) | (grid.to_ras(part.index)[:, 2] <= chest.lowest)
        if at_lung.any() and wide[tuple(part.index.T)].any():
            ribs.append(Part(part.index[at_lung], "", 0.0))
    return ribs


def connected_parts(grid: ReasonGrid, mask: np.ndarray) -> list[Part]:
    """The connected parts of a mask that are large enough to be bones."""
    parts = components(mask)
    boxes = ndimage.find_objects(parts)
    found = []
    for number, box in enumerate(boxes, start=1):
        index = np.argwhere(parts[box] == number) + [s.start for s in box]
        if len(index) * grid.h**3 >= SMALLEST_MM3:
            found.append(Part(index, "", 0.0))
    return found
