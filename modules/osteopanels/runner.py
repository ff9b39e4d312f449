"""Watches one background task at a time from Qt's event loop; Slicer stays responsive."""

from collections.abc import Callable
from typing import Any

import qt

from osteokit.jobs.background import BackgroundTask

POLL_MS = 150


class TaskRunner:
    """``changed(sentence)`` is called while a task runs and with ``""`` at its end.

    ``detailed``: also say what the worker is doing, which it tells in English only.
    """

    def __init__(self, ui: Any, changed: Callable[[str], None], detailed: bool) -> None:
        self._ui, self._changed, self._detailed = ui, changed, detailed
        self._task: BackgroundTask | None = None
        self._title = ""
        self._done: Callable[[BackgroundTask], None] = lambda task: None
        self._refused: Callable[[str], None] = lambda sentence: None
        self._timer = qt.QTimer()
        self._timer.setInterval(POLL_MS)
        self._timer.connect("timeout()", self.look)
        ui.cancelButton.connect("clicked()", self.cancel)
        ui.progressRow.visible = False

    @property
    def busy(self) -> bool:
        return self._task is not None

    def run(
        self,
        title: str,
        task: BackgroundTask,
        done: Callable[[BackgroundTask], None],
        refused: Callable[[str], None],
    ) -> None:
        self._task, self._title, self._done, self._refused = task, title, done, refused
        self._ui.progressRow.visible = True
        self._ui.progressBar.value = 0
        self._changed(title)
        self._timer.start()

    def look(self) -> None:
        """Called by the timer."""
        if self._task is None:
            return
        state = self._task.poll()
        self._ui.progressBar.value = int(100 * state.fraction)
        if not state.finished:
            self._changed(f"{self._title} {state.message}".strip() if self._detailed else self._title)
            return
        task = self._end()
        try:
            if state.refusal:
                self._refused(state.refusal)
            else:
                self._done(task)
        finally:
            task.close()

    def cancel(self) -> None:
        if self._task is not None:
            task = self._end()
            task.cancel()
            task.close()

    def _end(self) -> BackgroundTask:
        assert self._task is not None
        task, self._task = self._task, None
        self._timer.stop()
        self._ui.progressRow.visible = False
        self._changed("")
        return task
