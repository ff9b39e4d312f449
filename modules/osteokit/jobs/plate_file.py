"""Proposed plates from files to files: JSON, a picture, and the steps of a plan."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from osteokit import __version__
from osteokit.anatomy.find import landmarks_of
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, part, silent
from osteokit.jobs.align import BoneFile, read_bones
from osteokit.jobs.implant_steps import change_steps, with_implant
from osteokit.jobs.plate import PlateBone, PlateOrder, PlateProposal, propose_plate
from osteokit.jobs.screw_plan import PlanBones, bones_of_plan
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.plan import ImplantStep, OsteotomyStep
from osteokit.planning.plan_implants import implant_step
from osteokit.planning.plates.articles import screw_article
from osteokit.planning.plates.obstacles import HINGE_MM, LineObstacle, Obstacle, PlaneObstacle, bones_beside
from osteokit.surface.read import Coordinates

FORMAT = "osteo.plate/1"
HINGE_REACH_MM = 30.0
"""Half the length of bone along a hinge."""


@dataclass(frozen=True)
class PlateFiles:
    """Where the bone comes from and what is written.

    Attributes
    ----------
    bone : str
        Its key (``"tibia_left"``).
    file : Path or None
        Its surface; None where the bone of a plan is taken.
    out : Path
        JSON.
    picture : Path or None
        PNG of the fit.
    plan, variant : Path or None, str
        The plate goes on the plan's bone as this variant leaves it, and into the variant.
    name : str
        Of the plate's step; its screws are named after it.
    coordinates : str or None
        Of ``file``, and of what is written without a plan.
    """

    bone: str
    out: Path
    file: Path | None = None
    picture: Path | None = None
    plan: Path | None = None
    variant: str = ""
    name: str = "plate"
    coordinates: Coordinates | None = None


def plan_plate(files: PlateFiles, order: PlateOrder, progress: Progress = silent) -> PlateProposal:
    """Propose a plate and write it: JSON, a picture where one is asked for, and steps of the plan where it is given.

    Points of ``order`` are in the coordinates of the bone's file.

    Raises
    ------
    OsteoError
        See :func:`osteokit.jobs.plate.propose_plate`; a file cannot be read or written.
    """
    if (files.file is None) == (files.plan is None):
        raise OsteoError("Give either the surface of a bone or a plan that has it.")
    if files.picture is not None and files.picture.suffix.lower() != ".png":
        raise OsteoError(f"{files.picture.name} is no .png; name the picture so.")
    bone, system, told = _bone(files, order, part(progress, 0.0, 0.25))
    turn = np.array([-1.0, -1.0, 1.0]) if system == "LPS" else np.ones(3)
    points = tuple((float(x), float(y), float(z)) for x, y, z in turn * np.array(order.points).reshape(-1, 3))
    proposal = propose_plate(bone, replace(order, points=points), part(progress, 0.25, 0.85))
    content = {
        "format": FORMAT,
        "software": f"SlicerOsteo {__version__}",
        "coordinates": system,
        "bone": bone.key,
        "site": order.site,
        **told,
        **proposal_json(proposal, turn),
    }
    if files.picture is not None:
        from osteokit.report.plate_figure import write_plate_figure

        progress(0.86, "Drawing the fit")
        article = proposal.found.implant
        title = f"{article.reference}  {article.english}  on {bone.key}"
        write_plate_figure(
            files.picture, bone.mesh, proposal.plate, proposal.placed.pose, proposal.placed.fit,
            proposal.screws.screws, title,
        )  # fmt: skip
    if files.plan is not None and files.variant:
        into_plan(files.plan, files.variant, files.name, bone.key, proposal, order.catalogue, part(progress, 0.9, 1.0))
    with whole_file(files.out) as temporary:
        temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
    progress(1.0, "Written")
    return proposal


def into_plan(
    path: Path,
    variant: str,
    name: str,
    bone: str,
    proposal: PlateProposal,
    catalogue: str | None = None,
    progress: Progress = silent,
) -> None:
    """The plate and its screws as the last steps of a variant, in the place of former ones of their names.

    Raises
    ------
    OsteoError
        A screw's article is missing, another step has a name, or the plan cannot be carried out or written.
    """
    parameters = {"fit": _rounded(proposal.placed.fit.values)}
    if proposal.bends:
        parameters["bends_deg"] = np.round(proposal.angles_deg, 3).tolist()
    steps = [implant_step(name, bone, proposal.found, proposal.placed.pose, parameters=parameters)]
    for one in proposal.screws.screws:
        found = screw_article(one.family, one.path.diameter_mm, one.path.length_mm, catalogue)
        told = {"plate": name, "hole": one.hole}
        steps.append(implant_step(f"{name} {one.hole}", bone, found, screw_pose(one.path), parameters=told))

    def change(former: tuple) -> tuple:
        kept = tuple(
            step for step in former
            if not (isinstance(step, ImplantStep) and step.parameters.get("plate") == name)
        )  # fmt: skip
        for step in steps:
            kept = with_implant(kept, step)
        return kept

    change_steps(path, variant, change, progress)


def _bone(files: PlateFiles, order: PlateOrder, progress: Progress) -> tuple[PlateBone, Coordinates, dict[str, Any]]:
    if files.plan is not None:
        planned = bones_of_plan(files.plan, files.variant, progress)
        if files.bone not in planned.bones:
            raise OsteoError(f"The plan has no bone {files.bone!r}, only {', '.join(planned.bones)}.")
        mesh = planned.bones[files.bone]
        others = {key: one for key, one in planned.bones.items() if key != files.bone}
        keep_off = (*cut_obstacles(planned, files), *bones_beside(mesh, others))
        bone = PlateBone(files.bone, mesh, planned.landmarks.get(files.bone), keep_off)
        system: Coordinates = planned.plan.input(files.bone).coordinates
        return bone, system, {"plan": files.plan.name, "variant": files.variant, "warnings": list(planned.notes)}
    meshes, sources, notes = read_bones({files.bone: Path(str(files.file))}, files.coordinates, progress)
    mesh, source = meshes[files.bone], sources[files.bone]
    landmarks = None if order.points else landmarks_of(files.bone, mesh, progress)
    return PlateBone(files.bone, mesh, landmarks), source.coordinates, _told(source, notes)


def _told(source: BoneFile, notes: Sequence[str]) -> dict[str, Any]:
    return {"input": {"file": source.path.name, "sha256": source.sha256}, "warnings": list(notes)}


def cut_obstacles(planned: PlanBones, files: PlateFiles) -> tuple[Obstacle, ...]:
    """What the osteotomies of the variant want of screws: away from their hinges, not across their cuts."""
    known = next((one for one in planned.plan.variants if one.name == files.variant), None)
    found: list[Obstacle] = []
    for step in known.steps if known is not None else ():
        if not isinstance(step, OsteotomyStep) or step.bone != files.bone or "hinge_point" not in step.cut:
            continue
        hinge, axis, toward = (np.asarray(step.cut[key], np.float64)
                               for key in ("hinge_point", "hinge_axis", "toward_entry"))  # fmt: skip
        axis = axis / np.linalg.norm(axis)
        ends = (hinge - HINGE_REACH_MM * axis, hinge + HINGE_REACH_MM * axis)
        found.append(LineObstacle(f"hinge of {step.name}", _vector(ends[0]), _vector(ends[1]), 0.0, HINGE_MM))
        found.append(PlaneObstacle(f"cut of {step.name}", _vector(hinge), _vector(np.cross(axis, toward))))
    return tuple(found)


def _vector(values: np.ndarray) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])


def proposal_json(proposal: PlateProposal, turn: np.ndarray) -> dict[str, Any]:
    """The proposal for a file; ``turn`` (3,) are the signs that bring RAS to the file's coordinates."""
    signs = np.diag([*turn, 1.0])

    def rows(pose: np.ndarray) -> list[list[float]]:
        return np.round(signs @ pose, 6).tolist()

    def point(values: Sequence[float]) -> list[float]:
        return np.round(turn * np.asarray(values), 4).tolist()

    article = proposal.found.implant
    return {
        "plate": {
            "catalogue": proposal.found.catalogue.name,
            "reference": article.reference,
            "english": article.english,
            "chinese": article.chinese,
            "material": proposal.plate.material,
            "pose": rows(proposal.placed.pose),
            "fit": _rounded(proposal.placed.fit.values),
        },
        "ranking": [
            {
                "reference": one.reference,
                "english": proposal.articles[one.reference].implant.english,
                "fit": _rounded(one.placed.fit.values),
                "holes_on_parts": list(one.holes) if one.holes else None,
                "pose": rows(one.placed.pose),
            }
            for one in proposal.ranking.plates
        ],
        "left_out": dict(proposal.ranking.left_out),
        "bends": [
            {
                "station": one.station, "from_proximal_mm": round(one.from_proximal_mm, 2),
                "between": list(one.between), "way": one.way, "angle_deg": one.angle_deg,
                "direction": one.english, "direction_zh": one.chinese,
                "tolerance_deg": round(one.tolerance_deg, 1), "strain_percent": round(one.strain_percent, 2),
                "allowed_percent": round(one.allowed_percent, 2), "at_limit": one.at_limit,
            }
            for one in proposal.bends
        ],
        "bends_deg": np.round(proposal.angles_deg, 3).tolist() if proposal.bends else [],
        "screws": [
            {
                "hole": one.hole, "family": one.family, "diameter_mm": one.path.diameter_mm,
                "length_mm": round(one.path.length_mm, 3), "angle_deg": round(one.angle_deg, 2),
                "bone_mm": round(one.bone_mm, 2), "bicortical": one.bicortical, "entry": point(one.path.entry),
                "tip": point(one.path.tip), "clearances_mm": _rounded(one.clearances),
            }
            for one in proposal.screws.screws
        ],
        "empty_holes": dict(proposal.screws.empty),
    }  # fmt: skip


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in values.items()}
