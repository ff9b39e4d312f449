"""Pictures of the OsteotomySimulator's panel, in both languages: ``python -m harness.make_simulator_pictures`` from
``tests/``; ``docs/pictures/osteotomy_simulator_{en,zh}.png``. They show the emulated desktop with a generated leg."""

from pathlib import Path
from tempfile import TemporaryDirectory

from generated.legs import generated_leg
from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent, picture
from planning.leg_bones import femur_solid, fibula_solid, tibia_solid

REPOSITORY = Path(__file__).resolve().parents[2]
MODULE = REPOSITORY / "modules" / "OsteotomySimulator"
WIDTH = 520


def draw_panel(locale: str, target: Path) -> None:
    """The panel with two variants planned and compared."""
    leg = generated_leg(mpta_deg=82.0, varus_deg=7.0)
    meshes = {"femur_left": femur_solid(leg), "tibia_left": tibia_solid(leg), "fibula_left": fibula_solid(leg)}
    landmarks = {"femur_left": leg.femur, "tibia_left": leg.tibia, "fibula_left": leg.fibula}
    with TemporaryDirectory() as folder:
        source = MODULE / "Resources" / "Translations" / f"OsteotomySimulator_{locale}.ts"
        with emulated_desktop(locale, compiled_translation(source, Path(folder))) as scene:
            parent = module_parent()
            widget = load_module(MODULE / "OsteotomySimulator.py").OsteotomySimulatorWidget(parent)
            widget.setup()
            bones = __import__("OsteotomySimulatorLib.bones", fromlist=["add_bone"])
            for key, mesh in meshes.items():
                bones.add_bone(scene, key, mesh, widget.panel.language)
            widget.logic.newPlan(landmarks, "left", widget.panel.language)
            widget.panel.connectParameters()
            for name, target_percent in (("A", 62.0), ("B", 55.0)):
                widget.ui.variantEdit.text = name
                widget.ui.targetSpinBox.value = target_percent
                widget.ui.planButton.click()
            widget.ui.folderEdit.currentPath = "plans/case-17"
            target.parent.mkdir(parents=True, exist_ok=True)
            picture(parent, WIDTH, target)
            widget.cleanup()


def main() -> None:
    for locale, language in (("en", "en"), ("zh_CN", "zh")):
        draw_panel(locale, REPOSITORY / "docs" / "pictures" / f"osteotomy_simulator_{language}.png")


if __name__ == "__main__":
    main()
