"""The panel: which button calls which part of the logic, and what is shown in which state. No algorithm."""

from typing import Any

import qt

from HapticLinkLib.calibrate_panel import CalibratePanel
from HapticLinkLib.devices_panel import DevicesPanel
from HapticLinkLib.guidance import Situation, next_step
from HapticLinkLib.navigate_panel import NavigatePanel
from HapticLinkLib.record_panel import RecordPanel
from HapticLinkLib.register_panel import RegisterPanel
from osteopanels.panel import Panel

TICK_MS = 100
PARTS = (DevicesPanel, RecordPanel, CalibratePanel, RegisterPanel, NavigatePanel)
"""The sections, in their order; see :class:`HapticLinkLib.part.Part`."""


class HapticLinkPanel(Panel):
    """Ties the loaded .ui to the logic and to the parameter node."""

    def __init__(self, ui: Any, logic: Any) -> None:
        super().__init__(ui, logic)
        self.parts = tuple(kind(ui, logic, self) for kind in PARTS)
        self._timer = qt.QTimer()
        self._timer.setInterval(TICK_MS)
        self._timer.connect("timeout()", self.tick)
        self.connectParameters()

    # --- parameters

    def connectParameters(self) -> None:
        """Observe the scene's parameter node, and look at the devices ten times a second."""
        self._connect()
        self._timer.start()
        self.update()

    def pause(self) -> None:
        """Another module is shown: devices stay connected and their tools move on in the scene."""
        for part in self.parts:
            part.stop()
        self._disconnect()

    def stop(self) -> None:
        """Before the scene or the module goes."""
        self._timer.stop()
        for part in self.parts:
            part.stop()
        self.runner.cancel()
        self._disconnect()
        self.logic.forget()

    # --- what is shown

    def tick(self) -> None:
        """Called by the timer: what is live, in the scene and, where the panel is shown, in it."""
        self.logic.tick()
        if self.parameters is not None:
            self._guide()
            for part in self.parts:
                part.tick()

    def _show(self) -> None:
        for part in self.parts:
            part.update()

    def _guidance(self) -> tuple[str, str]:
        statuses = self.logic.statuses()
        worst = max(statuses, key=lambda one: ("green", "amber", "red").index(one.light), default=None)
        situation = Situation(
            self._running,
            self._trouble,
            self._news,
            devices=len(statuses),
            light="green" if worst is None else worst.light,
            device="" if worst is None else worst.sentence.told(self.language),
        )
        return next_step(situation)
