"""The module file loads where nothing but Slicer is there, and the pattern of a module is kept."""

import ast
import importlib
import struct
import sys
from types import SimpleNamespace

SLICERS_OWN = {"slicer", "vtk", "qt", "ctk", "osteopanels"}


def test_no_third_party_import_at_the_top(module_path):
    """A missing package would make Slicer hide the whole module."""
    for file in [module_path / "HapticLink.py", module_path / "HapticLinkLib" / "requirements.py"]:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in SLICERS_OWN | sys.stdlib_module_names, f"{file.name}: {name}"


def test_registration(scene, module_path):
    module = importlib.import_module("HapticLink")
    parent = SimpleNamespace(path=str(module_path / "HapticLink.py"))
    module.HapticLink(parent)
    assert parent.title == "Haptic Link" and parent.categories == ["IGT"]
    assert "within a second" in parent.helpText and "Not a cleared medical device" in parent.acknowledgementText
    del sys.modules["HapticLink"]


def test_icon_is_a_square_png(module_path):
    header = (module_path / "Resources" / "Icons" / "HapticLink.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (128, 128)


def test_widgets_hold_no_algorithm_and_logic_no_widget(module_path):
    for file in (module_path / "HapticLinkLib").glob("*.py"):
        found = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
        if file.stem.endswith("panel") or file.stem in ("widget", "guidance", "rows", "part", "alarm", "eye"):
            assert not found & {"numpy", "scipy", "SimpleITK", "vtk", "vtkmodules"}, file.name
        else:
            assert not found & {"qt", "ctk"}, file.name


def test_guidance_for_every_situation(scene, module_path):
    from HapticLinkLib.guidance import Situation, next_step

    from osteopanels.tones import AMBER, BUSY, CALM, RED

    seen = {"devices": 1, "device": "tracker: 60 Hz"}
    lost = {"devices": 1, "light": "red", "device": "lost"}
    for situation, part, tone in (
        (Situation(), "Start: choose a device", CALM),
        (Situation(**seen), "tracker: 60 Hz", CALM),
        (Situation(**seen, light="amber"), "tracker: 60 Hz", AMBER),
        (Situation(**seen, news="Written."), "Written.", CALM),
        (Situation(**seen, trouble="Broken; do y.", news="Written."), "Broken", RED),
        (Situation(**seen, running="Working", trouble="x"), "Working", BUSY),
        (Situation(**lost, running="Working", trouble="x", news="Written."), "lost", RED),
        (Situation(trouble="Broken."), "Broken", RED),
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
