"""A search as it was asked: which parameters, how sorted, how many, from where; read from an address or a form."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from osteohub.fhir import values
from osteohub.fhir.kinds import Kind
from osteohub.refusals import Invalid

MOST = 200
USUAL = 50

_MODIFIERS = {"token": ("", "not"), "date": ("",), "string": ("", "exact", "contains")}
_PASSED = ("_format", "_pretty")
_TOTALS = ("none", "estimate", "accurate")

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Criterion:
    """``values`` are alternatives; ``negated``: none of them."""

    name: str
    values: tuple[values.Value, ...]
    negated: bool = False


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before: what it is sorted by, its id, its place among the kind's sources."""

    key: datetime | None
    id: str
    source: int


@dataclass(frozen=True)
class Search:
    """
    Attributes
    ----------
    sort : str
        One of the kind's ``sorts``.
    used : tuple of pairs
        What was understood, for the link to the next page.
    passed_over : tuple of str
        Parameters that the hub does not know.
    """

    criteria: tuple[Criterion, ...]
    sort: str
    descending: bool
    count: int
    total: bool
    after: Cursor | None
    includes: tuple[str, ...]
    back_includes: tuple[tuple[str, str], ...]
    used: tuple[tuple[str, str], ...]
    passed_over: tuple[str, ...]


def read_search(kind: Kind, pairs: Pairs, kinds: Mapping[str, Kind], strict: bool, base: str) -> Search:
    """
    Raises
    ------
    Invalid
        A value cannot be read, or ``strict`` and a parameter is not known.
    """
    criteria, used, unknown, asked = [], [], [], {}
    includes, back = [], []
    for name, text in pairs:
        plain, _, modifier = name.partition(":")
        if plain in kind.all_parameters and text:
            criteria.append(_criterion(kind, plain, modifier, text, base))
        elif name == "_include" and _included(kind, text):
            includes.append(kind.includes[text.split(":")[1]])
        elif name == "_revinclude" and (found := _back_included(kind, text, kinds)):
            back.append(found)
        elif name in ("_sort", "_count", "_total", "_after"):
            asked[name] = text
            continue
        elif name in _PASSED or not text:
            continue
        else:
            unknown.append(name)
            continue
        used.append((name, text))
    if unknown and strict:
        raise Invalid(f"The hub does not know the search parameter {unknown[0]} of {kind.name}.")
    sort, descending = _sorted(kind, asked.get("_sort", ""))
    total = asked.get("_total", "none")
    if total not in _TOTALS:
        raise Invalid("_total is none, estimate or accurate.")
    kept = [(name, asked[name]) for name in ("_sort", "_count", "_total") if name in asked]
    return Search(
        criteria=tuple(criteria),
        sort=sort,
        descending=descending,
        count=_counted(asked.get("_count", "")),
        total=total != "none",
        after=read_cursor(asked["_after"], sort) if asked.get("_after") else None,
        includes=tuple(includes),
        back_includes=tuple(back),
        used=(*used, *kept),
        passed_over=tuple(dict.fromkeys(unknown)),
    )


def _criterion(kind: Kind, name: str, modifier: str, text: str, base: str) -> Criterion:
    sort = kind.all_parameters[name]
    if sort == "reference":
        parsed = tuple(values.reference(one, modifier, base) for one in values.split(text, ","))
        return Criterion(name, parsed)
    if modifier not in _MODIFIERS[sort]:
        raise Invalid(f"The hub does not know the modifier :{modifier} of the search parameter {name}.")
    parts = values.split(text, ",")
    if sort == "date":
        return Criterion(name, tuple(values.span(one) for one in parts))
    if sort == "string":
        return Criterion(name, tuple(values.word(one, modifier) for one in parts))
    return Criterion(name, tuple(values.token(one) for one in parts), modifier == "not")


def _included(kind: Kind, text: str) -> bool:
    parts = text.split(":")
    return len(parts) in (2, 3) and parts[0] == kind.name and parts[1] in kind.includes


def _back_included(kind: Kind, text: str, kinds: Mapping[str, Kind]) -> tuple[str, str] | None:
    """The other kind, and its parameter that refers to this one."""
    parts = text.split(":")
    if len(parts) not in (2, 3) or parts[0] not in kinds or (len(parts) == 3 and parts[2] != kind.name):
        return None
    other = kinds[parts[0]]
    return (
        (parts[0], parts[1]) if other.parameters.get(parts[1]) == "reference" and parts[1] in other.includes else None
    )


def _sorted(kind: Kind, text: str) -> tuple[str, bool]:
    name = text.removeprefix("-") or "_id"
    if name not in kind.sorts:
        raise Invalid(f"{kind.name} is sorted by one of {', '.join(kind.sorts)}, perhaps with - before it.")
    return name, text.startswith("-")


def _counted(text: str) -> int:
    if not text:
        return USUAL
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid(f"_count is a number from 1 to {MOST}.")
    return min(max(int(text), 1), MOST)


def write_cursor(cursor: Cursor) -> str:
    told = [cursor.key.isoformat() if cursor.key else "", cursor.id, cursor.source]
    return base64.urlsafe_b64encode(json.dumps(told, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(text: str, sort: str) -> Cursor:
    """
    Raises
    ------
    Invalid
        It is none of ours, or of another order.
    """
    wrong = Invalid("This link to the next page is damaged; search again from the beginning.")
    try:
        told = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
        key, identity, source = told
        moment = datetime.fromisoformat(key) if key else None
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise wrong from error
    plain = isinstance(identity, str) and identity.isalnum() and identity.isascii() and type(source) is int
    if not plain or not 0 <= source < 100 or (moment is None) != (sort == "_id"):
        raise wrong
    if moment is not None and moment.tzinfo is None:
        raise wrong
    return Cursor(moment, identity, source)
