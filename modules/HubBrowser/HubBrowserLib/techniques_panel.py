"""Section 4: to which restricted techniques this person is admitted, where, and until when."""

from typing import Any

from slicer.i18n import tr as _

from HubBrowserLib.key_box import KeyBox
from HubBrowserLib.part import Part
from HubBrowserLib.rows import admission_rows
from HubBrowserLib.session import Techniques
from osteokit.jobs.plan_gate import site_of
from osteopanels.table import RowTable


class TechniquesPanel(Part):
    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.table = RowTable(ui.techniquesTable)
        self._site = KeyBox(ui.siteComboBox)
        self._known: Techniques | None = None
        ui.techniquesButton.connect("clicked()", self.refresh)
        ui.siteComboBox.connect("currentIndexChanged(int)", self._site_chosen)

    def refresh(self) -> None:
        self.panel.quietly(_("Asking for your techniques:"), lambda progress: self.logic.techniques(), self._came)

    def _came(self, known: Techniques) -> None:
        self._known = known

    def _site_chosen(self, index: int) -> None:
        if self._site.key:
            self.panel.do(lambda: self.logic.chooseSite(self._site.key))

    def update(self) -> None:
        ui, account, language = self.ui, self.logic.account, self.panel.language
        if not self.panel.signed_in:
            self._known = None
        sites = self.logic.sites() if self.panel.signed_in else []
        entries = sites if len(sites) < 2 else [("", _("choose")), *sites]
        self._site.fill(entries)
        if account is not None:
            self._site.choose(site_of(account))
        known = self._known or Techniques()
        self.table.fill([_("Technique"), _("Admission"), _("Until")], admission_rows(known, language))
        names = ", ".join(one.told(language) for one in known.listed)
        if self._known is None:
            text = ""
        elif names:
            text = _("Restricted here: {names}. The hub is asked before a plan of these is finalised.").format(
                names=names
            )
        else:
            text = _("No technique is restricted here now.")
        ui.techniquesLabel.text, ui.techniquesLabel.visible = text, bool(text)
        ui.siteComboBox.enabled = self.panel.idle and len(entries) > 1
        ui.techniquesButton.enabled = self.panel.idle and self.panel.signed_in
