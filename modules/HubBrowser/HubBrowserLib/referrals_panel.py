"""Section 5: referrals that wait, the most pressing first; opened into the scene, answered with a plan."""

from pathlib import Path
from typing import Any

import slicer
from slicer.i18n import tr as _

from HubBrowserLib import vocabulary as words
from HubBrowserLib.comparing import compared
from HubBrowserLib.key_box import KeyBox
from HubBrowserLib.part import Part
from HubBrowserLib.reading import Read, patient_lines
from HubBrowserLib.rows import referral_lines, referral_rows
from HubBrowserLib.session import saved_plan
from osteokit.base.errors import OsteoError
from osteokit.hubclient.referrals import NEEDS_WORDS, Referral
from osteopanels.table import RowTable


class ReferralsPanel(Part):
    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.table = RowTable(ui.referralsTable, lambda key: panel.update())
        self._action = KeyBox(ui.actionComboBox)
        self.found: list[Referral] = []
        ui.referralsButton.connect("clicked()", self.refresh)
        ui.openButton.connect("clicked()", self.open)
        ui.answerButton.connect("clicked()", self.answer)
        ui.attachButton.connect("clicked()", self.attach)
        ui.actionComboBox.connect("currentIndexChanged(int)", lambda index: self.update())
        for edit in (ui.keyEdit, ui.planEdit):
            edit.connect("currentPathChanged(QString)", self._paths_changed)

    def _paths_changed(self, path: str) -> None:
        parameters = self.panel.parameters
        if parameters is not None:
            parameters.keyFile, parameters.planFolder = self.ui.keyEdit.currentPath, self.ui.planEdit.currentPath

    def refresh(self) -> None:
        self.panel.quietly(_("Asking for referrals:"), lambda progress: self.logic.worklist(), self._came)

    def _came(self, found: list[Referral]) -> None:
        self.found = found
        self.table.fill(self._headers(), referral_rows(self.found))
        if self.panel.parameters is not None and not self.table.selected():
            self.table.select(self.panel.parameters.referral)  # the one that the scene came with

    @property
    def waiting(self) -> int:
        """How many wait for an answer of this person."""
        return sum(bool(one.due_at) for one in self.found)

    @property
    def referral(self) -> Referral | None:
        keys = self.table.selected()
        return next((one for one in self.found if keys == [one.id]), None)

    def open(self) -> None:
        """Attachments are opened with the institution's key and put into the scene."""
        referral, key = self.referral, self.ui.keyEdit.currentPath
        if referral is None:
            return

        def check() -> None:
            if not key:
                raise OsteoError(_("Choose the file with the institution's secret key first."))

        if self.panel.do(check):
            self.panel.call(
                _("Opening the attachments of {name}:").format(name=referral.patient_name),
                lambda progress: self.logic.openAttachments(referral, Path(key), progress),
                lambda read: self._opened(referral, read),
            )

    def _opened(self, referral: Referral, read: Read) -> str:
        number = patient_lines(read.plan).get("number", "")
        if number and number != referral.patient_number:
            raise OsteoError(
                _("The attached plan is of patient {plan}, the referral of {referral}: it is not opened.").format(
                    plan=number, referral=referral.patient_number
                )
            )
        told = self.logic.show(read, self.panel.language)
        self.panel.parameters.referral = referral.id
        return _("{name} ({number}) in the scene: {things}.").format(
            name=referral.patient_name, number=referral.patient_number, things=", ".join(told) or "-"
        )

    def attach(self) -> None:
        """The present plan, sealed, without a step."""
        referral = self.referral
        folders: list[Path] = []
        if referral is not None and self.panel.do(lambda: folders.append(self._plan_folder())):
            self._compare_and_send(referral, "", {}, folders[0])

    def _plan_folder(self) -> Path:
        """Where the plan lies that is sent: the one that was chosen, else that of the scene."""
        chosen = str(self.ui.planEdit.currentPath)
        folder = Path(chosen) if chosen else self.logic.presentPlan()
        if folder is None:
            raise OsteoError(_("There is no plan in the scene: choose the folder in which one was saved."))
        return folder

    def _compare_and_send(self, referral: Referral, action: str, said: dict[str, str], folder: Path | None) -> None:
        """A plan goes only after a person has seen whose it is and which side."""
        asked: list[str] = []

        def compare() -> None:
            if folder is not None:
                asked.append(compared(saved_plan(folder), referral).question)

        if not self.panel.do(compare):
            return
        question = _("Is this the plan of this patient? It is sealed and sent.") + "\n\n"
        if asked and not confirmed(question + asked[0]):
            return
        self.panel.call(
            _("Answering for {name}:").format(name=referral.patient_name),
            lambda progress: self.logic.reply(referral, action, said, folder),
            lambda kept: self._answered(referral, action, kept),
        )

    def answer(self) -> None:
        """Take the chosen step; with a plan where that is wanted."""
        referral, action, ui = self.referral, self._action.key, self.ui
        if referral is None or not action:
            return
        said = {"words": ui.replyEdit.text.strip()}
        if action == "return":
            said |= {"summary": ui.summaryEdit.text.strip(), "rehabilitation": ui.rehabilitationEdit.text.strip()}
        wanted: list[Path | None] = []

        def check() -> None:
            if action in NEEDS_WORDS and not said["words"]:
                raise OsteoError(_("This step needs words: say why, when, or with what result."))
            if action == "return" and not (said["summary"] and said["rehabilitation"]):
                raise OsteoError(_("A return needs a summary and a rehabilitation plan."))
            wanted.append(self._plan_folder() if ui.withPlanCheckBox.checked else None)

        if self.panel.do(check):
            self._compare_and_send(referral, action, said, wanted[0])

    def _answered(self, referral: Referral, action: str, kept: bool) -> str:
        for edit in (self.ui.replyEdit, self.ui.summaryEdit, self.ui.rehabilitationEdit):
            edit.text = ""
        self.ui.withPlanCheckBox.checked = False
        if kept:
            return _("The hub does not answer: it is kept, and sent when the hub is back.")
        self.panel.later(self.refresh)
        if not action:
            return _("{name}: the plan is attached, sealed.").format(name=referral.patient_name)
        return _("{name}: {step}, done.").format(name=referral.patient_name, step=words.steps().get(action, action))

    def _headers(self) -> list[str]:
        return [_("Patient"), _("Urgency"), _("State"), _("Due")]

    def update(self) -> None:
        ui = self.ui
        if not self.panel.signed_in:
            self.found = []
        self.table.fill(self._headers(), referral_rows(self.found))
        referral = self.referral
        text = "\n".join(referral_lines(referral)) if referral is not None else ""
        ui.patientLabel.text, ui.patientLabel.visible = text, bool(text)
        possible = words.steps()
        actions = () if referral is None else [one for one in referral.actions if one in possible]
        self._action.fill([(one, possible[one]) for one in actions])
        may = self.panel.idle and self.panel.signed_in
        ui.referralsButton.enabled = may
        ui.openButton.enabled = may and referral is not None and bool(referral.attachments)
        ui.answerButton.enabled = may and bool(self._action.key)
        ui.attachButton.enabled = may and referral is not None
        returns = self._action.key == "return"
        for widget in (ui.summaryLabel, ui.summaryEdit, ui.rehabilitationLabel, ui.rehabilitationEdit):
            widget.visible = returns
        parameters = self.panel.parameters
        if parameters is not None and ui.keyEdit.currentPath != parameters.keyFile:
            ui.keyEdit.currentPath = parameters.keyFile
        if parameters is not None and ui.planEdit.currentPath != parameters.planFolder:
            ui.planEdit.currentPath = parameters.planFolder


def confirmed(question: str) -> bool:
    """Asked in a dialog."""
    return bool(slicer.util.confirmOkCancelDisplay(question))
