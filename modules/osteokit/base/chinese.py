"""Sentences of the library in Chinese: one table of templates, ``resources/chinese.csv``.

The library speaks English; a panel or a report in Chinese shows what this table has for a sentence. A template holds
``{0}``, ``{1}``, ... where the sentence has numbers and names; what stands there is translated in its turn where it can
be, so that a refusal may stand within a refusal. A sentence that the table does not have stays as it is.
"""

import csv
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

_PLACE = re.compile(r"\{(\d+)\}")
_PARTS = re.compile(r"(?<=[.!?]) ")


@cache
def templates() -> dict[str, str]:
    """Chinese by English template."""
    table = files("osteokit.base").joinpath("resources/chinese.csv").read_text(encoding="utf-8")
    return {row["english"]: row["chinese"] for row in csv.DictReader(table.splitlines())}


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The most literal first: a template that is mostly places matches only what no other does."""
    ordered = sorted(templates().items(), key=lambda item: -len(_PLACE.sub("", item[0])))
    return [(_pattern(english), chinese) for english, chinese in ordered if _PLACE.sub("", english).strip()]


def _pattern(template: str) -> re.Pattern[str]:
    """What a sentence of this template looks like; each place is a named group."""
    pieces = _PLACE.split(template)
    literal, numbers = pieces[0::2], pieces[1::2]
    expression = re.escape(literal[0])
    for number, text in zip(numbers, literal[1:], strict=True):
        expression += (f"(?P=p{number})" if f"(?P<p{number}>" in expression else f"(?P<p{number}>.*?)") + re.escape(
            text
        )
    return re.compile(expression, re.DOTALL)


def in_chinese(sentence: str, name: Callable[[str], str | None] = lambda text: None) -> str:
    """The sentence in Chinese, or as it is where the table has no template for it.

    ``name`` translates what stands in a place and is no sentence (the name of a bone), or returns None.
    """
    found = _whole(sentence, name)
    if found is not None:
        return found
    parts = _PARTS.split(sentence)
    for size in range(len(parts) - 1, 0, -1):  # several sentences in a row: the longest that is known first
        first = _whole(" ".join(parts[:size]), name)
        if first is not None:
            return first + in_chinese(" ".join(parts[size:]), name)
    return sentence


def _whole(sentence: str, name: Callable[[str], str | None]) -> str | None:
    for pattern, chinese in _patterns():
        match = pattern.fullmatch(sentence)
        if match is not None:
            places = {key[1:]: _place(text, name) for key, text in match.groupdict().items()}
            return _filled(chinese, places)
    return None


def _filled(template: str, places: dict[str, str]) -> str:
    return _PLACE.sub(lambda place: places.get(place.group(1), ""), template)


def _place(text: str, name: Callable[[str], str | None]) -> str:
    """What stands in a place: a name, a sentence, or as it is."""
    bare = text.strip("'\"")
    named = name(bare)
    if named is not None:
        return named
    return _whole(text, name) or text
