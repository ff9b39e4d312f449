"""Pictures of the panel for the documentation, in both languages: ``python -m harness.make_pictures`` from ``tests/``.

They show the emulated desktop with a generated CT of a pelvis; ``docs/pictures/bone_segmentation_{en,zh}.png``.
"""

import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from generated.bodies import pelvis
from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent, picture
from osteokit.imaging.volume import Patient, Volume, VolumeSource

REPOSITORY = Path(__file__).resolve().parents[2]
MODULE = REPOSITORY / "modules" / "BoneSegmentation"
WIDTH = 480


def draw_panel(volume: Volume, locale: str, target: Path) -> None:
    """The panel after a click on Find the bones, the doubtful rows in amber."""
    import slicer

    with TemporaryDirectory() as folder:
        translation = compiled_translation(
            MODULE / "Resources/Translations" / f"BoneSegmentation_{locale}.ts", Path(folder)
        )
        with emulated_desktop(locale, translation):
            parent = module_parent()
            widget = load_module(MODULE / "BoneSegmentation.py").BoneSegmentationWidget(parent)
            widget.setup()
            widget.panel._parameters.volume = widget.logic.addVolume(volume)
            widget.ui.findButton.click()
            while widget.panel.runner.busy:
                slicer.app.processEvents()
                time.sleep(0.05)
            widget.ui.folderEdit.currentPath = "print/case-17"
            widget.ui.bonesTable.selectRow(0)
            target.parent.mkdir(parents=True, exist_ok=True)
            picture(parent, WIDTH, target)
            widget.cleanup()


def main() -> None:
    volume, _ = pelvis(spacing_mm=(2.5, 2.5, 2.5))
    patient = Patient("Generated^Patient", "P-1001", "19580412", "M")
    volume = replace(volume, source=VolumeSource(study_date="20260103", patient=patient))
    for locale, language in (("en", "en"), ("zh_CN", "zh")):
        draw_panel(volume, locale, REPOSITORY / "docs" / "pictures" / f"bone_segmentation_{language}.png")


if __name__ == "__main__":
    main()
