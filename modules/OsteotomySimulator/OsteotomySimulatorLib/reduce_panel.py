"""The section that brings the fragments of a fracture together."""

from collections.abc import Callable
from typing import Any

import slicer
from slicer.i18n import tr as _

from osteokit.mrml.fragment_nodes import show_handles
from osteopanels.refusals import shown
from osteopanels.row import Row
from osteopanels.scene_bones import bone_name
from osteopanels.table import RowTable
from OsteotomySimulatorLib.bones import KEY


class ReducePanel:
    """``do`` and ``run`` do quick and long work; ``variant`` gives the name under which the answer is kept."""

    def __init__(
        self,
        ui: Any,
        logic: Any,
        parameters: Callable[[], Any],
        do: Callable[[Callable[[], Any]], bool],
        run: Callable[..., None],
        variant: Callable[[], str],
        language: str,
    ) -> None:
        self._ui, self._logic, self._parameters, self._do, self._run = ui, logic, parameters, do, run
        self._variant, self._language = variant, language
        self._table = RowTable(ui.fragmentsTable, self._chosen)
        self._held: tuple[Any, Any, int] | None = None
        ui.reduceButton.connect("clicked()", self.reduce)
        ui.nudgeCheckBox.connect("toggled(bool)", lambda on: self._chosen())
        ui.nudgeKeepButton.connect("clicked()", self.keep)

    def update(self) -> None:
        told = self._logic.reducedFragments()
        rows = []
        for node in self._logic.fragmentCandidates():
            one = told.get(node.GetAttribute(KEY))
            cells = (node.GetName(), "" if one is None else one.told)
            rows.append(
                Row(node.GetID(), cells, () if one is None or one.is_sure else (0, 1), shown(one.tip) if one else "")
            )
        self._table.fill([_("Fragment"), _("Gap left")], rows)
        if self._held is None:
            self._ui.reduceLabel.visible = False

    def enable(self, idle: bool) -> None:
        self._ui.reduceButton.enabled = idle and len(self._logic.fragmentCandidates()) > 1
        reduced = idle and self._logic.reductionStep() is not None
        self._ui.nudgeCheckBox.enabled = reduced
        self._ui.nudgeKeepButton.enabled = reduced

    def propose_template(self) -> None:
        """Choose the healthy side where the fragments say which it is; a person can choose otherwise."""
        parameters = self._parameters()
        if parameters.template is None:
            parameters.template = self._logic.healthySide(self._logic.proposedFragments())

    def reduce(self) -> None:
        """Those that are chosen in the list; where none is, the fragments of the one broken bone."""
        self.let_go()
        chosen = [slicer.mrmlScene.GetNodeByID(identifier) for identifier in self._table.selected()]
        chosen = chosen or self._logic.proposedFragments()
        self._run(
            _("Bringing the fragments together:"),
            lambda: self._logic.startReduction(chosen, self._parameters().template),
            self._done,
        )

    def _done(self, task: Any) -> str:
        name = self._variant()
        self._logic.finishReduction(task, name, self._parameters().side, self._language)
        self._ui.variantEdit.text = name
        return " ".join([self._summary(), *self._general(task.state.result)])

    def _general(self, answer: Any) -> list[str]:
        """What is said of the whole answer; doubts of one fragment stand at its row."""
        of_one = tuple(f"{key}: " for key in answer["poses"])
        told = [shown(one) for one in answer["warnings"] if not one.startswith(of_one)]
        for key in sorted(answer["poses"], key=len, reverse=True):
            told = [one.replace(key, bone_name(key, self._language)) for one in told]
        return told

    def _summary(self) -> str:
        doubtful = sum(not one.is_sure for one in self._logic.reducedFragments().values())
        if doubtful:
            told = _("{count} fragments are not sure: look at the amber rows and nudge them by hand.")
            return told.format(count=doubtful)
        return _("The fragments are together; look at every one before you go on.")

    # --- by hand

    def _chosen(self, key: str = "") -> None:
        """Handles and numbers go with the one chosen row; what was moved before is kept."""
        self.keep()
        chosen = self._table.selected()
        node = slicer.mrmlScene.GetNodeByID(chosen[0]) if len(chosen) == 1 else None
        transform = None if node is None else self._logic.fragmentTransform(node)
        if transform is None or not self._ui.nudgeCheckBox.checked or self._logic.reductionStep() is None:
            return
        show_handles(transform, True)
        tag = transform.AddObserver(transform.TransformModifiedEvent, lambda caller, event: self._nudged(node))
        self._held = (node, transform, tag)
        self._nudged(node)

    def keep(self) -> None:
        """Make a nudged fragment's place part of the plan; then no handles are shown."""
        held = self._held is not None
        self.let_go()
        if held and self._logic.isMovedByHand():
            self._do(lambda: self._logic.keepHandMoves(self._language))

    def let_go(self) -> None:
        """No handles, nothing observed."""
        if self._held is not None:
            _node, transform, tag = self._held
            transform.RemoveObserver(tag)
            self._held = None
            if transform.GetScene() is not None:
                show_handles(transform, False)
            self._ui.reduceLabel.visible = False

    def _nudged(self, node: Any) -> None:
        fit = self._logic.fragmentFit(node)
        if fit is None:
            return
        told = _("{name}: gap {gap:.1f} mm, touching {area:.0f} mm², {depth:.1f} mm into its neighbour")
        lines = [told.format(name=node.GetName(), gap=fit.residual_mm, area=fit.touching_mm2, depth=fit.deepest_mm)]
        if fit.template_mm == fit.template_mm:  # there is a healthy side to compare with
            lines.append(_("{distance:.1f} mm off the healthy side").format(distance=fit.template_mm))
        self._ui.reduceLabel.text = "\n".join(lines)
        self._ui.reduceLabel.visible = True
