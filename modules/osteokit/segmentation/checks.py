"""What is checked of every segmentation, whoever made it: nothing empty, sides against the midline, islands."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage

from osteokit.base.errors import OsteoError
from osteokit.segmentation.segmentation import Segment, Segmentation

MIDLINE_MARGIN_MM = 10.0
"""A sided bone is doubted when its centroid lies further than this on the other side; no rib's centroid is nearer."""

ISLAND_SHARE = 0.05
"""A second piece with at least this share of a bone's voxels is told as a piece; smaller ones as specks."""

SPECK_SHARE = 0.01
"""Specks are told when together they are at least this share of the bone."""

_UNPAIRED = ("vertebrae_", "sacrum", "coccyx", "sternum", "skull", "mandible", "hyoid")
_MANY_BONES = ("carpal", "tarsal", "metacarpal", "metatarsal", "phalanges", "costal_cartilages", "metal", "skull")


@dataclass(frozen=True)
class _Part:
    """One segment, its centroid (RAS mm) and the sizes of its connected pieces (voxels, largest first)."""

    segment: Segment
    centroid_ras: np.ndarray
    pieces: tuple[int, ...]


def check(segmentation: Segmentation) -> Segmentation:
    """The segmentation with the findings as warnings; labels without voxels are dropped, names are never changed.

    Raises
    ------
    OsteoError
        Nothing is labelled at all.
    """
    parts = _measure(segmentation)
    if not parts:
        raise OsteoError("No bone was found in this image; check that it is a CT of bone in Hounsfield units.")
    warnings = list(segmentation.warnings)
    missing = [s.key for s in segmentation.segments if s.label not in {p.segment.label for p in parts}]
    if missing:
        warnings.append(f"Named but without a single voxel, therefore left out: {', '.join(missing)}.")
    sides, summary = _side_findings(parts)
    segments = []
    for p in parts:
        found = tuple(w for w in (sides.get(p.segment.label), _island_finding(p)) if w)
        segments.append(replace(p.segment, warnings=p.segment.warnings + found))
    return replace(segmentation, segments=tuple(segments), warnings=(*warnings, *summary))


def midline_x_mm(segmentation: Segmentation) -> float | None:
    """RAS x of the body's midline: the median over unpaired bones and the middles of left-right pairs.

    A pair's middle does not depend on which of the two is called left, so swapped sides do not move it. None where
    neither an unpaired bone nor a pair is there.
    """
    return _midline(_measure(segmentation))


def _measure(segmentation: Segmentation) -> list[_Part]:
    boxes = ndimage.find_objects(segmentation.labels)
    parts = []
    for segment in segmentation.segments:
        box = boxes[segment.label - 1] if segment.label <= len(boxes) else None
        if box is None:
            continue
        mask = segmentation.labels[box] == segment.label
        pieces = np.zeros(mask.shape, dtype=np.int32)
        ndimage.label(mask, structure=np.ones((3, 3, 3)), output=pieces)
        sizes = np.sort(np.bincount(pieces.ravel())[1:])[::-1]
        kji = np.array([axis.mean() for axis in np.nonzero(mask)]) + [s.start for s in box]
        centroid = (segmentation.ijk_to_ras @ [*kji[::-1], 1.0])[:3]
        parts.append(_Part(segment, centroid, tuple(int(n) for n in sizes)))
    return parts


def _midline(parts: list[_Part]) -> float | None:
    middles = [float(p.centroid_ras[0]) for p in parts if p.segment.key.startswith(_UNPAIRED)]
    sided: dict[tuple[str, str], list[float]] = {}
    for p in parts:
        side = p.segment.term.side
        if side:
            bone = p.segment.key.replace(f"_{side}", "")
            sided.setdefault((bone, side), []).append(float(p.centroid_ras[0]))
    for bone in {bone for bone, _ in sided}:
        if (bone, "left") in sided and (bone, "right") in sided:
            middles.append(float(np.mean(sided[bone, "left"]) + np.mean(sided[bone, "right"])) / 2)
    return float(np.median(middles)) if middles else None


def _side_findings(parts: list[_Part]) -> tuple[dict[int, str], tuple[str, ...]]:
    """A warning per label whose side contradicts the midline, and what follows from all of them."""
    middle = _midline(parts)
    sided = [p for p in parts if p.segment.term.side]
    if middle is None or not sided:
        return {}, ()
    wrong = {}
    for p in sided:
        left_mm = middle - float(p.centroid_ras[0])  # left is negative x in RAS
        beyond_mm = -left_mm if p.segment.term.side == "left" else left_mm
        if beyond_mm > MIDLINE_MARGIN_MM:
            other = "right" if p.segment.term.side == "left" else "left"
            wrong[p.segment.label] = (
                f"{p.segment.term.english} lies {beyond_mm:.0f} mm to the {other} of the midline; check its side."
            )
    if len(wrong) == len(sided) and len(sided) > 1:
        return wrong, ("Every bone with a side lies on the other one: the labels or the image are mirrored.",)
    return wrong, ()


def _island_finding(part: _Part) -> str | None:
    if part.segment.key.startswith(_MANY_BONES) or len(part.pieces) == 1:
        return None
    whole = sum(part.pieces)
    large = [n for n in part.pieces if n >= ISLAND_SHARE * whole]
    specks = whole - sum(large)
    name = part.segment.display_name()
    if len(large) > 1:
        shares = ", ".join(f"{100 * n / whole:.0f} %" for n in large)
        return f"{name} comes in {len(large)} separate pieces ({shares}); check for a fracture or a wrong label."
    if specks >= SPECK_SHARE * whole:
        return f"{name} has {len(part.pieces) - len(large)} specks apart from it ({100 * specks / whole:.1f} %)."
    return None
