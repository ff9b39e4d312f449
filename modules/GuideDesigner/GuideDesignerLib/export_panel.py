"""The section that writes guides, and tells what they cost to print."""

from collections.abc import Callable
from typing import Any

from slicer.i18n import tr as _

from GuideDesignerLib.guide_nodes import CUTTING, REPOSITIONING
from osteokit.fabrication.slicer_engine import find_engine
from osteokit.jobs.plan_gate import Permission
from osteopanels import finalise


class ExportPanel:
    def __init__(self, ui: Any, logic: Any, parameters: Callable[[], Any], panel: Any) -> None:
        self._ui, self._logic, self._parameters, self._panel = ui, logic, parameters, panel
        self._lines: list[str] = []
        self.finaliser = finalise.Finaliser(
            ui,
            panel,
            finalise.Words(
                asking=_("Asking the hub whether you may use this guide:"),
                telling=_("Recording the emergency:"),
                changed=_("The guide or its plan was changed while the hub was asked; write it again."),
            ),
            lambda: logic.askedPlan(parameters()),
            self._permitted,
        )
        ui.writeButton.connect("clicked()", self.write)
        ui.resultLabel.visible = False

    def enable(self, idle: bool) -> None:
        ui = self._ui
        ui.writeButton.enabled = idle and CUTTING in self._logic.guides
        ui.volumeSelector.enabled = ui.volumeLabel.enabled = self._parameters().dicom
        installed = find_engine() is not None
        ui.quoteCheckBox.enabled = installed
        if not installed and self._parameters().quoted:
            self._parameters().quoted = False

    def write(self) -> None:
        """The cutting guide, then the repositioning guide where there is one; the hub is asked once for both."""
        self._show([])
        self.finaliser.finalise()

    def _permitted(self, permission: Permission | None) -> str:
        task = self._logic.startWrite(self._parameters(), CUTTING, permission)
        self._panel.run_task(_("Writing the guide:"), lambda: task, lambda done: self._done(CUTTING, done, permission))
        return ""

    def _done(self, kind: str, task: Any, permission: Permission | None) -> str:
        self._show([*self._lines, *told(task.state.result)])
        self._ui.resultLabel.toolTip = details(task.state.result)
        if kind == CUTTING and REPOSITIONING in self._logic.guides:
            self._panel.run_task(
                _("Writing the repositioning guide:"),
                lambda: self._logic.startWrite(self._parameters(), REPOSITIONING, permission),
                lambda done: self._done(REPOSITIONING, done, permission),
            )
            return ""
        return _("The files are in {folder}.").format(folder=self._parameters().folder)

    def _show(self, lines: list[str]) -> None:
        self._lines = lines
        self._ui.resultLabel.text = "\n".join(lines)
        self._ui.resultLabel.visible = bool(lines)


def told(result: dict[str, Any]) -> list[str]:
    """What a written guide is like for the printer, one line each."""
    record, quote = result["print"], result["quote"]
    width, depth, height = record["size_mm"]
    size = _("{name}: {width:.0f} × {depth:.0f} × {height:.0f} mm, {grams:.0f} g")
    lines = [size.format(name=record["name"], width=width, depth=depth, height=height, grams=record["mass_g"])]
    if quote is not None:
        text = _("PrusaSlicer: {minutes} min, {grams:.1f} g, cost {cost:.2f}")
        lines.append(text.format(minutes=quote["seconds"] // 60, grams=quote["grams"], cost=quote["cost"]))
    return lines + [_finding(finding) for finding in record["findings"]]


def details(result: dict[str, Any]) -> str:
    """What the print check measured, in its own words."""
    return "\n".join(f"{finding['what']} {finding['action']}" for finding in result["print"]["findings"])


def _finding(finding: dict[str, Any]) -> str:
    mark = "ℹ" if finding["severity"] == "note" else "⚠"
    return f"{mark} {print_words().get(finding['code'], finding['what'])}"


def print_words() -> dict[str, str]:
    """What to know before printing, by code of the finding."""
    return {
        "open": _("The surface is open: design the guide again."),
        "not_manifold": _("The surface is not that of a solid: design the guide again."),
        "inside_out": _("The surface is inside out: design the guide again."),
        "cavity": _("Closed cavities would trap powder, resin or support."),
        "too_large": _("Larger than the printer: make the base smaller, or take a larger printer."),
        "pieces": _("More than one piece: bring cuts and holes closer."),
        "small_piece": _("Small pieces get lost in the print: bring cuts and holes closer."),
        "thin": _("Thinner than the printer can make: thicken base and walls."),
        "overhang": _("Parts overhang: print with support."),
        "degenerate": _("A few triangles have no area; slicers leave them out."),
    }
