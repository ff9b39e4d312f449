"""The section for free cuts and for moving fragments by hand."""

from collections.abc import Callable
from typing import Any

import slicer

from osteokit.planning.osteotomy.blades import SawBlade
from OsteotomySimulatorLib.bones import bone_rows
from OsteotomySimulatorLib.fragments import shown_pieces
from OsteotomySimulatorLib.free_cuts import free_kinds


class HandPanel:
    """``variant`` gives the name under which the next plan is kept, ``blade`` the chosen saw."""

    def __init__(
        self,
        ui: Any,
        logic: Any,
        do: Callable[[Callable[[], Any]], bool],
        variant: Callable[[], str],
        blade: Callable[[], SawBlade],
        language: str,
    ) -> None:
        self._ui, self._logic, self._do, self._language = ui, logic, do, language
        self._variant, self._blade = variant, blade
        self._kinds = free_kinds()
        self._bones: list[str] = []
        self._pieces: list[str] = []
        self._dragging: list[tuple[Any, int]] = []
        for kind in self._kinds:
            ui.freeKindComboBox.addItem(kind.title)
        ui.freeKindComboBox.connect("currentIndexChanged(int)", self._kind_chosen)
        ui.placeButton.connect("clicked()", lambda: self._do(lambda: self._logic.placeCutPlane(self._bone())))
        ui.cutButton.connect("clicked()", self.cut)
        ui.handlesCheckBox.connect("toggled(bool)", self._show_handles)
        ui.fragmentComboBox.connect(
            "currentIndexChanged(int)", lambda index: self._show_handles(ui.handlesCheckBox.checked)
        )
        ui.handKeepButton.connect("clicked()", lambda: self._do(lambda: self._logic.keepHandMoves(self._language)))
        ui.resetButton.connect("clicked()", lambda: self._do(self._logic.putBack))
        self._kind_chosen(0)

    def _kind_chosen(self, index: int) -> None:
        kind = self._kinds[index]
        self._ui.sizeLabel.text = kind.size
        self._ui.sizeLabel.visible = self._ui.sizeSpinBox.visible = bool(kind.size)
        if kind.size:
            self._ui.sizeSpinBox.value = kind.default_mm

    def _bone(self) -> str:
        index = self._ui.freeBoneComboBox.currentIndex
        return self._bones[index] if 0 <= index < len(self._bones) else ""

    def cut(self) -> None:
        kind = self._kinds[self._ui.freeKindComboBox.currentIndex].key
        bone, size, name = self._bone(), float(self._ui.sizeSpinBox.value), self._variant()

        def work() -> None:
            self._logic.cutFreely(bone, kind, size, self._blade(), name, self._language)

        if self._do(work):
            self._ui.variantEdit.text = name

    def update(self) -> None:
        rows = bone_rows(slicer.mrmlScene, self._language)
        if [row.key for row in rows] != self._bones:
            self._bones = [row.key for row in rows]
            self._ui.freeBoneComboBox.clear()
            for row in rows:
                self._ui.freeBoneComboBox.addItem(row.name)
        pieces = sorted(shown_pieces(slicer.mrmlScene))
        if pieces != self._pieces:
            self._pieces = pieces
            self._ui.fragmentComboBox.clear()
            for key in pieces:
                self._ui.fragmentComboBox.addItem(shown_pieces(slicer.mrmlScene)[key][0].GetName())
        self._watch_fragments()

    def enable(self, idle: bool) -> None:
        ui, planned = self._ui, self._logic.plan is not None
        for widget, possible in (
            (ui.placeButton, planned and bool(self._bones)),
            (ui.cutButton, planned and bool(self._bones)),
            (ui.handlesCheckBox, bool(self._pieces)),
            (ui.handKeepButton, bool(self._pieces)),
            (ui.resetButton, bool(self._pieces)),
        ):
            widget.enabled = possible and idle

    # --- by hand

    def _fragment_chosen(self, index: int) -> None:
        self._show_handles(bool(self._ui.handlesCheckBox.checked))

    def _show_handles(self, on: bool) -> None:
        pieces = shown_pieces(slicer.mrmlScene)
        chosen = self._ui.fragmentComboBox.currentIndex
        for number, key in enumerate(self._pieces):
            if key in pieces:
                self._logic.showHandles(pieces[key][1], on and number == chosen)

    def _watch_fragments(self) -> None:
        for node, tag in self._dragging:
            node.RemoveObserver(tag)
        self._dragging = []
        for _model, transform in shown_pieces(slicer.mrmlScene).values():
            self._dragging.append((transform, transform.AddObserver(transform.TransformModifiedEvent, self._dragged)))

    def _dragged(self, caller: Any, event: str) -> None:
        """Numbers follow the hand."""
        self._ui.handLabel.text = "\n".join(self._logic.handReport(self._language))
