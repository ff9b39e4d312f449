"""Fragments of a fracture in the scene: which models can be some, which bones of the plan they are, how they fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import slicer
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.mrml.fragment_nodes import pose_of
from osteokit.planning.plan import ReductionStep, StepReport
from osteokit.planning.plan_pieces import WHOLE
from osteokit.planning.reduction.judge import MOST_GAP_ON_TEMPLATE_MM
from osteokit.planning.reduction.refine import FitMeter, Nudged
from osteokit.planning.reduction.template import mirrored_template
from osteokit.report.plan_words import GAP_OF
from osteokit.segmentation.names import part_key_of
from osteokit.segmentation.terminology import fragment_of, mirrored
from osteokit.surface.mesh import Mesh
from OsteotomySimulatorLib.bones import KEY, bone_models, mark
from OsteotomySimulatorLib.fragments import PIECE, shown_pieces


def candidates(scene: Any) -> list[Any]:
    """Models that a person can see and that are no pieces of a planned osteotomy."""
    found = []
    for number in range(scene.GetNumberOfNodesByClass("vtkMRMLModelNode")):
        node = scene.GetNthNodeByClass(number, "vtkMRMLModelNode")
        surface = node.GetPolyData()
        if node.GetHideFromEditors() or node.GetAttribute(PIECE) or surface is None:
            continue
        if surface.GetNumberOfPolys():
            found.append(node)
    return found


def proposed(scene: Any) -> list[Any]:
    """The fragments of the one bone that is in several; none where there is no such bone or more than one."""
    by_bone: dict[str, list[Any]] = {}
    for key, node in sorted(bone_models(scene).items()):
        fragment = fragment_of(key)
        if fragment is not None:
            by_bone.setdefault(fragment[0], []).append(node)
    several = [nodes for nodes in by_bone.values() if len(nodes) > 1]
    return several[0] if len(several) == 1 else []


def healthy_side(scene: Any, nodes: Sequence[Any]) -> Any:
    """The whole bone of the other side of which ``nodes`` are fragments; None where there is none."""
    bones = {(fragment_of(node.GetAttribute(KEY) or "") or ("", 0))[0] for node in nodes}
    if len(bones) != 1:
        return None
    bone = bones.pop()
    other = mirrored(bone) if bone else ""
    return bone_models(scene).get(other) if other != bone else None


def keyed(nodes: Sequence[Any], template: Any) -> tuple[list[str], str]:
    """The keys of fragments and of the healthy side (empty without one) as bones of the plan; a model that is none yet
    becomes the bone or fragment that its name says, or else an unnamed bone.

    Raises
    ------
    OsteoError
        Fewer than two fragments, or the healthy side is one of them.
    """
    if len(nodes) < 2:
        raise OsteoError(_("Choose two or more fragments in the list first."))
    if template is not None and any(node is template for node in nodes):
        raise OsteoError(_("The healthy side is among the chosen fragments; take it out of the choice."))
    keys = [_key_of(node) for node in nodes]
    return keys, "" if template is None else _key_of(template)


def _key_of(node: Any) -> str:
    if not node.GetAttribute(KEY):
        taken = bone_models(node.GetScene())
        key = part_key_of(node.GetName() or "")
        if key is None or key in taken:
            key = next(f"bone_{n}" for n in count(1) if f"bone_{n}" not in taken)
        mark(node, key)
    return node.GetAttribute(KEY)


class HandFit:
    """How a fragment fits where a person has put it; prepared once for the fragments of a step.

    ``meshes`` are the plan's bones, RAS mm, by key.
    """

    def __init__(self, step: ReductionStep, meshes: Mapping[str, Mesh]) -> None:
        template = meshes.get(step.template)
        if template is not None and step.mirror_template:
            template = mirrored_template(template)
        laid = None if step.template_pose is None else np.array(step.template_pose)
        self.step = step
        self._meter = FitMeter({key: meshes[key] for key in step.poses}, template if laid is not None else None, laid)

    def at(self, fragment: str) -> Nudged | None:
        """The fit of a fragment now; None where it is none of them, or one of them was cut."""
        shown = shown_pieces(slicer.mrmlScene)
        if fragment not in self.step.poses or any(not _is_whole(key, shown) for key in self.step.poses):
            return None
        poses = {key: np.eye(4) for key in self.step.poses}
        for key in poses:
            _model, transform = shown.get(f"{key}/{WHOLE}", (None, None))
            if transform is not None:
                poses[key] = pose_of(transform)
        return self._meter.refine(fragment, poses)


def _is_whole(key: str, shown: Mapping[str, Any]) -> bool:
    return all(piece == f"{key}/{WHOLE}" for piece in shown if piece.startswith(f"{key}/"))


@dataclass(frozen=True)
class FragmentRow:
    """What the table tells of a fragment after a reduction."""

    told: str
    is_sure: bool
    tip: str = ""


def fragment_rows(step: ReductionStep, report: StepReport | None) -> dict[str, FragmentRow]:
    """By key of the fragment: that it stays, or the gap that is left at it."""
    rows = {}
    for key, pose in step.poses.items():
        gap = None if report is None else report.values.get(f"{key}{GAP_OF}")
        told = _("touches none") if gap is None else f"{gap:.1f} mm"
        stays = key == step.anchor and np.allclose(pose, np.eye(4))
        doubt = step.doubts.get(key, "")
        sure = not doubt and gap is not None and gap <= MOST_GAP_ON_TEMPLATE_MM
        rows[key] = FragmentRow(_("stays") if stays else told, stays or sure, doubt)
    return rows
