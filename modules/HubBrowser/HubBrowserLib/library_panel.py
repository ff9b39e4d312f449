"""Section 2: resources are found, looked at, and put into the scene."""

from typing import Any

import qt
from slicer.i18n import tr as _

from HubBrowserLib import vocabulary as words
from HubBrowserLib.key_box import KeyBox
from HubBrowserLib.part import Part
from HubBrowserLib.rows import facet_choices, version_lines, version_rows
from HubBrowserLib.session import Fetched
from osteokit.hubclient.library import HubVersion, Page
from osteopanels.table import RowTable


class LibraryPanel(Part):
    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.table = RowTable(ui.resultsTable, self._chosen)
        self._boxes = {
            "kind": KeyBox(ui.kindComboBox),
            "body_system": KeyBox(ui.systemComboBox),
            "specialty": KeyBox(ui.specialtyComboBox),
            "difficulty": KeyBox(ui.difficultyComboBox),
            "licence": KeyBox(ui.licenceFacetComboBox),
            "organ": KeyBox(ui.organComboBox),
            "pathology": KeyBox(ui.pathologyComboBox),
        }
        self._order = KeyBox(ui.orderComboBox)
        self._order.fill(list(words.orders().items()))
        self._found: list[HubVersion] = []
        self._after = ""
        self._picture: Any = None
        self._fill_facets({})
        ui.searchButton.connect("clicked()", self.search)
        ui.wordsEdit.connect("returnPressed()", self.search)
        ui.moreButton.connect("clicked()", self.more)
        ui.getButton.connect("clicked()", self.get)
        ui.resultsTable.connect("cellDoubleClicked(int,int)", lambda row, column: self.get())
        ui.previewLabel.visible = False

    def _fill_facets(self, counts: Any) -> None:
        for name, known, all_of in (
            ("kind", words.kinds(), _("all kinds")),
            ("body_system", words.body_systems(), _("all regions")),
            ("specialty", words.specialties(), _("all specialties")),
            ("difficulty", words.difficulties(), _("all levels")),
            ("licence", words.licences(), _("all licences")),
            ("organ", self._as_written("organ", counts), _("all bones and organs")),
            ("pathology", self._as_written("pathology", counts), _("all pathologies")),
        ):
            self._boxes[name].fill(facet_choices(known, counts.get(name, {}), all_of))

    def _as_written(self, name: str, counts: Any) -> dict[str, str]:
        """Free words: those that the hub told last, and what is chosen."""
        chosen = self._boxes[name].key
        return {one: one for one in (*counts.get(name, {}), *([chosen] if chosen else ()))}

    def refresh(self) -> None:
        self.panel.quietly(_("Searching:"), self._question(""), lambda page: self._first(page))

    def search(self) -> None:
        if self.panel.parameters is not None:
            self.panel.parameters.words = self.ui.wordsEdit.text
        self.panel.call(_("Searching:"), self._question(""), self._first)

    def more(self) -> None:
        self.panel.call(_("Searching:"), self._question(self._after), self._next)

    def _question(self, after: str) -> Any:
        facets = {name: box.key for name, box in self._boxes.items()} | {"sort": self._order.key}
        asked = self.ui.wordsEdit.text
        return lambda progress: self.logic.search(asked, facets, after)

    def _first(self, page: Page) -> str:
        self._found = []
        self._fill_facets(page.facets)
        self._picture = None
        return self._next(page)

    def _next(self, page: Page) -> str:
        self._found += page.versions
        self._after = page.after
        return "" if self._found else _("Nothing was found. Try fewer words, or all regions.")

    @property
    def version(self) -> HubVersion | None:
        """What is chosen in the table."""
        keys = self.table.selected()
        return next((one for one in self._found if keys == [one.id]), None)

    def _chosen(self, key: str) -> None:
        version, self._picture = self.version, None
        if version is not None and self.panel.idle and not version.stays_in_its_region:
            self.panel.quietly(
                _("Fetching the preview:"), lambda progress: self.logic.preview(version, progress), self._previewed
            )
        self.panel.update()

    def _previewed(self, pixels: Any) -> None:
        if pixels is not None:
            height, width, _channels = pixels.shape
            image = qt.QImage(pixels.tobytes(), width, height, 3 * width, qt.QImage.Format_RGB888)
            self._picture = qt.QPixmap.fromImage(image)

    def get(self) -> None:
        version = self.version
        if version is not None and not version.stays_in_its_region:
            self.panel.call(
                _("Fetching {title}:").format(title=version.name(self.panel.language)),
                lambda progress: self.logic.fetch(version, progress),
                self._fetched,
            )

    def _fetched(self, fetched: Fetched) -> str:
        told = self.logic.show(fetched.read, self.panel.language)
        licence = words.licences().get(fetched.version.licence, fetched.version.licence)
        news = _("In the scene: {things}. Licence: {licence}. Entry {number} of the ledger {ledger} names these files.")
        news = news.format(
            things=", ".join(told) or "-",
            licence=licence,
            number=fetched.proven.number,
            ledger=fetched.proven.origin,
        )
        if fetched.read.left:
            news += " " + _("Also in {folder}: {names}.").format(
                folder=fetched.folder, names=", ".join(one.name for one in fetched.read.left)
            )
        if fetched.read.scenarios:
            news += " " + _("Surgery Trainer has the scenario {names} now.").format(
                names=", ".join(one.name for one in fetched.read.scenarios)
            )
        return news

    def update(self) -> None:
        ui, language, version = self.ui, self.panel.language, self.version
        self.table.fill([_("Title"), _("Kind"), _("Size")], version_rows(self._found, language))
        version = self.version
        text = "\n".join(version_lines(version, language)) if version is not None else ""
        ui.detailsLabel.text, ui.detailsLabel.visible = text, bool(text)
        ui.previewLabel.visible = self._picture is not None and version is not None
        if self._picture is not None:
            ui.previewLabel.setPixmap(self._picture)
        may = self.panel.idle and self.panel.signed_in
        ui.searchButton.enabled = may
        ui.moreButton.enabled = may and bool(self._after)
        ui.moreButton.visible = bool(self._after)
        ui.getButton.enabled = may and version is not None and not version.stays_in_its_region
