"""The library's sentences in Chinese: every refusal that a panel can show has its template."""

import ast
import re
from pathlib import Path

import pytest

from osteokit.base.chinese import in_chinese, templates
from osteokit.segmentation.chinese import told_in_chinese

MODULES = Path(__file__).resolve().parents[2] / "modules"
REACHED = (
    "osteokit/planning",
    "osteokit/anatomy",
    "osteokit/surface",
    "OsteotomySimulator",
    "GuideDesigner",
    "ImplantPlanner",
    "HubBrowser",
    "osteokit/hubclient",
    "osteokit/jobs/plan_gate.py",
    "osteokit/jobs/train_send.py",
    "osteokit/jobs/train_publish.py",
)
"""Whose refusals the panels can show."""

ELSEWHERE = {"families", "package.py", "mesh_file.py", "assistant.py", "shelf.py"}
"""Of planning/implants: what only a person meets who makes articles and catalogues with the command line."""

_PLACE = re.compile(r"\{\d+\}")


def template(node):
    """The sentence with a numbered place for each value; None where it is put together otherwise."""
    if isinstance(node, ast.Constant):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    text, number = "", 0
    for part in node.values:
        text += part.value if isinstance(part, ast.Constant) else f"{{{number}}}"
        number += not isinstance(part, ast.Constant)
    return text


def refusals():
    found = {}
    for folder in REACHED:
        for file in [MODULES / folder] if folder.endswith(".py") else sorted((MODULES / folder).rglob("*.py")):
            if ELSEWHERE & set(file.relative_to(MODULES).parts):
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                call = node.exc if isinstance(node, ast.Raise) else None
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "OsteoError":
                    text = template(call.args[0])
                    if text is not None:
                        found[text] = f"{file.name}:{node.lineno}"
    return found


def test_every_refusal_has_its_chinese():
    found = refusals()
    assert len(found) > 200
    missing = {text: where for text, where in found.items() if text not in templates()}
    assert not missing, missing


def test_chinese_is_chinese_and_keeps_its_places():
    for english, chinese in templates().items():
        assert set(_PLACE.findall(chinese)) <= set(_PLACE.findall(english)), english
        assert re.search(r"[\u4e00-\u9fff]", chinese) or english == "{0}: {1}", english


def test_a_filled_template_comes_back_as_its_own_translation():
    """Also where another template could match: each sentence keeps all of its values."""
    for english, chinese in templates().items():
        values = {place: f"<{place[1:-1]}7>" for place in _PLACE.findall(english)}
        sentence = _PLACE.sub(lambda place, values=values: values[place.group()], english)
        expected = _PLACE.sub(lambda place, values=values: values[place.group()], chinese)
        assert in_chinese(sentence) == expected


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "Step 'HTO' of variant 'A': The hinge lies outside the bone; drag it to 5 to 10 mm inside the far cortex.",
            "方案 'A' 的步骤 'HTO'：铰链在骨外，请拖到对侧皮质内 5 至 10 mm 处。",
        ),
        ("The plan has no bone 'hip_left', only femur_left, tibia_left.", "计划中没有骨 左髋骨，只有 左股骨、左胫骨。"),
        (
            "The saw also cuts the fibula_left (12 mm3); protect it, or make the cut shallower.",
            "锯片还会切到左腓骨（12 mm³）",
        ),
        (
            "The tibia was not given. The JLCA is not known; measure it, or plan without the soft-tissue correction.",
            "未提供胫骨。JLCA 未知",
        ),
        ("The surface of tibia_left is empty, open or inside out; repair it before planning.", "左胫骨的表面为空"),
        (
            "None of 46 plates fits there; of the first: Proximal tibia, medial: the bone ends before the plate does; "
            "choose a shorter plate.",
            "46 种接骨板均不适合该处；第一种的原因：Proximal tibia, medial：骨在接骨板之前终止",
        ),
        ("Something that nobody has translated.", "Something that nobody has translated."),
        ("", ""),
    ],
)  # fmt: skip
def test_sentences(english, chinese):
    assert told_in_chinese(english).startswith(chinese) and bool(chinese) == bool(english)
