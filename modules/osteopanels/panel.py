"""What every panel does: it ties the loaded .ui to the logic, says one sentence on top, and works here or off this
thread."""

from collections.abc import Callable
from typing import Any

from osteokit.base.errors import OsteoError
from osteopanels.call import BackgroundCall
from osteopanels.runner import TaskRunner
from osteopanels.tones import say
from osteopanels.translation import application_language


class Panel:
    """A module's panel says what it shows in ``_show`` and ``_guidance``.

    Attributes
    ----------
    parameters : object
        The scene's parameter node; None while another module is shown.
    runner : TaskRunner
        One thing at a time that takes long.
    """

    def __init__(self, ui: Any, logic: Any) -> None:
        self.ui, self.logic = ui, logic
        self.language = application_language()
        self.parameters: Any = None
        self._gui_tag: int | None = None
        self._observer: int | None = None
        self._running = self._trouble = self._news = ""
        self.runner = TaskRunner(ui, self._running_changed, detailed=self.language == "en")

    # --- what a module says

    def _show(self) -> None:
        """Show the state of everything, and enable what can be done now."""
        raise NotImplementedError

    def _enable(self) -> None:
        """Enable what can be done now, several times a second while something runs."""
        self._show()

    def _guidance(self) -> tuple[str, str]:
        """The sentence on top and its tone."""
        raise NotImplementedError

    def _unwatch(self) -> None:
        """Do not hear what this panel does itself."""

    def _watch(self) -> None:
        """Hear again what a person does in the views."""

    # --- parameters

    def _connect(self) -> None:
        """Tie the widgets to the scene's parameter node, and hear of its changes."""
        self._disconnect()
        self.parameters = self.logic.getParameterNode()
        self._gui_tag = self.parameters.connectGui(self.ui)
        self._observer = self.parameters.AddObserver("ModifiedEvent", lambda caller=None, event=None: self.update())

    def _disconnect(self) -> None:
        self._unwatch()
        if self.parameters is not None:
            self.parameters.disconnectGui(self._gui_tag)
            self.parameters.RemoveObserver(self._observer)
            self.parameters = None

    # --- what is shown

    @property
    def idle(self) -> bool:
        return not self.runner.busy

    def update(self) -> None:
        """Something changed."""
        if self.parameters is not None:
            self._show()
            self._guide()

    def _guide(self) -> None:
        if self.parameters is not None:
            say(self.ui.nextLabel, *self._guidance())

    def say(self, *, trouble: str = "", news: str = "") -> None:
        """The next sentence on top."""
        self._trouble, self._news = trouble, news
        self._guide()

    def _running_changed(self, sentence: str) -> None:
        self._running = sentence
        if self.parameters is not None:
            self._enable()
            self._guide()

    # --- work

    def do(self, work: Callable[[], Any]) -> bool:
        """Do something quick; a refusal is the next sentence on top, and nothing has changed."""
        if self.parameters is None:
            return False
        self._unwatch()
        try:
            work()
        except OsteoError as refusal:
            self._trouble, self._news = str(refusal), ""
            return False
        else:
            self._trouble = self._news = ""
            return True
        finally:
            self._watch()
            self.update()

    def run_task(self, title: str, start: Callable[[], Any], done: Callable[[Any], str]) -> None:
        """Start a task in the background; its refusal, or the news of ``done(task)``, is the next sentence on top."""
        if self.runner.busy:
            return
        self.say()
        try:
            task = start()
        except OsteoError as refusal:
            self.say(trouble=str(refusal))
            return
        self.runner.run(title, task, lambda ended: self._finish(lambda: done(ended)), lambda why: self.say(trouble=why))

    def call(self, title: str, work: Callable[[Any], Any], done: Callable[[Any], str]) -> None:
        """Do ``work(progress)`` off this thread; its refusal, or the news of ``done(value)``, is told on top."""
        self.run_task(title, lambda: BackgroundCall(work), lambda ended: done(ended.value))

    def quietly(self, title: str, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        """As ``call``, for what nobody asked for: what was told before stays, unless the hub refuses."""
        if not self.runner.busy:
            self.runner.run(
                title, BackgroundCall(work), lambda ended: self._take(ended, done), lambda why: self.say(trouble=why)
            )

    def _take(self, call: Any, done: Callable[[Any], None]) -> None:
        done(call.value)
        self.update()

    def _finish(self, done: Callable[[], str]) -> None:
        news: list[str] = []
        if self.do(lambda: news.append(done())) and news[0]:
            self.say(news=news[0])
