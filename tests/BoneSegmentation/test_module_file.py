"""The module file loads where nothing but Slicer is there, and the pattern of a module is kept."""

import ast
import struct
import sys
from types import SimpleNamespace

SLICERS_OWN = {"slicer", "vtk", "qt", "ctk"}
OURS_WITHOUT_PACKAGES = {"osteopanels"}


def test_no_third_party_import_at_the_top(module_path):
    """A missing package would make Slicer hide the whole module."""
    names = ("__init__.py", "requirements.py", "translation.py")
    shared = [module_path.parent / "osteopanels" / name for name in names]
    allowed = SLICERS_OWN | OURS_WITHOUT_PACKAGES | sys.stdlib_module_names
    for file in [module_path / "BoneSegmentation.py", *shared]:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in allowed, f"{file.name}: {name}"


def test_registration(scene, module_path):
    import importlib

    module = importlib.import_module("BoneSegmentation")
    parent = SimpleNamespace(path=str(module_path / "BoneSegmentation.py"))
    module.BoneSegmentation(parent)
    assert parent.title == "Bone Segmentation" and parent.categories == ["Segmentation"]
    assert "amber" in parent.helpText and "Not a cleared medical device" in parent.acknowledgementText
    del sys.modules["BoneSegmentation"]


def test_icon_is_a_square_png(module_path):
    header = (module_path / "Resources" / "Icons" / "BoneSegmentation.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (128, 128)


def test_widgets_hold_no_algorithm_and_logic_no_widget(module_path):
    """Panels do not touch voxels; the logic does not know Qt."""
    library = module_path / "BoneSegmentationLib"
    imports = {}
    for file in library.glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imports[file.stem] = {
            name.split(".")[0]
            for node in ast.walk(tree)
            for name in (
                [a.name for a in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", "")]
            )
            if isinstance(node, (ast.Import, ast.ImportFrom)) and name
        }
    for name in ("widget", "find_panel", "export_panel", "pacs_panel", "bone_table"):
        assert not imports[name] & {"numpy", "scipy", "SimpleITK", "vtk", "vtkmodules"}, name
    for name in ("logic", "bones", "facts", "guidance", "parameters"):
        assert not imports[name] & {"qt", "ctk"}, name


def test_requirements_cover_what_the_library_imports(module_path):
    """Every dependency of the project that Slicer does not bring is asked for."""
    import tomllib

    project = tomllib.loads((module_path.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {line.split(">=")[0] for line in (module_path / "Resources" / "requirements.txt").read_text().splitlines()}
    own = {"numpy", "scipy", "SimpleITK"}
    only_command_line = {"typer", "rich", "reportlab", "matplotlib"}
    needed = {line.split(">=")[0] for line in project["dependencies"]} - own - only_command_line
    assert needed <= asked


def test_guidance_for_every_situation(scene, module_path):
    from BoneSegmentationLib.facts import DOUBTFUL, EVEN, VolumeFacts
    from BoneSegmentationLib.guidance import Situation, next_step

    from osteopanels.tones import AMBER, BUSY, CALM, RED

    good, bad = VolumeFacts(slices_state=EVEN), VolumeFacts(slices_state=DOUBTFUL)
    for situation, part, tone in (
        (Situation(), "choose a CT", CALM),
        (Situation(facts=good), "press Find the bones", CALM),
        (Situation(facts=bad), "uneven", AMBER),
        (Situation(facts=VolumeFacts(refusal="No.")), "No.", RED),
        (Situation(facts=good, running="Working", trouble="x"), "Working", BUSY),
        (Situation(facts=good, trouble="Broken; do y.", bones=3), "Broken", RED),
        (Situation(facts=good, bones=3, doubtful=1), "amber rows to check: 1", AMBER),
        (Situation(facts=good, bones=3), "hand them on", CALM),
        (Situation(facts=good, bones=3, news="Sent."), "Sent.", CALM),
        (Situation(facts=good, clicking="Click."), "Click.", BUSY),
    ):
        text, found = next_step(situation)
        assert part in text and found == tone, situation
