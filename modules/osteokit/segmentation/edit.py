"""Corrections by hand, as pure functions: a segmentation and what to change in, a new segmentation out.

Each keeps the rule that every label has exactly one segment and every segment at least a voxel, and no two segments
have the same key and fragment. What a person names has confidence 1. The given segmentation is never changed.
"""

from dataclasses import replace

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume, image_from_array
from osteokit.segmentation.geodesic import spread
from osteokit.segmentation.prior import bounding_box
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.segmentation.terminology import mirrored, term

__all__ = [
    "as_fragments",
    "delete",
    "flip_side",
    "grow",
    "merge",
    "relabel",
    "rename",
    "split",
    "split_by_plane",
    "split_into_pieces",
]


def _segment(segmentation: Segmentation, label: int) -> Segment:
    for segment in segmentation.segments:
        if segment.label == label:
            return segment
    raise OsteoError(f"There is no segment with the label {label}; choose one from the table.")


def _known(key: str) -> str:
    try:
        term(key)
    except KeyError:
        raise OsteoError(f'No bone is called "{key}"; use a key such as femur_left, or bone_1.') from None
    return key


def _free(segmentation: Segmentation, key: str, fragment: int, but: set[int]) -> None:
    for other in segmentation.segments:
        if (other.key, other.fragment) == (key, fragment) and other.label not in but:
            raise OsteoError(
                f"There is already a segment {other.display_name()}; merge the two or rename that one first."
            )


def _with(segmentation: Segmentation, changed: dict[int, Segment]) -> Segmentation:
    return replace(segmentation, segments=tuple(changed.get(s.label, s) for s in segmentation.segments))


def _new_label(segmentation: Segmentation) -> int:
    taken = {s.label for s in segmentation.segments}
    label = next((n for n in range(1, 65536) if n not in taken), 0)
    if not label:
        raise OsteoError("All 65535 labels are in use; delete some segments first.")
    return label


def _new_bone(segmentation: Segmentation) -> str:
    taken = {s.key for s in segmentation.segments}
    return next(f"bone_{n}" for n in range(1, 65537) if f"bone_{n}" not in taken)


def rename(segmentation: Segmentation, label: int, key: str) -> Segmentation:
    """Give a segment another name; refused where that name is taken."""
    segment = _segment(segmentation, label)
    _free(segmentation, _known(key), segment.fragment, {label})
    return _with(segmentation, {label: replace(segment, key=key, confidence=1.0, warnings=())})


def flip_side(segmentation: Segmentation, label: int) -> Segmentation:
    """Make a left bone right or a right one left; a bone that already has that name gets this one's."""
    segment = _segment(segmentation, label)
    key = mirrored(segment.key)
    if key == segment.key:
        raise OsteoError(f"{segment.display_name()} has no side.")
    changed = {label: replace(segment, key=key, confidence=1.0)}
    for other in segmentation.segments:
        if (other.key, other.fragment) == (key, segment.fragment):
            changed[other.label] = replace(other, key=segment.key, confidence=1.0)
    return _with(segmentation, changed)


def merge(segmentation: Segmentation, labels: list[int], key: str | None = None) -> Segmentation:
    """Join segments into the first of them, under its name or ``key``; the result is a whole bone (no fragment)."""
    kept, *others = dict.fromkeys(labels)
    segment = _segment(segmentation, kept)
    for label in others:
        _segment(segmentation, label)
    if not others:
        raise OsteoError("Merging needs at least two segments; choose another one.")
    name = _known(key or segment.key)
    _free(segmentation, name, 0, set(labels))
    table = np.arange(65536, dtype=np.uint16)
    table[others] = kept
    joined = replace(segment, key=name, confidence=1.0 if key else segment.confidence, fragment=0)
    segments = tuple(joined if s.label == kept else s for s in segmentation.segments if s.label not in others)
    return replace(segmentation, labels=table[segmentation.labels], segments=segments)


def delete(segmentation: Segmentation, label: int) -> Segmentation:
    """Take a segment out; its voxels become background."""
    _segment(segmentation, label)
    labels = np.where(segmentation.labels == label, np.uint16(0), segmentation.labels)
    return replace(segmentation, labels=labels, segments=tuple(s for s in segmentation.segments if s.label != label))


def relabel(segmentation: Segmentation) -> Segmentation:
    """Number the labels 1, 2, ... in the order of the segments."""
    table = np.zeros(65536, np.uint16)
    for n, segment in enumerate(segmentation.segments, 1):
        table[segment.label] = n
    segments = tuple(replace(s, label=n) for n, s in enumerate(segmentation.segments, 1))
    return replace(segmentation, labels=table[segmentation.labels], segments=segments)


def as_fragments(segmentation: Segmentation, labels: list[int], key: str) -> Segmentation:
    """Say that segments are the fragments 1, 2, ... of one broken bone, in the given order."""
    labels = list(dict.fromkeys(labels))
    changed = {}
    for n, label in enumerate(labels, 1):
        _free(segmentation, _known(key), n, set(labels))
        changed[label] = replace(_segment(segmentation, label), key=key, fragment=n, confidence=1.0)
    return _with(segmentation, changed)


def split(segmentation: Segmentation, label: int, points_ras: np.ndarray) -> Segmentation:
    """Part a segment by clicks, one in each part: fronts grow from the clicks and meet where the segment is narrow.

    The part at the first click keeps the name, the others become unknown bones. ``points_ras``: (n, 3) mm, n >= 2.
    """
    segment = _segment(segmentation, label)
    points = np.reshape(np.asarray(points_ras, float), (-1, 3))
    if len(points) < 2:
        raise OsteoError("Splitting needs a click in each part; place at least two.")
    mask = segmentation.labels == label
    box = bounding_box(mask, 1)
    places = _places(segmentation, points) - np.array([s.start for s in box])
    inside = mask[box]
    seeds = np.zeros(inside.shape, np.int32)
    for n, place in enumerate(places, 1):
        at = tuple(int(v) for v in place)
        if any(v < 0 or v >= size for v, size in zip(at, inside.shape, strict=True)) or not inside[at]:
            raise OsteoError(f"Click {n} is not on {segment.display_name()}; place it inside that bone.")
        if seeds[at]:
            raise OsteoError(f"Clicks {int(seeds[at])} and {n} are at the same place; move one of them.")
        seeds[at] = n
    spacing = np.linalg.norm(segmentation.ijk_to_ras[:3, :3], axis=0)[::-1]
    # Narrow places are dear, so that the fronts meet there and not half way.
    price = 1.0 + 200.0 / (1.0 + _depth(inside, spacing)) ** 2
    parts, _ = spread(seeds, price, inside, (float(spacing[0]), float(spacing[1]), float(spacing[2])))
    parts[inside & (parts == 0)] = 1  # islands that no front reaches stay with the first
    return _parted(segmentation, segment, box, parts, len(points))


def split_into_pieces(segmentation: Segmentation, label: int) -> Segmentation:
    """Make every connected piece of a segment a segment of its own; the largest keeps the name."""
    segment = _segment(segmentation, label)
    mask = segmentation.labels == label
    box = bounding_box(mask, 0)
    found = sitk.RelabelComponent(sitk.ConnectedComponent(sitk.GetImageFromArray(mask[box].astype(np.uint8)), True))
    parts = sitk.GetArrayFromImage(found)
    count = int(parts.max())
    if count < 2:
        raise OsteoError(f"{segment.display_name()} is in one piece; split it by clicks or by a plane.")
    return _parted(segmentation, segment, box, parts, count)


def split_by_plane(
    segmentation: Segmentation, label: int, point_ras: np.ndarray, normal_ras: np.ndarray
) -> Segmentation:
    """Part a segment by a plane; the side that the normal points away from keeps the name."""
    segment = _segment(segmentation, label)
    normal = np.asarray(normal_ras, float)
    if not np.isfinite(normal).all() or np.linalg.norm(normal) == 0:
        raise OsteoError("The plane has no direction; place its normal again.")
    mask = segmentation.labels == label
    box = bounding_box(mask, 0)
    kji = np.argwhere(mask[box])
    ras = (kji + [s.start for s in box])[:, ::-1] @ segmentation.ijk_to_ras[:3, :3].T + segmentation.ijk_to_ras[:3, 3]
    beyond = (ras - np.asarray(point_ras, float)) @ normal > 0
    if beyond.all() or not beyond.any():
        raise OsteoError(f"The plane does not cross {segment.display_name()}; move it.")
    parts = np.zeros(mask[box].shape, np.int32)
    parts[tuple(kji.T)] = np.where(beyond, 2, 1)
    return _parted(segmentation, segment, box, parts, 2)


def grow(segmentation: Segmentation, volume: Volume, points_ras: np.ndarray, key: str | None = None,
         threshold_hu: float = 150.0, reach_mm: float = 120.0) -> Segmentation:  # fmt: skip
    """Add a bone that was missed, from clicks in it.

    It grows over voxels above ``threshold_hu`` that no segment has, up to ``reach_mm`` from the clicks, and is closed
    over its marrow. ``key`` None makes an unknown bone. The volume must be on the segmentation's grid.
    """
    if volume.voxels.shape != segmentation.labels.shape or not np.allclose(volume.ijk_to_ras, segmentation.ijk_to_ras):
        raise OsteoError("The image and the segmentation have different grids; segment this image first.")
    name = _known(key) if key else _new_bone(segmentation)
    _free(segmentation, name, 0, set())
    places = _places(segmentation, np.reshape(np.asarray(points_ras, float), (-1, 3)))
    shape = np.array(segmentation.labels.shape)
    if not len(places) or (places < 0).any() or (places >= shape).any():
        raise OsteoError("A click is outside the image; place it inside the bone that was missed.")
    spacing = np.linalg.norm(segmentation.ijk_to_ras[:3, :3], axis=0)[::-1]
    reach = np.ceil(reach_mm / spacing).astype(int)
    low, high = np.maximum(places.min(axis=0) - reach, 0), np.minimum(places.max(axis=0) + reach + 1, shape)
    box = tuple(slice(int(a), int(b)) for a, b in zip(low, high, strict=True))
    free = segmentation.labels[box] == 0
    seeds = np.zeros(free.shape, np.int32)
    seeds[tuple((places - low).T)] = 1
    if not free[seeds > 0].all():
        raise OsteoError("A click is on a bone that is segmented already; click the bone that was missed.")
    bone = free & ((volume.voxels[box] > threshold_hu) | (seeds > 0))
    steps = (float(spacing[0]), float(spacing[1]), float(spacing[2]))
    grown = spread(seeds, np.ones(free.shape), bone, steps, reach_mm)[0] > 0
    grown = _filled(grown, spacing) & free
    label = _new_label(segmentation)
    labels = segmentation.labels.copy()
    labels[box][grown] = label
    added = Segment(label, name, 1.0 if key else None)
    return replace(segmentation, labels=labels, segments=(*segmentation.segments, added))


def _places(segmentation: Segmentation, points_ras: np.ndarray) -> np.ndarray:
    """Voxel indices (n, 3) k, j, i of points."""
    to_ijk = np.linalg.inv(segmentation.ijk_to_ras)
    return np.round(points_ras @ to_ijk[:3, :3].T + to_ijk[:3, 3]).astype(int)[:, ::-1]


def _depth(mask: np.ndarray, spacing_kji: np.ndarray) -> np.ndarray:
    image = image_from_array(mask.astype(np.uint8), np.diag([*spacing_kji[::-1], 1.0]))
    return np.maximum(sitk.GetArrayFromImage(sitk.SignedMaurerDistanceMap(image, True, False, True)), 0)


def _filled(mask: np.ndarray, spacing_kji: np.ndarray) -> np.ndarray:
    """Closed by 3 mm, holes filled; what the border cuts open is closed there first."""
    box = bounding_box(mask, 3.0 / spacing_kji + 1)
    radius = [max(1, round(3.0 / s)) for s in spacing_kji[::-1]]
    image = sitk.BinaryMorphologicalClosing(sitk.GetImageFromArray(mask[box].astype(np.uint8)), radius)
    closed = sitk.GetArrayFromImage(image) > 0
    for axis, window in enumerate(box):
        faces = np.moveaxis(closed, axis, 0)
        for end, cut in ((0, window.start == 0), (-1, window.stop >= mask.shape[axis])):
            if cut:
                faces[end] = ndimage.binary_fill_holes(faces[end])
    out = mask.copy()
    out[box] |= sitk.GetArrayFromImage(sitk.BinaryFillhole(sitk.GetImageFromArray(closed.astype(np.uint8)))) > 0
    return out


def _parted(segmentation: Segmentation, segment: Segment, box, parts: np.ndarray, count: int) -> Segmentation:
    """Parts 2, 3, ... of a segment become unknown bones with new labels."""
    labels = segmentation.labels.copy()
    out = replace(segmentation, labels=labels)
    for n in range(2, count + 1):
        added = Segment(_new_label(out), _new_bone(out))
        labels[box][parts == n] = added.label
        at = next(i for i, s in enumerate(out.segments) if s.label == segment.label) + n - 1
        out = replace(out, segments=(*out.segments[:at], added, *out.segments[at:]))
    return out
