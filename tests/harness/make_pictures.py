"""Pictures of the panels for the documentation, in both languages: ``python -m harness.make_pictures`` from ``tests/``.

They show the emulated desktop: ``docs/pictures/bone_segmentation_{en,zh}.png`` with a generated CT of a pelvis, and
``guide_designer_{en,zh}.png`` with a generated bone and the guide that was designed on it.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generated.bodies import pelvis
from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent, picture
from harness.small_guide import add_wires, fill_scene
from osteokit.imaging.volume import Patient, Volume, VolumeSource

REPOSITORY = Path(__file__).resolve().parents[2]
WIDTH = 480


def draw_panel(module: str, locale: str, target: Path, use: Callable[[Any], None]) -> None:
    """The module's panel after a person has used it."""
    folder_of_module = REPOSITORY / "modules" / module
    source = folder_of_module / "Resources" / "Translations" / f"{module}_{locale}.ts"
    with (
        TemporaryDirectory() as folder,
        emulated_desktop(locale, compiled_translation(source, Path(folder))),
    ):
        parent = module_parent()
        widget = getattr(load_module(folder_of_module / f"{module}.py"), f"{module}Widget")(parent)
        widget.setup()
        use(widget)
        target.parent.mkdir(parents=True, exist_ok=True)
        picture(parent, WIDTH, target)
        widget.cleanup()


def wait(widget: Any) -> None:
    import slicer

    while widget.panel.runner.busy:
        slicer.app.processEvents()
        time.sleep(0.05)


def find_bones(widget: Any, volume: Volume) -> None:
    """After a click on Find the bones, the doubtful rows in amber."""
    widget.panel.parameters.volume = widget.logic.addVolume(volume)
    widget.ui.findButton.click()
    wait(widget)
    widget.ui.folderEdit.currentPath = "print/case-17"
    widget.ui.bonesTable.selectRow(0)


def design_guide(widget: Any) -> None:
    """After a click on Design the guide with a base too thin, which is told in amber."""
    import slicer

    fill_scene(slicer.mrmlScene)
    widget.panel.connectParameters()
    ui, parameters = widget.ui, widget.panel.parameters
    ui.osteotomyComboBox.currentIndex = 1
    ui.kindComboBox.currentIndex = 2
    for node in add_wires(slicer.mrmlScene):
        parameters.markup = node
        ui.useButton.click()
    parameters.thickness_mm, parameters.edge_radius_mm, parameters.wall_mm, parameters.text = 2.0, 0.9, 2.0, "P7 L"
    ui.designButton.click()
    wait(widget)
    ui.folderEdit.currentPath = "print/case-17"


def main() -> None:
    volume, _ = pelvis(spacing_mm=(2.5, 2.5, 2.5))
    patient = Patient("Generated^Patient", "P-1001", "19580412", "M")
    volume = replace(volume, source=VolumeSource(study_date="20260103", patient=patient))
    pictures = {
        "BoneSegmentation": ("bone_segmentation", lambda widget: find_bones(widget, volume)),
        "GuideDesigner": ("guide_designer", design_guide),
    }
    for module, (name, use) in pictures.items():
        for locale, language in (("en", "en"), ("zh_CN", "zh")):
            draw_panel(module, locale, REPOSITORY / "docs" / "pictures" / f"{name}_{language}.png", use)


if __name__ == "__main__":
    main()
