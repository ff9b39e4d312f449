"""A hip stem in a femur: the largest that the canal takes with its head where it is wanted.

The stem's own solid is tried in the canal, so any maker's stem is sized alike. What lies below the neck cut must be in
the canal; a press of ``PRESS_MM`` into its wall is allowed for the grain of the surfaces. The head's height is given;
the stem may shift and lean a little in the canal until it sits freest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import linprog

from osteokit.anatomy.sections import section
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.arthroplasty.canal import Canal
from osteokit.planning.implants.solid import connections_of, sizes_of, solid_of
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.surface.mesh import Mesh
from osteokit.surface.sampling import sampled
from osteokit.surface.transform import direction_of, moved, pose_of, rotation_about, translation

PRESS_MM = 0.3
"""How far a stem may go into the canal's wall and still count as fitting."""

LARGEST_SHIFT_MM = 3.0
LARGEST_LEAN_DEG = 3.0
LOOSE_PERCENT = 75.0
"""Fill of the canal's width below which the largest stem of a catalogue is said to be loose."""

CUT_ABOVE_MM = 6.0
"""The neck is cut this far above where the axes of neck and stem meet, square to the neck."""

_SAMPLES = 900
_TIGHTEST, _ROUNDS = 150, 3
_STEPS, _PROBE, _SHORTEST = 15, 0.02, 0.02  # in parts of the largest shift and lean
_LITTLE_MM = 0.01  # a step that gains no more is the last
_HOPELESS_MM = 8.0  # more than shift and lean can make up for
_NOT_OF_THE_BODY = ("offset_mm", "neck_angle_deg")


@dataclass(frozen=True, eq=False)
class StemTemplate:
    """An article with what sizing wants to know of it, in the article's own frame (see ``implants.values``).

    Attributes
    ----------
    neck : ndarray (3,)
        Unit, from the head's centre down the neck.
    cut : ndarray (3,)
        Where the axis of the neck is cut; what lies beyond, along ``neck``, stands in the bone.
    """

    implant: Implant
    solid: Mesh
    neck: np.ndarray
    cut: np.ndarray

    @property
    def body(self) -> tuple[tuple[str, float], ...]:
        """Sizes of what stands in the bone: the same for offset variants of one size."""
        return tuple(sorted((k, v) for k, v in sizes_of(self.implant).items() if k not in _NOT_OF_THE_BODY))

    @property
    def offset_mm(self) -> float:
        return self.implant.size("offset_mm") if "offset_mm" in self.implant.sizes else -float(self.tip[0])

    @cached_property
    def standing(self) -> np.ndarray:
        """Points (n, 3) of the surface below the neck cut."""
        points = np.concatenate([self.solid.vertices, sampled(self.solid, _SAMPLES).points])
        return points[(points - self.cut) @ self.neck > 0.0]

    @cached_property
    def bulk_mm3(self) -> float:
        """By which sizes are put in order."""
        return self.solid.volume_mm3

    @cached_property
    def tip(self) -> np.ndarray:
        """The middle (3,) of the distal tenth."""
        z = self.solid.vertices[:, 2]
        low = self.solid.vertices[z > z.max() - 0.1 * np.ptp(z)]
        return (low.min(axis=0) + low.max(axis=0)) / 2


def stem_template(implant: Implant, catalogue: Catalogue | None = None) -> StemTemplate:
    """What sizing needs of an article.

    Raises
    ------
    OsteoError
        It is no hip stem, or has no taper, solid or offset.
    """
    if implant.family != "hip_stem":
        raise OsteoError(f"{implant.reference} ({implant.english}) is no hip stem; choose one of that family.")
    tapers = [point for point in connections_of(implant) if point.kind == "taper"]
    if not tapers:
        raise OsteoError(f"{implant.reference} has no taper for a head; add its connection point to the catalogue.")
    neck = direction_of(tapers[0].axis, "axis of the taper")
    if neck[0] > -0.1 or neck[2] < 0.1:
        raise OsteoError(
            f"The neck of {implant.reference} does not lead from its head down and lateral; correct its frame: z down "
            "the stem, x medial, the origin in the head."
        )
    length = sizes_of(implant)["offset_mm"] / -neck[0]
    return StemTemplate(implant, solid_of(implant, catalogue), neck, (length - CUT_ABOVE_MM) * neck)


@dataclass(frozen=True, eq=False)
class StemFit:
    """A stem in the canal.

    Attributes
    ----------
    pose : ndarray (4, 4)
        From the stem's frame to RAS mm.
    press_mm : float
        How far its surface goes into the canal's wall at most; negative: how much room it has at its tightest place.
    """

    template: StemTemplate
    pose: np.ndarray
    press_mm: float

    @property
    def fits(self) -> bool:
        return self.press_mm <= PRESS_MM

    @property
    def head(self) -> np.ndarray:
        """Centre (3,) of a +0 head, RAS mm."""
        return self.pose[:3, 3]

    def head_with(self, neck_offset_mm: float) -> np.ndarray:
        """Centre (3,) of a head whose neck is longer by so much."""
        return self.head - neck_offset_mm * (self.pose[:3, :3] @ self.template.neck)

    @property
    def cut(self) -> tuple[np.ndarray, np.ndarray]:
        """A point (3,) of the neck cut and its unit normal (3,) toward the head, RAS mm."""
        point = self.pose[:3, :3] @ self.template.cut + self.pose[:3, 3]
        return point, -(self.pose[:3, :3] @ self.template.neck)


def fit_stem(template: StemTemplate, canal: Canal, head: np.ndarray, medial: np.ndarray) -> StemFit:
    """The freest place of a stem whose head's centre is as high along the shaft as ``head`` (3,).

    ``medial`` (3,) is the direction from the shaft to the head: it sets the version.
    """
    fits = (_freest_fit(template, canal, start) for start in _starts(template, canal, head, medial))
    first = next(fits)
    return first if first.fits else min((first, *fits), key=lambda fit: fit.press_mm)


def _starts(template: StemTemplate, canal: Canal, head: np.ndarray, medial: np.ndarray) -> list[np.ndarray]:
    """Where to begin: with the middle line of what stands in the shaft on the axis of the canal; and with the tip on it
    and the stem's z along it."""
    down = canal.line.down
    height = (head - canal.line.point) @ down
    upright = pose_of(np.zeros(3), medial, down)
    tip_at = canal.line.point + (height + template.tip[2]) * down
    upright[:3, 3] = tip_at - upright[:3, :3] @ template.tip
    upright[:3, 3] += ((head - upright[:3, 3]) @ down) * down
    low = template.tip[2] - 5.0
    high = min(max(float((canal.trochanter - head) @ down), 0.0), low - 20.0)
    ends = [section(template.solid, np.array([0.0, 0.0, z]), np.array([0.0, 0.0, 1.0])) for z in (high, low)]
    if not all(ends):
        return [upright]
    top, bottom = (contours[0].center for contours in ends)
    lie = pose_of(top, [1.0, 0.0, 0.0], bottom - top)
    aligned = pose_of(canal.line.point, medial, down) @ np.linalg.inv(lie)
    aligned[:3, 3] += ((head - aligned[:3, 3]) @ down) * down
    return [aligned, upright]


def _freest_fit(template: StemTemplate, canal: Canal, start: np.ndarray) -> StemFit:
    pivot = start[:3, :3] @ template.tip + start[:3, 3]
    points = template.standing @ start[:3, :3].T + start[:3, 3]
    depth = canal.depth(points)
    best, least = np.zeros(4), float(-depth.min())
    tight = np.argsort(depth)[:_TIGHTEST]
    for _ in range(_ROUNDS if 0.0 < least < _HOPELESS_MM else 0):
        freedom = _freest(points[tight], canal, start, pivot)
        motion = _within(freedom, start, pivot)
        depth = canal.depth(points @ motion[:3, :3].T + motion[:3, 3])
        if -depth.min() < least - 0.02:
            best, least = freedom, float(-depth.min())
        if -depth.min() <= -depth[tight].min() + 0.02:
            break
        tight = np.union1d(tight, np.argsort(depth)[:_TIGHTEST])
    return StemFit(template, _within(best, start, pivot) @ start, least)


def _freest(points: np.ndarray, canal: Canal, start: np.ndarray, pivot: np.ndarray) -> np.ndarray:
    """The freedom (4,), see :func:`_within`, at which these points press least into the wall, or
    the first at which they do not press at all.

    Successive linear programmes: the depths are taken as linear in a small step, and the step that lifts the least of
    them most is taken as long as it does (Madsen 1975, J Inst Math Appl 16:321, for minimax problems).
    """

    def depth(freedom: np.ndarray) -> np.ndarray:
        motion = _within(freedom, start, pivot)
        return canal.depth(points @ motion[:3, :3].T + motion[:3, 3])

    now, reach = np.zeros(4), 0.5
    here = depth(now)
    for _ in range(_STEPS):
        slopes = np.stack([(depth(now + _PROBE * one) - here) / _PROBE for one in np.eye(4)], axis=1)
        # Unknowns: the step and the least depth after it, which shall be large.
        rows = np.concatenate([-slopes, np.ones((len(points), 1))], axis=1)
        limits = [(max(-reach, -1.0 - at), min(reach, 1.0 - at)) for at in now]
        found = linprog([0.0, 0.0, 0.0, 0.0, -1.0], A_ub=rows, b_ub=here, bounds=[*limits, (None, None)])
        if found.status != 0:
            break
        there = depth(now + found.x[:4])
        gain = float(there.min() - here.min())
        if gain > 1e-3:
            now, here, reach = now + found.x[:4], there, 1.5 * reach
        else:
            reach *= 0.35
        if reach < _SHORTEST or here.min() > 0.0 or 1e-3 < gain < _LITTLE_MM:
            break
    return now


def _within(freedom: np.ndarray, start: np.ndarray, pivot: np.ndarray) -> np.ndarray:
    """A motion square to the shaft: shifts along the stem's x and y and leans about them, as parts of what is allowed.
    The head's height stays."""
    x, y, z = start[:3, 0], start[:3, 1], start[:3, 2]
    shift = translation(LARGEST_SHIFT_MM * (freedom[0] * x + freedom[1] * y))
    lean = rotation_about(pivot, x, LARGEST_LEAN_DEG * freedom[2]) @ rotation_about(
        pivot, y, LARGEST_LEAN_DEG * freedom[3]
    )
    motion = shift @ lean
    head = motion[:3, :3] @ start[:3, 3] + motion[:3, 3]
    return translation(((start[:3, 3] - head) @ z) * z) @ motion


@dataclass(frozen=True, eq=False)
class StemChoice:
    """A stem with a head.

    Attributes
    ----------
    head_length_mm : float
        Of the chosen head: 0 for the stem's own centre.
    head : ndarray (3,)
        Where the head's centre comes to lie in the femur as scanned, RAS mm.
    height_error_mm, offset_error_mm : float
        By how much it misses the wanted centre: up along the shaft, and medially.
    fill : mapping of str to float
        Percent of the canal's width that the stem fills in the frontal plane, at named heights.
    """

    fit: StemFit
    head_length_mm: float
    head: np.ndarray
    height_error_mm: float
    offset_error_mm: float
    fill: dict[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def choose_stem(
    templates: Sequence[StemTemplate],
    canal: Canal,
    wanted_head: np.ndarray,
    medial: np.ndarray,
    head_lengths_mm: Sequence[float] = (0.0,),
    progress: Progress = silent,
) -> StemChoice:
    """The stem and head length that bring the head nearest to ``wanted_head`` (3,) with the canal best filled.

    Of each offset variant the largest size that fits; of these, with all heads, the one that misses the wanted centre
    least (height and offset, whole millimetres); of several the larger stem, then the head nearest to +0.

    Raises
    ------
    OsteoError
        No stem is given, or none fits.
    """
    if not templates:
        raise OsteoError("The catalogues have no hip stem; add a catalogue with stems.")
    variants = _variants(templates)
    fits, tightest = [], []
    for number, sizes in enumerate(variants):
        progress(number / len(variants), "Sizing the stem")
        fit = _largest_fitting(sizes, canal, wanted_head, medial)
        (fits if fit.fits else tightest).append(fit)
    if not fits:
        least = min(tightest, key=lambda fit: fit.press_mm)
        raise OsteoError(
            f"No stem of the catalogue fits: {least.template.implant.reference} would go {least.press_mm:.1f} mm into "
            "the cortex; add smaller stems or plan the head lower."
        )
    x = pose_of(np.zeros(3), medial, canal.line.down)[:3, 0]
    choices = [
        StemChoice(fit, length, head, *_misses(head - wanted_head, canal.line.down, x))
        for fit in fits
        for length in head_lengths_mm
        for head in (fit.head_with(length),)
    ]
    best = min(choices, key=_rank)
    fill = canal_fill(best.fit, canal)
    is_last = best.fit.template.body == max(templates, key=lambda one: one.bulk_mm3).body
    notes = ()
    if is_last and fill and max(fill.values()) < LOOSE_PERCENT:
        notes = (
            f"The largest stem of the catalogue fills only {max(fill.values()):.0f} % of the canal; it may be loose.",
        )
    return StemChoice(
        best.fit, best.head_length_mm, best.head, best.height_error_mm, best.offset_error_mm,
        fill, notes,
    )  # fmt: skip


def _variants(templates: Sequence[StemTemplate]) -> list[list[StemTemplate]]:
    """Lines of one kind of offset (standard, high ...), each from small to large: of the stems that have the same body
    the one with the least offset is of the first kind, and so on."""
    bodies: dict[tuple[tuple[str, float], ...], list[StemTemplate]] = {}
    for template in templates:
        bodies.setdefault(template.body, []).append(template)
    lines: list[list[StemTemplate]] = []
    for body in bodies.values():
        for kind, template in enumerate(sorted(body, key=lambda one: one.offset_mm)):
            if kind == len(lines):
                lines.append([])
            lines[kind].append(template)
    return [sorted(line, key=lambda one: one.bulk_mm3) for line in lines]


def _misses(miss: np.ndarray, down: np.ndarray, medial: np.ndarray) -> tuple[float, float]:
    return -float(miss @ down), float(miss @ medial)


def _rank(choice: StemChoice) -> tuple[float, float, float]:
    missed = round(abs(choice.height_error_mm) + abs(choice.offset_error_mm))
    return missed, -choice.fit.template.bulk_mm3, abs(choice.head_length_mm)


def _largest_fitting(ordered: list[StemTemplate], canal: Canal, head: np.ndarray, medial: np.ndarray) -> StemFit:
    """By halving, as a larger size presses more; the smallest where none fits."""
    low, high = 0, len(ordered) - 1
    best = fit_stem(ordered[0], canal, head, medial)
    if not best.fits:
        return best
    while low < high:
        middle = (low + high + 1) // 2
        fit = fit_stem(ordered[middle], canal, head, medial)
        if fit.fits:
            low, best = middle, fit
        else:
            high = middle - 1
    return best


FILL_LEVELS = {"lesser_trochanter": 0.0, "30_mm_below": 30.0, "60_mm_below": 60.0}
"""Heights below the lesser trochanter, mm."""


def canal_fill(fit: StemFit, canal: Canal) -> dict[str, float]:
    """Percent of the canal's frontal width that the stem fills at :data:`FILL_LEVELS` that it reaches."""
    x = fit.pose[:3, 0]
    solid = moved(fit.template.solid, fit.pose)
    tip = float((solid.vertices @ canal.line.down).max() - canal.trochanter @ canal.line.down)
    filled = {}
    for name, level in FILL_LEVELS.items():
        center = canal.trochanter + level * canal.line.down
        outline = section(solid, center, canal.line.down) if level < tip - 5.0 else []
        width = canal.width_mm(center, x)
        if outline and width > 0.0:
            filled[name] = 100.0 * float(np.ptp(outline[0].points @ x)) / width
    return filled
