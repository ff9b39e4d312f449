"""The replaced hip as solids: the femur cut and moved, the socket reamed, the implants in place."""

from collections.abc import Mapping

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.arthroplasty.hip import HipBones, HipPlan
from osteokit.planning.arthroplasty.range_of_motion import Joint
from osteokit.planning.implants.solid import solid_of
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.surface.boolean import cut_by_plane
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import split_shells
from osteokit.surface.simplify import simplified
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import moved, pose_of

_TOLERANCE_MM = 0.2
_FINE = 128


def head_pose(plan: HipPlan) -> np.ndarray:
    """From the head's frame to RAS mm in the femur as scanned: its z runs down the neck.

    Raises
    ------
    OsteoError
        The stem was not planned.
    """
    if plan.stem is None:
        raise OsteoError(plan.not_planned.get("stem", "The stem was not planned."))
    fit = plan.stem.fit
    return pose_of(plan.stem.head, fit.pose[:3, 1], fit.pose[:3, :3] @ fit.template.neck)


def implant_solids(plan: HipPlan, catalogues: Mapping[str, Catalogue] | None = None) -> dict[str, Mesh]:
    """Every planned component by name (``cup``, ``liner``, ``stem``, ``head``) where it ends, RAS mm; ``catalogues`` by
    reference of the article, for those with mesh files."""
    held = catalogues or {}

    def solid(article: Implant) -> Mesh:
        return solid_of(article, held.get(article.reference))

    solids = {"cup": moved(solid(plan.cup.implant), plan.cup.pose)}
    if plan.liner is not None:
        solids["liner"] = moved(solid(plan.liner), plan.cup.pose)
    if plan.stem is not None and plan.femur_motion is not None:
        solids["stem"] = moved(plan.stem.fit.template.solid, plan.femur_motion @ plan.stem.fit.pose)
        if plan.head is not None:
            solids["head"] = moved(solid(plan.head), plan.femur_motion @ head_pose(plan))
    return solids


def cut_femur(femur: Mesh, plan: HipPlan) -> Mesh:
    """The femur below the neck cut, moved to where it ends; its outside only."""
    if plan.stem is None or plan.femur_motion is None:
        raise OsteoError(plan.not_planned.get("stem", "The stem was not planned."))
    outside = max(split_shells(femur), key=lambda shell: shell.volume_mm3)
    point, normal = plan.stem.fit.cut
    below = cut_by_plane(simplified(outside, _TOLERANCE_MM), point, normal)[1]
    if below is None:
        raise OsteoError("The neck cut leaves nothing of the femur; check the stem's frame in its catalogue.")
    return moved(below, plan.femur_motion)


def reamed_hip(hip: Mesh, plan: HipPlan) -> Mesh:
    """The hip bone without what the reamer takes."""
    ball = manifold3d.Manifold.sphere(plan.cup.radius_mm + 0.1, _FINE).translate(plan.center.tolist())
    return mesh_of(manifold_of(simplified(hip, _TOLERANCE_MM)) - ball)


def planned_joint(bones: HipBones, plan: HipPlan, catalogues: Mapping[str, Catalogue] | None = None) -> Joint:
    """What may meet when the planned hip moves.

    Raises
    ------
    OsteoError
        The stem was not planned; a bone is not closed.
    """
    femur, hip = cut_femur(bones.femur, plan), reamed_hip(bones.hip, plan)
    solids = implant_solids(plan, catalogues)
    fixed = {"bone of the pelvis": hip, "cup": solids["cup"]}
    if "liner" in solids:
        fixed["liner"] = solids["liner"]
    return Joint(
        plan.center, plan.axes, _long_axis(bones, plan), {"bone of the femur": femur, "stem": solids["stem"]}, fixed
    )


def _long_axis(bones: HipBones, plan: HipPlan) -> np.ndarray:
    """Head to knee where the knee is in view, else along the shaft; down."""
    if "knee_center" in bones.femur_landmarks:
        axis = bones.femur_landmarks.point("knee_center") - bones.femur_landmarks.point("femoral_head_center")
        return axis / np.linalg.norm(axis)
    assert plan.canal is not None  # there is a stem
    return plan.canal.line.down
