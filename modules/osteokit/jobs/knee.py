"""Knee replacement from files to a JSON document and a figure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from osteokit import DISCLAIMER, __version__
from osteokit.anatomy.find import landmarks_of
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, part, silent
from osteokit.jobs.align import landmarks_json
from osteokit.planning.arthroplasty.knee import KneeArticles, KneeBones, KneeComponent, KneePlan, plan_knee
from osteokit.planning.arthroplasty.knee_axes import KneeWish
from osteokit.planning.implants.catalogues import Found, search
from osteokit.planning.implants.values import Implant
from osteokit.planning.plan_outcome import measured_now
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import Coordinates, read_surface


@dataclass(frozen=True, eq=False)
class KneeJob:
    """What was planned, on which bones, from which articles (by reference)."""

    bones: KneeBones
    plan: KneePlan
    found: Mapping[str, Found]
    coordinates: Coordinates
    notes: tuple[str, ...] = ()
    leg_axis_deg: Mapping[str, float] = field(default_factory=dict)


def knee_articles(catalogue: str | None = None) -> tuple[KneeArticles, dict[str, Found]]:
    """Components of one catalogue, or of all, and each by its reference."""
    kinds = ("knee_femoral", "knee_tibial", "knee_insert")
    found = [search(family=kind, catalogue_name=catalogue) for kind in kinds]
    by_reference = {one.implant.reference: one for kind in reversed(found) for one in reversed(kind)}
    femoral, tibial, inserts = ([one.implant for one in kind] for kind in found)
    return KneeArticles(
        femoral, tibial, inserts, {key: one.catalogue for key, one in by_reference.items()}
    ), by_reference


def knee_files(
    side: Side,
    out: Path,
    femur: Path | None = None,
    tibia: Path | None = None,
    wish: KneeWish | None = None,
    catalogue: str | None = None,
    coordinates: Coordinates | None = None,
    figure: Path | None = None,
    progress: Progress = silent,
) -> KneeJob:
    """Plan from the surfaces of femur and tibia (either is enough), write ``out`` (JSON) and, if asked, ``figure``.

    Raises
    ------
    OsteoError
        No bone is given, one is of the other side or cannot be read, or a file cannot be written.
    """
    require_picture(figure)
    bones, system, notes = _read_bones(side, femur, tibia, coordinates, part(progress, 0.0, 0.8))
    job = knee_job(bones, system, wish, catalogue, notes, part(progress, 0.8, 0.9))
    write_knee(job, out, figure)
    progress(1.0, "done")
    return job


def require_picture(figure: Path | None) -> None:
    """Refuse a figure that is no picture before anything is read."""
    if figure is not None and figure.suffix.lower() not in (".png", ".pdf"):
        raise OsteoError(f"{figure.name} is neither .pdf nor .png; name the figure with one of these endings.")


def _read_bones(
    side: Side, femur: Path | None, tibia: Path | None, coordinates: Coordinates | None, progress: Progress
) -> tuple[KneeBones, Coordinates, tuple[str, ...]]:
    meshes: dict[str, Mesh] = {}
    marks: dict[str, BoneLandmarks] = {}
    systems: set[Coordinates] = set()
    notes: list[str] = []
    given = {name: path for name, path in (("femur", femur), ("tibia", tibia)) if path is not None}
    if not given:
        raise OsteoError("A knee needs a femur or a tibia; give at least one of them.")
    for number, (name, path) in enumerate(given.items()):
        share = part(progress, 0.5 * number, 0.5 * number + 0.5)
        meshes[name], read = read_surface(path, coordinates)
        systems.add(read.coordinates)
        notes += [f"{path.name}: {note}" for note in read.notes]
        marks[name] = landmarks_of(f"{name}_{side}", meshes[name], share)
    if len(systems) > 1:
        raise OsteoError("Some files are in LPS and some in RAS; give --coordinates, or export them alike.")
    bones = KneeBones(side, meshes.get("femur"), marks.get("femur"), meshes.get("tibia"), marks.get("tibia"))
    return bones, systems.pop(), tuple(notes)


def knee_job(
    bones: KneeBones,
    coordinates: Coordinates,
    wish: KneeWish | None = None,
    catalogue: str | None = None,
    notes: tuple[str, ...] = (),
    progress: Progress = silent,
) -> KneeJob:
    """Plan the knee of these bones and tell the axis of its leg before and after."""
    articles, found = knee_articles(catalogue)
    plan = plan_knee(bones, articles, wish, progress)
    return KneeJob(bones, plan, found, coordinates, notes, leg_axis(bones, plan))


def leg_axis(bones: KneeBones, plan: KneePlan) -> dict[str, float]:
    """The hip-knee-ankle angle (degrees, 180 straight, below that varus) ``"before"`` and ``"after"``; empty where
    femur or tibia is missing or not whole."""
    femur, tibia = bones.femur_landmarks, bones.tibia_landmarks
    if femur is None or tibia is None or plan.tibia_motion is None:
        return {}
    told = {}
    for when, lower in (("before", tibia), ("after", tibia.transformed(plan.tibia_motion))):
        measured = measured_now({f"femur_{bones.side}": femur, f"tibia_{bones.side}": lower}, bones.side)
        if "HKA_deg" in measured.values:
            told[when] = measured.values["HKA_deg"].value
    return told


def write_knee(job: KneeJob, out: Path, figure: Path | None = None) -> None:
    """Write the JSON document and, if asked, the figure.

    Raises
    ------
    OsteoError
        A file cannot be written.
    """
    with whole_file(out) as temporary:
        temporary.write_text(json.dumps(knee_json(job), indent=2, ensure_ascii=False), encoding="utf-8")
    if figure is not None:
        from osteokit.report.knee_figure import write_knee_figure

        catalogues = {reference: one.catalogue for reference, one in job.found.items()}
        write_knee_figure(figure, job.bones, job.plan, catalogues)


def knee_json(job: KneeJob) -> dict:
    """The content of the JSON file; see docs/arthroplasty.md for its layout."""
    turn = np.array([-1.0, -1.0, 1.0]) if job.coordinates == "LPS" else np.ones(3)
    signs = np.diag([*turn, 1.0])
    plan = job.plan
    components = {"femoral": plan.femoral, "tibial": plan.tibial}
    marks: Sequence[BoneLandmarks | None] = (job.bones.femur_landmarks, job.bones.tibia_landmarks)
    return {
        "format": "osteo-knee",
        "version": 1,
        "software": f"SlicerOsteo {__version__}",
        "disclaimer": DISCLAIMER,
        "side": plan.side,
        "coordinates": job.coordinates,
        "resections": {
            name: {
                "point_mm": _rounded(turn * cut.point),
                "normal": _rounded(turn * cut.normal),
                "medial_mm": round(cut.medial_mm, 2),
                "lateral_mm": round(cut.lateral_mm, 2),
                "angles": {key: round(value, 3) for key, value in cut.angles_deg.items()},
            }
            for name, cut in plan.resections.items()
        },
        **{name: None if one is None else _component(one, job.found, turn) for name, one in components.items()},
        "insert": None if plan.insert is None else _insert(plan.insert, plan.insert_pose, job.found, turn),
        "tibia_motion": None if plan.tibia_motion is None else _pose(signs @ plan.tibia_motion @ signs),
        "leg_axis_deg": {key: round(value, 2) for key, value in job.leg_axis_deg.items()},
        "bone": {key: round(value, 2) for key, value in plan.bone_mm.items()},
        "not_planned": dict(plan.not_planned),
        "warnings": [*job.notes, *plan.warnings],
        "landmarks": {bone.bone: landmarks_json(bone, turn) for bone in marks if bone is not None},
    }


def _insert(implant: Implant, pose: np.ndarray | None, found: Mapping[str, Found], turn: np.ndarray) -> dict:
    told = _article(implant, found)
    return told if pose is None else {**told, "pose": _pose(np.diag([*turn, 1.0]) @ pose)}


def _pose(matrix: np.ndarray) -> list[list[float]]:
    return [_rounded(row) for row in matrix]


def _component(one: KneeComponent, found: Mapping[str, Found], turn: np.ndarray) -> dict:
    pose = _pose(np.diag([*turn, 1.0]) @ one.pose)
    over = {key: round(value, 2) for key, value in asdict(one.overhang).items()}
    return {**_article(one.implant, found), "pose": pose, "overhang": over}


def _article(implant: Implant, found: Mapping[str, Found]) -> dict:
    held = found.get(implant.reference)
    name = held.catalogue.name if held else ""
    return {
        "catalogue": name, "reference": implant.reference, "name": implant.english, "chinese": implant.chinese,
        "sizes": dict(implant.sizes),
    }  # fmt: skip


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]
