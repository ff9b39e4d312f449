"""The module file loads where nothing but Slicer is there, and the pattern of a module is kept."""

import ast
import importlib
import struct
import sys
from types import SimpleNamespace

SLICERS_OWN = {"slicer", "vtk", "qt", "ctk", "osteopanels"}


def test_no_third_party_import_at_the_top(module_path):
    """A missing package would make Slicer hide the whole module."""
    for file in [module_path / "HubBrowser.py", module_path / "HubBrowserLib" / "requirements.py"]:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in SLICERS_OWN | sys.stdlib_module_names, f"{file.name}: {name}"


def test_registration(scene, module_path):
    module = importlib.import_module("HubBrowser")
    parent = SimpleNamespace(path=str(module_path / "HubBrowser.py"))
    module.HubBrowser(parent)
    assert parent.title == "Hub Browser" and parent.categories == ["Planning"]
    assert "kept and sent later" in parent.helpText and "Not a cleared medical device" in parent.acknowledgementText
    del sys.modules["HubBrowser"]


def test_icon_is_a_square_png(module_path):
    header = (module_path / "Resources" / "Icons" / "HubBrowser.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (128, 128)


def test_widgets_hold_no_algorithm_and_logic_no_widget(module_path):
    for file in (module_path / "HubBrowserLib").glob("*.py"):
        found = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
        if file.stem.endswith("panel") or file.stem in ("widget", "guidance", "rows", "part", "key_box"):
            assert not found & {"numpy", "scipy", "SimpleITK", "vtk", "vtkmodules"}, file.name
        else:
            assert not found & {"qt", "ctk"}, file.name


def test_guidance_for_every_situation(scene, module_path):
    from HubBrowserLib.guidance import Situation, next_step

    from osteopanels.tones import AMBER, BUSY, CALM, RED

    here = {"hub": "https://hub", "name": "Sun"}
    for situation, part, tone in (
        (Situation(), "Start: type the address", CALM),
        (Situation(hub="https://hub"), "Sign in to https://hub", AMBER),
        (Situation(**here), "Sun, you are signed in", CALM),
        (Situation(**here, referrals=2), "2 referrals wait for you", AMBER),
        (Situation(**here, referrals=2, waiting=1), "1 things wait to be sent", AMBER),
        (Situation(**here, waiting=1, offline="away"), "The hub does not answer", AMBER),
        (Situation(**here, refused=1, offline="away"), "refused what was done", RED),
        (Situation(**here, news="Done.", refused=1), "Done.", CALM),
        (Situation(**here, trouble="Broken; do y.", news="Done."), "Broken", RED),
        (Situation(**here, running="Working", trouble="x"), "Working", BUSY),
    ):
        text, found = next_step(situation)
        assert part in text and found == tone, situation


def test_the_words_are_those_of_the_hub(scene, module_path):
    from HubBrowserLib import vocabulary as here

    from osteohub.credentials.states import STATE_NAMES as admissions
    from osteohub.library import vocabulary as hub
    from osteohub.referrals.states import DUE_HOURS, REFERRAL, STATE_NAMES

    for ours, theirs in (
        (here.kinds(), hub.KINDS),
        (here.body_systems(), hub.BODY_SYSTEMS),
        (here.specialties(), hub.SPECIALTIES),
        (here.difficulties(), hub.DIFFICULTIES),
        (here.licences(), hub.LICENCES),
        (here.urgencies(), DUE_HOURS),
        (here.referral_states(), STATE_NAMES),
        (here.steps(), {one.action for one in REFERRAL.transitions}),
    ):
        assert set(ours) == set(theirs)
    assert set(here.admission_states()) == {*admissions, "expired"}


def test_requirements_cover_what_the_library_imports(module_path):
    """Every dependency of the project that Slicer does not bring is asked for."""
    import tomllib

    project = tomllib.loads((module_path.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {line.split(">=")[0] for line in (module_path / "Resources" / "requirements.txt").read_text().splitlines()}
    needed = {line.split(">=")[0] for line in project["dependencies"]} - {"numpy", "scipy", "SimpleITK"}
    assert needed - {"typer", "rich"} <= asked
