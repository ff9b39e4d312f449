"""The reference of all hooks as Markdown, made from their specifications: docs/plugins.md holds it."""

import dataclasses
import inspect
import re
from typing import Any

from osteokit.plugins import hookspecs, hub_hookspecs

BEGIN, END = "<!-- hooks: made by `osteo plugin hooks` -->", "<!-- end of hooks -->"


def reference() -> str:
    """A table of the hooks, then each with its signature, its words and the fields of what it returns."""
    parts = [BEGIN, "", *_table()]
    for specs in (hookspecs, hub_hookspecs):
        for name in specs.KINDS:
            parts += ["", *_hook(name, getattr(specs, name), specs.ANSWERS[name])]
    return "\n".join([*parts, "", END])


def _table() -> list[str]:
    rows = ["| hook | kind | returns |", "|---|---|---|"]
    for specs in (hookspecs, hub_hookspecs):
        for name, kind in specs.KINDS.items():
            rows.append(f"| `{name}` | {kind} | a list of `{specs.ANSWERS[name].__name__}` |")
    return rows


def _hook(name: str, function: Any, answer: type) -> list[str]:
    arguments = ", ".join(
        f"{one.name}: {_named(one.annotation)}" for one in inspect.signature(function).parameters.values()
    )
    said = _plain((inspect.getdoc(function) or "").split("\n\nParameters\n")[0].split("\n\nReturns\n")[0])
    lines = [f"### `{name}({arguments})`", "", *said.split("\n")]
    fields = ", ".join(
        f"`{one.name}`" + ("" if _is_needed(one) else " (may be left out)") for one in dataclasses.fields(answer)
    )
    return [*lines, "", f"Returns a list of `{answer.__module__}.{answer.__name__}`: {fields}."]


def _named(annotation: Any) -> str:
    return getattr(annotation, "__name__", str(annotation))


def _is_needed(one: dataclasses.Field[Any]) -> bool:
    return one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING


def _plain(text: str) -> str:
    """Without the roles of docstrings."""
    return re.sub(r":\w+:`~?([^`]+)`", lambda found: f"`{found.group(1)}`", text).replace("``", "`")
