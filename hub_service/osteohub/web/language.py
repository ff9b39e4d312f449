"""Words of the pages in both languages: ``words.csv``; refusals come from the library's table."""

import csv
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from fastapi import Request

from osteohub.credentials.states import ADMISSION
from osteohub.credentials.states import STATE_NAMES as ADMISSION_STATES
from osteohub.identity.actor import Actor
from osteohub.identity.models import ROLES, TIERS
from osteohub.library.states import STATE_NAMES as VERSION_STATES
from osteohub.library.states import VERSION
from osteohub.library.vocabulary import PANELS
from osteohub.referrals.states import REFERRAL, TRANSFER, TRANSFER_NAMES
from osteohub.referrals.states import STATE_NAMES as REFERRAL_STATES
from osteohub.rights.states import GRANT, GRANT_NAMES, REPORT, REPORT_NAMES, SPLIT, SPLIT_NAMES
from osteokit.base.chinese import in_chinese

COOKIE = "osteo_language"

_KINDS = {
    "version": "版本",
    "referral": "转诊",
    "transfer that went first": "先行转出",
    "admission": "准入",
    "override": "紧急授权",
    "institution": "机构",
    "person": "人员",
    "sharing agreement": "共享协议",
    "grant": "授权",
    "table of shares": "收益分配表",
    "income": "收入",
    "report": "举报",
    "edit": "编辑",
    "piece of work": "后台任务",
    "try again": "重试",
    "a file": "文件",
    "a licence": "许可协议",
    "a description": "说明",
    "a diagnosis or a procedure": "诊断或手术",
    "a step": "手术步骤",
    "the files that its steps name": "步骤中引用的文件",
    "an audience and goals": "适用对象和教学目标",
    "contributors": "贡献者",
    "shares that add up to 100 %": "合计为 100% 的份额",
    "nothing": "无",
}


@cache
def words() -> dict[str, dict[str, str]]:
    """By language and key."""
    table = files("osteohub.web").joinpath("words.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    return {"en": {row["key"]: row["english"] for row in rows}, "zh": {row["key"]: row["chinese"] for row in rows}}


def language_of(request: Request, actor: Actor) -> str:
    """What the person chose here, else what their account says, else what the browser asks for."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in ("zh", "en"):
        return chosen
    if actor.is_signed_in:
        return actor.language
    return "en" if request.headers.get("accept-language", "zh").lower().startswith("en") else "zh"


def translator(language: str) -> Callable[..., str]:
    """``t(key, *values)``: the words, with values in place of ``{}``."""
    table = words()[language]
    return lambda key, *values: table[key].format(*values)


def refused(refusal: Exception, language: str) -> str:
    """Why, in the person's language; a plugin brings its own Chinese."""
    own = getattr(refusal, "chinese", "")
    return own if own and language == "zh" else sentence(str(refusal), language)


def sentence(text: str, language: str) -> str:
    """A refusal in the person's language."""
    return in_chinese(text, _name) if language == "zh" else text


def listed(names: Sequence[str], language: str) -> str:
    """What stands in a refusal and is no sentence, one after the other."""
    text = ", ".join(names)
    return _name(text) or text if language == "zh" else text


def _name(text: str) -> str | None:
    """What stands in a refusal and is no sentence: states, steps, roles, or several of them."""
    names = _names()
    known = [names.get(one) for part in text.split(", ") for one in ((part,) if part in names else part.split(" or "))]
    return "、".join(one for one in known if one) if all(known) else None


@cache
def _names() -> dict[str, str]:
    found = dict(_KINDS)
    for states in (
        GRANT_NAMES,
        SPLIT_NAMES,
        REPORT_NAMES,
        VERSION_STATES,
        ADMISSION_STATES,
        REFERRAL_STATES,
        TRANSFER_NAMES,
    ):
        found |= {state: names[1] for state, names in states.items()}
    for machine in (GRANT, SPLIT, REPORT, VERSION, ADMISSION, REFERRAL, TRANSFER):
        for one in machine.transitions:
            found |= {one.action: one.chinese, one.action.replace("_", " "): one.chinese}
    found |= dict(PANELS.values())
    found |= {"take_back": "撤回", "return": "退回"}  # called otherwise in each of the tables
    chinese = words()["zh"]
    return found | {one: chinese[f"tier_{one}"] for one in TIERS} | {one: chinese[f"role_{one}"] for one in ROLES}
