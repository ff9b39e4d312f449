"""The section of the knee: cuts by the axes, components by what they leave, told in numbers."""

from collections.abc import Callable
from typing import Any

from slicer.i18n import tr as _

from ImplantPlannerLib.combo import ChoiceBox
from ImplantPlannerLib.rows import knee_lines
from ImplantPlannerLib.sites import knee_rotations, knee_sides
from osteopanels.refusals import shown


class KneePanel:
    def __init__(
        self, ui: Any, logic: Any, parameters: Callable[[], Any], run: Callable[..., None], language: str
    ) -> None:
        self._ui, self._logic, self._parameters, self._run, self._language = ui, logic, parameters, run, language
        self._sides, self._rotations = ChoiceBox(ui.kneeSideComboBox), ChoiceBox(ui.rotationComboBox)
        self._rotations.fill(knee_rotations())
        self._lines: list[str] = []
        ui.kneeButton.connect("clicked()", self.propose)

    def update(self) -> None:
        self._sides.fill(knee_sides(self._logic.bones()))
        self._ui.kneeLabel.text, self._ui.kneeLabel.visible = "\n".join(self._lines), bool(self._lines)

    def enable(self, idle: bool) -> None:
        self._ui.kneeButton.enabled = idle and bool(self._sides.choices)

    def propose(self) -> None:
        side, rotation = self._sides.chosen, self._rotations.chosen
        if side is None or rotation is None:
            return
        self._run(
            _("Cutting the knee:"),
            lambda: self._logic.startKnee(side.key, rotation.key, self._parameters()),
            lambda task: self._planned(self._logic.finish(task, _("knee proposed"))),
        )

    def _planned(self, told: dict[str, Any]) -> str:
        doubts = [shown(one) for one in (*told["warnings"], *told["not_planned"])]
        self._lines = [*knee_lines(told, self._language), *doubts]
        self.update()
        return ""
