"""Section 6: what happens at the hub, and what waits to be sent there."""

from typing import Any

from slicer.i18n import tr as _

from HubBrowserLib.part import Part
from HubBrowserLib.rows import event_rows, left_rows
from osteokit.hubclient.events import HubEvent
from osteopanels.table import RowTable

SHOWN = 50


class LivePanel(Part):
    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.events_table = RowTable(ui.eventsTable)
        self.queue_table = RowTable(ui.queueTable, lambda key: panel.update())
        self._events: list[HubEvent] = []
        self.offline = ""
        ui.sendButton.connect("clicked()", self.send)
        ui.removeButton.connect("clicked()", self.remove)

    def tick(self) -> None:
        """Take in what came; a referral that moved is asked for anew, what waits is sent when the hub is back."""
        events, last = self.logic.takeNews()
        if last is None:
            return
        came_back = bool(self.offline) and last.live
        self.offline = "" if last.live else last.trouble
        self._events = (self._events + events)[-SHOWN:]
        if any(one.subject_kind == "referral" for one in events):
            self.panel.later(self.panel.referrals.refresh)
        left = self.logic.left()
        if came_back and (any(not one.refusal for one in left.entries) or left.publications):
            self.panel.later(self.send)
        if events or came_back or self.offline:
            self.panel.update()

    def send(self) -> None:
        self.panel.call(_("Sending what waits:"), lambda progress: self.logic.send(progress), self._sent)

    def _sent(self, stopped: str) -> str:
        left = self.logic.left()
        if stopped:
            return stopped
        if not left.entries and not left.publications:
            return _("Everything was sent.")
        return ""

    def remove(self) -> None:
        keys = self.queue_table.selected()
        self.panel.do(lambda: [self.logic.removeLeft(key) for key in keys])

    def update(self) -> None:
        if not self.panel.signed_in:
            self._events = []
        left = self.logic.left()
        self.events_table.fill([_("What happened"), _("Urgency"), _("When")], event_rows(self._events))
        self.queue_table.fill([_("Not sent yet"), _("State"), _("When")], left_rows(left))
        may = self.panel.idle and self.panel.signed_in
        self.ui.queueTable.visible = bool(left.entries or left.publications)
        self.ui.sendButton.enabled = may and (any(not one.refusal for one in left.entries) or bool(left.publications))
        self.ui.removeButton.enabled = may and bool(self.queue_table.selected())
        if self.offline:
            text = _("The hub does not answer; it is tried again by itself.")
        elif self.panel.signed_in:
            text = _("Connected: what happens is shown here at once.")
        else:
            text = ""
        self.ui.liveLabel.text, self.ui.liveLabel.visible = text, bool(text)
