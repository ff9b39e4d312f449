"""The steps of a procedure in a draft's form: each has its fields; buttons move them, and none needs a script."""

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import FormData

FIELDS: tuple[str, ...] = ("title", "english", "text", "file")


def steps_of(form: FormData) -> list[dict[str, str]]:
    """In the order that they stand in, after what the pressed button asks for (``up 2``, ``down 0``, ``remove 1``);
    rows that say nothing are left out."""
    columns = {name: [str(value).strip() for value in form.getlist(f"step_{name}")] for name in FIELDS}
    rows = [dict(zip(FIELDS, values, strict=True)) for values in zip(*columns.values(), strict=False)]
    return [one for one in _moved(rows, str(form.get("step", ""))) if any(one.values())]


def _moved(rows: list[dict[str, str]], asked: str) -> list[dict[str, str]]:
    action, place = _asked(asked, len(rows))
    if place >= len(rows):
        return rows
    row, others = rows[place], [*rows[:place], *rows[place + 1 :]]
    target = {"up": max(0, place - 1), "down": place + 1, "remove": None}.get(action, place)
    return others if target is None else [*others[:target], row, *others[target:]]


def shown_at(form: FormData, steps: Sequence[Any]) -> str:
    """Where on the page somebody goes on who pressed a button of the steps; empty for the others."""
    action, place = _asked(str(form.get("step", "")), len(steps))
    if not action:
        return ""
    place += {"up": -1, "down": 1}.get(action, 0)
    return f"#step-{min(max(place, 0), len(steps))}"


def _asked(said: str, last: int) -> tuple[str, int]:
    """What a button asks for, and of which row; ``last`` where it names none."""
    action, _, number = said.partition(" ")
    return action, int(number) if number.isdecimal() and len(number) < 4 else last
