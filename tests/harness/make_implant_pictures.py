"""Pictures of the ImplantPlanner's panel, both languages: ``python -m harness.make_implant_pictures`` from ``tests/``.

They show the emulated desktop with generated bones: ``docs/pictures/implant_planner_{en,zh}.png``.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generated.legs import generated_leg
from generated.pelvic_bones import vertebra
from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent, picture
from osteokit.surface.transform import moved, translation
from planning.leg_bones import tibia_solid

REPOSITORY = Path(__file__).resolve().parents[2]
MODULE = REPOSITORY / "modules" / "ImplantPlanner"
WIDTH = 540
ABOVE_THE_KNEE = translation((0.0, 0.0, 600.0))


def wait(widget: Any) -> None:
    import slicer

    while widget.panel.runner.busy:
        slicer.app.processEvents()
        time.sleep(0.05)


def propose(widget: Any) -> None:
    """Both pedicle screws of a vertebra are proposed, and the one on the right is chosen in the list."""
    for site in (0, 1):
        widget.ui.siteComboBox.currentIndex = site
        widget.ui.proposeButton.click()
        wait(widget)
    widget.ui.folderEdit.currentPath = "plans/case-17"
    widget.ui.implantsTable.selectRow(1)


def draw_panel(locale: str, target: Path) -> None:
    """The panel with screws in a vertebra, judged, and the parts to order."""
    bones = {"vertebrae_L3": moved(vertebra().mesh, ABOVE_THE_KNEE), "tibia_left": tibia_solid(generated_leg())}
    with TemporaryDirectory() as folder:
        source = MODULE / "Resources" / "Translations" / f"ImplantPlanner_{locale}.ts"
        with emulated_desktop(locale, compiled_translation(source, Path(folder))) as scene:
            parent = module_parent()
            widget = load_module(MODULE / "ImplantPlanner.py").ImplantPlannerWidget(parent)
            widget.setup()
            module = __import__("osteopanels.scene_bones", fromlist=["add_bone"])
            for key, mesh in bones.items():
                module.add_bone(scene, key, mesh, widget.panel.language)
            widget.panel.connectParameters()
            propose(widget)
            target.parent.mkdir(parents=True, exist_ok=True)
            picture(parent, WIDTH, target)
            widget.cleanup()


def main() -> None:
    for locale, language in (("en", "en"), ("zh_CN", "zh")):
        draw_panel(locale, REPOSITORY / "docs" / "pictures" / f"implant_planner_{language}.png")


if __name__ == "__main__":
    main()
