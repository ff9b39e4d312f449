"""The section that writes files."""

from collections.abc import Callable
from typing import Any

from slicer.i18n import tr as _


class ExportPanel:
    def __init__(
        self, ui: Any, logic: Any, parameters: Callable[[], Any], run: Callable[..., None], table: Any, language: str
    ) -> None:
        self._ui, self._logic, self._parameters, self._run = ui, logic, parameters, run
        self._table, self._language = table, language
        ui.folderEdit.connect("currentPathChanged(QString)", self._folder_changed)
        ui.exportButton.connect("clicked()", self.export)

    def show(self) -> None:
        """The folder of the parameters in the widget."""
        self._ui.folderEdit.currentPath = self._parameters().export.folder

    def update(self) -> None:
        parameters = self._parameters()
        self._ui.exportButton.enabled = parameters is not None and parameters.segmentation is not None

    def _folder_changed(self, path: str) -> None:
        if self._parameters() is not None:
            self._parameters().export.folder = path

    def export(self) -> None:
        parameters = self._parameters()
        chosen = self._table.selected() if parameters.export.selectedOnly else []
        self._run(
            _("Writing the files:"),
            lambda: self._logic.startExport(parameters, chosen, self._language),
            lambda task: _("{count} files are in {folder}.").format(
                count=len(task.state.result["files"]), folder=parameters.export.folder
            ),
        )
