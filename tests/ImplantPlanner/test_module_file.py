"""The module file loads where nothing but Slicer is there, and the pattern of a module is kept."""

import ast
import importlib
import struct
import sys
from types import SimpleNamespace

SLICERS_OWN = {"slicer", "vtk", "qt", "ctk", "osteopanels"}


def test_no_third_party_import_at_the_top(module_path):
    """A missing package would make Slicer hide the whole module."""
    for file in [module_path / "ImplantPlanner.py", module_path / "ImplantPlannerLib" / "requirements.py"]:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in SLICERS_OWN | sys.stdlib_module_names, f"{file.name}: {name}"


def test_registration(scene, module_path):
    module = importlib.import_module("ImplantPlanner")
    parent = SimpleNamespace(path=str(module_path / "ImplantPlanner.py"))
    module.ImplantPlanner(parent)
    assert parent.title == "Implant Planner" and parent.categories == ["Planning"]
    assert "safe corridors" in parent.helpText and "Not a cleared medical device" in parent.acknowledgementText
    del sys.modules["ImplantPlanner"]


def test_icon_is_a_square_png(module_path):
    header = (module_path / "Resources" / "Icons" / "ImplantPlanner.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (128, 128)


def test_widgets_hold_no_algorithm_and_logic_no_widget(module_path):
    imports = {}
    for file in (module_path / "ImplantPlannerLib").glob("*.py"):
        found = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
        imports[file.stem] = found
    for name in ("widget", "screw_panel", "plate_panel", "hip_panel", "combo", "guidance", "rows"):
        assert not imports[name] & {"numpy", "scipy", "SimpleITK", "vtk", "vtkmodules"}, name
    for name in ("logic", "session", "scene_plan", "implant_nodes", "screw_views", "plate_hand", "rows", "sites"):
        assert not imports[name] & {"qt", "ctk"}, name


def test_guidance_for_every_situation(scene, module_path):
    from ImplantPlannerLib.guidance import Situation, next_step

    from osteopanels.tones import AMBER, BUSY, CALM, RED

    ready = {"bones": 5, "implants": 2}
    for situation, part, tone in (
        (Situation(), "Start: choose a segmentation", CALM),
        (Situation(bones=5), "5 bones. Propose a screw", CALM),
        (Situation(**ready, stops=1, warnings=2), "must not stay so", RED),
        (Situation(**ready, warnings=2), "section 6: 2.", AMBER),
        (Situation(**ready), "2 implants, nothing to object to", CALM),
        (Situation(**ready, news="Written."), "Written.", CALM),
        (Situation(placing="Click.", news="Written."), "Click.", BUSY),
        (Situation(trouble="Broken; do y.", placing="Click."), "Broken", RED),
        (Situation(running="Working", trouble="x"), "Working", BUSY),
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
