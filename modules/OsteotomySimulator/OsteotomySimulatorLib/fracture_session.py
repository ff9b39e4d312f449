"""The reduction of a fracture as a variant of the plan: fragments are its inputs, undo and redo hold for it too."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import slicer
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.jobs.background import BackgroundTask, Start
from osteokit.jobs.bone_tasks import read_reduction, save_meshes
from osteokit.jobs.plan_folder import bone_input
from osteokit.planning.history import History
from osteokit.planning.plan import ReductionStep, SurgicalPlan, Variant
from osteokit.planning.plan_outcome import measured_now
from osteokit.planning.plan_reduction import reduction_step
from osteokit.planning.reduction.refine import Nudged
from osteokit.segmentation.terminology import term
from OsteotomySimulatorLib import bones, reduction
from OsteotomySimulatorLib.fragments import shown_pieces
from OsteotomySimulatorLib.session import PlanSession


class FractureSession(PlanSession):
    """``start`` starts the worker process."""

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        self._hand_fit: reduction.HandFit | None = None

    def fragmentCandidates(self) -> list[Any]:
        """The models that may be fragments."""
        return reduction.candidates(slicer.mrmlScene)

    def proposedFragments(self) -> list[Any]:
        """The models that are fragments by their names, where they are all of one bone."""
        return reduction.proposed(slicer.mrmlScene)

    def healthySide(self, nodes: Sequence[Any]) -> Any:
        """The model of the same bone of the other side, None where there is none."""
        return reduction.healthy_side(slicer.mrmlScene, nodes)

    def startReduction(self, nodes: Sequence[Any], template: Any) -> BackgroundTask:
        """Bring fragments together, in a worker; ``template`` is the same bone of the other side, or None.

        Raises
        ------
        OsteoError
            Fewer than two fragments, or the template is one of them.
        """
        keys, healthy = reduction.keyed(nodes, template)
        there = bones.bone_meshes(slicer.mrmlScene)
        meshes = {key: there[key] for key in (*keys, *([healthy] if healthy else []))}
        request = {"task": "reduce", "template": healthy, "fragments": keys}
        return BackgroundTask(request, lambda folder: save_meshes(meshes, folder), self._start)

    def finishReduction(self, task: BackgroundTask, name: str, side: str, language: str) -> Variant:
        """Make the answer variant ``name`` of the plan and show it. A plan is begun where there is none, of the side of
        the fragments, else for ``side``.

        Raises
        ------
        OsteoError
            It cannot be carried out; the plan stays as it was.
        """
        template = task.state.result["template"]
        step = reduction_step(_("Reduction"), read_reduction(task.state.result), template, bool(template))
        self._meshes = {**self._meshes, **bones.bone_meshes(slicer.mrmlScene)}
        plan = self.plan or self._fracturePlan(tuple(step.poses), side)
        known = {one.bone for one in plan.inputs}
        added = tuple(bone_input(key, mesh) for key, mesh in self._meshes.items() if key not in known)
        plan = replace(plan, inputs=(*plan.inputs, *added))
        before = self.history
        self.history = before or History(plan, _("begun"))
        try:
            return self._carry(plan, Variant(name, (step,)), language, _("reduced"))
        except OsteoError:
            self.history = before
            raise

    def _fracturePlan(self, fragments: Sequence[str], side: str) -> SurgicalPlan:
        sides = {term(key).side for key in fragments}
        own = sides.pop() if len(sides) == 1 else side
        empty = measured_now({}, own)
        return SurgicalPlan(uuid.uuid4().hex, _("Fracture"), own or side, (), {}, empty)  # pyright: ignore

    # --- the reduction of the chosen variant

    def reductionStep(self) -> ReductionStep | None:
        """The last reduction of the variant that is shown; None where it has none."""
        plan = self.plan
        steps = plan.variant(plan.chosen).steps if plan is not None and plan.chosen else ()
        return next((step for step in reversed(steps) if isinstance(step, ReductionStep)), None)

    def reducedFragments(self) -> dict[str, reduction.FragmentRow]:
        """What is left at every fragment, by its key."""
        plan, step = self.plan, self.reductionStep()
        if plan is None or step is None:
            return {}
        reports = plan.variant(plan.chosen).reports
        return reduction.fragment_rows(step, next((one for one in reports if one.step == step.name), None))

    def fragmentTransform(self, node: Any) -> Any:
        """The transform by which the piece of a fragment's model is moved; None where it stays."""
        key = node.GetAttribute(bones.KEY)
        shown = shown_pieces(slicer.mrmlScene).get(f"{key}/whole")
        return None if shown is None else shown[1]

    def fragmentFit(self, node: Any) -> Nudged | None:
        """How a reduced fragment fits where a person has put it; None where it is none."""
        step, key = self.reductionStep(), node.GetAttribute(bones.KEY)
        if step is None or key not in step.poses or any(one not in self._meshes for one in step.poses):
            return None
        if self._hand_fit is None or self._hand_fit.step is not step:
            self._hand_fit = reduction.HandFit(step, self._meshes)
        return self._hand_fit.at(key)
