"""What the hub's pages refuse is there in Chinese, and every word of the pages in both languages."""

import ast
import re
from pathlib import Path

import pytest

from base.test_chinese import template
from osteohub.library import drafts
from osteohub.library.models import Contributor, Version
from osteohub.web.language import listed, sentence, words
from osteokit.base.chinese import templates

HUB = Path(__file__).resolve().parents[3] / "hub_service" / "osteohub"
REFUSALS = {"Refusal", "Invalid", "SignInNeeded", "Forbidden", "NotFound", "Conflict", "TooMany"}
REFUSALS |= {"NotYet", "TooFast", "Refused", "Expired", "Unavailable", "Broken"}


@pytest.mark.parametrize("file", sorted(HUB.rglob("*.py")), ids=lambda file: str(file.relative_to(HUB)))
def test_every_refusal_has_its_chinese(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSALS and node.args:
            text = template(node.args[0])
            assert text is None or text in templates(), f"{file.name}:{node.lineno}: {text}"


def test_the_words_are_whole_in_both_languages():
    assert words()["en"].keys() == words()["zh"].keys()
    for key, english in words()["en"].items():
        chinese = words()["zh"][key]
        assert english and chinese, key
        assert re.search(r"[\u4e00-\u9fff]", chinese) or key == "other_language", key
        places = re.compile(r"\{[^}]*\}")
        assert len(places.findall(english)) == len(places.findall(chinese)), key


def test_every_word_is_used_and_there():
    pages = "".join(
        file.read_text(encoding="utf-8") for file in (HUB / "web").rglob("*") if file.suffix in (".html", ".py")
    )
    made = (
        "tier_",
        "role_",
        "urgency_",
        "wait_",
        "shared_",
        "sex_",
        "severity_",
        "done",
        "refused",
        "evidence_",
        "plane_",
        "view_",
        "use_",
        "ground_",
        "work_",
    )  # put together from a value
    for key in words()["en"]:
        assert f'"{key}"' in pages or f"'{key}'" in pages or key.startswith(made), key
    for key in re.findall(r"""\bt\((["'])([a-z_]+)\1[,)]""", pages):
        assert key[1] in words()["en"], key[1]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("This version is submitted: publish is not possible now, but take_back, begin_review, return is.",
         "该版本状态为“已提交”：现在不能执行“发布”，可执行：撤回、开始评审、退回。"),
        ("Before it can be submitted the draft needs a file, a licence.", "提交前草稿还需：文件、许可协议。"),
        ("Before it can be submitted the draft needs a diagnosis or a procedure, an audience and goals.",
         "提交前草稿还需：诊断或手术、适用对象和教学目标。"),
        ("Name and password do not belong together. After 8 failures an account is closed for 10 minutes.",
         "登录名与密码不匹配。连续失败 8 次后账户将锁定 10 分钟。"),
        ("There is no such referral, or you may not see it.", "该转诊不存在，或您无权查看。"),
    ],
)  # fmt: skip
def test_sentences(english, chinese):
    assert sentence(english, "zh") == chinese and sentence(english, "en") == english


def test_all_that_a_draft_may_lack_has_its_chinese():
    nothing = Version(licence="", about="", clinical={}, teaching={}, kind="procedure", steps=[])
    steps = [{"title": "x", "file": "y"}]
    half = Version(clinical={}, teaching={}, kind="procedure", steps=steps, contributors=[Contributor(share=1)])
    lacks = [*drafts.lacking(nothing), *drafts.lacking(half)]
    assert (
        len(set(lacks)) == 9 and not re.search("[a-z]", listed(lacks, "zh")) and listed(lacks, "en") == ", ".join(lacks)
    )
