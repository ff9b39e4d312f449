"""The section of the hip: sized and placed by landmarks, told in numbers."""

from collections.abc import Callable
from typing import Any

from slicer.i18n import tr as _

from ImplantPlannerLib.combo import ChoiceBox
from ImplantPlannerLib.rows import hip_lines
from ImplantPlannerLib.sites import hip_sides
from osteopanels.refusals import shown


class HipPanel:
    def __init__(
        self, ui: Any, logic: Any, parameters: Callable[[], Any], run: Callable[..., None], language: str
    ) -> None:
        self._ui, self._logic, self._parameters, self._run, self._language = ui, logic, parameters, run, language
        self._sides = ChoiceBox(ui.hipSideComboBox)
        self._lines: list[str] = []
        ui.hipButton.connect("clicked()", self.propose)

    def update(self) -> None:
        self._sides.fill(hip_sides(self._logic.bones()))
        self._ui.hipLabel.text, self._ui.hipLabel.visible = "\n".join(self._lines), bool(self._lines)

    def enable(self, idle: bool) -> None:
        self._ui.hipButton.enabled = idle and bool(self._sides.choices)

    def propose(self) -> None:
        side = self._sides.chosen
        if side is None:
            return
        self._run(
            _("Sizing the hip:"),
            lambda: self._logic.startHip(side.key, self._parameters().volume, self._parameters()),
            lambda task: self._planned(self._logic.finish(task, _("hip proposed"))),
        )

    def _planned(self, told: dict[str, Any]) -> str:
        doubts = [shown(one) for one in (*told["warnings"], *told["not_planned"])]
        self._lines = [*hip_lines(told, self._language), *doubts]
        self.update()
        return ""
