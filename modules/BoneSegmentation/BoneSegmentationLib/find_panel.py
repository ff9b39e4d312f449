"""The section that finds bones: which way, its hints, the preview and the clicks."""

from collections.abc import Callable
from typing import Any

import qt
from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError

PREVIEW_DELAY_MS = 250


class FindPanel:
    def __init__(
        self, ui: Any, logic: Any, parameters: Callable[[], Any], run: Callable[..., None], say: Callable[..., None]
    ) -> None:
        self._ui, self._logic, self._parameters, self._run, self._say = ui, logic, parameters, run, say
        self._shown: tuple[Any, float] | None = None
        self._methods = [
            ("automatic", _("Automatically, nothing asked"), _("Every bone is found, separated and named.")),
            (
                "seeds",
                _("From one click per bone"),
                _("Click once on each bone; name the new ones in the table afterwards."),
            ),
            ("refine", _("From another segmentation"), _("Rough labels are brought to the edge in this image.")),
        ]
        for name, title, absent in logic.segmenters():
            hint = absent or _("This program says which bone is which; the edge is found in this image.")
            self._methods.append((f"segmenter:{name}", title, hint))
        for _key, title, _hint in self._methods:
            ui.methodComboBox.addItem(title)
        ui.methodComboBox.connect("currentIndexChanged(int)", self._method_chosen)
        ui.placeSeedsButton.connect("toggled(bool)", self.place_clicks)
        ui.clearSeedsButton.connect("clicked()", self.clear_clicks)
        self._timer = qt.QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_DELAY_MS)
        self._timer.connect("timeout()", self.preview)

    def _method_chosen(self, index: int) -> None:
        if self._parameters() is not None:
            self._parameters().method = self._methods[index][0]

    def show_method(self) -> None:
        keys = [key for key, _title, _hint in self._methods]
        method = self._parameters().method
        self._ui.methodComboBox.currentIndex = keys.index(method) if method in keys else 0

    def update(self) -> None:
        """Show what the chosen way needs; renew the preview a moment after the slider rests."""
        parameters = self._parameters()
        method = parameters.method
        self._ui.methodHintLabel.text = next((hint for key, _t, hint in self._methods if key == method), "")
        refine, automatic = method == "refine", method == "automatic"
        for widget in (self._ui.coarseLabel, self._ui.coarseSelector):
            widget.visible = refine
        self._ui.seedsRow.visible = not (refine or automatic)  # interactive plugins take clicks too
        for widget in (self._ui.thresholdLabel, self._ui.thresholdSlider, self._ui.previewCheckBox):
            widget.visible = automatic
        wanted = (parameters.volume, parameters.thresholdHu) if parameters.showPreview and parameters.volume else None
        if wanted != self._shown:
            self._timer.start()

    def preview(self) -> None:
        parameters = self._parameters()
        if parameters is None:
            return
        if not parameters.showPreview or parameters.volume is None:
            self._shown = None
            self._logic.hidePreview()
            return
        self._shown = (parameters.volume, parameters.thresholdHu)
        try:
            self._logic.showPreview(parameters.volume, parameters.thresholdHu)
        except OsteoError as refusal:
            self._say(trouble=str(refusal))

    def place_clicks(self, begin: bool) -> None:
        if begin:
            self._logic.startPlacing(self._logic.seedNode(self._parameters()))
            self._say(clicking=_("Click once on each bone in the slice views, then press Place clicks again."))
        else:
            self._logic.stopPlacing()
            self._say(news=_("Now press Find the bones."))

    def stop(self) -> None:
        if self._ui.placeSeedsButton.checked:
            self._ui.placeSeedsButton.checked = False

    def clear_clicks(self) -> None:
        if self._parameters().seeds is not None:
            self._parameters().seeds.RemoveAllControlPoints()
