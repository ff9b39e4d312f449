"""One click per bone: the person says which bones there are, the image says how far they reach.

The clicks are put onto the automatic work: where anatomy or the separation of joints has already found the clicked
bone, its core grows with the click; bones that nobody clicked grow as rivals, so that they are not swallowed. What is
left is shared out by competing fronts that pay for dark voxels (joints). A person's word outweighs the automatic name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import Volume
from osteokit.segmentation.automatic import segment_with_mask
from osteokit.segmentation.disc_space import disc_voxels, seam
from osteokit.segmentation.geodesic import spread
from osteokit.segmentation.grids import components
from osteokit.segmentation.joint_surface import settle_joints
from osteokit.segmentation.prior import bounding_box
from osteokit.segmentation.rib_heads import rib_voxels
from osteokit.segmentation.seeds import BACKGROUND, Seed
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.segmentation.streaks import streak_voxels
from osteokit.segmentation.terminology import term

__all__ = ["Seed", "segment_from_seeds"]

NEAR_MM = 6.0
"""A click may lie this far beside the bone that it means (fatty marrow, a coarse image)."""

CRUMB_MM3 = 250.0
"""Loose parts of a bone that are smaller than this (a pea) are noise."""

STRAY_MM = 12.0
"""So far around a click in a neighbour's piece the automatic border does not count."""

RIVAL_MM3 = 5000.0
"""An unnamed piece that nobody clicked is a rival from this volume on; smaller ones may be parts of a clicked bone."""

RIVAL_NECK = 0.35
"""... and where its widest neck to a neighbour is below this share of its own half-width: else it is part of it."""

SEAM_MM = 12.0
"""This near to where the automatic work parts two bones of the spine, its word does not count: discs and facet joints
are as wide as the parts beside them, and the fronts decide."""

BRIDGE_MM = 8.0
"""Spaces up to twice this wide between vertebrae may hold parts of them."""

JOINT_MM = 3.0
"""A joint is a dark gap of up to twice this width between bright plates."""

FILL_MM = 9.0
"""Radius within which fatty marrow behind a thin, interrupted cortex is closed over."""

SHALLOW_MM = 3.0
"""What a closing fills no deeper than this is a notch of the surface, no marrow."""

HOLLOW = ("femur", "sacrum", "humerus", "tibia", "hip", "calcaneus")
"""Bones whose marrow is closed over; the others have canals and arches that a closing would fill."""


@dataclass(frozen=True, eq=False)
class _Click:
    seed: int  # index into seeds, from 1
    place: tuple[int, int, int]  # k, j, i of the nearest bone voxel


def segment_from_seeds(volume: Volume, seeds: Sequence[Seed], progress: Progress = silent) -> Segmentation:
    """Segment the clicked bones.

    Parameters
    ----------
    volume : Volume
        CT in HU.
    seeds : tuple of Seed
        One or more points (RAS mm) in each bone; seeds with the key ``background`` say where no bone of interest is.

    Returns
    -------
    Segmentation
        One segment for each clicked bone (confidence 1: a person named it), and metal where there is any.

    Raises
    ------
    OsteoError
        No seed, a click outside the image or far from bone, two bones clicked at the same place, no bone at all.
    """
    bones = _merged(seeds)
    inside = [_inside(volume, seed) for seed in bones]  # refuse before the long work
    found, classes = segment_with_mask(volume, progress=part(progress, 0.0, 0.75))
    metal = found.mask("metal") if any(s.key == "metal" for s in found.segments) else np.zeros(found.labels.shape, bool)
    window = bounding_box(_with_points(found.labels > 0, inside), 2)
    start = np.array([s.start for s in window])
    auto = found.labels[window]
    solid = auto > 0
    clicks = _clicks(solid, [points - start for points in inside], bones, volume.spacing_mm[::-1])
    fronts = _sources(auto, found, clicks, bones, volume)
    progress(0.8, "Growing the bones from their clicks")
    gap = _gap(volume.voxels[window], solid, metal[window], volume.spacing_mm[::-1])
    bridges = _bridges(auto, found, classes[window] > 0, volume.spacing_mm[::-1])
    owner, _ = spread(fronts, _price(gap), solid | bridges | (fronts > 0), volume.spacing_mm[::-1])
    _carve(owner, bones, found, gap, volume, window)
    owner[owner > len(bones)] = 0
    progress(0.9, "Closing the bones")
    owner = _closed(owner, fronts > len(bones), bones, volume.spacing_mm[::-1])
    labels = np.zeros(volume.voxels.shape, np.uint16)
    labels[window] = owner
    for n in range(1, len(bones) + 1):
        bone, others = owner == n, solid & (owner != n)
        streaks = streak_voxels(bone, others, metal[window], volume.voxels[window], volume.spacing_mm[::-1])
        labels[window][streaks | _crumbs(bone & ~streaks, volume.voxel_volume_mm3)] = 0
    progress(1.0, "Segmented from clicks")
    return _segmentation(labels, metal, bones, volume)


def _merged(seeds: Sequence[Seed]) -> list[Seed]:
    """Seeds of one bone together; metal is found by itself."""
    keys = dict.fromkeys(s.key for s in seeds if s.key != "metal")
    if not set(keys) - {BACKGROUND}:
        raise OsteoError("There is no click on a bone; place one point in each bone.")
    merged = [Seed(k, np.concatenate([np.reshape(s.points_ras, (-1, 3)) for s in seeds if s.key == k])) for k in keys]
    return merged


def _name(key: str) -> str:
    return "background" if key == BACKGROUND else term(key).english


def _inside(volume: Volume, seed: Seed) -> np.ndarray:
    """Voxel indices (n, 3) k, j, i of a seed's points."""
    to_ijk = np.linalg.inv(volume.ijk_to_ras)
    kji = np.round(seed.points_ras @ to_ijk[:3, :3].T + to_ijk[:3, 3]).astype(int)[:, ::-1]
    outside = (kji < 0).any(axis=1) | (kji >= volume.voxels.shape).any(axis=1)
    if outside.any():
        at = ", ".join(f"{v:.0f}" for v in seed.points_ras[int(np.argmax(outside))])
        raise OsteoError(
            f"The click on {_name(seed.key)} at RAS ({at}) mm is outside the image; place it on this scan."
        )
    return kji


def _with_points(mask: np.ndarray, inside: list[np.ndarray]) -> np.ndarray:
    out = mask.copy()
    for points in inside:
        out[tuple(points.T)] = True
    return out


def _clicks(solid: np.ndarray, places: list[np.ndarray], seeds: list[Seed], spacing_kji) -> list[_Click]:
    """Each click at the bone voxel nearest to it."""
    clicks: list[_Click] = []
    taken: dict[tuple[int, int, int], int] = {}
    reach = np.ceil(NEAR_MM / np.asarray(spacing_kji)).astype(int)
    for n, (seed, points) in enumerate(zip(seeds, places, strict=True), 1):
        for point, ras in zip(points, seed.points_ras, strict=True):
            low = np.maximum(point - reach, 0)
            near = np.argwhere(solid[tuple(slice(a, b) for a, b in zip(low, point + reach + 1, strict=True))]) + low
            distance = np.linalg.norm((near - point) * spacing_kji, axis=1)
            if seed.key == BACKGROUND:
                near, distance = point[None], np.zeros(1)
            if not distance.size or distance.min() > NEAR_MM:
                at = ", ".join(f"{v:.0f}" for v in ras)
                raise OsteoError(
                    f"The click on {_name(seed.key)} at RAS ({at}) mm is more than {NEAR_MM:.0f} mm from any bone; "
                    "click inside the bone."
                )
            k, j, i = (int(v) for v in near[distance.argmin()])
            if taken.setdefault((k, j, i), n) != n:
                other = _name(seeds[taken[k, j, i] - 1].key)
                raise OsteoError(f"{_name(seed.key)} and {other} were clicked at the same place; move one of them.")
            clicks.append(_Click(n, (k, j, i)))
    return clicks


def _sources(auto: np.ndarray, found: Segmentation, clicks: list[_Click], seeds: list[Seed], volume: Volume):
    """Where fronts start, int32: seed n for clicked bones (the clicks, and the core of what was found there), higher
    numbers for rivals that nobody clicked."""
    core_mm = max(2.0, 1.05 * max(volume.spacing_mm))
    fronts = np.zeros(auto.shape, np.int32)
    clicked: dict[int, set[int]] = {}
    for click in clicks:
        clicked.setdefault(int(auto[click.place]), set()).add(click.seed)
    keys = {seed.key: n for n, seed in enumerate(seeds, 1)}
    necks = _necks(auto, volume.spacing_mm[::-1])
    for piece in found.segments:
        if piece.key == "metal":
            continue
        mine = clicked.get(piece.label, set())
        strays = _strays(piece, mine, seeds, found)
        mine = mine - strays
        number = _front_of(piece, mine, keys, len(seeds))
        if number == 0:
            continue
        mask = auto == piece.label
        part_of_another = mask.sum() * volume.voxel_volume_mm3 < RIVAL_MM3 or necks.get(piece.label, 0.0) >= RIVAL_NECK
        if not mask.any() or (number > len(seeds) and not piece.term.is_named and part_of_another):
            continue
        box = bounding_box(mask, 1)
        name = seeds[number - 1].key if number <= len(seeds) else piece.key
        agreed = piece.term.is_named and piece.key == name and len(mine) <= 1
        inner = mask[box] if agreed else _deeper(mask[box], core_mm, volume.spacing_mm[::-1])
        if len(mine) > 1:
            here = [c for c in clicks if c.seed in mine]
            inner &= _nearest_click(here, box, volume.spacing_mm[::-1]) == number
        for click in (c for c in clicks if c.seed in strays and auto[c.place] == piece.label):
            inner &= _from_place(click.place, box, volume.spacing_mm[::-1]) > STRAY_MM**2
        fronts[box][inner] = number
    fronts[_near_seam(auto, found, volume.spacing_mm[::-1])] = 0
    for click in clicks:
        fronts[click.place] = click.seed
    return fronts


def _near_seam(auto: np.ndarray, found: Segmentation, spacing_kji) -> np.ndarray:
    """The bones of the spine where the automatic work parts them."""
    labels = [s.label for s in found.segments if _of_spine(s.key)]
    meeting = seam(auto, labels)
    if not meeting.any():
        return meeting
    near = np.zeros(auto.shape, bool)
    box = bounding_box(meeting, SEAM_MM / np.asarray(spacing_kji) + 1)
    near[box] = np.asarray(ndimage.distance_transform_edt(~meeting[box], sampling=spacing_kji)) <= SEAM_MM
    return near & np.isin(auto, labels)


def _strays(piece: Segment, mine: set[int], seeds: list[Seed], found: Segmentation) -> set[int]:
    """Those of the clicks in a piece that only say that its border with their own bone is wrong.

    The clicked bone was found elsewhere, and this piece is another kind of bone, or has a click of its own.
    """
    if not piece.term.is_named:
        return set()
    keys = {s.key for s in found.segments}
    owned = any(seeds[n - 1].key == piece.key for n in mine)
    others = {n for n in mine if seeds[n - 1].key in keys - {piece.key}}
    return {n for n in others if owned or seeds[n - 1].key.split("_")[0] != piece.key.split("_")[0]}


def _from_place(place: tuple[int, int, int], box, spacing_kji) -> np.ndarray:
    """Squared distance in mm of each voxel of a box from a voxel."""
    axes = [(np.arange(s.start, s.stop) - p) * d for p, s, d in zip(place, box, spacing_kji, strict=True)]
    return axes[0][:, None, None] ** 2 + axes[1][None, :, None] ** 2 + axes[2][None, None, :] ** 2


def _nearest_click(clicks: list[_Click], box, spacing_kji) -> np.ndarray:
    """The seed of the click that is nearest to each voxel of a box."""
    size = [s.stop - s.start for s in box]
    best, seed = np.full(size, np.inf), np.zeros(size, np.int32)
    for click in clicks:
        distance = _from_place(click.place, box, spacing_kji)
        nearer = distance < best
        best = np.where(nearer, distance, best)
        seed[nearer] = click.seed
    return seed


def _necks(pieces: np.ndarray, spacing_kji) -> dict[int, float]:
    """For each piece that touches another: depth of the widest contact as a share of the piece's own greatest depth."""
    depth = -_distance(pieces > 0, spacing_kji) + np.float32(min(spacing_kji))
    count = int(pieces.max()) + 1
    peak, neck = np.zeros(count, np.float32), np.zeros(count, np.float32)
    np.maximum.at(peak, pieces.ravel(), depth.ravel())
    for axis in range(3):
        lower, upper = (
            tuple(s if a == axis else slice(None) for a in range(3)) for s in (slice(0, -1), slice(1, None))
        )
        touching = (pieces[lower] != pieces[upper]) & (pieces[lower] > 0) & (pieces[upper] > 0)
        width = np.minimum(depth[lower][touching], depth[upper][touching])
        np.maximum.at(neck, pieces[lower][touching], width)
        np.maximum.at(neck, pieces[upper][touching], width)
    return {n: float(neck[n] / peak[n]) for n in range(1, count) if neck[n] > 0}


def _front_of(segment: Segment, mine: set[int], keys: dict[str, int], count: int) -> int:
    """The front that a found segment's core starts: a seed's number, a rival's (above ``count``), or 0 for none."""
    named = keys.get(segment.key, 0) if segment.term.is_named else 0
    if not mine:
        return named or count + segment.label
    if len(mine) == 1:
        return next(iter(mine))
    return named if named in mine else 0  # several bones in one piece: the clicks part it


def _distance(mask: np.ndarray, spacing_kji) -> np.ndarray:
    """Signed distance in mm to the surface voxels of a mask, negative inside."""
    image = sitk.GetImageFromArray(mask.astype(np.uint8))
    image.SetSpacing([float(s) for s in spacing_kji[::-1]])
    return sitk.GetArrayFromImage(sitk.SignedMaurerDistanceMap(image, False, False, True))


def _deeper(mask: np.ndarray, depth_mm: float, spacing_kji) -> np.ndarray:
    """Voxels deeper than ``depth_mm`` (from the centres of the nearest voxels outside), or a thin mask's ridge."""
    inner = -_distance(mask, spacing_kji) + min(spacing_kji)
    return mask & (inner > min(depth_mm, 0.7 * float(inner.max())))


def _price(gap_hu: np.ndarray) -> np.ndarray:
    """A front's price per mm: 1 in even bone, up to 10 in the gaps of joints; wide dark marrow costs nothing."""
    return 1.0 + 3.0 * np.clip(gap_hu / 100.0, 0.0, 3.0)


def _gap(voxels: np.ndarray, solid: np.ndarray, metal: np.ndarray, spacing_kji) -> np.ndarray:
    """HU by which a voxel is darker than what lies on both sides: the black top hat (closing minus image)."""
    hu = np.where(solid, np.clip(voxels.astype(np.float32), -50, 600), -50)
    gap = ndimage.grey_closing(hu, size=[2 * max(1, round(JOINT_MM / s)) + 1 for s in spacing_kji]) - hu
    gap[metal] = 0.0
    return gap


def _of_spine(key: str) -> bool:
    return key == "sacrum" or key.startswith("vertebrae")


def _bridges(auto: np.ndarray, found: Segmentation, mask: np.ndarray, spacing_kji) -> np.ndarray:
    """What of the bone mask the automatic work left out in the narrow spaces of the spine: end plates, facets, discs.

    It is grown over with the rest, and decided by the surfaces that follow.
    """
    spine = np.isin(auto, [s.label for s in found.segments if _of_spine(s.key)])
    out = np.zeros(auto.shape, bool)
    if not spine.any():
        return out
    box = bounding_box(spine, 1)
    margin = [(int(np.ceil(BRIDGE_MM / s)) + 2,) * 2 for s in spacing_kji]
    outside = _distance(np.pad(spine[box], margin, mode="edge"), spacing_kji) > BRIDGE_MM
    closing = (_distance(outside, spacing_kji) > BRIDGE_MM)[tuple(slice(a, -b) for a, b in margin)]
    out[box] = closing & (auto[box] == 0) & mask[box]
    return out


def _carve(owner: np.ndarray, seeds: list[Seed], found: Segmentation, gap: np.ndarray, volume: Volume, window) -> None:
    """Take from the bones, in place, what their names say that they do not have (discs, ribs), and settle the joints
    of the spine."""
    spine = [n for n, s in enumerate(seeds, 1) if _of_spine(s.key)]
    spine += [len(seeds) + s.label for s in found.segments if _of_spine(s.key)]
    owner[disc_voxels(owner, spine, volume.voxels[window], volume.spacing_mm[::-1])] = 0
    for n, seed in enumerate(seeds, 1):
        if seed.key.startswith("vertebrae_T"):
            owner[rib_voxels(owner == n, _price(gap), volume.ijk_to_ras)] = 0
    settle_joints(owner, spine, gap, volume.spacing_mm[::-1])


def _closed(owner: np.ndarray, rival: np.ndarray, seeds: list[Seed], spacing_kji) -> np.ndarray:
    """Close marrow in: what lies deep between parts of one bone belongs to it, unless another bone has it."""
    out = owner.copy()
    best = np.full(owner.shape, np.inf, np.float32)
    for n, seed in enumerate(seeds, 1):
        mask = owner == n
        if not mask.any() or not seed.key.startswith(HOLLOW):
            continue
        box = bounding_box(mask, 0)
        margin = [(int(np.ceil(FILL_MM / s)) + 2,) * 2 for s in spacing_kji]
        inner = tuple(slice(a, -b) for a, b in margin)
        # Repeated at the border: a shaft that the field of view cuts goes on beyond it.
        distance = _distance(np.pad(mask[box], margin, mode="edge"), spacing_kji)
        nearer = _hollow(distance, spacing_kji)[inner] & (owner[box] == 0) & ~rival[box]
        nearer &= distance[inner] < best[box]
        out[box][nearer] = n
        best[box][nearer] = distance[inner][nearer]
    return out


def _hollow(distance: np.ndarray, spacing_kji) -> np.ndarray:
    """What the closing of a bone (given as distance to it) adds, without the notches of its surface."""
    closing = _distance(distance > FILL_MM, spacing_kji) > FILL_MM
    deep = closing & (distance > 0) & (-_distance(closing, spacing_kji) > SHALLOW_MM)
    if not deep.any():
        return deep
    return closing & (_distance(deep, spacing_kji) <= 1.8 * max(spacing_kji))


def _crumbs(bone: np.ndarray, voxel_mm3: float) -> np.ndarray:
    """What hangs on nothing and is too small for a fragment of the bone."""
    if not bone.any():
        return bone
    groups = components(bone, fully_connected=True)
    sizes = np.bincount(groups.ravel())
    sizes[0] = 0
    return bone & ((sizes * voxel_mm3 < CRUMB_MM3) & (sizes < sizes.max()))[groups]


def _segmentation(labels: np.ndarray, metal: np.ndarray, seeds: list[Seed], volume: Volume) -> Segmentation:
    for n, seed in enumerate(seeds, 1):
        if seed.key == BACKGROUND:
            labels[labels == n] = 0
    labels[metal] = len(seeds) + 1
    counts = np.bincount(labels.ravel(), minlength=len(seeds) + 2)
    segments = [Segment(n, seed.key, 1.0) for n, seed in enumerate(seeds, 1) if seed.key != BACKGROUND and counts[n]]
    lost = [_name(s.key) for n, s in enumerate(seeds, 1) if s.key != BACKGROUND and not counts[n]]
    if counts[len(seeds) + 1]:
        segments.append(Segment(len(seeds) + 1, "metal", 1.0))
    notes = (f"Only metal was found at the click on {', '.join(lost)}; click beside the implant.",) if lost else ()
    return Segmentation(labels, volume.ijk_to_ras, tuple(segments), notes)
