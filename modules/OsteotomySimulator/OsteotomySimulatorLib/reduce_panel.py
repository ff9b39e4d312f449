"""The section that brings the fragments of a fracture together."""

from collections.abc import Callable
from typing import Any

import slicer
from slicer.i18n import tr as _

from osteopanels.row import Row
from osteopanels.table import RowTable
from OsteotomySimulatorLib.reduction import show_fragment_handles, transform_of


class ReducePanel:
    def __init__(
        self, ui: Any, logic: Any, parameters: Callable[[], Any], run: Callable[..., None], language: str
    ) -> None:
        self._ui, self._logic, self._parameters, self._run, self._language = ui, logic, parameters, run, language
        self._table = RowTable(ui.fragmentsTable, self._chosen)
        self._held: tuple[Any, Any, int] | None = None
        self._told: dict[str, tuple[str, bool]] = {}
        ui.reduceButton.connect("clicked()", self.reduce)
        ui.nudgeCheckBox.connect("toggled(bool)", lambda on: self._chosen())

    def update(self) -> None:
        rows = []
        for node in self._logic.fragmentCandidates():
            told, sure = self._told.get(node.GetID(), ("", True))
            rows.append(Row(node.GetID(), (node.GetName(), told), () if sure else (0, 1)))
        self._table.fill([_("Fragment"), _("Gap left")], rows)

    def enable(self, idle: bool) -> None:
        self._ui.reduceButton.enabled = idle and len(self._logic.fragmentCandidates()) > 1
        self._ui.nudgeCheckBox.enabled = idle and bool(self._told)

    def reduce(self) -> None:
        self.let_go()
        chosen = [slicer.mrmlScene.GetNodeByID(identifier) for identifier in self._table.selected()]
        self._run(
            _("Bringing the fragments together:"),
            lambda: self._logic.startReduction(chosen, self._parameters().template),
            self._done,
        )

    def _done(self, task: Any) -> str:
        found = self._logic.finishReduction(task)
        self._told = {}
        for one in found.fragments:
            gap = _("touches none") if one.residual_mm is None else f"{one.residual_mm:.1f} mm"
            self._told[one.node.GetID()] = (_("stays") if one.stays else gap, one.confident)
        self._ui.reduceLabel.text = "\n".join(found.warnings)
        self._ui.reduceLabel.visible = bool(found.warnings)
        doubtful = sum(not one.confident for one in found.fragments)
        if doubtful:
            told = _("{count} fragments are not sure: look at the amber rows and nudge them by hand.")
            return told.format(count=doubtful)
        return _("The fragments are together; look at every one before you go on.")

    # --- by hand

    def _chosen(self, key: str = "") -> None:
        """Handles and numbers go with the one chosen row."""
        self.let_go()
        chosen = self._table.selected()
        node = slicer.mrmlScene.GetNodeByID(chosen[0]) if len(chosen) == 1 else None
        if node is None or chosen[0] not in self._told or not self._ui.nudgeCheckBox.checked:
            return
        transform = transform_of(node)
        show_fragment_handles(node, True)
        tag = transform.AddObserver(transform.TransformModifiedEvent, lambda caller, event: self._nudged(node))
        self._held = (node, transform, tag)
        self._nudged(node)

    def let_go(self) -> None:
        """No handles, nothing observed."""
        if self._held is not None:
            node, transform, tag = self._held
            transform.RemoveObserver(tag)
            self._held = None
            if slicer.mrmlScene.GetNodeByID(node.GetID()) is node:
                show_fragment_handles(node, False)

    def _nudged(self, node: Any) -> None:
        fit = self._logic.fragmentFit(node)
        if fit is None:
            return
        told = _("{name}: gap {gap:.1f} mm, touching {area:.0f} mm², {depth:.1f} mm into its neighbour")
        self._ui.reduceLabel.text = told.format(
            name=node.GetName(), gap=fit.residual_mm, area=fit.touching_mm2, depth=fit.deepest_mm
        )
        self._ui.reduceLabel.visible = True
