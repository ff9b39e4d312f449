"""MRML in, MRML out: the module's work without a widget. Algorithms are osteokit's; long ones run in a worker."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import slicer
from slicer.i18n import tr as _
from slicer.ScriptedLoadableModule import ScriptedLoadableModuleLogic

from osteokit.anatomy.deformity import BoneDeformity
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.leg_analysis import analyse_leg
from osteokit.anatomy.measurement import Measurements
from osteokit.base.errors import OsteoError
from osteokit.jobs.background import BackgroundTask, Start, start_process
from osteokit.jobs.bone_tasks import load_landmarks, load_meshes, save_meshes
from osteokit.jobs.plan_folder import bone_input
from osteokit.mrml.landmarks_node import landmarks_from_node
from osteokit.planning.history import History
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_outcome import leg_of, measured_now
from osteokit.planning.reduction.refine import Nudged
from osteokit.surface.mesh import Mesh
from OsteotomySimulatorLib import bones, fragments, lines, reduction
from OsteotomySimulatorLib.landmarks import landmark_nodes, place_landmarks
from OsteotomySimulatorLib.parameters import OsteotomySimulatorParameters
from OsteotomySimulatorLib.rows import bone_name
from OsteotomySimulatorLib.session import PlanSession


class OsteotomySimulatorLogic(PlanSession, ScriptedLoadableModuleLogic):
    """Everything the panel's buttons do; usable from a script.

    The plan is a value (:class:`SurgicalPlan`) with its history here, and as a document in the scene; bones,
    landmarks and pieces are nodes.
    """

    def __init__(self, start: Start = start_process) -> None:
        ScriptedLoadableModuleLogic.__init__(self)
        PlanSession.__init__(self)
        self._start = start
        self._hand_fit: reduction.HandFit | None = None
        self._other: tuple[Any, Measurements] | None = None
        self._analysed: tuple[Any, dict[str, BoneDeformity]] | None = None

    def getParameterNode(self) -> OsteotomySimulatorParameters:
        return OsteotomySimulatorParameters(ScriptedLoadableModuleLogic.getParameterNode(self))

    # --- bones

    def takeModels(self) -> int:
        """Take the models that are named as bones; returns how many bones there are now.

        Raises
        ------
        OsteoError
            There is none.
        """
        count = bones.mark_named_models(slicer.mrmlScene)
        if not count:
            raise OsteoError(
                _("No model is named as a bone of the leg: choose a segmentation, or add models one by one below.")
            )
        return count

    def startSurfaces(self, segmentationNode: Any) -> BackgroundTask:
        """Make surfaces of the leg's bones of a segmentation, in a worker."""
        from osteokit.jobs.exchange import save_segmentation

        wanted = bones.bones_only(bones.segmentation_of(segmentationNode))
        return BackgroundTask({"task": "surfaces"}, lambda folder: save_segmentation(wanted, folder), self._start)

    def finishSurfaces(self, task: BackgroundTask, language: str) -> int:
        found = load_meshes(task.folder)
        for key, mesh in found.items():
            bones.add_bone(slicer.mrmlScene, key, mesh, language)
        return len(found)

    def addBone(self, modelNode: Any, key: str) -> None:
        """Take a model as the bone ``key``."""
        if modelNode is None:
            raise OsteoError(_("Choose a model first."))
        bones.mark(modelNode, key)

    def meshes(self) -> dict[str, Mesh]:
        """The plan's bones in world RAS mm, by key."""
        return bones.bone_meshes(slicer.mrmlScene)

    # --- landmarks and measuring

    def startLandmarks(self) -> BackgroundTask:
        """Find landmarks on all bones, in a worker.

        Raises
        ------
        OsteoError
            There are no bones yet.
        """
        meshes = self.meshes()
        if not meshes:
            raise OsteoError(_("There are no bones yet: press Take the bones first."))
        return BackgroundTask({"task": "landmarks"}, lambda folder: save_meshes(meshes, folder), self._start)

    def finishLandmarks(self, task: BackgroundTask, side: str, language: str) -> list[str]:
        """Place the landmarks and start a new plan; returns one sentence for each bone that was refused.

        Raises
        ------
        OsteoError
            No bone had any landmark.
        """
        found = load_landmarks(task.folder)
        refused = [f"{bone_name(key, language)}: {why}" for key, why in task.state.result["refused"].items()]
        if not found:
            raise OsteoError(" ".join(refused) or _("No landmarks were found."))
        self.newPlan(found, side, language)
        return refused

    def newPlan(self, found: Mapping[str, BoneLandmarks], side: str, language: str) -> None:
        """A plan on the bones of the scene with these landmarks (by key of their bone), measured."""
        place_landmarks(slicer.mrmlScene, found, language)
        self._meshes = self.meshes()
        self.outcome = None
        fragments.clear_pieces(slicer.mrmlScene)
        inputs = tuple(bone_input(key, mesh) for key, mesh in self._meshes.items())
        plan = SurgicalPlan(uuid.uuid4().hex, _("Leg"), side, inputs, found, measured_now(found, side))  # pyright: ignore
        self._keep(History(plan, _("measured")))

    def landmarkNodes(self) -> dict[str, Any]:
        """The point lists that hold landmarks, by the key of their bone."""
        return landmark_nodes(slicer.mrmlScene)

    def landmarksMoved(self) -> None:
        """Take landmarks from where they lie now and measure again; what was predicted before no longer holds."""
        if self.history is None:
            return
        plan = self.history.present
        found = {key: landmarks_from_node(node) for key, node in self.landmarkNodes().items()}
        if found == dict(plan.landmarks):
            return
        stale = tuple(replace(one, predicted=None, reports=(), findings=()) for one in plan.variants)
        after = replace(plan, landmarks=found, measured=measured_now(found, plan.side), variants=stale)
        self._done(after, _("landmark moved"))

    def measuredWhileDragging(self) -> Measurements | None:
        """The numbers with the landmarks where they are at this moment; the plan is not changed."""
        if self.history is None:
            return None
        found = {key: landmarks_from_node(node) for key, node in self.landmarkNodes().items()}
        return measured_now(found, self.history.present.side)

    def otherSide(self) -> Measurements | None:
        """The same numbers of the other leg, where its bones are in the plan; measured once for a set of landmarks."""
        plan = self.plan
        if plan is None or plan.side not in ("left", "right"):
            return None
        other = "right" if plan.side == "left" else "left"
        if not any(key.endswith(f"_{other}") and not key.startswith("hip") for key in plan.landmarks):
            return None
        if self._other is None or self._other[0] is not plan.landmarks:
            self._other = (plan.landmarks, measured_now(plan.landmarks, other))
        return self._other[1]

    def deformities(self) -> dict[str, BoneDeformity]:
        """CORA of femur and tibia, as the landmarks and shafts have them; analysed once for a set of landmarks."""
        plan = self.plan
        if plan is None or not plan.side:
            return {}
        if self._analysed is None or self._analysed[0] is not plan.landmarks:
            ending = f"_{plan.side}"
            own = {key.removesuffix(ending): mesh for key, mesh in self._meshes.items() if key.endswith(ending)}
            self._analysed = (plan.landmarks, analyse_leg(leg_of(plan.landmarks, plan.side), own))
        return self._analysed[1]

    def changeSide(self, side: str) -> None:
        """Plan the other leg: measured again; variants belong to a side and go."""
        if self.history is None or self.history.present.side == side:
            return
        plan = self.history.present
        after = replace(plan, side=side, measured=measured_now(plan.landmarks, side), variants=(), chosen="")
        self.outcome = None
        fragments.clear_pieces(slicer.mrmlScene)
        self._done(after, _("side changed"))

    def jumpTo(self, key: str) -> None:
        """Move all slice views to a landmark, ``bone/landmark``."""
        bone, _slash, landmark = key.partition("/")
        if self.plan is not None and bone in self.plan.landmarks:
            point = self.plan.landmarks[bone].point(landmark)
            slicer.vtkMRMLSliceNode.JumpAllSlices(slicer.mrmlScene, *point, slicer.vtkMRMLSliceNode.CenteredJumpSlice)

    def showLines(self, visible: bool) -> int:
        """Draw axes and joint lines in the views, or take them away; returns how many are drawn."""
        if not visible or self.plan is None:
            lines.clear_lines(slicer.mrmlScene)
            return 0
        landmarks = self.outcome.bones.landmarks if self.outcome is not None else self.plan.landmarks
        return lines.show_lines(slicer.mrmlScene, landmarks, self.plan.side)

    # --- fractures

    def fragmentCandidates(self) -> list[Any]:
        """The models that may be fragments."""
        return reduction.candidates(slicer.mrmlScene)

    def startReduction(self, nodes: Sequence[Any], template: Any) -> BackgroundTask:
        """Bring fragments together, in a worker; ``template`` is the same bone of the other side, or None.

        Raises
        ------
        OsteoError
            Fewer than two fragments, or the template is one of them.
        """
        meshes = reduction.fragment_meshes(nodes, template)
        self._hand_fit = reduction.HandFit(meshes)
        request = {"task": "reduce", "template": reduction.TEMPLATE if template is not None else ""}
        return BackgroundTask(request, lambda folder: save_meshes(meshes, folder), self._start)

    def finishReduction(self, task: BackgroundTask) -> reduction.Reduced:
        """Move the fragments to where they belong."""
        return reduction.place(task.state.result)

    def fragmentFit(self, node: Any) -> Nudged | None:
        """How a reduced fragment fits where a person has put it; None before a reduction."""
        return None if self._hand_fit is None else self._hand_fit.at(node.GetID())
