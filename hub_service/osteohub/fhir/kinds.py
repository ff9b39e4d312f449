"""What a kind of FHIR resource is here: from which tables, who sees it, by what it is searched, how it is written.

A kind has one source or more: a Task is the receiver's or, of the same referral, the centre's. Each source is a table
and a condition; ids of its resources are those of the table with a suffix.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, String, cast, false, func, or_

from osteohub.fhir.values import Reference, Span, Token, Value, Word
from osteohub.fhir.view import View
from osteohub.identity.actor import Actor

Resource = dict[str, Any]
Filter = Callable[[Any], ColumnElement[bool]]
"""From one value of a search parameter to a condition."""


@dataclass(frozen=True, eq=False)
class Source:
    """
    Attributes
    ----------
    table : type
        The mapped class; its ``id`` begins the resource's id.
    visible : callable
        Which rows an actor may read, as SQL.
    write : callable
        ``write(view, row)``: the resource.
    filters : mapping
        By search parameter; a parameter of the kind that is missing here matches nothing of this source.
    asked_by : mapping
        Filters that depend on who asks, by search parameter: ``asked_by[name](actor)``.
    changed : column, optional
        The time of ``_lastUpdated``.
    sorts : mapping
        Columns that are never NULL, by parameter.
    options : tuple
        Of the query: what is loaded with a row.
    suffix : str
    """

    table: Any
    visible: Callable[[Actor], ColumnElement[bool]]
    write: Callable[[View, Any], Resource]
    filters: Mapping[str, Filter]
    asked_by: Mapping[str, Callable[[Actor], Filter]] = field(default_factory=dict)
    changed: Any = None
    sorts: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[Any, ...] = ()
    suffix: str = ""


@dataclass(frozen=True, eq=False)
class Kind:
    """
    Attributes
    ----------
    name : str
        ``"Task"``.
    parameters : mapping
        Type of each search parameter: token, date, reference or string.
    includes : mapping
        Search parameter of a reference to the element that holds it, for ``_include``.
    check : callable
        Raises a refusal for an actor who may not even ask for this kind.
    has_versions : bool
        Of a referral: vread and history.
    """

    name: str
    sources: tuple[Source, ...]
    parameters: Mapping[str, str]
    includes: Mapping[str, str] = field(default_factory=dict)
    check: Callable[[Actor], None] = lambda actor: None
    has_versions: bool = False

    @property
    def all_parameters(self) -> dict[str, str]:
        changed = {"_lastUpdated": "date"} if any(one.changed is not None for one in self.sources) else {}
        return {"_id": "token", **changed, **self.parameters}

    @property
    def sorts(self) -> tuple[str, ...]:
        common = set.intersection(*({*one.sorts} for one in self.sources))
        changed = ["_lastUpdated"] if "_lastUpdated" in self.all_parameters else []
        return ("_id", *changed, *sorted(common))

    def source_of(self, identity: str) -> tuple[Source, str] | None:
        """The source of a resource's id, and the row's id."""
        for one in sorted(self.sources, key=lambda source: -len(source.suffix)):
            if identity.endswith(one.suffix):
                return one, identity.removesuffix(one.suffix)
        return None


def by_id(source: Source, value: Token) -> ColumnElement[bool]:
    if value.code is None or value.system or not value.code.endswith(source.suffix):
        return false()
    return source.table.id == value.code.removesuffix(source.suffix)


def by_code(column: Any, system: str = "", codes: Mapping[str, str] | None = None) -> Filter:
    """A column with codes; ``codes`` says what FHIR calls them where that is something else."""

    def condition(value: Token) -> ColumnElement[bool]:
        if value.system not in (None, system):
            return false()
        if value.code is None:
            return column.is_not(None)
        if codes is None:
            return column == value.code
        return column.in_([own for own, told in codes.items() if told == value.code])

    return condition


def by_flag(column: Any) -> Filter:
    return lambda value: column.is_(value.code == "true") if value.code in ("true", "false") else false()


def by_time(column: Any) -> Filter:
    def condition(value: Span) -> ColumnElement[bool]:
        return _compared(column, value, value.low, value.high)

    return condition


def by_day(column: Any) -> Filter:
    """A column with ``YYYY-MM-DD`` as text, perhaps empty."""

    def condition(value: Span) -> ColumnElement[bool]:
        return (column != "") & _compared(column, value, value.low.date().isoformat(), value.high.date().isoformat())

    return condition


def _compared(column: Any, value: Span, low: Any, high: Any) -> ColumnElement[bool]:
    match value.comparison:
        case "eq":
            return (column >= low) & (column < high)
        case "ne":
            return or_(column < low, column >= high)
        case "gt" | "sa":
            return column >= high
        case "ge":
            return column >= low
        case "lt" | "eb":
            return column < low
        case "le":
            return column < high


def by_reference(column: Any, *kinds: str) -> Filter:
    """A column with ids of one of these kinds."""
    return lambda value: column == value.id if not value.kind or value.kind in kinds else false()


def by_words(*columns: Any) -> Filter:
    def condition(value: Word) -> ColumnElement[bool]:
        if value.how == "exact":
            return or_(*(column == value.text for column in columns))
        text = value.text.lower()
        lowered = [func.lower(cast(column, String)) for column in columns]
        if value.how == "contains":
            return or_(*(one.contains(text, autoescape=True) for one in lowered))
        return or_(*(one.startswith(text, autoescape=True) for one in lowered))

    return condition


def one_of(found: Filter, values: Sequence[Value]) -> ColumnElement[bool]:
    return or_(*(found(one) for one in values))


__all__ = ["Filter", "Kind", "Reference", "Resource", "Source"]
