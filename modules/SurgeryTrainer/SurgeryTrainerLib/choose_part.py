"""Section 1: scenario, level and hand are chosen; two clicks to start."""

from typing import Any

from slicer.i18n import tr as _

from SurgeryTrainerLib.offers import Offer, level_title, told
from SurgeryTrainerLib.part import Part
from SurgeryTrainerLib.rows import about
from SurgeryTrainerLib.saved_session import BrokenOff, last_broken_off


class ChoosePart(Part):
    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.offers: list[Offer] = []
        self._hands: list[tuple[str, str]] = []
        self._folder: str | None = None
        self.broken_off: BrokenOff | None = None
        ui.scenarioComboBox.connect("currentIndexChanged(int)", self._scenario_chosen)
        ui.levelComboBox.connect("currentIndexChanged(int)", self._level_chosen)
        ui.scenarioFolderEdit.connect("currentPathChanged(QString)", self._folder_changed)
        ui.startButton.connect("clicked()", panel.start)
        ui.resumeButton.connect("clicked()", panel.go_on)

    @property
    def offer(self) -> Offer | None:
        index = int(self.ui.scenarioComboBox.currentIndex)
        return self.offers[index] if 0 <= index < len(self.offers) else None

    @property
    def level(self) -> Any:
        """The chosen level; None where there is none."""
        index, offer = int(self.ui.levelComboBox.currentIndex), self.offer
        levels = () if offer is None else offer.scenario.levels
        return levels[index] if 0 <= index < len(levels) else None

    @property
    def hand(self) -> str:
        index = int(self.ui.handComboBox.currentIndex)
        return self._hands[index][0] if 0 <= index < len(self._hands) else self._hands[0][0]

    def update(self) -> None:
        parameters, idle = self.panel.parameters, self.panel.idle
        if self._folder != parameters.scenarioFolder:
            self._fill_offers(parameters)
        hands = self.logic.hands()
        if hands != self._hands:
            chosen = self.hand if self._hands else ""
            self._hands = hands
            _refill(self.ui.handComboBox, [title for _key, title in hands])
            keys = [key for key, _title in hands]
            self.ui.handComboBox.currentIndex = keys.index(chosen) if chosen in keys else 0
        if self.ui.scenarioFolderEdit.currentPath != parameters.scenarioFolder:
            self.ui.scenarioFolderEdit.currentPath = parameters.scenarioFolder
        for widget in (self.ui.scenarioComboBox, self.ui.levelComboBox, self.ui.handComboBox):
            widget.enabled = idle
        self.ui.startButton.enabled = idle and self.level is not None
        self._offer_to_go_on(parameters.folder if idle else "")

    def _offer_to_go_on(self, folder: str) -> None:
        """Where a session in the folder for reports was broken off, it can be gone on with."""
        found = self.broken_off = last_broken_off(folder)
        self.ui.resumeButton.visible = found is not None
        if found is not None:
            title = told(found.scenario.english, found.scenario.chinese, self.panel.language)
            self.ui.resumeButton.text = _("Go on: {title}, {when}").format(
                title=title, when=f"{found.began:%m-%d %H:%M}"
            )

    def look_again(self) -> None:
        """Scenarios were written."""
        self._folder = None
        self.update()

    def _fill_offers(self, parameters: Any) -> None:
        self._folder = parameters.scenarioFolder
        self.offers, refused = self.logic.offers(self._folder)
        language = self.panel.language
        chosen = parameters.scenario
        _refill(self.ui.scenarioComboBox, [offer.title(language) for offer in self.offers])
        keys = [offer.key for offer in self.offers]
        self.ui.scenarioComboBox.currentIndex = keys.index(chosen) if chosen in keys else 0
        self._scenario_chosen(int(self.ui.scenarioComboBox.currentIndex))
        if refused:
            self.panel.say(trouble=refused[0])

    def _scenario_chosen(self, index: int) -> None:
        offer, language = self.offer, self.panel.language
        if offer is None or self.panel.parameters is None:
            return
        chosen = self.panel.parameters.level
        self.panel.parameters.scenario = offer.key
        names = [level.name for level in offer.scenario.levels]
        _refill(self.ui.levelComboBox, [level_title(level, language) for level in offer.scenario.levels])
        self.ui.levelComboBox.currentIndex = names.index(chosen) if chosen in names else 0
        self.ui.aboutLabel.text = about(offer.scenario, language)

    def _level_chosen(self, index: int) -> None:
        if self.level is not None and self.panel.parameters is not None:
            self.panel.parameters.level = self.level.name

    def _folder_changed(self, path: str) -> None:
        if self.panel.parameters is not None:
            self.panel.parameters.scenarioFolder = path
            self.panel.update()


def _refill(box: Any, titles: list[str]) -> None:
    blocked = box.blockSignals(True)
    box.clear()
    for title in titles:
        box.addItem(title)
    box.blockSignals(blocked)
