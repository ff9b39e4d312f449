"""Section 3: the present plan or a model is described and handed in for review, without the patient."""

from pathlib import Path
from typing import Any

from slicer.i18n import tr as _

from HubBrowserLib import vocabulary as words
from HubBrowserLib.key_box import KeyBox
from HubBrowserLib.part import Part
from HubBrowserLib.rows import PROCEDURE, check_lines, description_of, step_lines, steps_of_lines
from osteokit.base.errors import OsteoError


class PublishPanel(Part):
    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self._what, self._place = KeyBox(ui.whatComboBox), KeyBox(ui.placeComboBox)
        self._boxes = {
            "kind": KeyBox(ui.publishKindComboBox),
            "body_system": KeyBox(ui.publishSystemComboBox),
            "specialty": KeyBox(ui.publishSpecialtyComboBox),
            "difficulty": KeyBox(ui.publishDifficultyComboBox),
            "licence": KeyBox(ui.licenceComboBox),
        }
        known = (words.kinds(), words.body_systems(), words.specialties(), words.difficulties(), words.licences())
        for box, names in zip(self._boxes.values(), known, strict=True):
            box.fill(list(names.items()))
        self._removed: list[str] = []
        self._checks: list[str] = []
        ui.publishButton.connect("clicked()", self.publish)
        ui.publishKindComboBox.connect("currentIndexChanged(int)", lambda index: self.update())
        ui.scenarioEdit.connect("currentPathChanged(QString)", self._scenario_chosen)

    def _scenario_chosen(self, path: str) -> None:
        """What the scenario says of itself stands in the form; its teacher goes on from there."""
        if not path:
            self.panel.update()
            return
        read: list[Any] = []
        if not self.panel.do(lambda: read.append(self.logic.describedScenario(Path(path)))):
            return
        said, ui = read[0], self.ui
        for edit, text in (
            (ui.titleEdit, said["title"]),
            (ui.englishEdit, said["english"]),
            (ui.aboutEdit, said["about"]),
            (ui.diagnosisEdit, said["clinical"]["procedure"]),
            (ui.goalsEdit, said["teaching"]["goals"].replace("\n", "; ")),
        ):
            edit.text = text
        ui.stepsEdit.plainText = step_lines(said["steps"])
        self._boxes["kind"].choose(said["kind"])
        self.panel.update()

    def _form(self) -> dict[str, str]:
        ui = self.ui
        edits = {
            "title": ui.titleEdit, "english": ui.englishEdit, "about": ui.aboutEdit, "diagnosis": ui.diagnosisEdit,
            "audience": ui.audienceEdit, "goals": ui.goalsEdit, "organ": ui.organEdit, "pathology": ui.pathologyEdit,
        }  # fmt: skip
        form = {name: str(edit.text).strip() for name, edit in edits.items()} | {"steps": str(ui.stepsEdit.plainText)}
        is_procedure = self._boxes["kind"].key == PROCEDURE
        missing = [
            text
            for name, text in (
                ("title", _("a title")),
                ("about", _("a description")),
                ("diagnosis", _("a diagnosis")),
                ("audience", _("an audience")),
                ("goals", _("goals")),
            )
            if not form[name]
        ]
        if is_procedure and not steps_of_lines(form["steps"]):
            missing.append(_("its steps"))
        if missing:
            raise OsteoError(_("Before it can be published it needs {things}.").format(things=", ".join(missing)))
        return {**form, **{name: box.key for name, box in self._boxes.items()}}

    def publish(self) -> None:
        self._removed, self._checks = [], []
        made: list[Any] = []

        def prepare() -> None:
            form = self._form()
            folder, self._removed = self.logic.preparePublication(self._what.key, str(self.ui.scenarioEdit.currentPath))
            made.extend((folder, description_of(form, self.logic.signedIn().name)))

        if not self.panel.do(prepare):
            return
        folder, description = made
        place = self._place.key
        self.panel.call(
            _("Publishing:"),
            lambda progress: self.logic.publishFiles(folder, place, description, progress),
            self._published,
        )

    def _published(self, version: Any) -> str:
        self.ui.scenarioEdit.currentPath = ""
        if version is None:
            return _("The hub does not answer: it is kept, and handed in when the hub is back.")
        self._checks = check_lines(version.checks, self.panel.language)
        if any(one.get("severity") == "stop" for one in version.checks):
            return _("Handed in, but a check keeps it from being reviewed: read the lines below, and take it back.")
        if not version.checks:
            return _("Handed in. The automatic checks are still running; the hub's page shows them.")
        return _("Handed in for review. The automatic checks found nothing that stops it.")

    def update(self) -> None:
        ui = self.ui
        self._what.fill(list(self.logic.publishable().items()))
        self._place.fill(self.logic.places())
        removed = _("Taken out: {things}.").format(things=", ".join(self._removed)) if self._removed else ""
        text = "\n".join(filter(None, (removed, *self._checks)))
        ui.checksLabel.text, ui.checksLabel.visible = text, bool(text)
        scenario, is_procedure = bool(ui.scenarioEdit.currentPath), self._boxes["kind"].key == PROCEDURE
        ui.stepsLabel.visible = ui.stepsEdit.visible = is_procedure
        ui.whatComboBox.enabled = not scenario
        ui.publishButton.enabled = (
            self.panel.idle and self.panel.signed_in and (scenario or bool(self._what.key)) and bool(self._place.key)
        )
