"""Pictures of SurgeryTrainer, both languages: ``python -m harness.make_trainer_pictures`` from ``tests/``.

The emulated desktop, a built-in scenario and the scripted novice: ``docs/pictures/training_*.png``.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image
from PySide6 import QtWidgets

from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent
from osteokit.jobs.train_scene import COLORS, TARGET_COLOR, TOOL_COLOR, risk_mesh, target_mesh
from osteokit.report.camera import Camera
from osteokit.report.render import render
from osteokit.simulation.tools.solid import tool_mesh
from osteokit.simulation.voxel_bone.brick_mesh import bone_surface
from osteokit.surface.transform import moved

REPOSITORY = Path(__file__).resolve().parents[2]
MODULE = REPOSITORY / "modules" / "SurgeryTrainer"
TARGET = REPOSITORY / "docs" / "pictures"
WIDTH, SCENARIO, LEVEL, NOVICE = 480, "pedicle-drilling", 1, 2
SHOWN_AT_S = 12.0
SECTIONS = ("chooseSection", "trainSection", "resultSection", "teacherSection")


class Walk:
    """A trainee's and a teacher's way through the panel, with time told by a counter."""

    def __init__(self, widget: Any, parent: Any, language: str) -> None:
        self.widget, self.ui, self.panel, self.parent, self.language = widget, widget.ui, widget.panel, parent, language
        self.now = 0.0
        self.panel._clock = lambda: self.now

    def choose(self) -> None:
        keys = [offer.key for offer in self.panel.choose.offers]
        self.ui.scenarioComboBox.currentIndex = keys.index(SCENARIO)
        self.ui.levelComboBox.currentIndex = LEVEL
        self.ui.handComboBox.currentIndex = NOVICE

    def start(self) -> None:
        self.ui.startButton.click()
        while self.panel._preparation is not None:
            time.sleep(0.05)
            self.panel.tick()

    def run(self, until_s: float) -> None:
        while self.widget.logic.running is not None and self.now < until_s:
            self.now += 0.05
            self.panel.tick()

    def take(self, name: str, *sections: str) -> None:
        """The sentence on top and some sections, one below the other."""
        for one in SECTIONS:
            getattr(self.ui, one).visible = one in sections
            getattr(self.ui, one).collapsed = False
        self.panel.update()
        self.panel._timer.stop()
        self.parent.show()
        for _ in range(3):
            QtWidgets.QApplication.processEvents()
            hint = QtWidgets.QWidget.layout(self.parent).totalHeightForWidth(WIDTH)
            QtWidgets.QWidget.resize(self.parent, WIDTH, max(hint, 100))
        QtWidgets.QApplication.processEvents()
        file = TARGET / f"training_{name}_{self.language}.png"
        if not QtWidgets.QWidget.grab(self.parent).save(str(file)):
            raise OSError(f"{file} could not be written")


def scene_picture(running: Any) -> Image.Image:
    """The scene as it is now: seen from behind and above, the vessels through the space beside the bone."""
    session, prepared = running.session, running.prepared
    tool = prepared.tools[running.state.tool]
    meshes = [
        (bone_surface(prepared.bone), (227, 214, 188)),
        (moved(tool_mesh(tool), running.touch.tool_to_ras), TOOL_COLOR),
    ]
    meshes += [(risk_mesh(risk), COLORS[risk.kind]) for risk in session.scenario.risks]
    planned = [target_mesh(step.target) for step in session.scenario.steps if step.task == "drill"]
    meshes += [(mesh, TARGET_COLOR) for mesh in planned if mesh is not None]
    center = np.asarray(session.scenario.region_center, float)
    toward = np.array([-0.45, -0.75, 0.5]) / np.linalg.norm([-0.45, -0.75, 0.5])
    right = np.cross([0.0, 0.0, 1.0], toward)
    right /= np.linalg.norm(right)
    camera = Camera(center, right, np.cross(toward, right), toward, 115.0)
    return Image.fromarray(render(meshes, camera, (760, 620)))


def walk(locale: str, language: str) -> None:
    with TemporaryDirectory() as folder:
        source = MODULE / "Resources" / "Translations" / f"SurgeryTrainer_{locale}.ts"
        with emulated_desktop(locale, compiled_translation(source, Path(folder))):
            parent = module_parent()
            widget = load_module(MODULE / "SurgeryTrainer.py").SurgeryTrainerWidget(parent)
            widget.setup()
            trainee = Walk(widget, parent, language)
            trainee.choose()
            trainee.take("choose", "chooseSection")
            trainee.start()
            trainee.run(SHOWN_AT_S)
            if language == "en":
                scene_picture(widget.logic.running).save(TARGET / "training_scene.png", optimize=True)
            trainee.take("run", "trainSection")
            trainee.run(600.0)
            trainee.take("result", "resultSection")
            widget.ui.takeButton.click()
            trainee.take("teacher", "teacherSection")
            widget.cleanup()


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for locale, language in (("en", "en"), ("zh_CN", "zh")):
        walk(locale, language)


if __name__ == "__main__":
    main()
