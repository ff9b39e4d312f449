"""All that the landmarks of vertebrae, sacrum and pelvis allow: Cobb angle, lordosis and spinopelvic angles."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.anatomy.spine_measures import cobb, lordosis, spinopelvic_measures
from osteokit.segmentation.terminology import all_terms

UP_RAS = np.array([0.0, 0.0, 1.0])
"""Tells the upper end of a vertebra: the patient lies along the scanner's axis, whichever way the spine bends."""

_PREFIX = "vertebrae_"


def spine_levels(keys: Mapping[str, object]) -> tuple[str, ...]:
    """Those of ``keys`` that are vertebrae, from the head down."""
    return tuple(key for key in all_terms() if key in keys and key.startswith(_PREFIX))


def measure_spine(landmarks: Mapping[str, BoneLandmarks]) -> Measurements:
    """Every angle that ``landmarks`` (by key of their bone; the pelvis's under any key) allow.

    The Cobb angle is that of the pair of vertebrae that are tilted most against one another, as a rater chooses the end
    vertebrae (Cobb 1948); lordosis is measured from the highest lumbar vertebra in view to the lowest.
    """
    levels = spine_levels(landmarks)
    values: dict[str, Measurement] = {}
    impossible: dict[str, str] = {}
    curves = [
        _named(cobb(landmarks[a], landmarks[b]), a, b)
        for a, b in combinations(levels, 2)
        if _whole(landmarks[a], landmarks[b])
    ]
    if curves:
        values["cobb_deg"] = max(curves, key=lambda one: abs(one.value))
    else:
        impossible["cobb_deg"] = "It needs two vertebrae with both endplates in view."
    lumbar = [key for key in levels if key.startswith(f"{_PREFIX}L")]
    if len(lumbar) > 1 and _whole(landmarks[lumbar[0]], landmarks[lumbar[-1]]):
        values["lordosis_deg"] = _named(lordosis(landmarks[lumbar[0]], landmarks[lumbar[-1]]), lumbar[0], lumbar[-1])
    else:
        impossible["lordosis_deg"] = "It needs two lumbar vertebrae with both endplates in view."
    pelvis = next((one for one in landmarks.values() if one.bone == "pelvis"), None)
    if pelvis is not None and "sacrum" in landmarks:
        more = spinopelvic_measures(pelvis, landmarks["sacrum"])
        values |= more.values
        impossible |= more.not_measurable
    else:
        impossible["pelvic_incidence_deg"] = "It needs both hip bones and the sacrum."
    own = (*(landmarks[key] for key in levels), pelvis, landmarks.get("sacrum"))
    warnings = tuple(dict.fromkeys(text for bone in own if bone is not None for text in bone.warnings))
    return Measurements("", values, impossible, warnings)


def with_spine(measured: Measurements, landmarks: Mapping[str, BoneLandmarks]) -> Measurements:
    """``measured`` with the numbers of the spine beside it, where there are vertebrae to measure."""
    if not spine_levels(landmarks):
        return measured
    spine = measure_spine(landmarks)
    values = {**measured.values, **spine.values}
    impossible = {**measured.not_measurable, **spine.not_measurable}
    return replace(
        measured,
        values=values,
        not_measurable={key: why for key, why in impossible.items() if key not in values},
        warnings=tuple(dict.fromkeys((*measured.warnings, *spine.warnings))),
    )


def _whole(upper: BoneLandmarks, lower: BoneLandmarks) -> bool:
    ends = ("left", "right", "anterior", "posterior")
    return all(f"superior_endplate_{end}" in upper and f"inferior_endplate_{end}" in lower for end in ends)


def _named(one: Measurement, upper: str, lower: str) -> Measurement:
    first, last = upper.removeprefix(_PREFIX), lower.removeprefix(_PREFIX)
    return replace(one, method=f"{first} to {last}: {one.method}")
