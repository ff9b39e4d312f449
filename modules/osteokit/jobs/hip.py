"""Hip replacement from files to a JSON document, a figure, and steps of a plan."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from osteokit import DISCLAIMER, __version__
from osteokit.anatomy.landmark import Side
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, part, silent
from osteokit.jobs.align import landmarks_json
from osteokit.jobs.hip_bones import HipScene, hip_bones, hip_landmarks, read_hip_scene, sides_to_plan
from osteokit.planning.arthroplasty.hip import HipArticles, HipBones, HipPlan, HipWish, plan_hip
from osteokit.planning.arthroplasty.hip_geometry import HipGeometry
from osteokit.planning.arthroplasty.hip_joint import head_pose, planned_joint
from osteokit.planning.arthroplasty.range_of_motion import Limit, range_of_motion
from osteokit.planning.implants.catalogues import Found, search
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.surface.read import Coordinates


@dataclass(frozen=True, eq=False)
class HipResult:
    """One planned side with its bones and how far it moves."""

    bones: HipBones
    plan: HipPlan
    limits: Mapping[str, Limit] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class HipJob:
    """Everything that was planned, by side, and one sentence for each side that was not."""

    scene: HipScene
    results: Mapping[Side, HipResult]
    found: Mapping[str, Found]
    not_planned: tuple[str, ...] = ()


def hip_articles(catalogue: str | None = None) -> tuple[HipArticles, dict[str, Found]]:
    """Components of one catalogue, or of all, and each by its reference.

    Raises
    ------
    OsteoError
        There is no such catalogue.
    """
    kinds = ("hip_stem", "acetabular_cup", "acetabular_liner", "femoral_head")
    found = {kind: search(family=kind, catalogue_name=catalogue) for kind in kinds}
    by_reference = {one.implant.reference: one for kind in reversed(kinds) for one in reversed(found[kind])}
    stems = [(one.implant, one.catalogue) for one in found["hip_stem"]]
    rest = ([one.implant for one in found[kind]] for kind in kinds[1:])
    return HipArticles(stems, *rest), by_reference


def plan_hips(
    scene: HipScene,
    side: Side | None = None,
    wish: HipWish | None = None,
    catalogue: str | None = None,
    progress: Progress = silent,
) -> HipJob:
    """Plan one side, or every side that can be planned.

    Raises
    ------
    OsteoError
        No side can be planned; see :func:`~osteokit.planning.arthroplasty.hip.plan_hip`.
    """
    sides, reasons = sides_to_plan(scene, side)
    articles, found = hip_articles(catalogue)
    pelvis, femora = hip_landmarks(scene, part(progress, 0.0, 0.3))
    results: dict[Side, HipResult] = {}
    for number, one in enumerate(sides):
        share = part(progress, 0.3 + 0.7 * number / len(sides), 0.3 + 0.7 * (number + 1) / len(sides))
        bones = hip_bones(scene, one, pelvis, femora)
        plan = plan_hip(bones, articles, wish or HipWish(), part(share, 0.0, 0.7))
        limits: Mapping[str, Limit] = {}
        if plan.stem is not None:
            joint = planned_joint(bones, plan, catalogues_of(found))
            limits = range_of_motion(joint, progress=part(share, 0.7, 1.0))
        results[one] = HipResult(bones, plan, limits)
    progress(1.0, "Hips planned")
    return HipJob(scene, results, found, reasons)


def catalogues_of(found: Mapping[str, Found]) -> dict[str, Catalogue]:
    """By reference of the article."""
    return {reference: one.catalogue for reference, one in found.items()}


def hip_files(
    inputs: Sequence[str],
    out: Path,
    side: Side | None = None,
    wish: HipWish | None = None,
    ct: Path | None = None,
    names: str | None = None,
    catalogue: str | None = None,
    coordinates: Coordinates | None = None,
    figure: Path | None = None,
    language: str = "en",
    progress: Progress = silent,
) -> HipJob:
    """Plan from files, write ``out`` (JSON) and, if asked, ``figure`` (.png or .pdf; of two sides each its own).

    Raises
    ------
    OsteoError
        See :func:`~osteokit.jobs.hip_bones.read_hip_scene` and :func:`plan_hips`; a file cannot be written.
    """
    if figure is not None and figure.suffix.lower() not in (".png", ".pdf"):
        raise OsteoError(f"{figure.name} is neither .pdf nor .png; name the figure with one of these endings.")
    scene = read_hip_scene(inputs, ct, names, coordinates, part(progress, 0.0, 0.2))
    job = plan_hips(scene, side, wish, catalogue, part(progress, 0.2, 0.85))
    with whole_file(out) as temporary:
        temporary.write_text(json.dumps(hip_json(job), indent=2, ensure_ascii=False), encoding="utf-8")
    if figure is not None:
        from osteokit.report.hip_figure import write_hip_figure

        for one, path in figure_paths(job, figure).items():
            progress(0.9, "Drawing the figure")
            result = job.results[one]
            write_hip_figure(path, result.bones, result.plan, result.limits, scene.bones, language)
    progress(1.0, "done")
    return job


def figure_paths(job: HipJob, figure: Path) -> dict[Side, Path]:
    """The figure of each side: ``hip.png`` for one, ``hip_left.png`` and ``hip_right.png`` for two."""
    if len(job.results) == 1:
        return dict.fromkeys(job.results, figure)
    return {side: figure.with_name(f"{figure.stem}_{side}{figure.suffix}") for side in job.results}


def hip_json(job: HipJob) -> dict:
    """The content of the JSON file; see docs/arthroplasty.md for its layout."""
    system = job.scene.coordinates
    turn = np.array([-1.0, -1.0, 1.0]) if system == "LPS" else np.ones(3)
    return {
        "format": "osteo-hip",
        "version": 1,
        "software": f"SlicerOsteo {__version__}",
        "disclaimer": DISCLAIMER,
        "coordinates": system,
        "inputs": [path.name for path in job.scene.files],
        "not_planned": list(job.not_planned),
        "notes": list(job.scene.notes),
        "hips": {side: _side_json(result, job.found, turn) for side, result in job.results.items()},
    }


def _side_json(result: HipResult, found: Mapping[str, Found], turn: np.ndarray) -> dict:
    plan = result.plan
    cup = plan.cup
    angles = {name: round(float(value), 3) for name, value in asdict(cup.angles).items()}
    content: dict = {
        "cup": {
            **_article(cup.implant, found),
            "angles_deg": angles,
            "reference": cup.reference,
            "center_mm": _point(turn * cup.center),
            "pose": _pose(cup.pose, turn),
            "socket_diameter_mm": round(cup.native_diameter_mm, 2),
            "medial_shift_mm": round(cup.medial_shift_mm, 2),
            "medial_wall_mm": round(cup.wall_mm, 2) if np.isfinite(cup.wall_mm) else None,
            "coverage_percent": round(cup.coverage_percent, 1),
        },
        "safe_zone": asdict(plan.zone),
        "liner": None if plan.liner is None else _article(plan.liner, found),
        "head": None if plan.head is None else _article(plan.head, found),
        "stem": None,
        "before": _geometry(plan.before),
        "after": None if plan.after is None else _geometry(plan.after),
        "other_side": None if plan.other is None else _geometry(plan.other),
        "change": {key: round(value, 2) for key, value in plan.change.items()},
        "range_of_motion": {key: asdict(limit) | {"kind": limit.kind} for key, limit in result.limits.items()},
        "not_planned": dict(plan.not_planned),
        "warnings": list(plan.warnings),
        "landmarks": {
            "pelvis": landmarks_json(result.bones.pelvis_landmarks, turn),
            "femur": landmarks_json(result.bones.femur_landmarks, turn),
        },
    }
    if plan.stem is not None and plan.femur_motion is not None and plan.canal is not None:
        fit = plan.stem.fit
        content["stem"] = {
            **_article(fit.template.implant, found),
            "pose_in_femur": _pose(fit.pose, turn),
            "head_pose_in_femur": _pose(head_pose(plan), turn),
            "femur_motion_mm": _point(turn * plan.femur_motion[:3, 3]),
            "press_mm": round(fit.press_mm, 3),
            "canal_fill_percent": {key: round(value, 1) for key, value in plan.stem.fill.items()},
            "canal": plan.canal.source,
            "neck_cut": {"point_mm": _point(turn * fit.cut[0]), "normal": _point(turn * fit.cut[1])},
        }
    return content


def _article(implant: Implant, found: Mapping[str, Found]) -> dict:
    held = found.get(implant.reference)
    return {
        "catalogue": held.catalogue.name if held else "",
        "reference": implant.reference,
        "name": implant.english,
        "sizes": dict(implant.sizes),
    }


def _geometry(one: HipGeometry) -> dict:
    values = {key: round(value, 2) for key, value in one.values.items()}
    return {**values, "not_measurable": dict(one.not_measurable)}


def _point(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]


def _pose(pose: np.ndarray, turn: np.ndarray) -> list[list[float]]:
    """From the article's frame to the coordinates of the input."""
    return [_point(row) for row in np.diag([*turn, 1.0]) @ pose]
