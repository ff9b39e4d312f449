"""Section 1: devices are added by name or address, and seen live."""

from typing import Any

from HapticLinkLib.choices import Choice, remember, remembered
from HapticLinkLib.part import Part
from HapticLinkLib.rows import device_headers, device_rows, tool_headers, tool_rows
from osteopanels.table import RowTable


class DevicesPanel(Part):
    """Choose, connect, watch, let go."""

    def __init__(self, ui: Any, logic: Any, panel: Any) -> None:
        super().__init__(ui, logic, panel)
        self.devices_table = RowTable(ui.devicesTable, lambda name: self.update())
        self.tools_table = RowTable(ui.toolsTable)
        self._known = logic.choices()
        self._kinds = logic.kinds()
        self._choices: list[Choice] = []
        self._fill([])
        for kind in self._kinds:
            ui.kindComboBox.addItem(kind.title)
        ui.deviceComboBox.connect("currentIndexChanged(int)", self._chosen)
        ui.connectButton.connect("clicked()", self.connect_device)
        ui.disconnectButton.connect("clicked()", self.disconnect_device)
        ui.connectorCheckBox.visible = logic.hasConnector()
        self._chosen(0)

    def _fill(self, former: list[Choice]) -> None:
        """By address, then what was connected in this scene, then what is known."""
        choices = [self._known[0], *former, *self._known[1:]]
        if choices == self._choices:
            return
        box = self.ui.deviceComboBox
        title = box.currentText if self._choices else ""
        self._choices = choices
        blocked = box.blockSignals(True)
        box.clear()
        for choice in choices:
            box.addItem(choice.title)
        titles = [choice.title for choice in choices]
        box.currentIndex = titles.index(title) if title in titles else 0
        box.blockSignals(blocked)

    def _chosen(self, index: int) -> None:
        """A device by name brings all that is asked for; another is described by hand."""
        choice = self._choices[max(index, 0)]
        ui, by_hand = self.ui, choice.settings is None
        for widget in (ui.nameEdit, ui.kindComboBox, ui.addressEdit):
            widget.enabled = by_hand
        if choice.settings is not None:
            ui.nameEdit.text = choice.settings.name
            ui.kindComboBox.currentIndex = [kind.key for kind in self._kinds].index(choice.settings.kind)
            ui.addressEdit.text = choice.address
        elif ui.nameEdit.text in [one.settings.name for one in self._choices if one.settings is not None]:
            ui.nameEdit.text = ui.addressEdit.text = ""

    def connect_device(self) -> None:
        choice = self._choices[max(int(self.ui.deviceComboBox.currentIndex), 0)]
        kind = self._kinds[max(int(self.ui.kindComboBox.currentIndex), 0)].key

        def connect() -> None:
            settings = choice.settings or self.logic.described(self.ui.nameEdit.text, kind, self.ui.addressEdit.text)
            self.logic.connect(settings, through_slicer=bool(self.ui.connectorCheckBox.checked))
            self.panel.parameters.devices = remember(self.panel.parameters.devices, settings)

        self.panel.do(connect)

    def disconnect_device(self) -> None:
        names = self.devices_table.selected() or [one.name for one in self.logic.statuses()][:1]
        self.panel.do(lambda: [self.logic.disconnect(name) for name in names])

    def update(self) -> None:
        names = {one.settings.name for one in self._known if one.settings is not None}
        former = remembered(self.panel.parameters.devices)
        self._fill([one for one in former if one.settings is not None and one.settings.name not in names])
        self.tick()

    def tick(self) -> None:
        """The tables; nothing that is old stands in them."""
        statuses, language = self.logic.statuses(), self.panel.language
        self.devices_table.fill(device_headers(), device_rows(statuses, language))
        names = self.devices_table.selected()
        shown = [one for one in statuses if one.name in names] or statuses[:1]
        tools = [tool for one in shown for tool in one.tools]
        self.tools_table.fill(tool_headers(), tool_rows(tools, language))
        self.ui.deviceLabel.text = shown[0].sentence.told(language) if shown else ""
        self.ui.deviceLabel.visible = bool(shown)
        self.ui.disconnectButton.enabled = bool(statuses)
        self.ui.toolsTable.visible = bool(tools)
