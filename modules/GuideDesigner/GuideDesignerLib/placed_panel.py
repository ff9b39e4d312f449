"""The section that chooses what is guided: an osteotomy, and what is placed in the views."""

from collections.abc import Callable
from typing import Any

import slicer
from slicer.i18n import tr as _

from GuideDesignerLib import placed_nodes
from GuideDesignerLib.placed_nodes import CUT, DIAMETERS_MM
from osteopanels.row import Row
from osteopanels.table import RowTable


class PlacedPanel:
    """``do`` runs something that may refuse; ``changed`` is called when nodes were moved or placed."""

    def __init__(
        self,
        ui: Any,
        logic: Any,
        parameters: Callable[[], Any],
        do: Callable[[Callable[[], Any]], bool],
        changed: Callable[[], None],
    ) -> None:
        self._ui, self._logic, self._parameters, self._do, self._changed = ui, logic, parameters, do, changed
        self._table = RowTable(ui.placedTable, lambda key: self._show_diameter())
        self._kinds = list(placed_nodes.kind_titles())
        self._osteotomies: list[str] = []
        self._titles: list[str] = []
        self._watched: list[tuple[Any, int]] = []
        self._new: Any = None
        self._showing = False
        for title in placed_nodes.kind_titles().values():
            ui.kindComboBox.addItem(title)
        ui.osteotomyComboBox.connect("currentIndexChanged(int)", self._osteotomy_chosen)
        ui.kindComboBox.connect("currentIndexChanged(int)", lambda index: self._show_diameter())
        ui.diameterSpinBox.connect("valueChanged(double)", self._diameter_changed)
        ui.placeButton.connect("toggled(bool)", self._place)
        ui.useButton.connect("clicked()", self.use)
        ui.removeButton.connect("clicked()", self.remove)
        ui.screwsButton.connect("clicked()", lambda: self._do(lambda: self._logic.placePlanScrews(self._parameters())))
        self._show_diameter()

    # --- what is shown

    @property
    def placing(self) -> str:
        """What a click in the views does now; empty where none is awaited."""
        if self._new is None:
            return ""
        if self._new.IsA("vtkMRMLMarkupsPlaneNode"):
            return _("Click beside the bone where the saw comes from; turn the plane by its handles.")
        if self._new.IsA("vtkMRMLMarkupsLineNode"):
            return _("Click where the drill starts outside the bone, then where it ends inside.")
        return _("Click on the bone where you want to see through the base.")

    def update(self) -> None:
        self._fill_osteotomies()
        titles = placed_nodes.kind_titles()
        rows = []
        for one in self._logic.guided():
            size = f"{one.diameter_mm:g} mm" if one.kind != CUT else ""
            placed = "" if one.placed else _("not placed")
            rows.append(
                Row(
                    one.node.GetID(), (one.node.GetName(), titles[one.kind], size or placed), () if one.placed else (2,)
                )
            )
        self._table.fill([_("Guided"), _("What"), _("Diameter")], rows)

    def _fill_osteotomies(self) -> None:
        found = self._logic.osteotomies()
        keys = ["", *(one.key for one in found)]
        titles = [_("Only what is placed below"), *(f"{one.variant}: {one.step.name}" for one in found)]
        wanted = self._parameters().osteotomy
        self._showing = True
        if titles != self._titles:
            self._ui.osteotomyComboBox.clear()
            for title in titles:
                self._ui.osteotomyComboBox.addItem(title)
            self._osteotomies, self._titles = keys, titles
        self._ui.osteotomyComboBox.currentIndex = keys.index(wanted) if wanted in keys else 0
        self._showing = False

    def enable(self, idle: bool) -> None:
        ui = self._ui
        for widget, possible in (
            (ui.placeButton, True),
            (ui.useButton, self._parameters().markup is not None),
            (ui.removeButton, bool(self._logic.guided())),
        ):
            widget.enabled = possible and idle
        ui.diameterSpinBox.visible = self._kind() != CUT or bool(self._selected())

    def _kind(self) -> str:
        return self._kinds[max(self._ui.kindComboBox.currentIndex, 0)]

    def _selected(self) -> list[Any]:
        """Chosen rows that have a diameter."""
        chosen = set(self._table.selected())
        return [one for one in self._logic.guided() if one.node.GetID() in chosen and one.kind != CUT]

    def _show_diameter(self) -> None:
        selected = self._selected()
        value = selected[0].diameter_mm if selected else DIAMETERS_MM.get(self._kind(), 0.0)
        self._showing = True
        if value:
            self._ui.diameterSpinBox.value = value
        self._ui.diameterSpinBox.visible = bool(value)
        self._showing = False

    # --- work

    def _osteotomy_chosen(self, index: int) -> None:
        if not self._showing and self._parameters() is not None and index >= 0:
            self._do(lambda: self._logic.chooseOsteotomy(self._parameters(), self._osteotomies[index]))

    def _diameter_changed(self, value: float) -> None:
        if self._showing:
            return
        for one in self._selected():
            one.node.SetAttribute(placed_nodes.DIAMETER, f"{value:g}")
        if self._selected():
            self._changed()

    def _give_diameter(self, node: Any) -> None:
        if self._kind() != CUT:
            node.SetAttribute(placed_nodes.DIAMETER, f"{self._ui.diameterSpinBox.value:g}")

    def _place(self, on: bool) -> None:
        if on:
            self._ui.placedTable.clearSelection()
            self._new = placed_nodes.new_node(self._kind())
            self._give_diameter(self._new)
            placed_nodes.start_placing(self._new)
        else:
            placed_nodes.stop_placing()
            if self._new is not None and not self._new.GetNumberOfDefinedControlPoints():
                slicer.mrmlScene.RemoveNode(self._new)
            self._new = None
        self._changed()

    def stop(self) -> None:
        """Wait for no click any more."""
        if self._new is not None:
            self._ui.placeButton.checked = False

    def use(self) -> None:
        def work() -> None:
            placed_nodes.use(self._parameters().markup, self._kind())
            self._give_diameter(self._parameters().markup)

        self._do(work)

    def remove(self) -> None:
        chosen = set(self._table.selected())
        nodes = [one.node for one in self._logic.guided() if one.node.GetID() in chosen]
        self._do(lambda: [placed_nodes.release(node) for node in nodes])

    # --- following the views

    def watch(self) -> None:
        """Follow every guided node; called again after nodes came or went."""
        self.unwatch()
        for one in self._logic.guided():
            for event in (one.node.PointModifiedEvent, one.node.PointEndInteractionEvent):
                self._watched.append((one.node, one.node.AddObserver(event, self._moved)))

    def unwatch(self) -> None:
        for node, tag in self._watched:
            node.RemoveObserver(tag)
        self._watched = []

    def _moved(self, caller: Any, event: Any) -> None:
        ready = self._new is not None and any(one.placed for one in self._logic.guided() if one.node is self._new)
        if ready and not self._new.IsA("vtkMRMLMarkupsFiducialNode"):
            self._ui.placeButton.checked = False
        self._changed()
