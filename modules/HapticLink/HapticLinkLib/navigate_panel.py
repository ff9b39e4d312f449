"""Section 5: distance, angle and depth, large; a warning before a breach; nothing that is stale."""

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import slicer
from slicer.i18n import tr as _

from HapticLinkLib import navigation_nodes
from HapticLinkLib.alarm import Alarm
from HapticLinkLib.blade_words import blade_told
from HapticLinkLib.eye import Eye, drawn
from HapticLinkLib.part import Part
from HapticLinkLib.plan_source import variant_told
from osteokit.base.errors import OsteoError
from osteokit.tracking.navigation.breach import BreachState, Level
from osteokit.tracking.navigation.course import CourseFile, Moment, summary
from osteokit.tracking.navigation.navigator import Navigator, Shown
from osteokit.tracking.navigation.reslice import crosshair, tool_planes
from osteokit.tracking.navigation.sound import COLOURS
from osteopanels.refusals import shown as in_language
from osteopanels.row import Row
from osteopanels.table import RowTable

NOTHING = "–"
_PALE = "color: #8a9099;"


class NavigatePanel(Part):
    """One tool on its way to one target."""

    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.navigation = logic.navigation
        self.navigator: Navigator | None = None
        self.alarm = Alarm()
        self._targets: list[str] = []
        self._variants: list[str] = []
        self._titles: list[str] = []
        self._risks: list[str] = []
        self._moments: list[Moment] = []
        self._course: CourseFile | None = None
        self._began_s = 0.0
        self._following = False
        self.risks_table = RowTable(ui.risksTable)
        ui.variantComboBox.connect("activated(int)", self._variant_chosen)
        ui.targetComboBox.connect("activated(int)", self._target_chosen)
        ui.navigateButton.connect("clicked()", self.navigate)
        self._show_nothing("")

    # --- begin and end

    def _variant_chosen(self, index: int) -> None:
        if not 0 <= index < len(self._variants):
            return
        self._end()
        if self.panel.do(lambda: self.navigation.chooseVariant(self._variants[index])):
            planned = self.navigation.case.planned
            count = _("Targets: {count}.").format(count=len(planned.targets))
            told = [variant_told(self.navigation.case), count, *planned.left_out.values()]
            self.panel.say(news=" ".join(filter(None, told)))

    def _target_chosen(self, index: int) -> None:
        if 0 <= index < len(self._targets):
            self.navigation.chosen = self._targets[index]
            self._end()
            self.panel.update()

    def navigate(self) -> None:
        """The button begins, and ends."""
        if self.navigator is not None:
            self._end()
            self.panel.update()
            return
        self.panel.do(self._begin)

    def _begin(self) -> None:
        chosen = navigation_nodes.risky_models(slicer.mrmlScene, self.navigation.bone)
        structures = [
            navigation_nodes.structure_of(chosen[key]) for key in self.risks_table.selected() if key in chosen
        ]
        navigator = self.navigation.navigator(structures)
        if self.ui.courseCheckBox.checked:
            about = {"variant": self.navigation.case.variant, "target": navigator.target.name}
            self._course = CourseFile(self._course_path(), about)
        self.navigator, self._moments, self._began_s = navigator, [], time.monotonic()
        self.ui.courseLabel.text = ""
        name = _("Planned: {name}").format(name=navigator.target.name)
        navigation_nodes.show_target(slicer.mrmlScene, navigator.target, name)

    def _course_path(self) -> Path:
        folder = self.panel.parameters.folder
        if not folder:
            raise OsteoError(_("Choose the folder for recordings in section 2 first."))
        return Path(folder) / f"course-{datetime.now():%Y%m%d-%H%M%S-%f}.jsonl"

    def _end(self) -> None:
        if self.navigator is None:
            return
        self.navigator = None
        self.alarm.stop()
        navigation_nodes.remove_tool(slicer.mrmlScene)
        navigation_nodes.show_target(slicer.mrmlScene, None, "")
        self._let_slices_go()
        self._show_nothing("")
        if self._course is not None:
            self._course.close()
            self._course = None
        self.ui.courseLabel.text = self._summed_up()
        self.ui.courseLabel.visible = bool(self.ui.courseLabel.text)

    def stop(self) -> None:
        self._end()

    # --- what is shown

    def update(self) -> None:
        ui, navigation = self.ui, self.navigation
        if self.navigator is not None and navigation.setup is not self._setup_of(self.navigator):
            self._end()  # calibrated or registered anew meanwhile
        self._fill_variants()
        names = list(navigation.targets())
        if names != self._targets:
            self._targets = names
            ui.targetComboBox.clear()
            for name in names:
                ui.targetComboBox.addItem(name)
        target = navigation.target()
        if target is not None:
            ui.targetComboBox.currentIndex = names.index(target.name)
        registered = navigation.setup is not None and navigation.setup.registration is not None
        ui.navigateButton.enabled = target is not None and registered and not navigation.collecting
        ui.navigateButton.checked = self.navigator is not None
        ui.aheadSlider.enabled = bool(ui.followCheckBox.checked)
        self._fill_risks()

    def _fill_variants(self) -> None:
        """The chosen one first, and called so; hidden where there is nothing to choose."""
        box, case = self.ui.variantComboBox, self.navigation.case
        self._variants = self.navigation.variants()
        chosen = "" if case is None else case.plan.chosen
        titles = [_("{name} (chosen)").format(name=one) if one == chosen else one for one in self._variants]
        if titles != self._titles:
            self._titles = titles
            box.clear()
            for title in titles:
                box.addItem(title)
        if case is not None and case.variant in self._variants:
            box.currentIndex = self._variants.index(case.variant)
        box.visible = self.ui.variantLabel.visible = len(titles) > 1

    @staticmethod
    def _setup_of(navigator: Navigator) -> Any:
        return navigator.setup

    def _fill_risks(self) -> None:
        models = navigation_nodes.risky_models(slicer.mrmlScene, self.navigation.bone)
        if list(models) != self._risks:
            self._risks = list(models)
            self.risks_table.fill([_("Surface")], [Row(key, (node.GetName(),)) for key, node in models.items()])

    def tick(self) -> None:
        self.ui.aheadSlider.enabled = bool(self.ui.followCheckBox.checked)
        if self.navigator is None:
            return
        try:
            shown = self.navigation.shown(self.navigator, self.navigation.poses(self.logic.devices))
        except OsteoError as refusal:
            self._lose(in_language(str(refusal)))
            return
        if shown is None:
            self._lose(self._why_nothing())
        else:
            self._show(shown)

    def _why_nothing(self) -> str:
        """Which device is lost (the sentence on top says why), else that a tool is hidden."""
        lost = [one.name for one in self.logic.statuses() if one.light == "red" and one.name == self.navigation.device]
        if lost:
            return _("{device} is lost: nothing is shown.").format(device=lost[0])
        return _("The tool or its reference is not seen.")

    def _lose(self, why: str) -> None:
        """Nothing stale stays: no number, no tool, no sound."""
        self.alarm.stop()
        navigation_nodes.show_tool(slicer.mrmlScene, None)
        self._let_slices_go()
        self._show_nothing(why)

    def _show_nothing(self, why: str) -> None:
        ui = self.ui
        for label, words in (
            (ui.distanceValue, _("Distance")),
            (ui.angleValue, _("Angle")),
            (ui.depthValue, _("Depth")),
        ):
            label.text = f"{words} {NOTHING}"
            label.styleSheet = _PALE
            label.visible = self.navigator is not None
        ui.warningLabel.text = why
        ui.warningLabel.styleSheet = "background: #fbe0de; color: #6d1511; padding: 6px;"
        ui.warningLabel.visible = bool(why)
        ui.eyeLabel.visible = ui.bladeLabel.visible = False

    def _show(self, shown: Shown) -> None:
        told, ui = shown.guidance, self.ui
        angle = NOTHING if told.angle_deg is None else f"{told.angle_deg:.1f}°"
        assert self.navigator is not None
        for label, text in (
            (ui.distanceValue, _("Distance {mm:.1f} mm").format(mm=told.distance_mm)),
            (ui.angleValue, _("Angle {angle}").format(angle=angle)),
            (ui.depthValue, self._depth(told.depth_mm)),
        ):
            label.text, label.visible = text, True
            label.styleSheet = f"color: {COLOURS[shown.breach.level]};"
        ui.bladeLabel.text = blade_told(self.navigator.target, shown.place, told)
        ui.bladeLabel.visible = bool(ui.bladeLabel.text)
        self._warn(shown.breach)
        self._draw(shown)
        navigation_nodes.show_tool(slicer.mrmlScene, shown.place)
        self._follow(shown)
        self._record(shown)

    def _depth(self, depth_mm: float) -> str:
        assert self.navigator is not None
        planned = self.navigator.target.length_mm
        return _("Depth {mm:.1f} of {planned:.1f} mm").format(mm=depth_mm, planned=planned)

    def _warn(self, state: BreachState) -> None:
        ui = self.ui
        self.alarm.set(state.level if ui.soundCheckBox.checked else Level.CLEAR)
        ui.warningLabel.visible = state.level != Level.CLEAR
        if state.level == Level.CLEAR or state.gap_mm is None:
            ui.warningLabel.text = ""
            return
        name = state.chinese if self.panel.language == "zh" else state.english
        past = _("BREACH: {mm:.1f} mm past {name}") if state.gap_mm < 0 else _("{mm:.1f} mm to {name}")
        ui.warningLabel.text = past.format(mm=abs(state.gap_mm), name=name)
        ui.warningLabel.styleSheet = f"background: {COLOURS[state.level]}; color: white; padding: 6px;"

    def _draw(self, shown: Shown) -> None:
        visible = shown.place.axis is not None
        self.ui.eyeLabel.visible = visible
        if not visible or self.navigator is None:
            return
        cross = crosshair(tool_planes(shown.place).eye, self.navigator.target)
        error = self.navigation.setup.expected_error(self.navigator.target)
        ring = 0.0 if error is None else error.total_mm
        eye = Eye(_pair(cross.planned), _pair(cross.end), _pair(cross.trace), ring, COLOURS[shown.breach.level])
        self.ui.eyeLabel.setPixmap(drawn(eye))

    def _follow(self, shown: Shown) -> None:
        if self.ui.followCheckBox.checked:
            self._following = True
            navigation_nodes.follow_with_slices(slicer.mrmlScene, shown.place, float(self.ui.aheadSlider.value))
        else:
            self._let_slices_go()

    def _let_slices_go(self) -> None:
        if self._following:
            self._following = False
            navigation_nodes.straight_slices(slicer.mrmlScene)

    # --- the course

    def _record(self, shown: Shown) -> None:
        moment = Moment.of(time.monotonic() - self._began_s, shown.guidance, shown.breach.level)
        self._moments.append(moment)
        if self._course is None:
            return
        try:
            self._course.add(moment)
        except OsteoError as refusal:  # the disk is full: navigation goes on
            self._course = None
            self.panel.say(trouble=str(refusal))

    def _summed_up(self) -> str:
        """Of the course that just ended; empty where the tip never was in the bone."""
        if not self._moments:
            return ""
        found = summary(self._moments)
        if found.largest_distance_mm is None or found.in_bone_s == 0:
            return ""
        on = 100 * (1 - found.off_plan_s / found.in_bone_s)
        words = _(
            "In the bone {seconds:.0f} s, {on:.0f} % of it on the plan; at most {mm:.1f} mm beside it, "
            "{depth:.1f} mm deep. Breaches: {breaches}."
        )
        return words.format(
            seconds=found.in_bone_s,
            on=on,
            mm=found.largest_distance_mm,
            depth=found.deepest_mm,
            breaches=found.breaches,
        )


def _pair(point: Any) -> tuple[float, float] | None:
    return None if point is None else (float(point[0]), float(point[1]))
