"""What the documentation names exists: links, files, commands and their options, make targets."""

import html
import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from typer.main import get_command

from osteokit.cli.app import app
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.osteotomy.cuts import CUT_KINDS, cut_from_json
from osteokit.planning.plan import SurgicalPlan
from osteokit.plugins.hookspecs import KINDS

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md"), *(REPOSITORY / "plugins").rglob("*.md")]
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```[^\n]*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)


def name_of(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


def code_of(page: Path) -> list[str]:
    """Every line of code in a page, inline or in blocks."""
    lines = []
    for match in CODE.finditer(page.read_text(encoding="utf-8")):
        lines += (match.group(1) or match.group(2)).splitlines()
    return lines


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_pages_are_there():
    names = {name_of(page) for page in PAGES}
    assert {"README.md", "docs/index.md", "docs/install.md", "docs/architecture.md", "docs/plugins.md"} <= names


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        goal = (page.parent / path).resolve() if path else page
        assert goal.exists(), f"{name_of(page)} links to {target}"
        assert REPOSITORY in goal.parents, f"{name_of(page)} links outside the repository: {target}"
        if anchor:
            assert anchor in anchors(goal), f"{name_of(page)} links to a heading that {path} lacks: {anchor}"


def commands_in(page: Path) -> list[list[str]]:
    """The words after each ``osteo`` of a page's code."""
    found = []
    for line in code_of(page):
        match = re.search(r"(?:^|[\s/\\])osteo ([a-z][\w-]*.*)", line.split("#")[0])
        if match and not line.startswith(("import ", "from ", "name =")):
            found.append(match.group(1).split())
    return found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_osteo_command_and_option_exists(page):
    top = get_command(app)
    for words in commands_in(page):
        command, rest = top, words
        while hasattr(command, "commands") and rest and rest[0] in command.commands:
            command, rest = command.commands[rest[0]], rest[1:]
        said = f"{name_of(page)} says: osteo {' '.join(words)}"
        assert command is not top, said
        assert not hasattr(command, "commands") or not rest or rest[0].startswith(("-", ".")), said
        options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        for word in rest:
            if word.startswith("--"):
                assert word.partition("=")[0].rstrip(",;:.") in options | {"--help"}, f"{said}: no option {word}"


def test_the_readme_names_every_command():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for name in get_command(app).commands:
        if name not in ("convert", "demo"):  # convert is a tool for engineers; the demo is `make demo`
            assert f"osteo {name}" in readme, name


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line in code_of(page):
        for target in re.findall(r"(?:^|\s)make ([a-z]+)", line):
            assert target in targets, f"{name_of(page)} says: make {target}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_folder_of_the_source_that_is_named_exists(page):
    roots = ("modules/", "extensions/", "plugins/", "tests/", "docs/", "cmake/")
    for line in code_of(page):
        if " " not in line and line.startswith(roots) and "NAME" not in line and "*" not in line:
            assert (REPOSITORY / line).exists(), f"{name_of(page)} names {line}"


def test_the_rooms_of_the_architecture_are_the_rooms_of_the_code_in_the_enforced_order():
    text = (REPOSITORY / "docs/architecture.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    contract = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8").split("layers = [")[1].split("]")[0]
    layers = re.findall(r'"\(?osteokit\.(\w+)\)?"', contract)
    rooms = {path.parent.name for path in (REPOSITORY / "modules/osteokit").glob("*/__init__.py")}
    assert told == [layer for layer in layers if layer in rooms]
    assert set(told) == rooms


def test_the_architecture_names_every_hook():
    text = (REPOSITORY / "docs/architecture.md").read_text(encoding="utf-8")
    for hook in KINDS:
        assert f"`{hook}`" in text, hook


def test_the_index_lists_every_page():
    listed = set(LINK.findall((REPOSITORY / "docs/index.md").read_text(encoding="utf-8")))
    for page in (REPOSITORY / "docs").rglob("*.md"):
        path = page.relative_to(REPOSITORY / "docs").as_posix()
        assert path == "index.md" or path in listed, f"docs/index.md does not list {path}"


def test_the_install_page_names_extras_that_exist():
    extras = set(
        re.findall(r"^([a-z-]+) = \[", (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    )
    for line in code_of(REPOSITORY / "docs/install.md"):
        for names in re.findall(r'"\.\[([a-z,-]+)\]"', line):
            assert set(names.split(",")) <= extras


def test_pictures_are_small_and_all_are_used():
    used = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for picture in (REPOSITORY / "docs/pictures").glob("*"):
        assert picture.stat().st_size < 300_000, picture.name
        assert picture.name in used, picture.name


@pytest.mark.parametrize("name", ["radiologist", "surgeon", "trainee", "teacher"])
def test_both_tutorials_say_the_same_commands(name):
    english, chinese = (code_of(REPOSITORY / f"docs/tutorials/{name}{end}.md") for end in ("", ".zh"))
    said = [{" ".join(line.split()[:3]) for line in lines if line.startswith("osteo")} for lines in (english, chinese)]
    assert said[0] == said[1]


def numbers_of(page: Path) -> set[str]:
    """The numbers in a page's tables and text, with a decimal point."""
    return set(re.findall(r"\d+\.\d+", page.read_text(encoding="utf-8")))


def test_both_tutorials_of_the_surgeon_say_the_same_numbers():
    english, chinese = (numbers_of(REPOSITORY / f"docs/tutorials/surgeon{end}.md") for end in ("", ".zh"))
    assert len(english) > 15
    assert english == chinese


@pytest.mark.parametrize(
    ("page", "heading", "module", "tag", "least"),
    [
        ("radiologist.md", "## In 3D Slicer", "BoneSegmentation", "source", 12),
        ("radiologist.zh.md", "## 在 3D Slicer 中", "BoneSegmentation", "translation", 12),
        ("surgeon.md", "## In 3D Slicer: OsteotomySimulator", "OsteotomySimulator", "source", 20),
        ("surgeon.zh.md", "## 在 3D Slicer 中：OsteotomySimulator", "OsteotomySimulator", "translation", 20),
        ("surgeon.md", "## In 3D Slicer: GuideDesigner", "GuideDesigner", "source", 10),
        ("surgeon.zh.md", "## 在 3D Slicer 中：GuideDesigner", "GuideDesigner", "translation", 10),
        ("surgeon-implants.md", "## In 3D Slicer: ImplantPlanner", "ImplantPlanner", "source", 20),
        ("surgeon-implants.zh.md", "## 在 3D Slicer 中：ImplantPlanner", "ImplantPlanner", "translation", 20),
        ("trainee.md", "## In 3D Slicer: SurgeryTrainer", "SurgeryTrainer", "source", 20),
        ("trainee.zh.md", "## 在 3D Slicer 中：SurgeryTrainer", "SurgeryTrainer", "translation", 20),
        ("teacher.md", "## In 3D Slicer: SurgeryTrainer", "SurgeryTrainer", "source", 15),
        ("teacher.zh.md", "## 在 3D Slicer 中：SurgeryTrainer", "SurgeryTrainer", "translation", 15),
    ],
)
def test_the_tutorials_call_the_buttons_as_the_panel_does(page, heading, module, tag, least):
    section = (REPOSITORY / "docs/tutorials" / page).read_text(encoding="utf-8").split(heading)[1].split("\n## ")[0]
    named = set(re.findall(r"\*([^*\n]+)\*", section.replace("**", ""))) - {"Segmentation"}
    folder = REPOSITORY / "modules" / module / "Resources/Translations"
    table = (folder / f"{module}_zh_CN.ts").read_text(encoding="utf-8")
    words = {html.unescape(word) for word in re.findall(f"<{tag}>([^<]*)</{tag}>", table)}
    assert len(named) >= least
    for name in named:
        assert name in words, f"{page} names {name}"


def test_the_guides_page_says_every_parameter_with_its_default_and_range():
    page = (REPOSITORY / "docs/guides.md").read_text(encoding="utf-8")
    for item in fields(GuideParameters):
        assert f"| `{item.name}` |" in page, item.name
        if "low" in item.metadata:
            row = f"| `{item.name}` | {item.default:g} | {item.metadata['low']:g} to {item.metadata['high']:g} |"
            assert row in page, row


def test_the_osteotomy_page_names_every_cut_and_its_example_is_one():
    page = (REPOSITORY / "docs/osteotomy.md").read_text(encoding="utf-8")
    for kind in CUT_KINDS:
        assert f"| `{kind}` |" in page, kind
    example = json.loads(page.split("```json")[1].split("```")[0])
    assert cut_from_json(example).kind == "wedge"


def test_the_plan_page_names_every_command_and_field():
    page = (REPOSITORY / "docs/plan.md").read_text(encoding="utf-8")
    for name in get_command(app).commands["plan"].commands:  # pyright: ignore[reportAttributeAccessIssue]
        assert f"`osteo plan {name}`" in page, name
    for item in fields(SurgicalPlan):
        assert f"`{item.name}`" in page, item.name
