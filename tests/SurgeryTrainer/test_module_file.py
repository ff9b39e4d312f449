"""The module file loads where nothing but Slicer is there, and the pattern of a module is kept."""

import ast
import importlib
import struct
import sys
from types import SimpleNamespace

SLICERS_OWN = {"slicer", "vtk", "qt", "ctk", "osteopanels"}


def test_no_third_party_import_at_the_top(module_path):
    """A missing package would make Slicer hide the whole module."""
    for file in [module_path / "SurgeryTrainer.py", module_path / "SurgeryTrainerLib" / "requirements.py"]:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in SLICERS_OWN | sys.stdlib_module_names, f"{file.name}: {name}"


def test_registration(scene, module_path):
    module = importlib.import_module("SurgeryTrainer")
    parent = SimpleNamespace(path=str(module_path / "SurgeryTrainer.py"))
    module.SurgeryTrainer(parent)
    assert parent.title == "Surgery Trainer" and parent.categories == ["Training"]
    assert "patient who bleeds" in parent.helpText and "Not a cleared medical device" in parent.acknowledgementText
    del sys.modules["SurgeryTrainer"]


def test_icon_is_a_square_png(module_path):
    header = (module_path / "Resources" / "Icons" / "SurgeryTrainer.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (128, 128)


def test_widgets_hold_no_algorithm_and_logic_no_widget(module_path):
    for file in (module_path / "SurgeryTrainerLib").glob("*.py"):
        found = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
        if file.stem.endswith("part") or file.stem in ("widget", "guidance", "rows"):
            assert not found & {"numpy", "scipy", "SimpleITK", "vtk", "vtkmodules"}, file.name
        else:
            assert not found & {"qt", "ctk"}, file.name


def test_guidance_for_every_situation(scene, module_path):
    from SurgeryTrainerLib.guidance import Situation, next_step

    from osteopanels.tones import AMBER, BUSY, CALM, RED

    runs = {"running": True, "step": "Step 1 of 2"}
    for situation, part, tone in (
        (Situation(), "press Start", CALM),
        (Situation(preparing="Making", trouble="x"), "Making", BUSY),
        (Situation(**runs), "Step 1 of 2", BUSY),
        (Situation(**runs, news="old"), "Step 1 of 2", BUSY),
        (Situation(**runs, alarm="It bleeds."), "It bleeds.", RED),
        (Situation(**runs, alarm="It bleeds.", lost=True), "device is lost", RED),
        (Situation(**runs, trouble="Broken."), "Broken.", RED),
        (Situation(ended=True), "Ended.", CALM),
        (Situation(ended=True, passed=True), "Passed.", CALM),
        (Situation(ended=True, passed=False), "Not passed.", AMBER),
        (Situation(ended=True, passed=False, news="Written."), "Written.", CALM),
    ):
        text, found = next_step(situation)
        assert part in text and found == tone, situation


def test_requirements_cover_what_the_library_imports(module_path):
    """Every dependency of the project that Slicer does not bring is asked for."""
    import tomllib

    project = tomllib.loads((module_path.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {line.split(">=")[0] for line in (module_path / "Resources" / "requirements.txt").read_text().splitlines()}
    needed = {line.split(">=")[0] for line in project["dependencies"]} - {"numpy", "scipy", "SimpleITK"}
    assert needed - {"typer", "rich"} <= asked
