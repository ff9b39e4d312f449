"""Section 2: what is felt, how the patient is, what is said, and what can be done about it."""

from typing import Any

from slicer.i18n import tr as _

from osteopanels.table import RowTable
from SurgeryTrainerLib.mouse import MouseControl, first_view
from SurgeryTrainerLib.offers import told
from SurgeryTrainerLib.part import Part
from SurgeryTrainerLib.rows import live_rows

ANSWERS = ("stop", "pack", "coagulate", "ligate", "wax", "fluids", "blood")
FORCE_COLORS = ((150.0, "#c0392b"), (90.0, "#d68910"), (0.0, "#2e8b57"))
"""From which force, N, the bar has which colour; hands press with 75 to 200 N."""
TABLE_EVERY = 8
"""Ticks between two fillings of the table of figures."""


class TrainPart(Part):
    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.table = RowTable(ui.liveTable)
        self._mouse: MouseControl | None = None
        self._tools: list[str] = []
        self._ticks = 0
        self._hint = ""
        for key in ANSWERS:
            button = getattr(ui, f"{key}Button")
            button.connect("clicked()", lambda key=key: self.answer(key))
        ui.powerButton.connect("toggled(bool)", self._power)
        ui.nextStepButton.connect("clicked()", self.next_step)
        ui.endButton.connect("clicked()", panel.end)
        ui.toolComboBox.connect("currentIndexChanged(int)", self._tool_chosen)

    def begun(self) -> None:
        """A session has begun."""
        running = self.logic.running
        self._tools, self._hint, self._ticks = list(running.prepared.tools), "", 0
        box = self.ui.toolComboBox
        blocked = box.blockSignals(True)
        box.clear()
        for tool in running.prepared.tools.values():
            box.addItem(told(tool.english, tool.chinese, self.panel.language))
        box.blockSignals(blocked)
        self.ui.powerButton.checked = False
        view = first_view()
        if self.logic.mouse is not None and view is not None:
            self._mouse = MouseControl(*view, self.logic.mouse, self._set_power)
        self.update()

    def ended(self) -> None:
        """The session is over."""
        if self._mouse is not None:
            self._mouse.close()
            self._mouse = None
        self.ui.powerButton.checked = False
        self.ui.forceBar.value = 0
        self.update()

    def stop(self) -> None:
        if self._mouse is not None:
            self._mouse.close()
            self._mouse = None

    def hinted(self, text: str) -> None:
        """Help was said."""
        self._hint = text

    def update(self) -> None:
        runs = self.logic.running is not None
        for name in (*(f"{key}Button" for key in ANSWERS), "nextStepButton", "endButton"):
            getattr(self.ui, name).enabled = runs
        by_person = runs and hasattr(self.logic.running.hand, "grip")
        self.ui.powerButton.enabled = self.ui.toolComboBox.enabled = by_person
        self.ui.helpLabel.visible = runs and self.logic.mouse is not None
        self.ui.stepLabel.visible = self.ui.hintLabel.visible = runs
        self.tick()

    def tick(self) -> None:
        running = self.logic.running
        if running is None:
            return
        session, touch, ui = running.session, running.touch, self.ui
        self._show_step(session)
        force = 0.0 if touch is None else float(sum(value * value for value in touch.force_n)) ** 0.5
        ui.forceBar.value = min(round(force), 250)
        color = next(color for limit, color in FORCE_COLORS if force >= limit)
        ui.forceBar.styleSheet = f"QProgressBar::chunk {{ background: {color}; }}"
        patient = session.patient
        ui.vitalsLabel.text = _("pulse {pulse}/min, pressure {pressure} mmHg, blood lost {blood} mL").format(
            pulse=round(patient.pulse_bpm), pressure=round(patient.pressure_mmhg), blood=round(patient.blood_lost_ml)
        )
        tool = self.logic.grip.tool if running.state is None else running.state.tool
        if tool in self._tools and int(ui.toolComboBox.currentIndex) != self._tools.index(tool):
            blocked = ui.toolComboBox.blockSignals(True)
            ui.toolComboBox.currentIndex = self._tools.index(tool)
            ui.toolComboBox.blockSignals(blocked)
        if self._ticks % TABLE_EVERY == 0:
            rows = live_rows(running.live.figures(), running.level, self.panel.language)
            self.table.fill([_("Figure"), _("So far"), _("Pass mark")], rows)
        self._ticks += 1

    def _show_step(self, session: Any) -> None:
        step, steps = session.step, session.scenario.steps
        self.ui.stepLabel.text = _("Step {number} of {count}: {step} ({percent} %)").format(
            number=min(session.step_number + 1, len(steps)),
            count=len(steps),
            step=told(step.english, step.chinese, self.panel.language),
            percent=round(100 * session.watch.share),
        )
        self.ui.hintLabel.text = self._hint

    def answer(self, key: str) -> None:
        running = self.logic.running
        if running is None:
            return
        if key == "stop":
            self._set_power(0.0)
        self.panel.do(lambda: running.answer(key))

    def next_step(self) -> None:
        if self.logic.running is not None:
            self.logic.running.session.next_step()
            self.panel.tick()

    def _set_power(self, power: float) -> None:
        self.ui.powerButton.checked = power > 0

    def _power(self, on: bool) -> None:
        self.logic.grip.power = 1.0 if on else 0.0

    def _tool_chosen(self, index: int) -> None:
        if 0 <= index < len(self._tools):
            self.logic.grip.tool = self._tools[index]
