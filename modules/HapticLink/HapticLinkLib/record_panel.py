"""Section 2: what all devices show is written to a file, played again, and put into the scene."""

from pathlib import Path
from typing import Any

from slicer.i18n import tr as _

from HapticLinkLib.part import Part
from HapticLinkLib.recordings import recordings_in
from osteokit.base.errors import OsteoError


class RecordPanel(Part):
    """Record, mark, replay."""

    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self._files: list[Path] = []
        ui.recordButton.connect("clicked()", self.record)
        ui.markButton.connect("clicked()", self.mark)
        ui.replayButton.connect("clicked()", self.replay)
        ui.sequenceButton.connect("clicked()", self.into_scene)
        ui.folderEdit.connect("currentPathChanged(QString)", self._folder_changed)

    def _folder_changed(self, path: str) -> None:
        if self.panel.parameters is not None:
            self.panel.parameters.folder = path

    def record(self) -> None:
        """The button begins, and ends."""
        if self.logic.recorder is not None:
            news: list[str] = []
            if self.panel.do(lambda: news.append(self.logic.stopRecording())):
                self.panel.say(news=news[0])
            return

        def begin() -> None:
            if not self.panel.parameters.folder:
                raise OsteoError(_("Choose the folder for recordings first."))
            self.logic.startRecording(Path(self.panel.parameters.folder))

        self.panel.do(begin)

    def mark(self) -> None:
        self.logic.mark(_("marked by hand"))

    def _chosen(self) -> Path:
        index = int(self.ui.recordingComboBox.currentIndex)
        if not 0 <= index < len(self._files):
            raise OsteoError(_("There is no recording in this folder."))
        return self._files[index]

    def replay(self) -> None:
        self.panel.do(lambda: self.logic.replay(self._chosen()))

    def into_scene(self) -> None:
        news: list[str] = []
        if self.panel.do(lambda: news.append(self.logic.intoScene(self._chosen()))):
            self.panel.say(news=news[0])

    def update(self) -> None:
        ui, recorder = self.ui, self.logic.recorder
        folder = self.panel.parameters.folder
        if ui.folderEdit.currentPath != folder:
            ui.folderEdit.currentPath = folder
        self._fill(recordings_in(folder))
        ui.recordButton.text = _("Stop recording") if recorder is not None else _("Record")
        ui.recordButton.checked = recorder is not None
        ui.recordButton.enabled = recorder is not None or bool(self.logic.devices)
        ui.markButton.enabled = recorder is not None
        ui.folderEdit.enabled = recorder is None
        ui.replayButton.enabled = ui.sequenceButton.enabled = bool(self._files)
        self.tick()

    def _fill(self, files: list[Path]) -> None:
        """Replace the list where it is another one; what was chosen stays so."""
        if files == self._files:
            return
        box, index = self.ui.recordingComboBox, int(self.ui.recordingComboBox.currentIndex)
        former = self._files[index] if 0 <= index < len(self._files) else None
        self._files = files
        box.clear()
        for file in files:
            box.addItem(file.name)
        box.currentIndex = files.index(former) if former in files else 0 if files else -1

    def tick(self) -> None:
        recorder = self.logic.recorder
        if recorder is None:
            text = ""
        elif recorder.trouble:
            text = recorder.trouble
        else:
            text = _("Recording: {seconds:.0f} s, {count} poses.").format(
                seconds=recorder.seconds, count=recorder.count
            )
            if recorder.lost:
                text += " " + _("{lost} came too fast and were left out.").format(lost=recorder.lost)
        self.ui.recordLabel.text, self.ui.recordLabel.visible = text, bool(text)
