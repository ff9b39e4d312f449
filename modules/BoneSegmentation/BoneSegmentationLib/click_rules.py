"""What a click means: the bone that it hits, a new bone, or the part of one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.segmentation.names import key_of
from osteokit.segmentation.seeds import Seed
from osteokit.segmentation.segmentation import Segmentation

NEAR_MM = 4.0
"""A click may miss a bone by this much (a vertebra's rim, a marrow hole) and still mean it."""


def nearest(bones: Segmentation, point_ras: np.ndarray, near_mm: float = NEAR_MM) -> tuple[int, np.ndarray]:
    """(label, middle in RAS mm) of the labelled voxel nearest to a point; label 0 where none is within ``near_mm``."""
    linear, origin = bones.ijk_to_ras[:3, :3], bones.ijk_to_ras[:3, 3]
    place = np.round(np.linalg.solve(linear, np.asarray(point_ras, float) - origin)).astype(int)[::-1]
    reach = np.ceil(near_mm / np.linalg.norm(linear, axis=0)[::-1]).astype(int)
    low = np.clip(place - reach, 0, bones.labels.shape)
    high = np.clip(place + reach + 1, 0, bones.labels.shape)
    window = bones.labels[tuple(slice(int(a), int(b)) for a, b in zip(low, high, strict=True))]
    found = np.argwhere(window > 0)
    if not len(found):
        return 0, np.asarray(point_ras, float)
    middles = (found + low)[:, ::-1] @ linear.T + origin
    at_place = (found + low == place).all(axis=1)
    distances = np.where(at_place, 0.0, np.linalg.norm(middles - point_ras, axis=1))
    n = int(distances.argmin())
    if distances[n] > near_mm:
        return 0, np.asarray(point_ras, float)
    return int(window[tuple(found[n])]), middles[n]


def bone_to_split(bones: Segmentation, points_ras: np.ndarray, language: str) -> tuple[int, np.ndarray]:
    """The one label that all clicks hit, and the clicks moved onto its voxels.

    Raises
    ------
    OsteoError
        A click hits no bone, or they hit different ones.
    """
    hits = [nearest(bones, point) for point in points_ras]
    for number, (label, _place) in enumerate(hits, 1):
        if not label:
            raise OsteoError(
                _("Nothing was split: click {number} is not on a bone of the table.").format(number=number)
            )
    labels = list(dict.fromkeys(label for label, _place in hits))
    if len(labels) > 1:
        names = ", ".join(_name(bones, label, language) for label in labels)
        raise OsteoError(
            _("Nothing was split: the clicks are on different bones already ({names}).").format(names=names)
        )
    return labels[0], np.array([place for _label, place in hits])


def missed_seed(bones: Segmentation | None, point_ras: np.ndarray, language: str) -> Seed:
    """The seed of a new bone at a click where no bone is yet.

    Raises
    ------
    OsteoError
        A bone is there already.
    """
    if bones is None:
        return Seed("bone_1", np.reshape(point_ras, (1, 3)))
    label, _place = nearest(bones, point_ras, near_mm=0.0)
    if label:
        sentence = _("Nothing was added: {name} is there already. Click a bone that has no colour yet.")
        raise OsteoError(sentence.format(name=_name(bones, label, language)))
    return Seed(_free_key({segment.key for segment in bones.segments}), np.reshape(point_ras, (1, 3)))


def seeds_beside(bones: Segmentation, clicks: Sequence[Seed], node: Any) -> tuple[Seed, ...]:
    """Clicks that nobody named, told apart from the bones that are there.

    The first on a bone means that bone; any other makes a new one. Without this the first nameless click would be
    called "bone 1" and would replace the bone that has that name.
    """
    named = {key_of(node.GetNthControlPointLabel(n)) for n in range(node.GetNumberOfControlPoints())}
    whole = {segment.label: segment.key for segment in bones.segments if not segment.fragment}
    taken = {segment.key for segment in bones.segments} | {seed.key for seed in clicks}
    claimed = {key for key in named if key}
    out = []
    for seed in clicks:
        if seed.key in named or not seed.key.startswith("bone_"):
            out.append(seed)
            continue
        hit = whole.get(nearest(bones, seed.points_ras[0], near_mm=0.0)[0])
        key = hit if hit is not None and hit not in claimed else _free_key(taken)
        claimed.add(key)
        taken.add(key)
        out.append(replace(seed, key=key))
    return tuple(out)


def _free_key(taken: set[str]) -> str:
    return next(f"bone_{n}" for n in range(1, len(taken) + 2) if f"bone_{n}" not in taken)


def _name(bones: Segmentation, label: int, language: str) -> str:
    return next(segment.display_name(language) for segment in bones.segments if segment.label == label)
