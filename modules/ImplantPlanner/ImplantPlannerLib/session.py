"""The plan while implants are put into it: its history, the bones as its steps leave them, and every screw judged."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import slicer
from slicer.i18n import tr as _

from ImplantPlannerLib import implant_nodes, scene_plan
from osteokit.anatomy.find import landmarks_in
from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.planning.checks import check_variant
from osteokit.planning.history import History
from osteokit.planning.implants.catalogues import Found, search, snapped
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.plan import GuideStep, ImplantStep, ReductionStep, Step, SurgicalPlan, Variant
from osteokit.planning.plan_implants import PlacedImplant, implant_step
from osteokit.planning.plan_outcome import Outcome, carry_out, with_outcome
from osteokit.planning.screws.judge import JudgedScrew, ScrewJudge, ScrewReport
from osteokit.planning.screws.values import ScrewPath
from osteokit.planning.variants import chosen, with_variant
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import joined
from osteopanels.scene_bones import bone_meshes

FIRST = "A"
_MOVED = 1e-6
_JOINTS = ("hip", "knee")


class ImplantSession:
    """The plan is a value with its history here, and a document in the scene; implants are steps of the chosen
    variant."""

    def __init__(self) -> None:
        self.history: History[SurgicalPlan] | None = None
        self.outcome: Outcome | None = None
        self._meshes: dict[str, Mesh] = {}
        self._judge: tuple[Any, ScrewJudge] | None = None

    # --- the plan

    @property
    def plan(self) -> SurgicalPlan | None:
        """As it stands; None before there are bones."""
        return None if self.history is None else self.history.present

    @property
    def variant(self) -> Variant:
        """The chosen variant; one that is empty where none is chosen."""
        plan = self.plan
        if plan is None or not plan.chosen:
            return Variant(FIRST)
        return plan.variant(plan.chosen)

    def takeUp(self) -> None:
        """Take up the plan of the scene, as another module may have left it; without one, begin one on its bones."""
        meshes = bone_meshes(slicer.mrmlScene)
        if not meshes:
            return
        there = scene_plan.plan_of_scene(slicer.mrmlScene)
        if self.history is not None and there == self.plan and set(meshes) == set(self._meshes):
            return
        self._meshes, self._judge = meshes, None
        if there is None or {one.bone for one in there.inputs} != set(meshes):
            fresh = scene_plan.new_plan(meshes)
            there = fresh if there is None else replace(there, inputs=fresh.inputs)
            scene_plan.keep_plan(slicer.mrmlScene, there)
        self.history = History(there, _("opened"))
        self.outcome = None
        if any(isinstance(step, ImplantStep) for step in self.variant.steps):
            self._show(self._outcome(there, self.variant))

    def change(self, steps: tuple[Step, ...], what: str) -> None:
        """Make these the steps of the variant, carry it out, check it and show it.

        Raises
        ------
        OsteoError
            It cannot be carried out; the plan stays as it was.
        """
        plan = self._plan()
        variant = replace(self.variant, steps=steps, predicted=None, reports=(), findings=())
        outcome = self._outcome(plan, variant)
        done = replace(with_outcome(variant, outcome), findings=check_variant(plan, variant, outcome))
        self._keep(self._history().done(chosen(with_variant(plan, done), done.name), what))
        self._show(outcome)

    def takeVariant(self, text: str, what: str) -> None:
        """Take the variant out of a plan that a worker changed."""
        from osteokit.planning.plan_file import plan_of_text

        self.change(plan_of_text(text, _("The plan of this scene")).variant(self.variant.name).steps, what)

    def remove(self, names: list[str]) -> None:
        """Take implants out of the plan: a plate or nail with its screws, a part of an artificial joint with the step
        that brings this joint together."""
        gone = {
            step.name
            for step in self.variant.steps
            if isinstance(step, ImplantStep) and (step.name in names or _host(step) in names)
        }
        joints = {one.step.bone for name, one in self.implants().items() if name in gone and one.group in _JOINTS}
        steps = tuple(
            step for step in self.variant.steps if step.name not in gone and not _brings_together(step, joints)
        )
        self.change(steps, _("removed"))

    def undo(self) -> None:
        self._travel(self._history().undo())

    def redo(self) -> None:
        self._travel(self._history().redo())

    def _travel(self, history: History[SurgicalPlan]) -> None:
        self._keep(history)
        self._show(self._outcome(history.present, self.variant))

    def _outcome(self, plan: SurgicalPlan, variant: Variant) -> Outcome:
        """Without guides, which change no bone and take long."""
        steps = tuple(step for step in variant.steps if not isinstance(step, GuideStep))
        return carry_out(plan, replace(variant, steps=steps), self._meshes)

    def _show(self, outcome: Outcome) -> None:
        self.outcome, self._judge = outcome, None
        implant_nodes.show(slicer.mrmlScene, outcome.implants)

    def _keep(self, history: History[SurgicalPlan]) -> None:
        self.history = history
        scene_plan.keep_plan(slicer.mrmlScene, history.present)

    def _history(self) -> History[SurgicalPlan]:
        if self.history is None:
            raise OsteoError(_("There are no bones yet: press Take the bones first."))
        return self.history

    def _plan(self) -> SurgicalPlan:
        return self._history().present

    def forget(self) -> None:
        """Before the scene goes: the plan lives on in the scene's document only."""
        self.history = self.outcome = self._judge = None
        self._meshes = {}

    # --- bones and screws

    def bones(self) -> dict[str, Mesh]:
        """The bones where the variant's steps leave them, RAS mm, by key."""
        if self.outcome is None:
            return dict(self._meshes)
        pieces: dict[str, list[Mesh]] = {}
        for piece in self.outcome.bones.pieces:
            pieces.setdefault(piece.bone, []).append(piece.mesh)
        return {key: joined(meshes) for key, meshes in pieces.items()}

    @property
    def isMoved(self) -> bool:
        """Whether a step moves a bone, so that the CT no longer shows it."""
        outcome = self.outcome
        return outcome is not None and any(
            not np.allclose(piece.matrix, np.eye(4), atol=_MOVED) for piece in outcome.bones.pieces
        )

    def implants(self) -> Mapping[str, PlacedImplant]:
        return {} if self.outcome is None else self.outcome.implants

    def screws(self) -> dict[str, ScrewPath]:
        """Every screw and wire where it ends."""
        return {name: one.path for name, one in self.implants().items() if one.is_screw}

    def report(self, name: str, path: ScrewPath, volume: Volume | None) -> ScrewReport:
        """A screw judged among the others, at ``path``: quick enough to follow a hand.

        Raises
        ------
        OsteoError
            The CT does not show all of the screw.
        """
        judge = self._prepared(volume)
        for key in judge.held(path):
            self._find_landmarks(judge, key)
        others = {other: line for other, line in self.screws().items() if other != name}
        return judge.report(JudgedScrew(path), others)

    def _prepared(self, volume: Volume | None) -> ScrewJudge:
        """Prepared once for bones and CT as they are."""
        shown = None if self.isMoved else volume
        if self._judge is None or self._judge[0] is not shown:
            known = {} if self.outcome is None else dict(self.outcome.bones.landmarks)
            self._judge = (shown, ScrewJudge(self.bones(), shown, known))
        return self._judge[1]

    def _find_landmarks(self, judge: ScrewJudge, key: str) -> None:
        """What canal, joint and tip-apex distance are measured by; a bone without landmarks goes without."""
        if key in judge.landmarks or not key.startswith(("vertebrae", "sacrum", "femur")):
            return
        try:
            judge.landmarks[key] = landmarks_in(key, judge.bones)
        except OsteoError:
            return

    def addScrew(self, ends: np.ndarray, family: str, diameter_mm: float, name: str) -> str:
        """Put the longest screw of that family and diameter that is no longer than the line into the plan.

        Raises
        ------
        OsteoError
            None is so short, or the line lies in no bone.
        """
        path = ScrewPath(tuple(ends[0]), tuple(ends[1]), diameter_mm)
        found = snapped(family, diameter_mm=diameter_mm, length_mm=path.length_mm)
        self._put(name, found, path)
        return name

    def moveScrew(self, name: str, ends: np.ndarray) -> None:
        """A screw whose line was dragged: same thickness, the longest that is no longer than the line."""
        placed = self.implants()[name]
        article = placed.article
        wanted = ScrewPath(tuple(ends[0]), tuple(ends[1]), article.size("diameter_mm"))
        found = snapped(article.family, diameter_mm=wanted.diameter_mm, length_mm=wanted.length_mm + 0.5)
        self._put(name, found, wanted)

    def changeScrew(self, name: str, found: Found) -> None:
        """Another article in the same place."""
        self._put(name, found, self.implants()[name].path)

    def _put(self, name: str, found: Found, line: ScrewPath) -> None:
        tip = np.array(line.entry) + found.implant.size("length_mm") * line.axis
        path = ScrewPath(line.entry, (float(tip[0]), float(tip[1]), float(tip[2])), found.implant.size("diameter_mm"))
        held = self._prepared(None if self._judge is None else self._judge[0]).held(path)
        if not held:
            raise OsteoError(_("This screw lies in no bone: place it in one."))
        former = next((step for step in self.variant.steps if step.name == name), None)
        parameters = dict(former.parameters) if isinstance(former, ImplantStep) else {}
        step = implant_step(name, held[0], found, screw_pose(path), held[1:], parameters)
        steps = tuple(step if one.name == name else one for one in self.variant.steps)
        self.change(steps if former is not None else (*steps, step), _("screw placed"))

    def freeName(self, wish: str) -> str:
        """A name that no step has."""
        taken = {step.name for step in self.variant.steps}
        name, number = wish, 2
        while name in taken:
            name, number = f"{wish} {number}", number + 1
        return name

    def articlesLike(self, name: str) -> list[Found]:
        """All articles of the family of an implant, by thickness and length."""
        article = self.implants()[name].article
        found = search(family=article.family)
        return sorted(
            found, key=lambda one: (one.implant.sizes.get("diameter_mm", 0), one.implant.sizes.get("length_mm", 0))
        )


def _brings_together(step: Step, bones: set[str]) -> bool:
    return isinstance(step, ReductionStep) and step.purpose == "joint" and not bones.isdisjoint(step.poses)


def _host(step: ImplantStep) -> str:
    return str(step.parameters.get("plate") or step.parameters.get("nail") or "")
