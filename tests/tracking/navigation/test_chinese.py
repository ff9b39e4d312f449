"""What the panels show of calibration, registration and navigation is there in Chinese."""

import ast
from pathlib import Path

import pytest

from base.test_chinese import template
from osteokit.base.chinese import in_chinese, templates
from osteokit.tracking.navigation.breach import END, WALL

OSTEOKIT = Path(__file__).resolve().parents[3] / "modules" / "osteokit"
SHOWN = (
    *(
        file
        for room in ("calibration", "registration", "navigation")
        for file in (OSTEOKIT / "tracking" / room).glob("*.py")
    ),
    OSTEOKIT / "jobs" / "navigate.py",
)


@pytest.mark.parametrize("file", SHOWN, ids=lambda file: file.stem)
def test_every_refusal_has_its_chinese(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        call = node.exc if isinstance(node, ast.Raise) else None
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "OsteoError":
            text = template(call.args[0])
            assert text is None or text in templates(), f"{file.name}:{node.lineno}: {text}"


def test_what_the_nurse_is_told():
    assert in_chinese("The coverage is too small (31 by 12 degrees): tilt the tool more, in all directions.") == (
        "覆盖不足（31 × 12 度）：请向各方向多倾斜工具。"
    )
    assert WALL[1] == "骨壁" and END[1] == "计划深度"
