"""The plan while a person works on it: its history, what the shown variant comes to, its document in the scene."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import slicer
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.jobs.plan_folder import as_written, write_plan_folder
from osteokit.jobs.plan_gate import Permission
from osteokit.mrml.fragment_nodes import show_handles
from osteokit.mrml.text_node import keep_document, kept_document
from osteokit.planning.checks import check_variant
from osteokit.planning.hand_move import HandMove
from osteokit.planning.history import History
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.planning.plan import GuideStep, OsteotomyStep, SurgicalPlan, Variant
from osteokit.planning.plan_file import plan_of_text, text_of_plan
from osteokit.planning.plan_outcome import Outcome, carry_out, with_outcome
from osteokit.planning.variants import chosen, with_variant, without_variant
from osteokit.surface.mesh import Mesh
from osteopanels.refusals import shown
from osteopanels.scene_bones import bone_name
from OsteotomySimulatorLib import bones, fragments, free_cuts
from OsteotomySimulatorLib.corrections import Choice, steps_of
from OsteotomySimulatorLib.hand_moves import with_hand_move
from OsteotomySimulatorLib.landmarks import keep_landmarks, place_landmarks
from OsteotomySimulatorLib.rows import hand_lines

DOCUMENT = "osteo.plan"
HINGE = "Hinge"


class PlanSession:
    """The plan is a value (:class:`SurgicalPlan`) with its history here, and a document in the scene; what the chosen
    variant comes to is shown as pieces."""

    def __init__(self) -> None:
        self.history: History[SurgicalPlan] | None = None
        self.outcome: Outcome | None = None
        self._meshes: dict[str, Mesh] = {}
        self._hand: tuple[Variant, HandMove] | None = None

    @property
    def plan(self) -> SurgicalPlan | None:
        """The plan as it stands; None before anything was measured."""
        return None if self.history is None else self.history.present

    # --- variants

    def planCorrection(self, choice: Choice, name: str, language: str) -> Variant:
        """Compute the steps, carry them out on the bones, measure again, keep it as variant ``name`` and show it.

        Raises
        ------
        OsteoError
            It cannot be done; the plan stays as it was.
        """
        plan = self._plan()
        return self._carry(plan, Variant(name, steps_of(plan, self._meshes, choice)), language, _("planned"))

    def placeCutPlane(self, bone: str) -> None:
        """A plane across the middle of a bone, to be dragged to where it is cut."""
        self._plan()
        free_cuts.place_plane(self._mesh(bone))

    def cutFreely(self, bone: str, kind: str, size_mm: float, blade: SawBlade, name: str, language: str) -> Variant:
        """Cut where the plane lies, as variant ``name``; its fragment can then be moved by hand.

        Raises
        ------
        OsteoError
            There is no plane, or the cut misses the bone; the plan stays as it was.
        """
        plan = self._plan()
        step = free_cuts.free_step(bone, self._mesh(bone), kind, size_mm, blade)
        return self._carry(plan, Variant(name, (step,)), language, _("cut"))

    def _mesh(self, bone: str) -> Mesh:
        if bone not in self._meshes:
            raise OsteoError(_("Choose a bone of the plan first."))
        return self._meshes[bone]

    def _carry(self, plan: SurgicalPlan, variant: Variant, language: str, what: str) -> Variant:
        outcome = self._outcome(plan, variant)
        variant = replace(with_outcome(variant, outcome), findings=check_variant(plan, variant, outcome))
        self._done(chosen(with_variant(plan, variant), variant.name), what)
        self._show(outcome, language)
        return variant

    def _outcome(self, plan: SurgicalPlan, variant: Variant) -> Outcome:
        """What the bones come to; guides change none of them, and would take long."""
        steps = tuple(step for step in variant.steps if not isinstance(step, GuideStep))
        return carry_out(plan, replace(variant, steps=steps), self._meshes)

    def _show(self, outcome: Outcome, language: str) -> None:
        self.outcome = outcome
        names = {piece.bone: bone_name(piece.bone, language) for piece in outcome.bones.pieces}
        fragments.show_pieces(slicer.mrmlScene, outcome.bones.pieces, names)

    def showVariant(self, name: str, language: str) -> None:
        """Choose a variant and show what it comes to."""
        plan = self._plan()
        variant = plan.variant(name)
        self._carry(plan, replace(variant, predicted=None, reports=(), findings=()), language, _("chosen"))

    def keepAs(self, name: str, former: str) -> None:
        """Keep the variant ``former`` under another name too."""
        plan = self._plan()
        if not name.strip():
            raise OsteoError(_("Give the variant a name first."))
        self._done(chosen(with_variant(plan, replace(plan.variant(former), name=name)), name), _("kept"))

    def removeVariant(self, name: str) -> None:
        plan = self._plan()
        self._done(without_variant(plan, name), _("removed"))
        if plan.chosen == name:
            self.outcome = None
            fragments.clear_pieces(slicer.mrmlScene)

    def hinge(self) -> tuple[float, float, float] | None:
        """Where the hinge point lies, None where it is not shown."""
        node = slicer.mrmlScene.GetFirstNodeByName(HINGE)
        if node is None or not node.GetNumberOfControlPoints():
            return None
        position = [0.0, 0.0, 0.0]
        node.GetNthControlPointPositionWorld(0, position)
        return position[0], position[1], position[2]

    def showHinge(self) -> None:
        """Show the hinge of the chosen variant as a point that can be dragged.

        Raises
        ------
        OsteoError
            There is no variant with a hinge yet.
        """
        for step in self._chosen().steps:
            if isinstance(step, OsteotomyStep) and "hinge_point" in step.cut:
                fragments.point_node(HINGE, step.cut["hinge_point"])
                return
        raise OsteoError(_("There is no hinge yet: press Plan it first."))

    def hideHinge(self) -> None:
        node = slicer.mrmlScene.GetFirstNodeByName(HINGE)
        if node is not None:
            slicer.mrmlScene.RemoveNode(node)

    # --- by hand

    def keepHandMoves(self, language: str) -> Variant:
        """Make what a person did with the handles part of the plan: the moved pieces' steps get the new place.

        Raises
        ------
        OsteoError
            Nothing was moved, or a piece was moved that no step moves.
        """
        plan, outcome = self._plan(), self.shownOutcome()
        motions = {} if outcome is None else fragments.moved_by_hand(slicer.mrmlScene, outcome.bones.pieces)
        if not motions:
            raise OsteoError(_("No fragment was moved: turn on the handles and move one."))
        variant = self._chosen()
        for key, motion in motions.items():
            moved_on = with_hand_move(variant, key, motion)
            if moved_on is None:
                raise OsteoError(
                    _("{piece} stays in this plan; move the fragment that is corrected.").format(piece=key)
                )
            variant = moved_on
        return self._carry(plan, variant, language, _("moved by hand"))

    def isMovedByHand(self) -> bool:
        """Whether a person has moved a fragment from where the plan has it."""
        outcome = self.shownOutcome()
        return outcome is not None and bool(fragments.moved_by_hand(slicer.mrmlScene, outcome.bones.pieces))

    def shownOutcome(self) -> Outcome | None:
        """What the chosen variant comes to; computed again after a scene was opened."""
        plan = self.plan
        if self.outcome is None and plan is not None and plan.chosen and fragments.shown_pieces(slicer.mrmlScene):
            self.outcome = self._outcome(plan, plan.variant(plan.chosen))
        return self.outcome

    def showHandles(self, transform: Any, visible: bool) -> None:
        """The handles by which a fragment is turned and shifted in the 3D view."""
        show_handles(transform, visible)

    def handReport(self, language: str) -> list[str]:
        """What there is between the fragments, and the leg's angles, where the hand has them now; one line each."""
        plan, outcome = self.plan, self.outcome
        if plan is None or outcome is None or not plan.chosen:
            return []
        motions = fragments.moved_by_hand(slicer.mrmlScene, outcome.bones.pieces)
        if not motions:
            return []
        try:
            hand = self._hand_move(plan, plan.variant(plan.chosen))
            mine = f"{hand.step.bone}/{hand.step.moves[0].fragment}"
            return hand_lines(hand.at(motions[mine]), language) if mine in motions else []
        except OsteoError as refusal:
            return [shown(str(refusal))]

    def _hand_move(self, plan: SurgicalPlan, variant: Variant) -> HandMove:
        """Prepared once for a variant as it is planned now."""
        if self._hand is None or self._hand[0] != variant:
            self._hand = (variant, HandMove(plan, variant, self._meshes))
        return self._hand[1]

    def putBack(self) -> None:
        """Every fragment where the plan has it."""
        if self.outcome is not None:
            fragments.put_back(slicer.mrmlScene, self.outcome.bones.pieces)

    # --- the plan's history and its document

    def undo(self, language: str) -> None:
        self._travel(self._history().undo(), language)

    def redo(self, language: str) -> None:
        self._travel(self._history().redo(), language)

    def _travel(self, history: History[SurgicalPlan], language: str) -> None:
        self._keep(history)
        plan = history.present
        keep_landmarks(slicer.mrmlScene, plan.landmarks)
        place_landmarks(slicer.mrmlScene, plan.landmarks, language)
        if plan.chosen and plan.variant(plan.chosen).predicted is not None:
            self._show(self._outcome(plan, plan.variant(plan.chosen)), language)
        else:
            self.outcome = None
            fragments.clear_pieces(slicer.mrmlScene)

    def restore(self) -> bool:
        """Take up the plan that a scene brings along; returns whether there was one."""
        self.history, self.outcome = None, None
        text = kept_document(slicer.mrmlScene, DOCUMENT)
        if not text:
            return False
        self.history = History(plan_of_text(text, _("The plan of this scene")), _("opened"))
        self._meshes = bones.bone_meshes(slicer.mrmlScene)
        return True

    def takeUp(self) -> bool:
        """Take up what another module did to the plan in the scene (a guide, say); an undo takes it back."""
        if self.history is None:
            return self.restore()
        text = kept_document(slicer.mrmlScene, DOCUMENT)
        if not text or text == text_of_plan(self.history.present):
            return False
        self.history = self.history.done(plan_of_text(text, _("The plan of this scene")), _("opened"))
        return True

    def _done(self, plan: SurgicalPlan, what: str) -> None:
        self._keep(self._history().done(plan, what))

    def _keep(self, history: History[SurgicalPlan]) -> None:
        self.history = history
        keep_document(slicer.mrmlScene, DOCUMENT, text_of_plan(history.present))

    def _history(self) -> History[SurgicalPlan]:
        if self.history is None:
            raise OsteoError(_("There is no plan yet: press Find landmarks and measure first."))
        return self.history

    def _plan(self) -> SurgicalPlan:
        return self._history().present

    def _chosen(self) -> Variant:
        plan = self._plan()
        if not plan.chosen:
            raise OsteoError(_("There is no variant yet: press Plan it first."))
        return plan.variant(plan.chosen)

    def forget(self) -> None:
        """Before the scene goes: the plan lives on in the scene's document only."""
        self.history = self.outcome = self._hand = None
        self._meshes = {}

    # --- handing on

    def planAsWritten(self) -> SurgicalPlan:
        """What :meth:`savePlan` would write now; OsteoError where there is no plan."""
        return as_written(self._plan(), self._meshes)

    def savePlan(self, folder: Path, language: str, permission: Permission | None = None) -> Path:
        """Write ``plan.json``, the bones it was made on, the moved pieces and the report into ``folder``.

        Raises
        ------
        NotPermitted
            The plan needs a restricted technique that the hub does not grant; asked here without ``permission``.
        OsteoError
            There is no plan, or the folder cannot be written.
        """
        plan = write_plan_folder(self._plan(), self._meshes, self.outcome, folder, language, permission=permission)
        self._keep(replace(self._history(), present=plan))
        return folder / "plan.json"

    def saveFigure(self, folder: Path, language: str) -> Path:
        """Write the drawing of the leg (coronal and sagittal, axes and angles) as ``leg.pdf`` and ``leg.png``.

        Raises
        ------
        OsteoError
            There is no plan, or the folder cannot be written.
        """
        from osteokit.jobs.plan_folder import write_leg_drawing

        return write_leg_drawing(self._plan(), self._meshes, self.outcome, folder, language)

    def openPlan(self, path: Path, language: str) -> None:
        """Bring a saved plan and its bones into the scene.

        Raises
        ------
        OsteoError
            The plan or one of its bones is missing or changed; the scene stays as it was.
        """
        from osteokit.planning.inputs import load_inputs
        from osteokit.planning.plan_file import read_plan

        plan = read_plan(path)
        meshes = load_inputs(plan, path.parent)
        fragments.clear_pieces(slicer.mrmlScene)
        for key, mesh in meshes.items():
            bones.add_bone(slicer.mrmlScene, key, mesh, language)
        self._meshes = meshes
        place_landmarks(slicer.mrmlScene, plan.landmarks, language)
        self._travel(History(plan, _("opened")), language)
