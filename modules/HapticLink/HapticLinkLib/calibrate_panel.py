"""Section 3: the tool is pivoted and spun, and a saw's blade turned on a table."""

from typing import Any

from slicer.i18n import tr as _

from HapticLinkLib.part import Part
from osteokit.base.errors import OsteoError
from osteokit.tracking.devices.motions import BODY, POINTER
from osteopanels.refusals import shown


class CalibratePanel(Part):
    """Tool, reference, pivot, spin, blade."""

    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.navigation = logic.navigation
        self._tools: list[str] = []
        for box in (ui.toolComboBox, ui.referenceComboBox):
            box.connect("activated(int)", self._tool_chosen)
        ui.diameterSpinBox.connect("valueChanged(double)", self._diameter_changed)
        ui.pivotButton.connect("clicked()", lambda: self._collect("pivot", self._end_pivot))
        ui.spinButton.connect("clicked()", lambda: self._collect("spin", self._end_spin))
        ui.bladeButton.connect("clicked()", lambda: self._collect("blade", self._end_blade))

    # --- tools

    def _list_tools(self) -> None:
        """Tools that devices show; PLUS's names are proposed."""
        tools = self.logic.tools()
        if tools == self._tools:
            return
        self._tools = tools
        former = (self.navigation.collector.tool, self.navigation.collector.reference)
        wanted = (former[0] or POINTER, former[1] or BODY)
        choices = (tools, [_("none: the tool's pose is relative to it"), *tools])
        for box, entries, name in zip((self.ui.toolComboBox, self.ui.referenceComboBox), choices, wanted, strict=True):
            box.clear()
            for entry in entries:
                box.addItem(entry)
            box.currentIndex = entries.index(name) if name in entries else 0 if entries else -1
        self._tool_chosen(0)

    def _tool_chosen(self, index: int) -> None:
        """A tool that is lost for a moment keeps its calibration: the list only grows while its device is there."""
        tool, reference = int(self.ui.toolComboBox.currentIndex), int(self.ui.referenceComboBox.currentIndex)
        if 0 <= tool < len(self._tools):
            name = self._tools[reference - 1] if reference > 0 else ""
            self.navigation.chooseTool(self._tools[tool], "" if name == self._tools[tool] else name)
        self.panel.update()

    def _diameter_changed(self, value: float) -> None:
        self.navigation.setDiameter(float(value))
        self.panel.update()

    # --- collecting

    def _collect(self, what: str, end: Any) -> None:
        """The button begins, and ends."""
        if self.navigation.collecting == what:
            self.panel.do(end)
            return
        self.panel.do(lambda: self._begin(what))

    def _begin(self, what: str) -> None:
        if what == "spin" and self.navigation.pivot is None:
            raise OsteoError(_("Pivot the tool first: the shaft is told from its tip."))
        self.navigation.begin(what)

    def _end_pivot(self) -> None:
        self.navigation.endPivot()

    def _end_spin(self) -> None:
        self.navigation.endSpin()

    def _end_blade(self) -> None:
        self.navigation.endBlade()

    def stop(self) -> None:
        self.navigation.cancel()

    # --- what is shown

    def update(self) -> None:
        ui, state = self.ui, self.navigation.collecting
        known = self.navigation.setup is not None
        for button, what in ((ui.pivotButton, "pivot"), (ui.spinButton, "spin"), (ui.bladeButton, "blade")):
            button.checked = state == what
            button.enabled = bool(self._tools) and state in ("", what)
        for button in (ui.spinButton, ui.bladeButton):
            button.enabled = bool(button.enabled) and known and self.navigation.pivot is not None
        ui.coverageBar.visible = state == "pivot"
        ui.calibrationLabel.text = self._told()
        ui.calibrationLabel.visible = bool(ui.calibrationLabel.text)

    def tick(self) -> None:
        self._list_tools()
        if self.navigation.collecting in ("pivot", "spin", "blade"):
            self.ui.coverageBar.value = int(100 * self.navigation.coverage())
            self.ui.calibrationLabel.text = self._told()

    def _told(self) -> str:
        navigation = self.navigation
        if navigation.collecting == "pivot":
            return self._while_pivoting()
        if navigation.collecting == "spin":
            return _("Turn the tool about its shaft, then press Spin again.")
        if navigation.collecting == "blade":
            return _("Keep the blade flat on the table, turn and slide it, then press Blade again.")
        if navigation.setup is None:
            return ""
        if navigation.pivot is None:
            return _("A saved calibration is used.")
        return " ".join(self._found())

    def _found(self) -> list[str]:
        pivot, spin, blade = self.navigation.pivot, self.navigation.spin, self.navigation.blade
        told = [_("Tip: {rms:.1f} mm.").format(rms=pivot.rms_mm)]
        if spin is None:
            told.append(shown(pivot.advice) or _("Spin the tool to see its angle."))
        else:
            told.append(_("Shaft: {wobble:.1f}° of wobble.").format(wobble=spin.wobble_deg))
        if blade is not None:
            told.append(_("Blade: {wobble:.1f}° of wobble.").format(wobble=blade.wobble_deg))
        return told

    def _while_pivoting(self) -> str:
        coverage = self.navigation.coverage()
        if not len(self.navigation.collector.poses()):
            return _("The tool or its reference is not seen.")
        if coverage < 1.0:
            return _("Coverage too small: tilt more, in all directions.")
        return _("Enough: press Pivot again.")
