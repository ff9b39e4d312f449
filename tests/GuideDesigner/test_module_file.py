"""The module file loads where nothing but Slicer is there, and the pattern of a module is kept."""

import ast
import importlib
import struct
import sys
from dataclasses import replace
from types import SimpleNamespace

from osteokit.planning.guides.values import GuideCheck

SLICERS_OWN = {"slicer", "vtk", "qt", "ctk", "osteopanels"}


def test_no_third_party_import_at_the_top(module_path):
    """A missing package would make Slicer hide the whole module."""
    for file in [module_path / "GuideDesigner.py", module_path / "GuideDesignerLib" / "requirements.py"]:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in SLICERS_OWN | sys.stdlib_module_names, f"{file.name}: {name}"


def test_registration(scene, module_path):
    module = importlib.import_module("GuideDesigner")
    parent = SimpleNamespace(path=str(module_path / "GuideDesigner.py"))
    module.GuideDesigner(parent)
    assert parent.title == "Guide Designer" and parent.categories == ["Planning"]
    assert "amber" in parent.helpText and "Not a cleared medical device" in parent.acknowledgementText
    del sys.modules["GuideDesigner"]


def test_icon_is_a_square_png(module_path):
    header = (module_path / "Resources" / "Icons" / "GuideDesigner.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (128, 128)


def test_widgets_hold_no_algorithm_and_logic_no_widget(module_path):
    imports = {}
    for file in (module_path / "GuideDesignerLib").glob("*.py"):
        found = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
        imports[file.stem] = found
    for name in ("widget", "placed_panel", "export_panel", "guidance", "check_words"):
        assert not imports[name] & {"numpy", "scipy", "SimpleITK", "vtk", "vtkmodules"}, name
    for name in ("logic", "placed_nodes", "guide_nodes", "plan_of_scene", "parameters", "guidance", "check_words"):
        assert not imports[name] & {"qt", "ctk"}, name


def test_guidance_for_every_situation(scene, module_path):
    from GuideDesignerLib.guidance import Situation, next_step

    from osteopanels.tones import AMBER, BUSY, CALM, RED

    ready = {"bone": True, "guided": 2}
    for situation, part, tone in (
        (Situation(), "Start: choose an osteotomy", CALM),
        (Situation(bone=True), "place a saw cut or a hole", CALM),
        (Situation(**ready), "press Design the guide", CALM),
        (Situation(**ready, designed=True, stale=True, fault="x"), "Something changed", AMBER),
        (Situation(**ready, designed=True, fault="Turn it.", doubt="Turn it."), "of no use so. Turn it.", RED),
        (Situation(**ready, designed=True, doubt="Widen.", doubts=2), "look at: 2. Widen.", AMBER),
        (Situation(**ready, designed=True), "Every check passed", CALM),
        (Situation(**ready, designed=True, news="Written."), "Written.", CALM),
        (Situation(**ready, placing="Click.", news="Written."), "Click.", BUSY),
        (Situation(trouble="Broken; do y.", placing="Click."), "Broken", RED),
        (Situation(running="Working", trouble="x"), "Working", BUSY),
    ):
        text, found = next_step(situation)
        assert part in text and found == tone, situation


def test_every_check_of_the_library_has_words(scene, module_path):
    """Codes as they stand in the library's source: a new check needs a name in both languages."""
    from GuideDesignerLib.check_words import check_rows, places_of, titles

    folder = module_path.parent / "osteokit" / "planning" / "guides"
    codes = set()
    for file in (folder / "checks.py", folder / "slot_checks.py", folder / "wall_check.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "GuideCheck":
                codes.add(ast.literal_eval(node.args[0]))
    assert len(codes) >= 15 and codes == set(titles())
    wall = GuideCheck("wall", False, 1.2, 1.5, "mm", "The thinnest wall is 1.20 mm.")
    area = GuideCheck("contact_area", True, 812.4, 50.0, "mm2", "It lies on 812 mm2.")
    rows = check_rows([area, wall])
    assert rows[0].cells == ("⚠ Thinnest wall", "1.20 mm", "≥ 1.50 mm") and rows[0].amber == (0, 1, 2)
    assert rows[0].tip.endswith("The thinnest wall is 1.20 mm.") and rows[0].tip.startswith("Make the wall thicker.")
    close = GuideCheck("wall", False, 1.2, 1.5, "mm", "Thin.", (1.0, 2.0, 3.0))
    base = replace(close, remedy=("thickness_mm", 4.5))
    tips = [check_rows([one])[0].tip.splitlines()[0] for one in (close, base)]
    assert tips == ["Move holes and slots apart.", "Set Thickness of the base to 4.5 mm."]
    assert places_of([area, close]) == {"Thinnest wall: 1.20 mm": (1.0, 2.0, 3.0)}
    assert rows[1].cells == ("✓ Area on the bone", "812 mm²", "≥ 50 mm²") and rows[1].amber == ()
    assert check_rows([GuideCheck("slot_angle", False, float("inf"), 0.1, "degrees", "")])[0].cells[1] == "∞"


def test_requirements_cover_what_the_library_imports(module_path):
    """Every dependency of the project that Slicer does not bring is asked for."""
    import tomllib

    project = tomllib.loads((module_path.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {line.split(">=")[0] for line in (module_path / "Resources" / "requirements.txt").read_text().splitlines()}
    needed = {line.split(">=")[0] for line in project["dependencies"]} - {"numpy", "scipy", "SimpleITK"}
    assert needed - {"typer", "rich", "reportlab", "matplotlib"} <= asked


def test_what_a_written_guide_costs_is_told(scene, module_path):
    from GuideDesignerLib.export_panel import details, print_words, told

    finding = {"code": "thin", "severity": "warning", "what": "A wall is 0.5 mm.", "action": "Thicken it."}
    record = {"name": "Guide tibia", "size_mm": [57.9, 56.8, 51.6], "mass_g": 32.2, "findings": [finding]}
    quote = {"seconds": 7260, "grams": 30.55, "cost": 0.764, "engine": "PrusaSlicer"}
    assert told({"print": record, "quote": quote}) == [
        "Guide tibia: 58 × 57 × 52 mm, 32 g",
        "PrusaSlicer: 121 min, 30.6 g, cost 0.76",
        "⚠ Thinner than the printer can make: thicken base and walls.",
    ]
    assert len(told({"print": record, "quote": None})) == 2
    assert details({"print": record}) == "A wall is 0.5 mm. Thicken it."
    tree = ast.parse((module_path.parent / "osteokit/fabrication/printability.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found = {ast.literal_eval(node.args[0]) for node in calls if getattr(node.func, "id", "") == "Finding"}
    assert found == set(print_words())
