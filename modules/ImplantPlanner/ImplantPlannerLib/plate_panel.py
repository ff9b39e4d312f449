"""The section of plates and nails: proposed by their fit, moved by handles, with the list for the bench."""

from collections.abc import Callable
from typing import Any

from slicer.i18n import tr as _

from ImplantPlannerLib.combo import ChoiceBox
from ImplantPlannerLib.rows import fit_lines
from ImplantPlannerLib.sites import nail_bones, plate_sites
from osteopanels.row import Row
from osteopanels.table import RowTable

POLL_MS = 120


class PlatePanel:
    def __init__(
        self,
        ui: Any,
        logic: Any,
        parameters: Callable[[], Any],
        do: Callable[..., bool],
        run: Callable[..., None],
        chosen: Callable[[], str],
        language: str,
    ) -> None:
        import qt

        self._ui, self._logic, self._parameters, self._do, self._run = ui, logic, parameters, do, run
        self._chosen, self._language = chosen, language
        self._best: list[dict[str, Any]] = []
        self._bends: list[str] = []
        self._sites, self._bones = ChoiceBox(ui.plateSiteComboBox), ChoiceBox(ui.nailBoneComboBox)
        self._table = RowTable(ui.platesTable, lambda key: None)
        self._timer = qt.QTimer()
        self._timer.setInterval(POLL_MS)
        self._timer.connect("timeout()", self._show_fit)
        ui.handlesCheckBox.connect("toggled(bool)", self._handles)
        ui.gapCheckBox.connect("toggled(bool)", self._show_gap)
        for button, pressed in (
            (ui.plateButton, lambda: self.propose("")),
            (ui.otherPlateButton, self.take_other),
            (ui.keepButton, self.keep),
            (ui.nailButton, self.propose_nail),
        ):
            button.connect("clicked()", pressed)

    def update(self) -> None:
        bones = self._logic.bones()
        self._sites.fill(plate_sites(bones, self._language))
        self._bones.fill(nail_bones(bones, self._language))
        rows = [
            Row(
                one["reference"],
                ((one["chinese"] if self._language == "zh" else one["name"]), f"{one['mean_gap_mm']:.2f}",
                 f"{one['p95_gap_mm']:.2f}", f"{one['near_percent']:.0f} %"),
            )
            for one in self._best
        ]  # fmt: skip
        self._table.fill([_("Plate"), _("Mean gap"), _("95 %"), _("Within 2 mm")], rows)
        self._ui.platesTable.visible = bool(rows)
        self._ui.bendLabel.text, self._ui.bendLabel.visible = "\n".join(self._bends), bool(self._bends)

    def enable(self, idle: bool) -> None:
        ui, held = self._ui, self._plate()
        for widget, possible in (
            (ui.plateButton, bool(self._sites.choices)),
            (ui.otherPlateButton, bool(self._best)),
            (ui.handlesCheckBox, bool(held)),
            (ui.gapCheckBox, bool(held)),
            (ui.keepButton, bool(held) and ui.handlesCheckBox.checked),
            (ui.nailButton, bool(self._bones.choices)),
        ):
            widget.enabled = possible and idle

    def _plate(self) -> str:
        """The name of the chosen plate; empty where something else is chosen."""
        name = self._chosen()
        one = self._logic.implants().get(name)
        return name if one is not None and one.group == "plate" else ""

    def propose(self, reference: str) -> None:
        site = self._sites.chosen
        if site is None:
            return
        self._run(
            _("Trying the plates:"),
            lambda: self._logic.startPlate(site.bone, site.key, self._parameters(), reference),
            lambda task: self._proposed(self._logic.finish(task, _("plate proposed")), bool(reference)),
        )

    def _proposed(self, told: dict[str, Any], one_only: bool) -> str:
        if not one_only:
            self._best = told["best"]
        self._bends = told["bends"]
        self.update()
        told_fit = " ".join(fit_lines(told["fit"]))
        empty = _(" {count} holes have no screw.").format(count=len(told["empty"])) if told["empty"] else ""
        return _("{plate} is placed. {fit}.").format(plate=told["chosen"], fit=told_fit) + empty

    def take_other(self) -> None:
        """The plate of the chosen row in place of the best."""
        keys = self._table.selected()
        if keys:
            self.propose(keys[0])

    def propose_nail(self) -> None:
        bone = self._bones.chosen
        if bone is None:
            return
        self._run(
            _("Measuring the canal:"),
            lambda: self._logic.startNail(bone.key, self._parameters().volume),
            lambda task: self._nailed(self._logic.finish(task, _("nail proposed"))),
        )

    def _nailed(self, told: dict[str, Any]) -> str:
        text = _("{nail}: the canal is {wide:.1f} mm wide at its isthmus.")
        return " ".join([text.format(nail=told["chosen"], wide=told["isthmus_mm"]), told["warning"]]).strip()

    # --- in the hand

    def _handles(self, on: bool) -> None:
        if on and self._plate():
            self._do(lambda: self._logic.takePlate(self._plate()))
            self._timer.start()
        else:
            self.let_go()

    def _show_gap(self, on: bool) -> None:
        name = self._plate()
        if name:
            self._do(lambda: self._logic.showGap(name, on))

    def let_go(self) -> None:
        self._timer.stop()
        self._logic.letPlateGo()
        self._ui.fitLabel.visible = False

    def _show_fit(self) -> None:
        """While the handles move: how the plate would fit there."""
        lines = fit_lines(self._logic.plateFit())
        self._ui.fitLabel.text, self._ui.fitLabel.visible = "\n".join(lines), bool(lines)

    def keep(self) -> None:
        self._timer.stop()
        if self._do(self._logic.keepPlate):
            self._ui.handlesCheckBox.checked = False
