"""Pictures of HapticLink in the operating room, both languages: ``python -m harness.make_operating_room_pictures`` from
``tests/``.

The emulated desktop, a generated tibia and a simulated tracker: ``docs/pictures/operating_room_*_{en,zh}.png``.
"""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PySide6 import QtWidgets

from HapticLink.operating_room import OperatingRoom, plan_in
from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent

REPOSITORY = Path(__file__).resolve().parents[2]
MODULE = REPOSITORY / "modules" / "HapticLink"
TARGET = REPOSITORY / "docs" / "pictures"
WIDTH = 520


def until(condition: Callable[[], Any], seconds: float = 60.0) -> None:
    import slicer

    end = time.monotonic() + seconds
    while not condition():
        slicer.app.processEvents()
        if time.monotonic() > end:
            raise TimeoutError("the desktop never came to that")
        time.sleep(0.02)


def run(seconds: float) -> None:
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() > end)


class Photographer:
    """Walks through the journey, and takes a picture of one section at each stage."""

    def __init__(self, widget: Any, room: OperatingRoom, language: str, parent: Any) -> None:
        self.widget, self.ui, self.room, self.language, self.parent = widget, widget.ui, room, language, parent
        self.navigation = widget.logic.navigation

    def take(self, name: str, *sections: str) -> None:
        """The sentence on top and some sections, one below the other."""
        for one in ("devicesSection", "recordSection", "calibrateSection", "registerSection", "navigateSection"):
            getattr(self.ui, one).visible = one in sections
        parent = self.parent
        parent.show()
        for _ in range(3):
            QtWidgets.QApplication.processEvents()
            hint = QtWidgets.QWidget.layout(parent).totalHeightForWidth(WIDTH)
            QtWidgets.QWidget.resize(parent, WIDTH, max(hint, 100))
        run(0.3)
        file = TARGET / f"operating_room_{name}_{self.language}.png"
        if not QtWidgets.QWidget.grab(parent).save(str(file)):
            raise OSError(f"{file} could not be written")

    def devices(self) -> None:
        ui = self.ui
        ui.nameEdit.text = "OR tracker" if self.language == "en" else "手术室跟踪器"
        ui.addressEdit.text = self.room.address
        ui.connectButton.click()
        until(lambda: ui.pivotButton.enabled)
        run(2.5)
        self.take("devices", "devicesSection")

    def calibrate(self) -> None:
        ui = self.ui
        ui.pivotButton.click()
        self.room.does(lambda inside_s: self.room.rehearsal.tip_path("pivot", 0.2 * inside_s))
        run(1.0)
        self.take("pivot", "calibrateSection")
        self.room.does("pivot")
        until(lambda: self.navigation.coverage() >= 1.0)
        run(1.0)
        ui.pivotButton.click()
        ui.spinButton.click()
        self.room.does("spin")
        run(2.0)
        ui.spinButton.click()
        self.room.does("blade")
        run(0.5)
        ui.bladeButton.click()
        run(2.0)
        ui.bladeButton.click()

    def register(self, plan: Path) -> None:
        ui = self.ui
        ui.planEdit.currentPath = str(plan)
        ui.planButton.click()
        ui.planEdit.currentPath = "cases/17/plan.json"
        self.navigation.hold_s = 0.3
        ui.touchButton.click()
        self.room.does("landmarks")
        until(lambda: not ui.touchButton.checked)
        ui.sweepButton.click()
        self.room.does("sweep")
        until(lambda: self.navigation.swept() > 160)
        ui.sweepButton.click()
        ui.setupEdit.currentPath = "cases/17/or.json"
        self.take("register", "registerSection")

    def navigate(self) -> None:
        ui, target = self.ui, self.room.target
        ui.navigateButton.click()
        for depth in np.linspace(-5.0, 0.6 * target.depth_mm, 10):
            self.tilted(float(depth), 1.2)
            run(0.2)
        run(0.5)
        self.take("navigate", "navigateSection")
        for depth in np.linspace(0.6 * target.depth_mm, target.depth_mm - 1.2, 10):
            self.tilted(float(depth), 0.6)
            run(0.2)
        run(0.5)
        self.take("warning", "navigateSection")
        self.room.tracker.close()
        run(1.2)
        self.take("lost", "navigateSection")
        ui.navigateButton.click()

    def tilted(self, depth_mm: float, aside_mm: float) -> None:
        """Near the planned way, as a hand is."""
        target = self.room.target
        shaft = target.axis + 0.03 * target.unit_normal
        shaft = shaft / np.linalg.norm(shaft)
        turn = self.room.rehearsal._facing(shaft, target.unit_normal)
        place = np.asarray(target.entry) + depth_mm * target.axis + aside_mm * target.unit_normal
        self.room.does(lambda inside_s: (place, shaft, turn))


def draw(locale: str) -> None:
    """All pictures in one language."""
    with TemporaryDirectory() as folder:
        room = OperatingRoom(plan_in(Path(folder)))
        source = MODULE / "Resources" / "Translations" / f"HapticLink_{locale}.ts"
        translation = compiled_translation(source, Path(folder))
        with emulated_desktop("zh_CN" if locale == "zh_CN" else "en_US", translation):
            parent = module_parent()
            widget = load_module(MODULE / "HapticLink.py").HapticLinkWidget(parent)
            widget.setup()
            journey = Photographer(widget, room, locale[:2], parent)
            journey.devices()
            journey.calibrate()
            journey.register(Path(folder) / "plan.json")
            journey.navigate()
            widget.cleanup()
        room.close()


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for locale in ("en", "zh_CN"):
        draw(locale)


if __name__ == "__main__":
    main()
