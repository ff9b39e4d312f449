"""The section of screws: proposed at sites, placed by two clicks, dragged, looked at along their axis."""

from collections.abc import Callable
from typing import Any

import slicer
from slicer.i18n import tr as _

from ImplantPlannerLib import implant_nodes
from ImplantPlannerLib.combo import ChoiceBox
from ImplantPlannerLib.rows import report_lines
from ImplantPlannerLib.sites import Choice, diameters, screw_families, screw_sites
from osteokit.base.errors import OsteoError


class ScrewPanel:
    """``chosen()`` is the name of the implant that the list of the plan has chosen."""

    def __init__(
        self,
        ui: Any,
        logic: Any,
        parameters: Callable[[], Any],
        do: Callable[..., bool],
        run: Callable[..., None],
        chosen: Callable[[], str],
        language: str,
    ) -> None:
        self._ui, self._logic, self._parameters, self._do, self._run = ui, logic, parameters, do, run
        self._chosen, self._language = chosen, language
        self.placing = ""
        self._line: Any = None
        self._line_tag = 0
        self._tags: list[tuple[Any, int]] = []
        self._dragging = False
        self._grades: dict[str, str] = {}
        self._sites, self._families = ChoiceBox(ui.siteComboBox), ChoiceBox(ui.familyComboBox)
        self._diameters, self._articles = ChoiceBox(ui.diameterComboBox), ChoiceBox(ui.articleComboBox)
        self._families.fill(screw_families(language))
        self._families.choose("cortical_screw")
        self._fill_diameters()
        ui.familyComboBox.connect("currentIndexChanged(int)", lambda index: self._fill_diameters())
        ui.articleComboBox.connect("activated(int)", self._article_chosen)
        ui.depthSlider.connect("valueChanged(double)", lambda depth: self._look())
        ui.alongCheckBox.connect("toggled(bool)", lambda on: self._look_changed(on))
        for button, pressed in (
            (ui.proposeButton, self.propose),
            (ui.clickButton, self.click),
            (ui.placeButton, self.place),
        ):
            button.connect("clicked()", pressed)

    # --- lists

    def update(self) -> None:
        bones = self._logic.bones()
        self._sites.fill(screw_sites(bones, self._language))
        name = self._chosen()
        is_screw = name in self._logic.screws()
        choices = []
        if is_screw:
            choices = [
                Choice(one.implant.reference, one.implant.chinese if self._language == "zh" else one.implant.english)
                for one in self._logic.articlesLike(name)
            ]
        self._articles.fill(choices)
        if is_screw:
            self._articles.choose(self._logic.implants()[name].article.reference)
        self._show_report()

    def enable(self, idle: bool) -> None:
        ui, screw = self._ui, self._chosen() in self._logic.screws()
        for widget, possible in (
            (ui.proposeButton, bool(self._sites.choices)),
            (ui.clickButton, bool(self._sites.choices)),
            (ui.placeButton, bool(self._logic.bones())),
            (ui.articleComboBox, screw),
            (ui.alongCheckBox, screw),
            (ui.depthSlider, screw and ui.alongCheckBox.checked),
        ):
            widget.enabled = possible and idle

    def grades(self) -> dict[str, str]:
        """Of every screw, as it was judged last."""
        for name in self._logic.screws():
            if name not in self._grades:
                try:
                    self._grades[name] = self._logic.screwReport(name, self._parameters().volume).grade
                except OsteoError:
                    self._grades[name] = ""
        return {name: grade for name, grade in self._grades.items() if name in self._logic.screws()}

    def judged_anew(self) -> None:
        """The plan changed: what was judged before no longer holds."""
        self._grades = {}

    def _fill_diameters(self) -> None:
        family = self._families.chosen
        sizes = diameters(family.key) if family is not None else []
        self._diameters.fill([Choice(f"{size:g}", f"{size:g} mm") for size in sizes])
        if sizes:  # the middle one is nearer to what is wanted than the thinnest
            self._diameters.choose(f"{sizes[len(sizes) // 2]:g}")

    def _show_report(self) -> None:
        name = self._chosen()
        lines: list[str] = []
        if name in self._logic.screws():
            try:
                report = self._logic.screwReport(name, self._parameters().volume)
                lines = report_lines(report, self._language)
                self._grades[name] = report.grade
            except OsteoError as refusal:
                lines = [str(refusal)]
        self._ui.screwLabel.text, self._ui.screwLabel.visible = "\n".join(lines), bool(lines)

    # --- work

    def propose(self) -> None:
        site = self._sites.chosen
        if site is None:
            return
        usual = self._parameters()
        usual.family = (
            "" if self._ui.usualCheckBox.checked or self._families.chosen is None else self._families.chosen.key
        )
        self._run(
            _("Looking for the widest corridor:"),
            lambda: self._logic.startScrews([site.key], usual),
            lambda task: self._proposed(self._logic.finish(task, _("screw proposed"))),
        )

    def _proposed(self, told: dict[str, Any]) -> str:
        if not told["names"]:
            raise OsteoError(" ".join(told["refused"]))
        name = told["names"][0]
        corridor = told["corridors"][name]
        text = _("{name}: the corridor is {wide:.1f} mm wide and {long:.0f} mm long.")
        return text.format(name=name, wide=corridor["diameter_mm"], long=corridor["length_mm"])

    def click(self) -> None:
        """One click on a bone: the first of its sites is proposed at once, a vertebra's pedicle of that side, say."""
        self._do(self._begin_click)

    def _begin_click(self) -> None:
        self.stop()
        self._line = self._logic.placePoint()
        self._line_tag = self._line.AddObserver(
            self._line.PointPositionDefinedEvent, lambda caller, event: self._clicked()
        )
        self.placing = _("Click on the bone that shall get a screw, on its left or its right side.")

    def _clicked(self) -> None:
        point = self._line
        if point is None:
            return
        point.RemoveObserver(self._line_tag)
        self._line, self.placing = None, ""
        found: list[str] = []
        if self._do(lambda: found.extend(self._logic.sitesAt(point))):
            self._sites.choose(found[0])
            self.propose()

    def place(self) -> None:
        """Two clicks in any view: entry, tip."""
        self._do(self._begin)

    def _begin(self) -> None:
        self.stop()
        family = self._families.chosen
        self._line = self._logic.placeLine(_("Screw") if family is None else family.title)
        self._line_tag = self._line.AddObserver(
            self._line.PointPositionDefinedEvent, lambda caller, event: self._point_set()
        )
        self.placing = _("Click where the screw enters the bone, then where its tip shall be.")

    def _point_set(self) -> None:
        line, family, diameter = self._line, self._families.chosen, self._diameters.chosen
        if line is None or line.GetNumberOfDefinedControlPoints() < 2 or family is None or diameter is None:
            return
        line.RemoveObserver(self._line_tag)
        self._line, self.placing = None, ""
        self._do(lambda: self._logic.linePlaced(line, family.key, float(diameter.key)))

    def stop(self) -> None:
        """Give up a screw that is being placed."""
        if self._line is not None:
            self._line.RemoveObserver(self._line_tag)
            slicer.mrmlScene.RemoveNode(self._line)
        self._line, self.placing = None, ""

    def _article_chosen(self, index: int) -> None:
        name, chosen = self._chosen(), self._articles.chosen
        if chosen is None or name not in self._logic.screws():
            return
        found = next(one for one in self._logic.articlesLike(name) if one.implant.reference == chosen.key)
        self._do(lambda: self._logic.articleChosen(name, found))

    # --- looking

    def _look_changed(self, on: bool) -> None:
        name = self._chosen()
        if name not in self._logic.screws():
            return
        self._ui.depthSlider.maximum = self._logic.screws()[name].length_mm
        self._ui.depthSlider.enabled = on
        if on:
            self._look()
        else:
            self._logic.lookStraight(name)

    def _look(self) -> None:
        name = self._chosen()
        if self._ui.alongCheckBox.checked and name in self._logic.screws():
            self._logic.lookAlong(name, float(self._ui.depthSlider.value))

    def chosen_changed(self) -> None:
        """Another implant was chosen in the list."""
        if self._ui.alongCheckBox.checked:
            self._look_changed(True)

    # --- dragging

    def watch(self) -> None:
        """Follow the lines of all screws."""
        if self._tags:
            return
        for name, node in implant_nodes.lines(slicer.mrmlScene).items():
            for event, called in (
                (node.PointStartInteractionEvent, self._drag_begins),
                (node.PointModifiedEvent, lambda caller, event, name=name: self._moved(name)),
                (node.PointEndInteractionEvent, lambda caller, event, name=name: self._drag_ends(name)),
            ):
                self._tags.append((node, node.AddObserver(event, called)))

    def unwatch(self) -> None:
        for node, tag in self._tags:
            node.RemoveObserver(tag)
        self._tags = []

    def _drag_begins(self, caller: Any, event: str) -> None:
        self._dragging = True

    def _moved(self, name: str) -> None:
        """While the mouse moves only the numbers follow; one drag is one step that can be undone."""
        if not self._dragging:
            self._do(lambda: self._logic.screwDragged(name))
            return
        try:
            lines = report_lines(self._logic.screwReport(name, self._parameters().volume), self._language)
        except OsteoError as refusal:
            lines = [str(refusal)]
        self._ui.screwLabel.text, self._ui.screwLabel.visible = "\n".join([name, *lines]), True
        if self._ui.alongCheckBox.checked:
            self._look()

    def _drag_ends(self, name: str) -> None:
        self._dragging = False
        self._do(lambda: self._logic.screwDragged(name))
