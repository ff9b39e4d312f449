"""The PACS section: search, open a study, send the bones."""

from collections.abc import Callable
from typing import Any

import qt
from slicer.i18n import tr as _

from BoneSegmentationLib.facts import dashed


class PacsPanel:
    """Widgets only; the work is the logic's, started through ``run(title, start, done)``."""

    def __init__(self, ui: Any, logic: Any, parameters: Callable[[], Any], run: Callable[..., None]) -> None:
        self._ui, self._logic, self._parameters, self._run = ui, logic, parameters, run
        self._studies: list[dict[str, Any]] = []
        table = ui.studiesTable
        table.setColumnCount(4)
        table.setHorizontalHeaderLabels([_("Date"), _("Patient"), _("Study"), _("Images")])
        table.horizontalHeader().setSectionResizeMode(qt.QHeaderView.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(2, qt.QHeaderView.Stretch)
        table.verticalHeader().visible = False
        table.connect("itemSelectionChanged()", self.update)
        ui.queryButton.connect("clicked()", self.query)
        ui.retrieveButton.connect("clicked()", self.retrieve)
        ui.storeButton.connect("clicked()", self.store)
        ui.deidentifyCheckBox.connect("toggled(bool)", lambda checked: self.update())

    def _access(self) -> dict[str, str]:
        ui = self._ui
        return {"url": ui.urlEdit.text.strip(), "user": ui.userEdit.text.strip(), "password": ui.passwordEdit.text}

    def update(self) -> None:
        """What may be pressed now, and what sending means."""
        chosen = bool(self._ui.studiesTable.selectionModel().selectedRows())
        self._ui.retrieveButton.enabled = chosen
        parameters = self._parameters()
        self._ui.storeButton.enabled = parameters is not None and parameters.segmentation is not None
        self._ui.identifiedLabel.text = (
            ""
            if self._ui.deidentifyCheckBox.checked
            else _("Name, birth date and ID go along. Send only to your own hospital's PACS.")
        )
        self._ui.identifiedLabel.styleSheet = "color: #a3140c;"
        self._ui.identifiedLabel.visible = not self._ui.deidentifyCheckBox.checked

    def query(self) -> None:
        name, patient_id = self._ui.patientNameEdit.text.strip(), self._ui.patientIdEdit.text.strip()
        self._run(
            _("Searching the PACS:"),
            lambda: self._logic.startPacsQuery(self._access(), name, patient_id),
            self._show,
        )

    def _show(self, task: Any) -> str:
        self._studies = task.state.result["studies"]
        table = self._ui.studiesTable
        table.setRowCount(len(self._studies))
        for number, study in enumerate(self._studies):
            images = "" if study["instances"] is None else str(study["instances"])
            patient = f"{study['patient_name'].replace('^', ' ')} ({study['patient_id']})"
            for column, text in enumerate((dashed(study["date"]), patient, study["description"], images)):
                table.setItem(number, column, qt.QTableWidgetItem(text))
        self.update()
        if not self._studies:
            return _("The PACS has no CT of this patient: check name and ID.")
        return _("{count} studies found: select one and open it.").format(count=len(self._studies))

    def retrieve(self) -> None:
        number = self._ui.studiesTable.selectionModel().selectedRows()[0].row()
        uid = self._studies[number]["study_uid"]
        self._run(_("Fetching the study:"), lambda: self._logic.startPacsRetrieve(self._access(), uid), self._open)

    def _open(self, task: Any) -> str:
        self._parameters().volume = self._logic.finishPacsRetrieve(task)
        return ""

    def store(self) -> None:
        deidentify = self._ui.deidentifyCheckBox.checked
        self._run(
            _("Sending the bones:"),
            lambda: self._logic.startPacsStore(self._parameters(), self._access(), deidentify),
            lambda task: _("{count} objects sent to the PACS and read back.").format(count=task.state.result["stored"]),
        )
