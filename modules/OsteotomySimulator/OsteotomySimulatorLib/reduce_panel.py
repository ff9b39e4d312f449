"""The section that brings the fragments of a fracture together."""

from collections.abc import Callable
from typing import Any

import slicer
from slicer.i18n import tr as _

from osteopanels.row import Row
from osteopanels.table import RowTable


class ReducePanel:
    def __init__(
        self, ui: Any, logic: Any, parameters: Callable[[], Any], run: Callable[..., None], language: str
    ) -> None:
        self._ui, self._logic, self._parameters, self._run, self._language = ui, logic, parameters, run, language
        self._table = RowTable(ui.fragmentsTable)
        self._told: dict[str, tuple[str, bool]] = {}
        ui.reduceButton.connect("clicked()", self.reduce)

    def update(self) -> None:
        rows = []
        for node in self._logic.fragmentCandidates():
            told, sure = self._told.get(node.GetID(), ("", True))
            rows.append(Row(node.GetID(), (node.GetName(), told), () if sure else (0, 1)))
        self._table.fill([_("Fragment"), _("Gap left")], rows)

    def enable(self, idle: bool) -> None:
        self._ui.reduceButton.enabled = idle and len(self._logic.fragmentCandidates()) > 1

    def reduce(self) -> None:
        chosen = [slicer.mrmlScene.GetNodeByID(identifier) for identifier in self._table.selected()]
        self._run(
            _("Bringing the fragments together:"),
            lambda: self._logic.startReduction(chosen, self._parameters().template),
            self._done,
        )

    def _done(self, task: Any) -> str:
        found = self._logic.finishReduction(task)
        self._told = {
            one.node.GetID(): (_("stays") if one.stays else f"{one.residual_mm:.1f} mm", one.confident)
            for one in found.fragments
        }
        self._ui.reduceLabel.text = "\n".join(found.warnings)
        self._ui.reduceLabel.visible = bool(found.warnings)
        doubtful = sum(not one.confident for one in found.fragments)
        if doubtful:
            return _("{count} fragments are not sure: look at the amber rows and nudge them by hand.").format(
                count=doubtful
            )
        return _("The fragments are together; look at every one before you go on.")
