"""The panel: which button calls which part of the logic, and what is shown in which state. No algorithm."""

import time
from collections.abc import Callable
from typing import Any

import qt
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteopanels.panel import Panel
from SurgeryTrainerLib.choose_part import ChoosePart
from SurgeryTrainerLib.guidance import Situation, next_step
from SurgeryTrainerLib.offers import told
from SurgeryTrainerLib.result_part import ResultPart
from SurgeryTrainerLib.teacher_part import TeacherPart
from SurgeryTrainerLib.train_part import TrainPart

TICK_MS = 33
HARMS = ("risk_touched", "bleeding", "complication", "stripped", "overheated", "breach")
ALARM_S = 6.0
"""How long a harm is said on top."""


class SurgeryTrainerPanel(Panel):
    """Ties the loaded .ui to the logic and to the parameter node."""

    def __init__(self, ui: Any, logic: Any, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(ui, logic)
        self._clock, self._last = clock, clock()
        self._preparation: Any = None
        self._alarm = ""
        self._alarm_until = 0.0
        self.choose, self.train = ChoosePart(ui, logic, self), TrainPart(ui, logic, self)
        self.result, self.teacher = ResultPart(ui, logic, self), TeacherPart(ui, logic, self)
        self.parts = (self.choose, self.train, self.result, self.teacher)
        self._timer = qt.QTimer()
        self._timer.setInterval(TICK_MS)
        self._timer.connect("timeout()", self.tick)
        ui.cancelButton.connect("clicked()", self.cancel)
        self.connectParameters()

    # --- parameters

    def connectParameters(self) -> None:
        """Observe the scene's parameter node."""
        self._connect()
        self.update()

    def pause(self) -> None:
        """Another module is shown: time stands still in a session."""
        self._timer.stop()
        if self.logic.running is not None:
            self.logic.running.pause()
        self._disconnect()

    def stop(self) -> None:
        """Before the scene or the module goes."""
        self._timer.stop()
        self.runner.cancel()
        self.cancel()
        for part in self.parts:
            part.stop()
        self._disconnect()
        self.logic.forget()

    # --- what is shown

    @property
    def idle(self) -> bool:
        """Whether neither a session runs nor one is made ready, nor one is sent."""
        return self._preparation is None and self.logic.running is None and not self.runner.busy

    def _show(self) -> None:
        for part in self.parts:
            part.update()
        self.ui.progressRow.visible = self._preparation is not None or self.runner.busy
        if self._preparation is not None or self.logic.running is not None:
            self._last = self._clock()
            self._timer.start()

    def _guidance(self) -> tuple[str, str]:
        running, assessment = self.logic.running, self.logic.assessment
        situation = Situation(
            preparing=_("Making the bone ready …") if self._preparation is not None else self._running,
            trouble=self._trouble,
            news=self._news,
            running=running is not None,
            lost=running is not None and running.session.lost,
            alarm=self._alarm if self._clock() < self._alarm_until else "",
            step=self.ui.stepLabel.text if running is not None else "",
            ended=assessment is not None,
            passed=None if assessment is None else assessment.passed,
        )
        return next_step(situation)

    # --- a session

    def start(self) -> None:
        """Make the chosen scenario ready, then begin."""
        if self.idle and self.choose.offer is not None:
            self.say()
            self.do(self._prepare)

    def _prepare(self) -> None:
        self._preparation = self.logic.prepare(self.choose.offer, self.choose.hand)

    def go_on(self) -> None:
        """Make the session that was broken off ready, then go on with it."""
        if self.idle and self.choose.broken_off is not None:
            self.say()
            self.do(self._prepare_again)

    def _prepare_again(self) -> None:
        self._preparation = self.logic.prepare_again(self.choose.broken_off.folder, self.choose.hand)

    def cancel(self) -> None:
        """Stop making ready."""
        if self._preparation is not None:
            self._preparation.cancel()
            if self._preparation.result is not None:
                self._preparation.result.close()
            self._preparation = None
            self.update()

    def end(self) -> None:
        """End the session and show its result."""
        if self.logic.running is None:
            return
        self._timer.stop()
        self.do(self.logic.end)
        self.train.ended()
        self.update()

    def tick(self) -> None:
        """Called by the timer."""
        now = self._clock()
        seconds, self._last = now - self._last, now
        if self._preparation is not None:
            self._look_at_preparation()
        elif self.logic.running is not None:
            self._advance(seconds)
        else:
            self._timer.stop()

    def _look_at_preparation(self) -> None:
        preparation = self._preparation
        self.ui.progressBar.value = int(100 * preparation.fraction)
        if not preparation.finished:
            return
        self._preparation = None
        if preparation.fault is not None:
            self.update()
            raise preparation.fault
        if preparation.result is None:
            self.say(trouble=preparation.refusal)
            self.update()
            return
        choose = self.choose
        if self.do(lambda: self.logic.begin(preparation.result, choose.level, choose.hand, self.language)):
            self._alarm = ""
            self.train.begun()
            self.update()

    def _advance(self, seconds: float) -> None:
        try:
            events = self.logic.tick(seconds)
        except OsteoError as refusal:
            self.end()
            self.say(trouble=str(refusal))
            return
        for event in events:
            sentence = told(event.english, event.chinese, self.language)
            if event.kind in HARMS:
                self._alarm, self._alarm_until = sentence, self._clock() + ALARM_S
            elif event.kind == "hint":
                self.train.hinted(sentence)
        if self.logic.running is not None and self.logic.running.finished:
            self.end()
            return
        self.train.tick()
        self._guide()
