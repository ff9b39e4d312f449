"""From the meshes of a leg to its landmarks, angles and deformities, and to a file of them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np

from osteokit import __version__
from osteokit.anatomy.deformity import BoneDeformity
from osteokit.anatomy.deformity_compare import compare, healthy_angles
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.anatomy.leg import Leg
from osteokit.anatomy.leg_analysis import analyse_leg, measure_all
from osteokit.anatomy.leg_checks import placement_warnings
from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.anatomy.torsion import with_torsion_points
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, part, silent
from osteokit.jobs.align_healthy import read_measurements
from osteokit.jobs.align_landmarks import Placed, read_placed_landmarks, with_placed
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import Coordinates, read_surface

LEG_BONES = ("femur", "tibia", "fibula", "patella")
PELVIC_BONES = ("hip_left", "hip_right", "sacrum")
BONES = (*LEG_BONES, *PELVIC_BONES)

UNSURE = 0.5
"""Confidence below which a person should look at a landmark."""


@dataclass(frozen=True, eq=False)
class Alignment:
    """Everything that was found of one leg.

    Attributes
    ----------
    meshes : mapping of str
        By bone (:data:`BONES`), RAS mm.
    deformities : mapping of str
        Of femur and tibia, where they are whole enough.
    comparison : Measurements or None
        This side minus the healthy one, where that was given.
    """

    leg: Leg
    meshes: Mapping[str, Mesh]
    measurements: Measurements
    deformities: Mapping[str, BoneDeformity] = field(default_factory=dict)
    others: tuple[BoneLandmarks, ...] = ()
    warnings: tuple[str, ...] = ()
    comparison: Measurements | None = None


@dataclass(frozen=True)
class BoneFile:
    """Where a mesh came from: for the record, and to write landmarks in its coordinates."""

    path: Path
    sha256: str
    coordinates: Coordinates


def find_leg_landmarks(
    meshes: Mapping[str, Mesh], side: Side, placed: Placed | None = None, progress: Progress = silent
) -> tuple[Leg, tuple[BoneLandmarks, ...]]:
    """Landmarks of every mesh (by bone, RAS mm) and those that a person placed; the leg, and bones beside it (sacrum).

    Raises
    ------
    OsteoError
        No bone, an unknown one, or a mesh that is refused (see the function of the bone).
    """
    unknown = [name for name in meshes if name not in BONES]
    if unknown or not meshes:
        raise OsteoError(
            f"Give at least one of {', '.join(BONES)}" + (f", not {', '.join(unknown)}." if unknown else ".")
        )
    from osteokit.anatomy.find import landmarks_of

    found: dict[str, BoneLandmarks] = {}
    for n, name in enumerate(name for name in LEG_BONES if name in meshes):
        share = part(progress, 0.2 * n, 0.2 * n + 0.2)
        share(0.0, f"Looking for landmarks on the {name}")
        found[name] = landmarks_of(f"{name}_{side}", meshes[name], share)
    if "hip_left" in meshes or "hip_right" in meshes:
        from osteokit.anatomy.pelvis import pelvis_landmarks

        hips = (meshes.get("hip_left"), meshes.get("hip_right"), meshes.get("sacrum"))
        found["pelvis"] = pelvis_landmarks(*hips, progress=part(progress, 0.8, 0.95))
    if "sacrum" in meshes:
        found["sacrum"] = landmarks_of("sacrum", meshes["sacrum"], silent)
    if "femur" in found:
        found["femur"] = with_torsion_points(meshes["femur"], found["femur"])
    for bone, points in (placed or {}).items():
        if bone not in found:
            raise OsteoError(f"Landmarks of the {bone} were placed, but its mesh was not given; give it too.")
        found[bone] = with_placed(found[bone], points)
        if bone == "femur":  # the points of torsion hang on others that may have moved
            found[bone] = with_torsion_points(meshes[bone], found[bone])
    progress(1.0, "Landmarks found")
    beside = tuple(found.pop(name) for name in ("sacrum",) if name in found)
    return Leg(side, **found), beside


def align(
    meshes: Mapping[str, Mesh],
    side: Side,
    placed: Placed | None = None,
    healthy: Measurements | None = None,
    progress: Progress = silent,
) -> Alignment:
    """Landmarks, angles and deformities of a leg from its meshes (by bone, RAS mm); any one bone is enough.

    ``healthy`` are the measurements of the other, healthy side: its joint angles then stand for Paley's means.
    """
    leg, beside = find_leg_landmarks(meshes, side, placed, part(progress, 0.0, 0.8))
    return measured_alignment(leg, meshes, beside, healthy, part(progress, 0.8, 1.0))


def measured_alignment(
    leg: Leg,
    meshes: Mapping[str, Mesh],
    beside: tuple[BoneLandmarks, ...] = (),
    healthy: Measurements | None = None,
    progress: Progress = silent,
) -> Alignment:
    """All numbers of a leg whose landmarks are known: what to call again when one of them was dragged."""
    progress(0.0, "Measuring")
    comparison = None
    sacrum = next((bone for bone in beside if bone.bone == "sacrum"), None)
    measurements = measure_all(leg, sacrum)
    if healthy is not None:
        comparison = compare(measurements, healthy)
    progress(0.3, "Analysing the axes")
    deformities = analyse_leg(leg, meshes, healthy_angles(healthy) if healthy is not None else None)
    warnings = (*measurements.warnings, *placement_warnings(leg), *_bone_warnings((*leg.bones.values(), *beside)))
    progress(1.0, "Measured")
    return Alignment(leg, meshes, measurements, deformities, beside, tuple(dict.fromkeys(warnings)), comparison)


def _bone_warnings(bones: tuple[BoneLandmarks, ...]) -> list[str]:
    sentences = []
    for bone in bones:
        sentences += bone.warnings
        unsure = sorted(key for key, mark in bone.landmarks.items() if mark.confidence < UNSURE)
        if unsure:
            sentences.append(f"Look at these landmarks of the {bone.bone}, they are unsure: {', '.join(unsure)}.")
    return sentences


def read_bones(
    files: Mapping[str, Path], coordinates: Coordinates | None, progress: Progress = silent
) -> tuple[dict[str, Mesh], dict[str, BoneFile], tuple[str, ...]]:
    """Meshes by bone in RAS mm, where they came from, and one sentence for each doubt."""
    meshes, sources, notes = {}, {}, []
    for n, (name, path) in enumerate(files.items()):
        progress(n / len(files), f"Reading {path.name}")
        meshes[name], read = read_surface(path, coordinates)
        sources[name] = BoneFile(path, hashlib.sha256(path.read_bytes()).hexdigest(), read.coordinates)
        notes += [f"{path.name}: {note}" for note in read.notes]
    systems = {source.coordinates for source in sources.values()}
    if len(systems) > 1:
        raise OsteoError("Some files are in LPS and some in RAS; give --coordinates, or export them alike.")
    return meshes, sources, tuple(notes)


def align_files(
    files: Mapping[str, Path],
    side: Side,
    out: Path,
    coordinates: Coordinates | None = None,
    figure: Path | None = None,
    landmarks: Path | None = None,
    healthy: Path | None = None,
    language: str = "en",
    progress: Progress = silent,
) -> Alignment:
    """Measure the bones in ``files`` (by bone, :data:`BONES`), write ``out`` (JSON) and, if asked, ``figure`` (.pdf or
    .png). ``landmarks`` is a file of points that a person placed;
    ``healthy`` the JSON that was written of the other side.

    Raises
    ------
    OsteoError
        See :func:`align`; a file cannot be read or written.
    """
    if not files:
        raise OsteoError(f"Give at least one bone: {', '.join(BONES)}.")
    if figure is not None and figure.suffix.lower() not in (".pdf", ".png"):
        raise OsteoError(f"{figure.name} is neither .pdf nor .png; name the figure with one of these endings.")
    placed = read_placed_landmarks(landmarks) if landmarks is not None else None
    other = read_measurements(healthy) if healthy is not None else None
    if other is not None and other.side == side:
        raise OsteoError(f"{healthy} is of the {side} leg too; give the file of the other side as the healthy one.")
    meshes, sources, notes = read_bones(files, coordinates, part(progress, 0.0, 0.2))
    found = align(meshes, side, placed, other, part(progress, 0.2, 0.8))
    found = replace(found, warnings=(*notes, *found.warnings))
    with whole_file(out) as temporary:
        temporary.write_text(json.dumps(alignment_json(found, sources), indent=2, ensure_ascii=False), encoding="utf-8")
    if figure is not None:
        from osteokit.report.leg_figure import write_leg_figure

        progress(0.85, "Drawing the figure")
        write_leg_figure(figure, found.leg, found.meshes, found.measurements, found.deformities, language)
    progress(1.0, "done")
    return found


def alignment_json(found: Alignment, sources: Mapping[str, BoneFile]) -> dict:
    """The content of the JSON file; see docs/align.md for its layout."""
    coordinates = next(iter(sources.values())).coordinates if sources else "RAS"
    turn = np.array([-1.0, -1.0, 1.0]) if coordinates == "LPS" else np.ones(3)
    bones = {bone.bone: bone for bone in (*found.leg.bones.values(), *found.others)}
    values = found.measurements.values
    return {
        "format": "osteo-align",
        "version": 1,
        "software": f"SlicerOsteo {__version__}",
        "side": found.leg.side,
        "coordinates": coordinates,
        "inputs": {name: {"file": source.path.name, "sha256": source.sha256} for name, source in sources.items()},
        **{key: round(value.value, 4) for key, value in values.items()},
        "angles": {key: measurement_json(value) for key, value in values.items()},
        "not_measurable": dict(found.measurements.not_measurable),
        "warnings": list(found.warnings),
        "landmarks": {name: landmarks_json(bone, turn) for name, bone in bones.items()},
        "radii_mm": {name: dict(bone.radii_mm) for name, bone in bones.items()},
        "missing_landmarks": {name: dict(bone.missing) for name, bone in bones.items()},
        "comparison": None if found.comparison is None else _comparison_json(found.comparison),
        "deformity": {name: _deformity_json(one, turn) for name, one in found.deformities.items()},
    }


def measurement_json(value: Measurement) -> dict:
    return {
        "value": round(value.value, 4),
        "unit": value.unit,
        "error": round(value.error, 4),
        "normal": list(value.normal) if value.normal else None,
        "is_normal": value.is_normal,
        "method": value.method,
        "source": value.source,
        "landmarks": list(value.landmarks),
    }


def _comparison_json(differences: Measurements) -> dict:
    """This side minus the healthy one; ``differs`` where it is beyond twice its error."""
    return {
        "values": {
            key: {"difference": round(one.value, 4), "error": round(one.error, 4), "differs": not one.is_normal}
            for key, one in differences.values.items()
        },
        "not_comparable": dict(differences.not_measurable),
    }


def landmarks_json(bone: BoneLandmarks, turn: np.ndarray) -> dict:
    return {
        key: {
            "position_mm": [round(float(x), 4) for x in turn * mark.point],
            "spread_mm": mark.spread_mm,
            "confidence": mark.confidence,
            "method": mark.method,
        }
        for key, mark in bone.landmarks.items()
    }


def _deformity_json(deformity: BoneDeformity, turn: np.ndarray) -> dict:
    content = asdict(deformity)
    for plane in (*content["joint_orientation"], *content["shaft"]):
        axes = [np.array(ends) * turn for ends in plane.pop("axes_ras")]
        plane["axes_mm"] = [np.round(ends, 4).tolist() for ends in axes]
        for apex in plane["apices"]:
            apex["position_mm"] = [round(float(x), 4) for x in turn * np.array(apex.pop("position_ras"))]
    return content
