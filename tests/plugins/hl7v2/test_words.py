"""Refusals in Chinese, for those who sit at the HIS."""

import ast
import re
from pathlib import Path

import pytest
from osteo_hl7v2.words import templates, told

from base.test_chinese import template


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("RF1-2: the priority 'X' is not agreed on, but S, A, R.", "RF1-2: 未约定优先级 'X'；已约定：S, A, R。"),
     ("PID-7: '1952-3' is no time; write YYYYMMDDHHMMSS+ZZZZ.",
      "PID-7: '1952-3' 不是时间；格式为 YYYYMMDDHHMMSS+ZZZZ。"),
     ("PID-3: this field is needed and is empty.", "PID-3: 该必填字段为空。"),
     ("The hub knows no referral by this number of the system.", "平台中没有该编号对应的转诊。"),
     ("This referral is accepted and cannot be changed any more; speak with the other institution.",
      "该转诊状态为“accepted”，不能再修改；请与对方机构联系。"), ("Something new.", "Something new.")],
)  # fmt: skip
def test_refusals_in_chinese(english, chinese):
    assert told(english, "zh") == chinese and told(english, "en") == english


def test_every_refusal_has_its_chinese():
    """Each sentence of an Hl7Error in the plugin, found in its source, and no template that no sentence needs."""
    package = Path(__file__).resolve().parents[3] / "plugins" / "osteo-hl7v2" / "osteo_hl7v2"
    found = set()
    for file in package.glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
            put = {one.targets[0].id: template(one.value) for one in ast.walk(function)
                   if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)}  # fmt: skip
            for one in ast.walk(function):
                if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "Hl7Error" and one.args:
                    first = one.args[0]
                    found.add(put.get(first.id) if isinstance(first, ast.Name) else template(first))
    assert found - {None} == set(templates())
    for english, chinese in templates().items():
        gaps = [sorted(re.findall(r"\{\d\}", text)) for text in (english, chinese)]
        assert gaps[0] == gaps[1] and re.search(r"[\u4e00-\u9fff]", chinese), english
