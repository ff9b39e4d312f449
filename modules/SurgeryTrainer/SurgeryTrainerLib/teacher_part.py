"""Section 4: a teacher makes a scenario: taken, named, given pass marks, saved."""

from pathlib import Path
from typing import Any

import qt
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.jobs.train_references import make_references, sessions_in
from osteokit.simulation.assessment.table import METRICS
from osteopanels.refusals import shown
from osteopanels.table import RowTable
from SurgeryTrainerLib.draft import Draft, StepWords
from SurgeryTrainerLib.offers import level_title
from SurgeryTrainerLib.part import Part
from SurgeryTrainerLib.plan_draft import draft_of_plan
from SurgeryTrainerLib.rows import mark_rows, name_of


class TeacherPart(Part):
    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.draft: Draft | None = None
        self.marks = RowTable(ui.marksTable, self._mark_chosen)
        self._keys = list(METRICS)
        for title in (_("The scenario chosen above"), _("The plan in the scene")):
            ui.sourceComboBox.addItem(title)
        for key in self._keys:
            ui.markComboBox.addItem(name_of(METRICS[key], panel.language))
        for title in (_("at most"), _("at least")):
            ui.markSideComboBox.addItem(title)
        ui.markComboBox.connect("currentIndexChanged(int)", self._figure_chosen)
        ui.markLevelComboBox.connect("currentIndexChanged(int)", lambda index: self._show_marks())
        ui.publishEdit.connect("currentPathChanged(QString)", self._folder_changed)
        for button, pressed in (
            (ui.takeButton, self.take),
            (ui.setMarkButton, self.set_mark),
            (ui.removeMarkButton, self.remove_mark),
            (ui.publishButton, self.publish),
            (ui.referencesButton, self.make_references),
        ):
            button.connect("clicked()", pressed)
        self._figure_chosen(0)

    def update(self) -> None:
        ui, there = self.ui, self.draft is not None
        for widget in (ui.nameEdit, ui.englishEdit, ui.chineseEdit, ui.stepsTable, ui.markLevelComboBox, ui.marksTable,
                       ui.setMarkButton, ui.publishButton):  # fmt: skip
            widget.enabled = there
        ui.removeMarkButton.enabled = there and bool(self.marks.selected())
        ui.takeButton.enabled = self.panel.idle
        offer = self.panel.choose.offer
        ui.referencesButton.enabled = self.panel.idle and offer is not None and offer.folder is not None
        if ui.publishEdit.currentPath != self.panel.parameters.publishFolder:
            ui.publishEdit.currentPath = self.panel.parameters.publishFolder

    def _folder_changed(self, path: str) -> None:
        if self.panel.parameters is not None:
            self.panel.parameters.publishFolder = path

    # --- what is made

    def take(self) -> None:
        """Take a scenario as it is, or make one of the plan."""

        notes: list[str] = []

        def taken() -> None:
            if int(self.ui.sourceComboBox.currentIndex) == 1:
                self.draft, left_out = draft_of_plan(self.panel.parameters.volume)
                notes.extend(left_out)
                return
            offer = self.panel.choose.offer
            if offer is None:
                raise OsteoError(_("Choose a scenario above first."))
            self.draft = Draft(offer.scenario, offer.scene)

        if self.panel.do(taken):
            self._show()
            self.panel.update()
            told = _("Name it, write the steps' names, set the pass marks, and save it.")
            self.panel.say(news=" ".join([told, *(shown(note) for note in notes)]))

    def _show(self) -> None:
        scenario, ui = self.draft.scenario, self.ui
        ui.nameEdit.text, ui.englishEdit.text, ui.chineseEdit.text = scenario.name, scenario.english, scenario.chinese
        table = ui.stepsTable
        table.setColumnCount(4)
        table.setHorizontalHeaderLabels([_("Step (English)"), _("Step (Chinese)"), _("Hint (English)"),
                                         _("Hint (Chinese)")])  # fmt: skip
        table.setRowCount(len(scenario.steps))
        for row, step in enumerate(scenario.steps):
            for column, text in enumerate((step.english, step.chinese, step.hint_english, step.hint_chinese)):
                table.setItem(row, column, qt.QTableWidgetItem(text))
        header = table.horizontalHeader()
        for column in range(4):
            header.setSectionResizeMode(column, qt.QHeaderView.Stretch)
        table.verticalHeader().visible = False
        box = ui.markLevelComboBox
        blocked = box.blockSignals(True)
        box.clear()
        for level in scenario.levels:
            box.addItem(level_title(level, self.panel.language))
        box.currentIndex = 0
        box.blockSignals(blocked)
        self._show_marks()

    def _level(self) -> Any:
        levels = () if self.draft is None else self.draft.scenario.levels
        index = int(self.ui.markLevelComboBox.currentIndex)
        return levels[index] if 0 <= index < len(levels) else None

    def _show_marks(self) -> None:
        level = self._level()
        if level is not None:
            self.marks.fill([_("What decides"), _("Limit")], mark_rows(level, self.panel.language))

    # --- pass marks

    def _figure_chosen(self, index: int) -> None:
        metric = METRICS[self._keys[max(index, 0)]]
        self.ui.markSideComboBox.currentIndex = 0 if metric.better == "low" else 1
        self.ui.markSpinBox.suffix = f" {metric.unit}" if metric.unit else ""

    def _mark_chosen(self, key: str) -> None:
        mark = next((one for one in self._level().pass_marks if one.metric == key), None)
        if mark is not None and key in self._keys:
            self.ui.markComboBox.currentIndex = self._keys.index(key)
            self.ui.markSideComboBox.currentIndex = 0 if mark.at_most else 1
            self.ui.markSpinBox.value = mark.limit
        self.ui.removeMarkButton.enabled = True

    def set_mark(self) -> None:
        key = self._keys[max(int(self.ui.markComboBox.currentIndex), 0)]
        at_most = int(self.ui.markSideComboBox.currentIndex) == 0
        limit = float(self.ui.markSpinBox.value)
        self.panel.do(lambda: self.draft.set_mark(self._level().name, key, limit, at_most))
        self._show_marks()

    def remove_mark(self) -> None:
        for key in self.marks.selected():
            self.panel.do(lambda key=key: self.draft.remove_mark(self._level().name, key))
        self._show_marks()
        self.panel.update()

    # --- saving

    def _words(self) -> list[StepWords]:
        table = self.ui.stepsTable
        return [
            StepWords(*(table.item(row, column).text() for column in range(4))) for row in range(int(table.rowCount))
        ]

    def publish(self) -> None:
        ui, news = self.ui, []

        def write() -> None:
            self.draft.name(ui.nameEdit.text, ui.englishEdit.text, ui.chineseEdit.text)
            self.draft.word_steps(self._words())
            news.append(self.draft.write(self.panel.parameters.publishFolder))

        if self.panel.do(write):
            self.panel.choose.look_again()
            told = _("The scenario is in {folder}; your class finds it there. Hub Browser, section 3, publishes it.")
            self.panel.say(news=told.format(folder=news[0]))

    def make_references(self) -> None:
        """Of every whole session of the chosen scenario in the folder for reports."""
        offer, news = self.panel.choose.offer, []

        def made() -> None:
            folder = self.panel.parameters.folder
            if not folder:
                raise OsteoError(_("Choose the folder with the experts' sessions in section 3 first."))
            sessions = sessions_in(Path(folder), offer.scenario.name)
            make_references(offer.folder, sessions)
            news.append(len(sessions))

        if self.panel.do(made):
            self.panel.say(news=_("{count} sessions are the reference of this scenario now.").format(count=news[0]))
