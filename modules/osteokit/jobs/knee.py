"""Knee replacement from files to a JSON document and a figure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from osteokit import DISCLAIMER, __version__
from osteokit.anatomy.find import landmarks_of
from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, part, silent
from osteokit.jobs.align import landmarks_json
from osteokit.planning.arthroplasty.knee import KneeArticles, KneeBones, KneeComponent, KneePlan, KneeWish, plan_knee
from osteokit.planning.implants.catalogues import Found, search
from osteokit.planning.implants.values import Implant
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
    if figure is not None and figure.suffix.lower() not in (".png", ".pdf"):
        raise OsteoError(f"{figure.name} is neither .pdf nor .png; name the figure with one of these endings.")
    meshes: dict[str, Mesh] = {}
    marks: dict[str, BoneLandmarks] = {}
    systems: set[Coordinates] = set()
    notes: list[str] = []
    given = {name: path for name, path in (("femur", femur), ("tibia", tibia)) if path is not None}
    if not given:
        raise OsteoError("A knee needs a femur or a tibia; give at least one of them.")
    for number, (name, path) in enumerate(given.items()):
        share = part(progress, 0.4 * number, 0.4 * number + 0.4)
        meshes[name], read = read_surface(path, coordinates)
        systems.add(read.coordinates)
        notes += [f"{path.name}: {note}" for note in read.notes]
        marks[name] = landmarks_of(f"{name}_{side}", meshes[name], share)
    if len(systems) > 1:
        raise OsteoError("Some files are in LPS and some in RAS; give --coordinates, or export them alike.")
    articles, found = knee_articles(catalogue)
    bones = KneeBones(side, meshes.get("femur"), marks.get("femur"), meshes.get("tibia"), marks.get("tibia"))
    plan = plan_knee(bones, articles, wish, part(progress, 0.8, 0.9))
    job = KneeJob(bones, plan, found, systems.pop(), tuple(notes))
    with whole_file(out) as temporary:
        temporary.write_text(json.dumps(knee_json(job), indent=2, ensure_ascii=False), encoding="utf-8")
    if figure is not None:
        from osteokit.report.knee_figure import write_knee_figure

        write_knee_figure(figure, bones, plan, articles.catalogues)
    progress(1.0, "done")
    return job


def knee_json(job: KneeJob) -> dict:
    """The content of the JSON file; see docs/arthroplasty.md for its layout."""
    turn = np.array([-1.0, -1.0, 1.0]) if job.coordinates == "LPS" else np.ones(3)
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
        "insert": None if plan.insert is None else _article(plan.insert, job.found),
        "bone": {key: round(value, 2) for key, value in plan.bone_mm.items()},
        "not_planned": dict(plan.not_planned),
        "warnings": [*job.notes, *plan.warnings],
        "landmarks": {bone.bone: landmarks_json(bone, turn) for bone in marks if bone is not None},
    }


def _component(one: KneeComponent, found: Mapping[str, Found], turn: np.ndarray) -> dict:
    pose = [_rounded(row) for row in np.diag([*turn, 1.0]) @ one.pose]
    over = {key: round(value, 2) for key, value in asdict(one.overhang).items()}
    return {**_article(one.implant, found), "pose": pose, "overhang": over}


def _article(implant: Implant, found: Mapping[str, Found]) -> dict:
    held = found.get(implant.reference)
    name = held.catalogue.name if held else ""
    return {"catalogue": name, "reference": implant.reference, "name": implant.english, "sizes": dict(implant.sizes)}


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]
