"""What a panel shows of devices is there in Chinese: refusals, why a connection ended, lights."""

import ast
import re
from pathlib import Path

import pytest

from base.test_chinese import template
from osteokit.base.chinese import in_chinese, templates
from osteokit.plugins.tracked_devices import DeviceSettings
from osteokit.tracking.devices.live import LiveDevice

MODULES = Path(__file__).resolve().parents[3] / "modules"
SHOWN = (
    *(MODULES / "osteokit/tracking/devices").glob("*.py"),
    *(MODULES / f"osteokit/{file}.py" for file in (
        "tracking/igtl/link", "tracking/igtl/server", "tracking/poses", "plugins/tracked_devices",
        "mrml/igtl_connector", "mrml/tracked_sequences",
    )),
)  # fmt: skip


@pytest.mark.parametrize("file", SHOWN, ids=lambda file: file.stem)
def test_every_refusal_has_its_chinese(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        call = node.exc if isinstance(node, ast.Raise) else None
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("OsteoError", "LinkLostError"):
            text = template(call.args[0])
            assert text is None or text in templates(), f"{file.name}:{node.lineno}: {text}"


def test_both_languages_of_a_sentence_have_the_same_numbers():
    """Every ``Sentence(english, chinese)`` in the code: Chinese characters, and the same values in both."""
    count = 0
    for file in (MODULES / "osteokit/tracking/devices").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Sentence" and len(node.args) == 2:
                english, chinese = (template(one) for one in node.args)
                if english and chinese and english != "{0}":
                    count += 1
                    assert re.search(r"[\u4e00-\u9fff]", chinese), english
                    assert len(re.findall(r"\{\d\}", chinese)) <= len(re.findall(r"\{\d\}", english)), english
    assert count > 15


def test_a_device_that_does_not_answer_says_so_in_chinese():
    with LiveDevice(DeviceSettings("camera", "tracker", "127.0.0.1", 1)) as live:
        sentence = live.status().sentence
        assert re.search(r"[\u4e00-\u9fff]", sentence.chinese)
    assert in_chinese("127.0.0.1:18944 closed the connection.") == "127.0.0.1:18944 关闭了连接。"
