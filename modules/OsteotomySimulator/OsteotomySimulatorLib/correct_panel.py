"""The section that corrects: which osteotomy, its target, the hinge, variants side by side."""

from collections.abc import Callable
from typing import Any

from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.blades import SawBlade, blade_catalogue
from osteokit.report.plan_words import value_name, value_text
from osteopanels.refusals import shown
from osteopanels.table import RowTable
from OsteotomySimulatorLib.corrections import Choice, kinds
from OsteotomySimulatorLib.rows import comparison

FIRST_VARIANT_COLUMN = 2
SHOWN = (
    *("opening_gap_mm", "angle_deg", "wedge_volume_mm3", "graft_mm3", "cortical_contact_mm2", "overlap_mm3"),
    *("residual_mm", "penetration_mm", "template_mm"),
)


class CorrectPanel:
    def __init__(
        self,
        ui: Any,
        logic: Any,
        parameters: Callable[[], Any],
        do: Callable[[Callable[[], Any]], bool],
        language: str,
    ) -> None:
        self._ui, self._logic, self._parameters, self._do, self._language = ui, logic, parameters, do, language
        self._kinds = kinds()
        self._blades = list(blade_catalogue().values())
        self._table = RowTable(ui.compareTable)
        for kind in self._kinds:
            ui.kindComboBox.addItem(kind.title)
        for blade in self._blades:
            ui.sawComboBox.addItem(blade.chinese if language == "zh" else blade.english)
        ui.kindComboBox.connect("currentIndexChanged(int)", self._kind_chosen)
        ui.sawComboBox.connect("currentIndexChanged(int)", self._saw_chosen)
        ui.planButton.connect("clicked()", self.plan)
        ui.hingeButton.connect("toggled(bool)", self._show_hinge)
        ui.keepButton.connect("clicked()", self.keep)
        ui.chooseButton.connect("clicked()", self.choose)
        ui.removeButton.connect("clicked()", self.remove)

    # --- choices

    def show_kind(self) -> None:
        """The parameters in the widgets; the first kind and saw where none was chosen."""
        parameters = self._parameters()
        keys = [kind.key for kind in self._kinds]
        if parameters.kind not in keys:
            parameters.kind = keys[0]
        names = [blade.key for blade in self._blades]
        if parameters.saw not in names:
            parameters.saw = names[0]
        self._ui.kindComboBox.currentIndex = keys.index(parameters.kind)
        self._ui.sawComboBox.currentIndex = names.index(parameters.saw)

    def _kind(self) -> Any:
        return next((kind for kind in self._kinds if kind.key == self._parameters().kind), self._kinds[0])

    def _kind_chosen(self, index: int) -> None:
        parameters = self._parameters()
        if parameters is not None and self._kinds[index].key != parameters.kind:
            parameters.kind = self._kinds[index].key
            parameters.target = self._kinds[index].default
            self._ui.hingeButton.checked = False

    def _saw_chosen(self, index: int) -> None:
        if self._parameters() is not None:
            self._parameters().saw = self._blades[index].key

    def blade(self) -> SawBlade:
        """The chosen saw."""
        return next(entry.blade for entry in self._blades if entry.key == self._parameters().saw)

    def variant_name(self) -> str:
        """The typed name, else the first letter that is free."""
        return self._ui.variantEdit.text.strip() or self._free_name()

    def choice(self) -> Choice:
        """What the widgets say."""
        parameters, kind = self._parameters(), self._kind()
        slope = parameters.slopeChangeDeg if kind.slope and parameters.controlSlope else None
        hinge = self._logic.hinge() if kind.wedge and self._ui.hingeButton.checked else None
        fibula = parameters.fibulaMm if kind.cuts_tibia and parameters.cutFibula else None
        return Choice(kind.key, parameters.target, slope, parameters.softTissue, hinge, fibula, self.blade())

    # --- what is shown

    def update(self) -> None:
        ui, kind, plan = self._ui, self._kind(), self._logic.plan
        ui.targetLabel.text = kind.target
        ui.targetSpinBox.suffix = kind.suffix
        for widget in (ui.slopeCheckBox, ui.slopeSpinBox):
            widget.visible = kind.slope
        for widget in (ui.fibulaCheckBox, ui.fibulaSpinBox):
            widget.visible = kind.cuts_tibia
        for widget in (ui.hingeButton, ui.softCheckBox):
            widget.visible = kind.wedge
        headers, rows = ([_("Measured"), _("Before")], []) if plan is None else comparison(plan, self._language)
        self._table.fill(headers, rows)
        ui.resultLabel.text = self._result()
        ui.resultLabel.visible = bool(ui.resultLabel.text)

    def _result(self) -> str:
        plan = self._logic.plan
        if plan is None or not plan.chosen:
            return ""
        lines = []
        for report in plan.variant(plan.chosen).reports:
            numbers = [
                f"{value_name(key, self._language)} {value_text(key, report.values[key])}"
                for key in SHOWN
                if key in report.values
            ]
            lines.append(f"{report.step}: {', '.join(numbers)}")
            lines += [f"⚠ {shown(warning)}" for warning in report.warnings]
        return "\n".join(lines)

    def enable(self, idle: bool) -> None:
        ui, plan = self._ui, self._logic.plan
        variants = plan is not None and bool(plan.variants)
        for widget, possible in (
            (ui.planButton, plan is not None and bool(plan.side)),
            (ui.hingeButton, variants),
            (ui.keepButton, variants),
            (ui.chooseButton, variants),
            (ui.removeButton, variants),
        ):
            widget.enabled = possible and idle

    # --- work

    def plan(self) -> None:
        name = self.variant_name()

        def work() -> None:
            self._logic.planCorrection(self.choice(), name, self._language)

        if self._do(work):
            self._ui.variantEdit.text = name

    def _free_name(self) -> str:
        """``A``, ``B``, ...: the first that is not taken."""
        plan = self._logic.plan
        taken = set() if plan is None else {variant.name for variant in plan.variants}
        letters = (chr(code) for code in range(ord("A"), ord("Z") + 1))
        return next((letter for letter in letters if letter not in taken), f"{len(taken) + 1}")

    def _show_hinge(self, on: bool) -> None:
        if self._parameters() is None:
            return
        if not on:
            self._logic.hideHinge()
        elif not self._do(self._logic.showHinge):
            self._ui.hingeButton.checked = False

    def _selected(self) -> str:
        """The variant of the chosen column, else the one that is shown."""
        plan = self._logic.plan
        column = self._table.selected_column() - FIRST_VARIANT_COLUMN
        if plan is None or not plan.variants:
            raise OsteoError(_("There is no variant yet: press Plan it first."))
        return plan.variants[column].name if 0 <= column < len(plan.variants) else plan.chosen

    def keep(self) -> None:
        """Keep the shown variant under the typed name; the next plan goes to a new one."""
        if self._do(lambda: self._logic.keepAs(self._ui.variantEdit.text.strip(), self._logic.plan.chosen)):
            self._ui.variantEdit.text = self._free_name()

    def choose(self) -> None:
        def work() -> None:
            name = self._selected()
            self._logic.showVariant(name, self._language)
            self._ui.variantEdit.text = name

        self._do(work)

    def remove(self) -> None:
        self._do(lambda: self._logic.removeVariant(self._selected()))
