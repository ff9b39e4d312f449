"""Section 3: the result with its radar chart, what to repeat, and the report."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import qt
from slicer.i18n import tr as _

from osteokit.report.training_figures import write_radar_chart
from osteopanels.table import RowTable
from SurgeryTrainerLib.part import Part
from SurgeryTrainerLib.rows import advice_text, result_rows, verdict


class ResultPart(Part):
    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.table = RowTable(ui.figuresTable)
        self._shown: Any = None
        ui.saveButton.connect("clicked()", self.save)
        ui.sendButton.connect("clicked()", self.send)
        ui.sceneButton.connect("clicked()", self.save_scene)
        ui.folderEdit.connect("currentPathChanged(QString)", lambda path: self._keep("folder", path))
        ui.learnerEdit.connect("editingFinished()", lambda: self._keep("learner", ui.learnerEdit.text))
        ui.hubEdit.connect("editingFinished()", lambda: self._keep("hub", ui.hubEdit.text))

    def _keep(self, name: str, text: str) -> None:
        if self.panel.parameters is not None and getattr(self.panel.parameters, name) != text:
            setattr(self.panel.parameters, name, text)

    def update(self) -> None:
        ui, assessment, parameters = self.ui, self.logic.assessment, self.panel.parameters
        if assessment is not self._shown:
            self._shown = assessment
            self._show(assessment)
        for widget in (ui.resultLabel, ui.radarLabel, ui.figuresTable, ui.adviceLabel):
            widget.visible = assessment is not None
        ui.saveButton.enabled = assessment is not None
        ui.sendButton.enabled = assessment is not None and self.panel.idle
        ui.sceneButton.enabled = assessment is not None or self.logic.running is not None
        if ui.folderEdit.currentPath != parameters.folder:
            ui.folderEdit.currentPath = parameters.folder
        if ui.learnerEdit.text != parameters.learner:
            ui.learnerEdit.text = parameters.learner
        if ui.hubEdit.text != parameters.hub:
            ui.hubEdit.text = parameters.hub

    def _show(self, assessment: Any) -> None:
        if assessment is None:
            return
        language = self.panel.language
        self.ui.resultLabel.text = verdict(assessment)
        self.ui.adviceLabel.text = advice_text(assessment, language)
        self.table.fill([_("Figure"), _("Value"), _("Score")], result_rows(assessment, language))
        with TemporaryDirectory() as folder:  # a file is what every Qt reads alike
            pixmap = qt.QPixmap(str(write_radar_chart(assessment, Path(folder) / "radar.png", language)))
        self.ui.radarLabel.setPixmap(pixmap.scaledToWidth(400, qt.Qt.SmoothTransformation))

    def save(self) -> None:
        parameters, news = self.panel.parameters, []
        typed = {"learner": self.ui.learnerEdit.text, "hub": self.ui.hubEdit.text}
        for name, text in typed.items():
            self._keep(name, text)

        def write() -> None:
            news.append(self.logic.save(parameters.folder, self.panel.language, parameters.learner, parameters.hub))

        if self.panel.do(write):
            self.panel.say(news=_("The report is in {folder}.").format(folder=news[0]))

    def send(self) -> None:
        """To the hub, as the record of the person who is signed in there."""
        saved: list[Any] = []
        folder, language = self.panel.parameters.folder, self.panel.language
        if self.panel.do(lambda: saved.append(self.logic.saveForHub(folder, language))):
            account, kept = saved[0]
            self.panel.call(
                _("Sending your record to the hub:"), lambda progress: self.logic.send(account, kept), self._sent
            )

    def _sent(self, kept: bool) -> str:
        if kept:
            return _("The hub does not answer: the record is kept, and sent when the hub is back.")
        return _("Your record is at the hub.")

    def save_scene(self) -> None:
        news: list[Path] = []
        if self.panel.do(lambda: news.append(self.logic.save_scene(self.panel.parameters.folder))):
            self.panel.say(news=_("The scene is in {file}.").format(file=news[0]))
