"""From the meshes of vertebrae, sacrum and hip bones to Cobb angle, lordosis and spinopelvic angles, and to a file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from osteokit import __version__
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.anatomy.spine_measures import cobb, lordosis, spinopelvic_measures
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, part, silent
from osteokit.jobs.align import landmarks_json, measurement_json, read_bones
from osteokit.segmentation.names import key_of
from osteokit.segmentation.terminology import all_terms
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import Coordinates

UP_RAS = np.array([0.0, 0.0, 1.0])
"""Tells the upper end of a vertebra: the patient lies along the scanner's axis, whichever way the spine bends."""


@dataclass(frozen=True, eq=False)
class Spine:
    """What was found: landmarks by key of the bone (the pelvis's under ``"pelvis"``), and the numbers."""

    landmarks: Mapping[str, BoneLandmarks]
    measurements: Measurements


def level_key(name: str) -> str:
    """The key of a vertebra by what it is called: ``L4``, ``vertebrae_L4``, ``T12``.

    Raises
    ------
    OsteoError
        No vertebra is called so.
    """
    key = key_of(name)
    if key is None or not key.startswith("vertebrae_") or key == "vertebrae_S1":
        raise OsteoError(f"No vertebra is called {name!r}; name them like T12 or L4, as in --vertebra L4=L4.stl.")
    return key


def measure_spine(meshes: Mapping[str, Mesh], progress: Progress = silent) -> Spine:
    """Landmarks of every bone (by key, RAS mm), and every angle that they allow.

    The Cobb angle is that of the pair of vertebrae that are tilted most against one another, as a rater chooses the end
    vertebrae (Cobb 1948); lordosis is measured from the highest lumbar vertebra in view to the lowest.

    Raises
    ------
    OsteoError
        Nothing is given, or a mesh is refused.
    """
    if not meshes:
        raise OsteoError("Give at least two vertebrae, or the sacrum with both hip bones.")
    from osteokit.anatomy.pelvis import pelvis_landmarks
    from osteokit.anatomy.sacrum import sacrum_landmarks
    from osteokit.anatomy.vertebra import vertebra_landmarks

    found: dict[str, BoneLandmarks] = {}
    levels = [key for key in all_terms() if key in meshes and key.startswith("vertebrae_")]  # the table's order: down
    for number, key in enumerate(levels):
        progress(number / (len(levels) + 1), f"Looking for landmarks on {key}")
        found[key] = vertebra_landmarks(meshes[key], UP_RAS)
    if "sacrum" in meshes:
        found["sacrum"] = sacrum_landmarks(meshes["sacrum"])
    if "hip_left" in meshes and "hip_right" in meshes:
        hips = (meshes["hip_left"], meshes["hip_right"], meshes.get("sacrum"))
        found["pelvis"] = pelvis_landmarks(*hips, progress=part(progress, 0.8, 1.0))
    return Spine(found, _measured(found, levels))


def _measured(found: Mapping[str, BoneLandmarks], levels: list[str]) -> Measurements:
    values: dict[str, Measurement] = {}
    impossible: dict[str, str] = {}
    pairs = list(combinations(levels, 2))
    curves = [_between(cobb(found[a], found[b]), a, b) for a, b in pairs if _whole(found[a], found[b])]
    if curves:
        values["cobb_deg"] = max(curves, key=lambda one: abs(one.value))
    else:
        impossible["cobb_deg"] = "It needs two vertebrae with both endplates in view."
    lumbar = [key for key in levels if key.startswith("vertebrae_L")]
    if len(lumbar) > 1 and _whole(found[lumbar[0]], found[lumbar[-1]]):
        one = lordosis(found[lumbar[0]], found[lumbar[-1]])
        values["lordosis_deg"] = _between(one, lumbar[0], lumbar[-1])
    else:
        impossible["lordosis_deg"] = "It needs two lumbar vertebrae with both endplates in view."
    if "pelvis" in found and "sacrum" in found:
        more = spinopelvic_measures(found["pelvis"], found["sacrum"])
        values |= more.values
        impossible |= more.not_measurable
    else:
        impossible["pelvic_incidence_deg"] = "It needs both hip bones and the sacrum."
    warnings = tuple(dict.fromkeys(text for bone in found.values() for text in bone.warnings))
    return Measurements("", values, impossible, warnings)


def _whole(upper: BoneLandmarks, lower: BoneLandmarks) -> bool:
    ends = ("left", "right", "anterior", "posterior")
    return all(f"superior_endplate_{end}" in upper and f"inferior_endplate_{end}" in lower for end in ends)


def _between(one: Measurement, upper: str, lower: str) -> Measurement:
    first, last = upper.removeprefix("vertebrae_"), lower.removeprefix("vertebrae_")
    return replace(one, method=f"{first} to {last}: {one.method}")


def measure_spine_files(
    files: Mapping[str, Path], out: Path, coordinates: Coordinates | None = None, progress: Progress = silent
) -> Spine:
    """Measure the bones in ``files`` (by key) and write ``out``: JSON with every angle by its key.

    Raises
    ------
    OsteoError
        See :func:`measure_spine`; a file cannot be read or written.
    """
    meshes, sources, notes = read_bones(files, coordinates, part(progress, 0.0, 0.2))
    found = measure_spine(meshes, part(progress, 0.2, 1.0))
    system = next(iter(sources.values())).coordinates
    turn = np.array([-1.0, -1.0, 1.0]) if system == "LPS" else np.ones(3)
    values = found.measurements.values
    content = {
        "format": "osteo-spine",
        "version": 1,
        "software": f"SlicerOsteo {__version__}",
        "coordinates": system,
        "inputs": {name: {"file": source.path.name, "sha256": source.sha256} for name, source in sources.items()},
        **{key: round(value.value, 4) for key, value in values.items()},
        "angles": {key: measurement_json(value) for key, value in values.items()},
        "not_measurable": dict(found.measurements.not_measurable),
        "warnings": [*notes, *found.measurements.warnings],
        "landmarks": {name: landmarks_json(bone, turn) for name, bone in found.landmarks.items()},
    }
    with whole_file(out) as temporary:
        temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
    return found
