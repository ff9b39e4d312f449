"""Section 3: the present plan or a model is described and handed in for review, without the patient."""

from typing import Any

from slicer.i18n import tr as _

from HubBrowserLib import vocabulary as words
from HubBrowserLib.key_box import KeyBox
from HubBrowserLib.part import Part
from HubBrowserLib.rows import check_lines, description_of
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

    def _form(self) -> dict[str, str]:
        ui = self.ui
        edits = {
            "title": ui.titleEdit, "english": ui.englishEdit, "about": ui.aboutEdit, "diagnosis": ui.diagnosisEdit,
            "audience": ui.audienceEdit, "goals": ui.goalsEdit,
        }  # fmt: skip
        form = {name: str(edit.text).strip() for name, edit in edits.items()}
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
        if missing:
            raise OsteoError(_("Before it can be published it needs {things}.").format(things=", ".join(missing)))
        return {**form, **{name: box.key for name, box in self._boxes.items()}}

    def publish(self) -> None:
        self._removed, self._checks = [], []
        made: list[Any] = []

        def prepare() -> None:
            form = self._form()
            folder, self._removed = self.logic.preparePublication(self._what.key)
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
        ui.publishButton.enabled = (
            self.panel.idle and self.panel.signed_in and bool(self._what.key) and bool(self._place.key)
        )
