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
from osteopanels.panel import Panel

TICK_MS = 200


class HubBrowserPanel(Panel):
    """Ties the loaded .ui to the logic and to the parameter node."""

    def __init__(self, ui: Any, logic: Any) -> None:
        super().__init__(ui, logic)
        self._next: list[Callable[[], None]] = []
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
        self._connect()
        self.ui.wordsEdit.text = self.parameters.words
        self.ui.keyEdit.currentPath = self.parameters.keyFile
        self.ui.planEdit.currentPath = self.parameters.planFolder
        self._timer.start()
        if self.signed_in and not self.logic.following:
            self.refresh()
        self.update()

    def pause(self) -> None:
        """Another module is shown: events are still taken in, and what waits is sent when the hub is back."""

    def stop(self) -> None:
        """Before the scene or the module goes."""
        self._timer.stop()
        self._next = []
        self.runner.cancel()
        self._disconnect()
        self.logic.forget()

    # --- what is shown

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

    def _show(self) -> None:
        for part in self.parts:
            part.update()

    def _guidance(self) -> tuple[str, str]:
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
        return next_step(situation)
