"""A refusal in the language of those who read it in the HIS. Places (``RF1-2:``) stay as they are."""

import csv
import re
from functools import cache
from importlib.resources import files

from osteokit.base.chinese import in_chinese

_PREFIX = re.compile(r"(?:[A-Z][A-Z0-9]{2}(?:-\d+)?: )*")
_GAP = re.compile(r"\{(\d+)\}")


def told(sentence: str, language: str) -> str:
    """The sentence as it is, or in Chinese where ``language`` is ``"zh"`` and a table has it."""
    if language != "zh":
        return sentence
    found = _PREFIX.match(sentence)
    place = found[0] if found else ""
    rest = sentence[len(place) :]
    bare = rest.removesuffix(".")
    for pattern, chinese in _patterns():
        fits = pattern.fullmatch(bare)
        if fits is not None:
            return place + _GAP.sub(lambda gap, fits=fits: fits[f"p{gap[1]}"], chinese) + "。"
    return place + in_chinese(rest)


@cache
def templates() -> dict[str, str]:
    text = files("osteo_hl7v2").joinpath("chinese.csv").read_text(encoding="utf-8")
    return {row["english"]: row["chinese"] for row in csv.DictReader(text.splitlines())}


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The most literal first."""
    ordered = sorted(templates().items(), key=lambda item: -len(_GAP.sub("", item[0])))
    return [(_pattern(english), chinese) for english, chinese in ordered]


def _pattern(template: str) -> re.Pattern[str]:
    pieces = _GAP.split(template)
    expression = "".join(
        f"(?P<p{piece}>.*?)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)
    )
    return re.compile(expression, re.DOTALL)
