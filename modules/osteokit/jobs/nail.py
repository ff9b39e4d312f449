"""A nail for a femur or tibia: its canal measured, diameter and length chosen, laid in and locked; told in a file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from osteokit import __version__
from osteokit.anatomy.find import landmarks_of
from osteokit.anatomy.frames import femur_frame, tibia_frame
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import Volume
from osteokit.jobs.align import read_bones
from osteokit.planning.implants.catalogues import Found, search
from osteokit.planning.implants.solid import connections_of, solid_of
from osteokit.planning.nails.canal import Canal, canal_of
from osteokit.planning.nails.fit import NailFit, NailShape, fitted, longest_nail_mm, nail_diameter_mm, nail_shape
from osteokit.planning.nails.locking import locking_screws
from osteokit.planning.plates.articles import stock_of
from osteokit.planning.plates.holes import HoleScrews
from osteokit.planning.plates.joints import joint_points
from osteokit.planning.plates.obstacles import PointsObstacle
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import Coordinates
from osteokit.surface.shells import without_cavities

FORMAT = "osteo.nail/1"
FAMILIES = {"femur": "femoral_nail", "tibia": "tibial_nail"}
FRONT = 0.3
"""Holes from front to back are drilled from the front: so much of the direction in which the surgeon stands."""
TOO_CLOSE_MM = 1.0
"""Screws of the same nail may come this near to a joint surface at its side, where plates may not."""


@dataclass(frozen=True)
class NailFiles:
    """Where the bone comes from and what is written.

    Attributes
    ----------
    bone : str
        ``"femur_left"``.
    out : Path
        JSON document.
    file, plan : Path or None
        The bone's surface, or a plan that has it; exactly one of them.
    variant, name : str
        With a plan: the variant whose steps come first, which gets nail and screws as steps; the nail's step.
    ct : Path or None
        Where the mesh has no inner surface.
    figure : Path or None
        ``.png`` or ``.pdf``.
    """

    bone: str
    out: Path
    file: Path | None = None
    plan: Path | None = None
    variant: str = ""
    name: str = "nail"
    ct: Path | None = None
    reference: str = ""
    catalogue: str | None = None
    coordinates: Coordinates | None = None
    figure: Path | None = None


@dataclass(frozen=True, eq=False)
class NailProposal:
    """The nail that was chosen, in its place."""

    found: Found
    nail: NailShape
    canal: Canal
    fit: NailFit
    longest_mm: float
    screws: HoleScrews


def propose_nail(
    mesh: Mesh,
    landmarks: BoneLandmarks,
    volume: Volume | None = None,
    reference: str = "",
    catalogue: str | None = None,
    progress: Progress = silent,
) -> NailProposal:
    """Measure the canal, take the thickest nail that it allows and the longest that the landmarks allow (or the article
    ``reference``), lay it in and lock it.

    Raises
    ------
    OsteoError
        The canal is not measurable, no nail is thin or short enough, or a landmark is missing.
    """
    canal = canal_of(landmarks, mesh, volume, part(progress, 0.0, 0.6))
    longest = longest_nail_mm(landmarks)
    found = _article(landmarks, canal, longest, reference, catalogue)
    article = found.implant
    nail = nail_shape(solid_of(article, found.catalogue), connections_of(article), article.size("diameter_mm"))
    progress(0.7, f"Laying {article.reference} into the canal")
    fit = fitted(nail, canal, landmarks)
    frame = femur_frame(landmarks) if landmarks.bone == "femur" else tibia_frame(landmarks)
    stands = -frame.lateral if landmarks.bone == "tibia" else frame.lateral  # tibiae are locked from the medial side
    outer = without_cavities(mesh)
    joint = PointsObstacle("joint", joint_points(outer, landmarks), TOO_CLOSE_MM)
    screws = locking_screws(
        nail.holes, fit.pose, SurfaceDistance(outer), stands + FRONT * frame.y, stock_of(catalogue), (joint,),
        part(progress, 0.8, 1.0),
    )  # fmt: skip
    return NailProposal(found, nail, canal, fit, longest, screws)


def _article(landmarks: BoneLandmarks, canal: Canal, longest: float, reference: str, catalogue: str | None) -> Found:
    family = FAMILIES[landmarks.bone]
    there = search(family=family, side=landmarks.side, catalogue_name=catalogue)
    if reference:
        named = [one for one in there if one.implant.reference == reference]
        if not named:
            raise OsteoError(
                f"No catalogue here has a {landmarks.bone} nail {reference!r}; osteo implants search helps."
            )
        return named[0]
    diameter = nail_diameter_mm(canal, sorted({one.implant.size("diameter_mm") for one in there}))
    fitting = [
        one for one in there
        if one.implant.size("diameter_mm") == diameter and one.implant.size("length_mm") <= longest
    ]  # fmt: skip
    if not fitting:
        raise OsteoError(f"No nail of {diameter:g} mm is as short as {longest:.0f} mm; choose a plate.")
    return max(fitting, key=lambda one: one.implant.size("length_mm"))


def plan_nail(files: NailFiles, progress: Progress = silent) -> NailProposal:
    """Propose a nail for the bone in ``files``, write the proposal, its figure and the plan's steps as asked for.

    Raises
    ------
    OsteoError
        See :func:`propose_nail`; a file cannot be read or written, or the plan cannot be carried out.
    """
    if (files.file is None) == (files.plan is None):
        raise OsteoError("Give either the surface of a bone or a plan that has it.")
    if files.figure is not None and files.figure.suffix.lower() not in (".png", ".pdf"):
        raise OsteoError(f"{files.figure.name} is neither .pdf nor .png; name the figure with one of these endings.")
    bone = _bone_of_plan(files, part(progress, 0.0, 0.2)) if files.plan else _bone_of_file(files, progress)
    volume = None
    if files.ct is not None:
        if bone.is_moved:
            raise OsteoError(f"A step of the variant moves {files.bone}, so the CT does not show it; plan without it.")
        from osteokit.imaging.read import read_volume

        progress(0.2, f"Reading {files.ct.name}")
        volume = read_volume(files.ct)
    landmarks = bone.landmarks or landmarks_of(files.bone, bone.mesh, part(progress, 0.3, 0.4))
    proposal = propose_nail(bone.mesh, landmarks, volume, files.reference, files.catalogue, part(progress, 0.4, 0.9))
    turn = np.array([-1.0, -1.0, 1.0]) if bone.coordinates == "LPS" else np.ones(3)
    content = {
        "format": FORMAT,
        "software": f"SlicerOsteo {__version__}",
        "coordinates": bone.coordinates,
        "bone": files.bone,
        **bone.told,
        **nail_json(proposal, turn),
    }
    if files.figure is not None:
        progress(0.9, "Drawing the figure")
        _draw(files.figure, bone.mesh, landmarks, proposal)
    if files.plan is not None and files.variant:
        from osteokit.jobs.nail_plan import nail_into_plan

        share = part(progress, 0.92, 1.0)
        nail_into_plan(files.plan, files.variant, files.name, files.bone, proposal, files.catalogue, share)
    with whole_file(files.out) as temporary:
        temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
    progress(1.0, "Written")
    return proposal


def _draw(path: Path, mesh: Mesh, landmarks: BoneLandmarks, proposal: NailProposal) -> None:
    from osteokit.report.nail_figure import DrawnNail, write_nail_figure

    article = proposal.found.implant
    drawn = DrawnNail(
        f"{article.reference}  {article.english}", proposal.nail.mesh, proposal.fit, proposal.canal,
        proposal.screws.screws,
    )  # fmt: skip
    write_nail_figure(path, mesh, landmarks, drawn)


@dataclass(frozen=True, eq=False)
class _Bone:
    """The bone as it is nailed, and what the document tells of where it comes from."""

    mesh: Mesh
    landmarks: BoneLandmarks | None
    coordinates: Coordinates
    told: dict[str, Any]
    is_moved: bool = False


def _bone_of_file(files: NailFiles, progress: Progress) -> _Bone:
    meshes, sources, notes = read_bones({files.bone: Path(str(files.file))}, files.coordinates, progress)
    source = sources[files.bone]
    told = {"input": {"file": source.path.name, "sha256": source.sha256}, "warnings": list(notes)}
    return _Bone(meshes[files.bone], None, source.coordinates, told)


def _bone_of_plan(files: NailFiles, progress: Progress) -> _Bone:
    from osteokit.jobs.screw_plan import bones_of_plan

    planned = bones_of_plan(Path(str(files.plan)), files.variant, progress)
    if files.bone not in planned.bones:
        raise OsteoError(f"The plan has no bone {files.bone!r}, only {', '.join(planned.bones)}.")
    told = {"plan": planned.path.name, "variant": files.variant, "warnings": list(planned.notes)}
    system = planned.plan.input(files.bone).coordinates
    return _Bone(planned.bones[files.bone], planned.landmarks.get(files.bone), system, told, planned.is_moved)


def nail_json(proposal: NailProposal, turn: np.ndarray) -> dict[str, Any]:
    """The proposal for a file; ``turn`` (3,) are the signs that bring RAS to the file's coordinates."""

    def point(values: Sequence[float] | np.ndarray) -> list[float]:
        return np.round(turn * np.asarray(values), 4).tolist()

    article, canal, fit = proposal.found.implant, proposal.canal, proposal.fit
    return {
        "canal": {
            "source": canal.source,
            "isthmus_mm": round(canal.isthmus_mm, 3),
            "isthmus_point": point(canal.isthmus_point),
            "centers": [point(center) for center in canal.centers],
            "diameters_mm": np.round(canal.diameters, 3).tolist(),
        },
        "nail": {
            "catalogue": proposal.found.catalogue.name,
            "reference": article.reference,
            "english": article.english,
            "chinese": article.chinese,
            "longest_mm": round(proposal.longest_mm, 2),
            "pose": np.round(np.diag([*turn, 1.0]) @ fit.pose, 6).tolist(),
            "fit": {name: round(value, 4) for name, value in fit.values.items()},
            "touches": [point(one) for one in fit.touches],
        },
        "screws": [
            {
                "hole": one.hole, "family": one.family, "diameter_mm": one.path.diameter_mm,
                "length_mm": round(one.path.length_mm, 3), "bone_mm": round(one.bone_mm, 2),
                "entry": point(one.path.entry), "tip": point(one.path.tip),
            }
            for one in proposal.screws.screws
        ],
        "empty_holes": dict(proposal.screws.empty),
    }  # fmt: skip
