"""The panel: which button calls which part of the logic, and what is shown in which state. No algorithm."""

from collections.abc import Callable
from typing import Any

import qt

from HapticLinkLib.calibrate_panel import CalibratePanel
from HapticLinkLib.devices_panel import DevicesPanel
from HapticLinkLib.guidance import Situation, next_step
from HapticLinkLib.navigate_panel import NavigatePanel
from HapticLinkLib.record_panel import RecordPanel
from HapticLinkLib.register_panel import RegisterPanel
from osteokit.base.errors import OsteoError
from osteopanels.runner import TaskRunner
from osteopanels.tones import say
from osteopanels.translation import application_language

TICK_MS = 100
PARTS = (DevicesPanel, RecordPanel, CalibratePanel, RegisterPanel, NavigatePanel)
"""The sections, in their order; see :class:`HapticLinkLib.part.Part`."""


class HapticLinkPanel:
    """Ties the loaded .ui to the logic and to the parameter node."""

    def __init__(self, ui: Any, logic: Any) -> None:
        self.ui, self.logic = ui, logic
        self.language = application_language()
        self.parameters: Any = None
        self._gui_tag: int | None = None
        self._observer: int | None = None
        self._running = self._trouble = self._news = ""
        self.runner = TaskRunner(ui, self._running_changed, detailed=self.language == "en")
        self.parts = tuple(kind(ui, logic, self) for kind in PARTS)
        self._timer = qt.QTimer()
        self._timer.setInterval(TICK_MS)
        self._timer.connect("timeout()", self.tick)
        self.connectParameters()

    # --- parameters

    def connectParameters(self) -> None:
        """Observe the scene's parameter node, and look at the devices ten times a second."""
        self._disconnect()
        self.parameters = self.logic.getParameterNode()
        self._gui_tag = self.parameters.connectGui(self.ui)
        self._observer = self.parameters.AddObserver("ModifiedEvent", lambda caller=None, event=None: self.update())
        self._timer.start()
        self.update()

    def pause(self) -> None:
        """Another module is shown: devices stay connected and their tools move on in the scene."""
        for part in self.parts:
            part.stop()
        self._disconnect()

    def _disconnect(self) -> None:
        if self.parameters is not None:
            self.parameters.disconnectGui(self._gui_tag)
            self.parameters.RemoveObserver(self._observer)
            self.parameters = None

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

    def update(self) -> None:
        """Something changed."""
        if self.parameters is None:
            return
        for part in self.parts:
            part.update()
        self._guide()

    def _guide(self) -> None:
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
        say(self.ui.nextLabel, *next_step(situation))

    def say(self, *, trouble: str = "", news: str = "") -> None:
        """The next sentence on top."""
        self._trouble, self._news = trouble, news
        self._guide()

    def _running_changed(self, sentence: str) -> None:
        self._running = sentence
        self.update()

    # --- work

    def do(self, work: Callable[[], Any]) -> bool:
        """Do something quick; a refusal is the next sentence on top."""
        if self.parameters is None:
            return False
        try:
            work()
        except OsteoError as refusal:
            self._trouble, self._news = str(refusal), ""
            return False
        else:
            self._trouble = self._news = ""
            return True
        finally:
            self.update()

    def run_task(self, title: str, start: Callable[[], Any], done: Callable[[Any], str]) -> None:
        """Start a task in the background; its refusal or its news is the next sentence on top."""
        if self.runner.busy:
            return
        self.say()
        try:
            task = start()
        except OsteoError as refusal:
            self.say(trouble=str(refusal))
            return
        self.runner.run(title, task, lambda ended: self._finish(ended, done), lambda why: self.say(trouble=why))

    def _finish(self, task: Any, done: Callable[[Any], str]) -> None:
        news: list[str] = []
        if self.do(lambda: news.append(done(task))):
            self.say(news=news[0])
