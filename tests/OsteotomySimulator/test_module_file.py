"""The module file loads where nothing but Slicer is there, and the pattern of a module is kept."""

import ast
import importlib
import struct
import sys
from types import SimpleNamespace

SLICERS_OWN = {"slicer", "vtk", "qt", "ctk"}


def _imports(file, everywhere=False):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_no_third_party_import_at_the_top(module_path):
    """A missing package would make Slicer hide the whole module."""
    allowed = SLICERS_OWN | {"osteopanels"} | sys.stdlib_module_names
    assert set(_imports(module_path / "OsteotomySimulator.py")) <= allowed


def test_registration(scene, module_path):
    module = importlib.import_module("OsteotomySimulator")
    parent = SimpleNamespace(path=str(module_path / "OsteotomySimulator.py"))
    module.OsteotomySimulator(parent)
    assert parent.title == "Osteotomy Simulator" and parent.categories == ["Planning"]
    assert "signs" in parent.helpText and "Not a cleared medical device" in parent.acknowledgementText
    del sys.modules["OsteotomySimulator"]


def test_icon_is_a_square_png(module_path):
    header = (module_path / "Resources" / "Icons" / "OsteotomySimulator.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (128, 128)


def test_widgets_hold_no_algorithm_and_logic_no_widget(module_path):
    library = module_path / "OsteotomySimulatorLib"
    for name in ("widget", "correct_panel", "hand_panel", "reduce_panel"):
        assert not set(_imports(library / f"{name}.py", True)) & {"numpy", "scipy", "SimpleITK", "vtkmodules"}, name
    for name in ("logic", "session", "bones", "rows", "guidance", "corrections", "free_cuts", "fragments", "reduction"):
        assert not set(_imports(library / f"{name}.py", True)) & {"qt", "ctk"}, name


def test_requirements_are_those_of_the_suite_and_of_its_report(module_path):
    other = (module_path.parent / "BoneSegmentation" / "Resources" / "requirements.txt").read_text().splitlines()
    asked = (module_path / "Resources" / "requirements.txt").read_text().splitlines()
    assert asked == [*other, "reportlab>=4.2", "matplotlib>=3.9"]


def test_guidance_for_every_situation(scene, module_path):
    from OsteotomySimulatorLib.guidance import Situation, next_step

    from osteopanels.tones import AMBER, BUSY, CALM, RED

    for situation, part, tone in (
        (Situation(), "Take the bones", CALM),
        (Situation(bones=2), "2 bones", CALM),
        (Situation(bones=2, measured=2), "Measured", CALM),
        (Situation(bones=2, measured=2, doubtful=1), "1 landmarks are amber", AMBER),
        (Situation(bones=2, measured=2, variants=1), "Planned and measured again", CALM),
        (Situation(bones=2, measured=2, variants=1, warnings=2), "section 6: 2", AMBER),
        (Situation(bones=2, measured=2, variants=1, warnings=2, stops=1), "must not be done", RED),
        (Situation(bones=2, measured=2, variants=1, stale=True), "press Plan it again", AMBER),
        (Situation(bones=2, trouble="No; do y."), "No; do y.", RED),
        (Situation(bones=2, running="Working", trouble="x"), "Working", BUSY),
        (Situation(bones=2, news="Saved."), "Saved.", CALM),
    ):
        text, found = next_step(situation)
        assert part in text and found == tone, situation
