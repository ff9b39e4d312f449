"""The picture of HapticLink's devices: ``python -m harness.make_device_pictures`` from ``tests/``.

It shows the emulated desktop with simulated devices: ``docs/pictures/haptic_devices.png``.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent, picture

REPOSITORY = Path(__file__).resolve().parents[2]
MODULE = REPOSITORY / "modules" / "HapticLink"
WIDTH = 560


def wait(condition: Any) -> None:
    import slicer

    while not condition():
        slicer.app.processEvents()
        time.sleep(0.02)


def draw_panel(locale: str, target: Path) -> None:
    """A tracker and an arm are connected, the arm is chosen, a recording runs."""
    with TemporaryDirectory() as folder:
        source = MODULE / "Resources" / "Translations" / f"HapticLink_{locale}.ts"
        with emulated_desktop(locale, compiled_translation(source, Path(folder))):
            parent = module_parent()
            widget = load_module(MODULE / "HapticLink.py").HapticLinkWidget(parent)
            widget.setup()
            ui, logic = widget.ui, widget.logic
            for section in (ui.calibrateSection, ui.registerSection, ui.navigateSection):
                section.collapsed = True
            for number in (2, 1):
                ui.deviceComboBox.currentIndex = ui.deviceComboBox.count - number
                ui.connectButton.click()
            recordings = Path(folder) / "recordings"
            ui.folderEdit.currentPath = str(recordings)
            ui.recordButton.click()
            wait(lambda: logic.recorder.seconds > 3.0)
            ui.folderEdit.currentPath = "recordings"
            wait(lambda: all(one.light == "green" for one in logic.statuses()))
            ui.devicesTable.selectRow(0)
            widget.panel.tick()
            target.parent.mkdir(parents=True, exist_ok=True)
            picture(parent, WIDTH, target)
            widget.cleanup()


def main() -> None:
    draw_panel("en", REPOSITORY / "docs" / "pictures" / "haptic_devices.png")


if __name__ == "__main__":
    main()
