"""The panel: which button calls which part of the logic, and what is shown in which state. No algorithm."""

from collections.abc import Callable
from typing import Any

import qt

from HubBrowserLib.guidance import Situation, next_step
from HubBrowserLib.hub_panel import HubPanel
from HubBrowserLib.library_panel import LibraryPanel
from HubBrowserLib.live_panel import LivePanel
from HubBrowserLib.publish_panel import PublishPanel
from HubBrowserLib.referrals_panel import ReferralsPanel
from HubBrowserLib.techniques_panel import TechniquesPanel
from osteokit.base.errors import OsteoError
from osteopanels.call import BackgroundCall
from osteopanels.runner import TaskRunner
from osteopanels.tones import say
from osteopanels.translation import application_language

TICK_MS = 200


class HubBrowserPanel:
    """Ties the loaded .ui to the logic and to the parameter node."""

    def __init__(self, ui: Any, logic: Any) -> None:
        self.ui, self.logic = ui, logic
        self.language = application_language()
        self.parameters: Any = None
        self._gui_tag: int | None = None
        self._observer: int | None = None
        self._running = self._trouble = self._news = ""
        self._next: list[Callable[[], None]] = []
        self.runner = TaskRunner(ui, self._running_changed, detailed=False)
        self.hub, self.library = HubPanel(ui, logic, self), LibraryPanel(ui, logic, self)
        self.publish, self.techniques = PublishPanel(ui, logic, self), TechniquesPanel(ui, logic, self)
        self.referrals, self.live = ReferralsPanel(ui, logic, self), LivePanel(ui, logic, self)
        self.parts = (self.hub, self.library, self.publish, self.techniques, self.referrals, self.live)
        self._timer = qt.QTimer()
        self._timer.setInterval(TICK_MS)
        self._timer.connect("timeout()", self.tick)
        self.connectParameters()

    # --- parameters

    def connectParameters(self) -> None:
        """Observe the scene's parameter node, and take in what happens at the hub five times a second."""
        self._disconnect()
        self.parameters = self.logic.getParameterNode()
        self._gui_tag = self.parameters.connectGui(self.ui)
        self._observer = self.parameters.AddObserver("ModifiedEvent", lambda caller=None, event=None: self.update())
        self.ui.wordsEdit.text = self.parameters.words
        self.ui.keyEdit.currentPath = self.parameters.keyFile
        self.ui.planEdit.currentPath = self.parameters.planFolder
        self._timer.start()
        if self.signed_in and not self.logic.following:
            self.refresh()
        self.update()

    def pause(self) -> None:
        """Another module is shown: events are still taken in, and what waits is sent when the hub is back."""

    def _disconnect(self) -> None:
        if self.parameters is not None:
            self.parameters.disconnectGui(self._gui_tag)
            self.parameters.RemoveObserver(self._observer)
            self.parameters = None

    def stop(self) -> None:
        """Before the scene or the module goes."""
        self._timer.stop()
        self._next = []
        self.runner.cancel()
        self._disconnect()
        self.logic.forget()

    # --- what is shown

    @property
    def idle(self) -> bool:
        return not self.runner.busy

    @property
    def signed_in(self) -> bool:
        account = self.logic.account
        return account is not None and account.is_signed_in

    def refresh(self) -> None:
        """Somebody signed in: what is theirs is asked for, and what happens is listened to."""
        self.logic.follow()
        for part in (self.referrals, self.techniques, self.library):
            self.later(part.refresh)

    def tick(self) -> None:
        """Called by the timer."""
        if self.parameters is None:
            return
        self.live.tick()
        if self._next and self.idle:
            self._next.pop(0)()

    def later(self, work: Callable[[], None]) -> None:
        """Do it as soon as nothing runs; what waits already is not asked for twice."""
        if work not in self._next:
            self._next.append(work)

    def update(self) -> None:
        """Something changed."""
        if self.parameters is None:
            return
        for part in self.parts:
            part.update()
        self._guide()

    def _guide(self) -> None:
        account, left = self.logic.account, self.logic.left()
        refused = sum(bool(one.refusal) for one in left.entries)
        situation = Situation(
            self._running,
            self._trouble,
            self._news,
            hub="" if account is None else account.address,
            name=account.name if self.signed_in else "",
            offline=self.live.offline,
            waiting=len(left.entries) - refused + len(left.publications),
            refused=refused,
            referrals=self.referrals.waiting,
        )
        say(self.ui.nextLabel, *next_step(situation))

    def say(self, *, trouble: str = "", news: str = "") -> None:
        """The next sentence on top."""
        self._trouble, self._news = trouble, news
        self.update()

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

    def call(self, title: str, work: Callable[[Any], Any], done: Callable[[Any], str]) -> None:
        """Do ``work(progress)`` off this thread; its refusal or the news of ``done(value)`` is told on top."""
        if self.runner.busy:
            return
        self._trouble = self._news = ""
        self.runner.run(
            title, BackgroundCall(work), lambda ended: self._finish(ended, done), lambda why: self.say(trouble=why)
        )

    def quietly(self, title: str, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        """As ``call``, for what nobody asked for: what was told before stays, unless the hub refuses."""
        if not self.runner.busy:
            self.runner.run(
                title, BackgroundCall(work), lambda ended: self._take(ended, done), lambda why: self.say(trouble=why)
            )

    def _take(self, call: Any, done: Callable[[Any], None]) -> None:
        done(call.value)
        self.update()

    def _finish(self, call: Any, done: Callable[[Any], str]) -> None:
        news: list[str] = []
        if self.do(lambda: news.append(done(call.value))) and news[0]:
            self.say(news=news[0])
