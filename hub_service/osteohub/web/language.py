"""Words of the pages in both languages: ``words.csv``; refusals come from the library's table."""

import csv
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from fastapi import Request

from osteohub.identity.actor import Actor
from osteokit.base.chinese import in_chinese

COOKIE = "osteo_language"


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


def sentence(text: str, language: str) -> str:
    """A refusal in the person's language."""
    return in_chinese(text) if language == "zh" else text
