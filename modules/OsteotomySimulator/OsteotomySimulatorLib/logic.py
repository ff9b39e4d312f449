"""MRML in, MRML out: the module's work without a widget. Algorithms are osteokit's; long ones run in a worker."""

import uuid
from collections.abc import Mapping
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
from osteokit.planning.plan import ReductionStep, SurgicalPlan, Variant
from osteokit.planning.plan_outcome import leg_of, measured_now
from osteokit.surface.mesh import Mesh
from osteopanels.refusals import shown
from osteopanels.scene_bones import bone_name
from OsteotomySimulatorLib import bones, fragments, lines
from OsteotomySimulatorLib.fracture_session import FractureSession
from OsteotomySimulatorLib.landmarks import landmark_nodes, place_landmarks
from OsteotomySimulatorLib.parameters import OsteotomySimulatorParameters


class OsteotomySimulatorLogic(FractureSession, ScriptedLoadableModuleLogic):
    """Everything the panel's buttons do; usable from a script.

    The plan is a value (:class:`SurgicalPlan`) with its history here, and as a document in the scene; bones,
    landmarks and pieces are nodes.
    """

    def __init__(self, start: Start = start_process) -> None:
        ScriptedLoadableModuleLogic.__init__(self)
        FractureSession.__init__(self, start)
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
        refused = [f"{bone_name(key, language)}: {shown(why)}" for key, why in task.state.result["refused"].items()]
        if not found:
            raise OsteoError(" ".join(refused) or _("No landmarks were found."))
        self.newPlan(found, side, language)
        return refused

    def newPlan(self, found: Mapping[str, BoneLandmarks], side: str, language: str) -> None:
        """A plan on the bones of the scene with these landmarks (by key of their bone), measured. Reductions need no
        landmarks: they are taken over from the plan before."""
        place_landmarks(slicer.mrmlScene, found, language)
        self._meshes = self.meshes()
        self.outcome = None
        fragments.clear_pieces(slicer.mrmlScene)
        inputs = tuple(bone_input(key, mesh) for key, mesh in self._meshes.items())
        plan = SurgicalPlan(uuid.uuid4().hex, _title(found), side, inputs, found, measured_now(found, side))  # pyright: ignore
        kept = () if self.plan is None else reductions_of(self.plan, self._meshes)
        if self.history is None or not kept:
            self._keep(History(plan, _("measured")))
            return
        shown = replace(kept[-1], predicted=None, reports=(), findings=())
        self._carry(replace(plan, variants=kept), shown, language, _("measured"))

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
        """Plan the other leg: measured again; variants that correct a leg belong to a side and go."""
        if self.history is None or self.history.present.side == side:
            return
        plan = self.history.present
        after = replace(plan, side=side, measured=measured_now(plan.landmarks, side), chosen="")
        after = replace(after, variants=reductions_of(plan, self._meshes))
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


def _title(found: Mapping[str, BoneLandmarks]) -> str:
    bones_found = {one.bone for one in found.values()}
    if bones_found & {"femur", "tibia", "fibula", "patella"}:
        return _("Leg")
    return _("Spine") if "vertebra" in bones_found else _("Pelvis")


def reductions_of(plan: SurgicalPlan, meshes: Mapping[str, Mesh]) -> tuple[Variant, ...]:
    """The variants that only bring fragments together, of bones that are still there."""
    return tuple(
        one
        for one in plan.variants
        if one.steps and all(isinstance(step, ReductionStep) and set(step.poses) <= set(meshes) for step in one.steps)
    )
