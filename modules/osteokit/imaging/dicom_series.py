"""The series among DICOM frames, and which of them is the bone CT."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.imaging.dicom_headers import Frame
from osteokit.imaging.orientation import axis_codes
from osteokit.imaging.slice_stack import Stack, ijk_to_lps, irregularity, stack_of
from osteokit.imaging.volume import LPS_TO_RAS, Patient

_BONE_KERNEL = re.compile(r"^(B[6-9]\d|[BHU]r[6-9]\d|BONE|EDGE|FC3\d|FC8\d|Y[BC]|D$|E$)", re.IGNORECASE)
_LUNG_KERNEL = re.compile(r"^(LUNG|B[lL]\d|FC5\d)", re.IGNORECASE)
_BONE_WORDS = re.compile(r"bone|bony|osseu|knochen|skelet|ortho|骨", re.IGNORECASE)


@dataclass(frozen=True)
class SeriesInfo:
    """One series, as ``osteo info`` lists it.

    Attributes
    ----------
    key : str
        What ``--series`` takes: the Series Instance UID, with ``#2`` and so on for the parts of a mixed one.
    images : int
        Images at different places; ``size`` is (i, j, k) and ``spacing_mm`` along (i, j, k), or ``None``.
    orientation : str
        Where i, j and k run to, such as ``"LPS"``; empty where unknown.
    even, tilt_deg : bool, float
        Whether the slices are evenly spaced, and by how much the stack is sheared.
    reason : str
        Why it was chosen, or why not.
    problems : tuple of str
        What keeps it from being read as a volume (empty for a good one).
    """

    key: str
    number: int | None
    description: str
    modality: str
    patient: Patient
    study_uid: str
    study_date: str
    kernel: str
    images: int
    size: tuple[int, int, int]
    spacing_mm: tuple[float, float, float] | None
    orientation: str
    even: bool
    tilt_deg: float
    chosen: bool = False
    reason: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Series:
    """The frames of one series; ``stack`` is ``None`` where they are no volume, and ``info.problems`` says why."""

    info: SeriesInfo
    frames: tuple[Frame, ...]
    stack: Stack | None


def series_of(frames: Sequence[Frame]) -> list[Series]:
    """Group frames into series; one that mixes sizes, orientations or time points comes apart as ``uid#1``, ``#2``."""
    by_uid: dict[tuple[str, ...], list[Frame]] = defaultdict(list)
    for frame in frames:
        by_uid[_series_key(frame)].append(frame)
    found = []
    for members in by_uid.values():
        parts = [part for shape in _alike(_distinct(members)) for part in _unrepeated(shape)]
        for number, part in enumerate(parts, 1):
            uid = part[0].series_uid or f"series-{part[0].series_number or len(found) + 1}"
            found.append(_series(uid if len(parts) == 1 else f"{uid}#{number}", part))
    return sorted(found, key=lambda one: (one.info.study_uid, one.info.number or 0, one.info.key))


def _series_key(frame: Frame) -> tuple[str, ...]:
    """The series' UID; where it was emptied, what else tells series and patients apart."""
    who = (frame.patient.id, frame.patient.name, frame.study_uid)
    return (*who, frame.series_uid or f"{frame.series_number} {frame.series_description}", frame.modality)


def _distinct(frames: Sequence[Frame]) -> list[Frame]:
    """Without second copies of the same image (the same SOP instance, at the same place, in two files)."""
    seen = set()
    kept = []
    for frame in frames:
        instance = frame.sop_instance_uid and (frame.sop_instance_uid, frame.index, frame.position)
        if instance and instance in seen:
            continue
        seen.add(instance)
        kept.append(frame)
    return kept


def _alike(frames: Sequence[Frame]) -> list[list[Frame]]:
    """Frames apart by size, pixel spacing, orientation and localiser or not, the largest group first."""
    groups: list[list[Frame]] = []
    for frame in frames:
        group = next((group for group in groups if _same_shape(group[0], frame)), None)
        if group is None:
            groups.append([frame])
        else:
            group.append(frame)
    return sorted(groups, key=len, reverse=True)


def _same_shape(one: Frame, other: Frame) -> bool:
    """Compared with a tolerance: rounding would part frames that lie on its edge."""
    if (one.rows, one.columns, is_localiser(one)) != (other.rows, other.columns, is_localiser(other)):
        return False
    pairs = ((one.pixel_spacing_mm, other.pixel_spacing_mm, 1e-4), (one.orientation, other.orientation, 1e-3))
    return all(
        (a is None and b is None) or (a is not None and b is not None and np.allclose(a, b, rtol=0, atol=tolerance))
        for a, b, tolerance in pairs
    )


def _unrepeated(frames: list[Frame]) -> list[list[Frame]]:
    """Apart by acquisition, time point, echo or kernel, but only where that resolves images at one place."""
    places = [frame.position and tuple(np.round(frame.position, 2)) for frame in frames]
    if None in places or len(set(places)) == len(places):
        return [frames]
    for which in range(len(frames[0].split)):
        groups: dict[str, list[int]] = defaultdict(list)
        for index, frame in enumerate(frames):
            groups[frame.split[which]].append(index)
        if len(groups) > 1 and all(len({places[i] for i in group}) == len(group) for group in groups.values()):
            return [[frames[i] for i in groups[value]] for value in sorted(groups, key=_by_number)]
    return [frames]


def _by_number(text: str) -> tuple[float, str]:
    return (float(text) if text.isdigit() else 0.0, text)


def _series(key: str, frames: list[Frame]) -> Series:
    first = frames[0]
    problems = _picture_problems(frames)
    stack = None
    if not problems:
        try:
            stack = stack_of(frames, _name(first))
        except OsteoError as refusal:
            problems = [str(refusal)]
    if stack is not None:
        wrong = irregularity(stack)
        problems = [wrong] if wrong else []
    info = SeriesInfo(
        key=key,
        number=first.series_number,
        description=first.series_description,
        modality=first.modality,
        patient=first.patient,
        study_uid=first.study_uid,
        study_date=first.study_date,
        kernel=first.kernel,
        images=len(frames) if stack is None else len(stack.frames),
        size=(first.columns, first.rows, len(frames) if stack is None else len(stack.frames)),
        spacing_mm=None if stack is None else (*stack.pixel_mm, stack.step_mm),
        orientation="" if stack is None else axis_codes(LPS_TO_RAS @ ijk_to_lps(stack, stack.step_mm)),
        even=stack is not None and stack.even and not stack.missing,
        tilt_deg=0.0 if stack is None else stack.tilt_deg,
        problems=tuple(problems),
    )
    return Series(info, tuple(frames), stack)


def _name(frame: Frame) -> str:
    return f"Series {frame.series_number if frame.series_number is not None else '?'} ({frame.series_description})"


def is_localiser(frame: Frame) -> bool:
    """A scout image: ``ImageType`` value 3 says LOCALIZER."""
    return "LOCALIZER" in (value.upper() for value in frame.image_type)


def _picture_problems(frames: list[Frame]) -> list[str]:
    """Why these frames are no volume whatever their geometry."""
    first = frames[0]
    if is_localiser(first):
        return ["a localiser (scout image), not a volume"]
    if first.samples != 1:
        return ["colour pictures, not measured values"]
    if first.has_modality_lut:
        return ["its values go through a Modality LUT, not through slope and intercept"]
    if first.modality in ("SEG", "RTDOSE", "SR", "PR", "RTSTRUCT"):
        return [f"a {first.modality} object, not a scan"]
    return []


def chosen(series: Sequence[Series], key: str | None, where: str) -> tuple[Series, ...]:
    """Choose one series (first in the answer; its ``info.chosen`` is set) and say of each why or why not.

    Without ``key``: a CT volume, straight before sheared, original before reformatted, long before short, thin slices
    before thick ones, bone kernel before soft before lung.

    Raises
    ------
    OsteoError
        No series, several patients, none that is a volume, or a ``key`` that names none or several.
    """
    if not series:
        raise OsteoError(f"{where} holds no DICOM image.")
    if key is not None:
        return _by_key(series, key, where)
    _require_one_patient(series, where)
    volumes = [one for one in series if one.stack is not None]
    if not volumes:
        what = "; ".join(f"series {one.info.key}: {', '.join(one.info.problems)}" for one in series[:5])
        raise OsteoError(f"{where} holds no volume ({what}).")
    pool = [one for one in volumes if one.info.modality == "CT"] or volumes
    longest = max(_length_mm(one) for one in pool)
    ranked = sorted(pool, key=lambda one: _rank(one, longest))
    best = ranked[0]
    reason = _why(best, pool, len(series))
    answer = [replace(best, info=replace(best.info, chosen=True, reason=reason))]
    for one in series:
        if one is not best:
            answer.append(replace(one, info=replace(one.info, reason=_why_not(one, best, longest))))
    return tuple(answer)


def _by_key(series: Sequence[Series], key: str, where: str) -> tuple[Series, ...]:
    wanted = key.strip()
    matches = [one for one in series if wanted in (one.info.key, one.info.key.split("#")[0])]
    if not matches:
        matches = [one for one in series if wanted == str(one.info.number)]
    if not matches:
        matches = [one for one in series if wanted.lower() == one.info.description.lower() != ""]
    listing = "; ".join(f"{one.info.key} ({one.info.number}, {one.info.description})" for one in series[:20])
    if len(matches) != 1:
        count = "no" if not matches else str(len(matches))
        raise OsteoError(f"{where} holds {count} series called {wanted!r}; choose one of: {listing}.")
    best = matches[0]
    if best.stack is None:
        raise OsteoError(f"Series {wanted} in {where} is no volume: {', '.join(best.info.problems)}.")
    answer = [replace(best, info=replace(best.info, chosen=True, reason="asked for by name"))]
    others = [one for one in series if one is not best]
    return (*answer, *(replace(one, info=replace(one.info, reason="not asked for")) for one in others))


def _require_one_patient(series: Sequence[Series], where: str) -> None:
    patients = {(one.info.patient.id or one.info.patient.name): one.info.patient for one in series}
    if len(patients) > 1:
        names = ", ".join(f"{who.name or 'no name'} (ID {who.id or 'none'})" for who in list(patients.values())[:5])
        raise OsteoError(
            f"{where} holds {len(patients)} patients: {names}; give the folder of one, or choose with --series."
        )


def _length_mm(one: Series) -> float:
    return float(one.stack.offsets_mm[-1]) if one.stack is not None else 0.0


def _kernel_rank(one: Series) -> int:
    if _BONE_KERNEL.search(one.info.kernel) or _BONE_WORDS.search(one.info.description):
        return 0
    return 2 if _LUNG_KERNEL.search(one.info.kernel) else 1


def _is_original(one: Series) -> bool:
    kinds = [value.upper() for value in one.frames[0].image_type]
    return not kinds or kinds[0] != "DERIVED"


def _rank(one: Series, longest_mm: float) -> tuple:
    """Lower is better; each entry matters only where those before are equal."""
    step = one.stack.step_mm if one.stack is not None else np.inf
    return (
        bool(one.info.problems),
        one.frames[0].rescale_type not in ("", "HU"),
        not _is_original(one),
        _length_mm(one) < 0.5 * longest_mm,
        round(step * 2),  # half a millimetre more or less does not outweigh the kernel
        _kernel_rank(one),
        step,
        -one.info.images,
        one.info.number or 0,
        one.info.key,
    )


def _why(best: Series, pool: Sequence[Series], count: int) -> str:
    if best.info.modality != "CT":
        return f"no CT is here; this {best.info.modality or 'unnamed'} series is the best volume of {count} series"
    if count == 1:
        return "the only series"
    if len(pool) == 1:
        return f"the only CT volume of {count} series"
    step = best.stack.step_mm if best.stack is not None else 0.0
    kernel = {0: "bone kernel", 1: "soft kernel", 2: "lung kernel"}[_kernel_rank(best)]
    return (
        f"best for bone of {len(pool)} CT volumes: slices {step:.2f} mm apart over {_length_mm(best):.0f} mm, {kernel}"
    )


def _why_not(one: Series, best: Series, longest_mm: float) -> str:
    if one.stack is None:
        return ", ".join(one.info.problems)
    if one.info.modality != "CT" and best.info.modality == "CT":
        return f"{one.info.modality or 'unnamed'}, not CT"
    causes = (
        ", ".join(one.info.problems),
        f"values are {one.frames[0].rescale_type}, not HU",
        "derived (reformatted), not original",
        "covers less than half of the longest",
        "thicker slices",
        "a kernel less suited to bone",
        "slightly thicker slices",
        "fewer images",
    )
    pairs = zip(_rank(one, longest_mm), _rank(best, longest_mm), strict=True)
    worse = next((index for index, (own, other) in enumerate(pairs) if own != other), len(causes))
    return causes[worse] if worse < len(causes) else "equal to the chosen one; a later number"
