"""A plan with everything that belongs to it, in one folder: bones, moved pieces, report, and last the plan itself."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from osteokit.anatomy.leg_analysis import analyse_leg
from osteokit.base.progress import Progress, part, silent
from osteokit.fabrication.export import LPS_NOTE, lps, write_mesh
from osteokit.fabrication.mesh_formats import stl_bytes
from osteokit.jobs.plan_gate import Permission, checked, write_permission
from osteokit.planning.plan import PlanInput, SurgicalPlan
from osteokit.planning.plan_file import write_plan
from osteokit.planning.plan_outcome import Outcome, leg_of
from osteokit.planning.plan_pieces import WHOLE, Piece
from osteokit.surface.mesh import Mesh


def bone_input(key: str, mesh: Mesh) -> PlanInput:
    """What a plan says of a bone that :func:`write_plan_folder` will write: its file and the hash of its bytes."""
    written = stl_bytes(Mesh(lps(mesh.vertices), mesh.faces), LPS_NOTE)
    return PlanInput(key, f"bones/{key}.stl", hashlib.sha256(written).hexdigest(), "LPS", mesh.volume_mm3)


def write_plan_folder(
    plan: SurgicalPlan,
    meshes: Mapping[str, Mesh],
    outcome: Outcome | None,
    folder: Path,
    language: str = "en",
    progress: Progress = silent,
    permission: Permission | None = None,
) -> SurgicalPlan:
    """Write ``bones/*.stl`` (as they were), ``moved/*.stl`` (the pieces of the chosen variant where they end),
    ``implants/*.stl`` (where they end), ``report.pdf`` and, when all that is there, ``plan.json``; returns the plan as
    it was written.

    Parameters
    ----------
    meshes
        The bones, RAS mm, by key; all become inputs of the plan.
    outcome
        What the chosen variant came to; None where none is chosen.
    permission
        What the hub said of :func:`as_written`; asked now where it is None or of another plan.

    Raises
    ------
    NotPermitted
        The plan needs a restricted technique that the hub does not grant.
    OsteoError
        The folder cannot be written.
    """
    plan = as_written(plan, meshes)
    permission = checked(plan, permission)
    from osteokit.report.plan_figures import plan_figures
    from osteokit.report.plan_report import write_plan_report

    for number, (key, mesh) in enumerate(meshes.items()):
        progress(0.3 * number / max(len(meshes), 1), f"writing {key}.stl")
        write_mesh(mesh, folder / "bones" / f"{key}.stl")
    for piece in () if outcome is None else outcome.bones.pieces:
        if is_moved_or_cut(piece):
            write_mesh(piece.mesh, folder / "moved" / f"{piece_name(piece)}.stl")
    for name, mesh in implant_files(outcome).items():
        write_mesh(mesh, folder / "implants" / name)
    figures = plan_figures(plan, meshes, outcome, language, part(progress, 0.3, 0.9))
    write_plan_report(plan, figures, folder / "report.pdf", language)
    write_permission(permission, folder)
    write_plan(plan, folder / "plan.json")
    progress(1.0, "plan written")
    return plan


def as_written(plan: SurgicalPlan, meshes: Mapping[str, Mesh]) -> SurgicalPlan:
    """The plan as :func:`write_plan_folder` will write it on these bones: what the hub is asked about."""
    return replace(plan, inputs=tuple(bone_input(key, mesh) for key, mesh in meshes.items()))


def implant_files(outcome: Outcome | None) -> dict[str, Mesh]:
    """The implants of an outcome by the names of their files: a number, as step names may hold any sign."""
    implants = {} if outcome is None else outcome.implants
    width = len(str(len(implants)))
    return {f"implant_{number:0{width}d}_{one.article.family}.stl": one.mesh
            for number, one in enumerate(implants.values(), 1)}  # fmt: skip


def is_moved_or_cut(piece: Piece) -> bool:
    """Whether a piece is anything but a whole bone where it was."""
    return piece.fragment != WHOLE or not np.allclose(piece.matrix, np.eye(4))


def piece_name(piece: Piece) -> str:
    """A file's name: ``tibia_left_distal``; a whole bone has its key."""
    return piece.bone if piece.fragment == WHOLE else f"{piece.bone}_{piece.fragment.replace('.', '_')}"


def write_leg_drawing(
    plan: SurgicalPlan, meshes: Mapping[str, Mesh], outcome: Outcome | None, folder: Path, language: str = "en"
) -> Path:
    """Write ``leg.pdf`` and ``leg.png``: the leg as the chosen variant leaves it, or as it is.

    Raises
    ------
    OsteoError
        The plan has no side, its bones make no drawing, or the folder cannot be written.
    """
    from osteokit.report.leg_figure import write_leg_figure
    from osteokit.report.plan_figures import bones_after

    shown = meshes if outcome is None else bones_after(outcome)
    landmarks = plan.landmarks if outcome is None else outcome.bones.landmarks
    measured = plan.measured if outcome is None else outcome.predicted
    named = {key.removesuffix(f"_{plan.side}"): mesh for key, mesh in shown.items() if key.endswith(f"_{plan.side}")}
    leg = leg_of(landmarks, plan.side)
    deformities = analyse_leg(leg, named)
    for name in ("leg.png", "leg.pdf"):
        write_leg_figure(folder / name, leg, named, measured, deformities, language)
    return folder / "leg.pdf"
