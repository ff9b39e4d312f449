"""A page of versions and how many there are of each kind.

What is published is seen by everybody and changes only with an entry in the ledger: its counts are kept until the
ledger grows. The newest stand first, by their place in the ledger; what is not published, by when it was begun. Other
orders go by a number of the resource, see ``by_number``.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, Select, func, literal_column, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import True_

from osteohub.identity.actor import Actor
from osteohub.ledger.service import size
from osteohub.library import search
from osteohub.library.by_number import page_by_number
from osteohub.library.models import FACETS as FACETS
from osteohub.library.models import Version
from osteohub.library.policies import VERSIONS

FREE = ("organ", "pathology")
"""Facets that are free words: the most frequent are told."""
MOST_TOLD = 30
MOST_KEPT = 2000

Facets = dict[str, dict[str, int]]
Order = Literal["newest", "stars", "downloads"]


@dataclass(frozen=True)
class Asked:
    """Words, what is chosen by facet (empty where it does not matter), the state, and what comes first."""

    words: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    state: str = "published"
    order: Order = "newest"


@dataclass(frozen=True)
class Found:
    """A page; ``after`` asks for the next, empty where there is none. Counts by facet are of all that match."""

    versions: Sequence[Version]
    facets: Facets
    after: str

    @property
    def total(self) -> int:
        """How many match."""
        return _total(self.facets)


def find_versions(session: Session, actor: Actor, asked: Asked, after: str, limit: int) -> Found:
    """Versions that this person may see, after the page that said ``after`` (empty: the first).

    Raises
    ------
    Invalid
        ``after`` is of another order.
    """
    allowed = VERSIONS.allows(actor, "read", within=(asked.state,))
    is_for_all = isinstance(allowed, True_)
    conditions = [Version.state == asked.state, *(() if is_for_all else (allowed,))]
    conditions += [getattr(Version, name) == value for name, value in asked.chosen.items() if value]

    def limited(query: Select) -> tuple[Select, ColumnElement[Any]]:
        query, place = search.joined(session, query.select_from(Version), asked.words)
        return query.where(*conditions), place if asked.state == "published" else Version.id.expression

    facets = _facets(session, asked, is_for_all, limited)
    if not _total(facets):
        return Found((), facets, "")
    if asked.order != "newest":
        conditions += search.among(session, asked.words)
        rows, following = page_by_number(session, asked.order, conditions, _total(facets), after, limit)
        return Found(rows, facets, following)
    query, order = limited(select(Version))
    if after:
        last = Version.ledger_number if asked.state == "published" else Version.id
        query = query.where(order < select(last).where(Version.id == after).scalar_subquery())
    rows = session.scalars(query.order_by(order.desc()).limit(limit)).all()
    return Found(rows, facets, rows[-1].id if len(rows) == limit else "")


def _facets(session: Session, asked: Asked, is_for_all: bool, limited) -> Facets:
    words = " ".join(map(str, search.wanted(asked.words)))
    key = (words, asked.state, *(asked.chosen.get(name, "") for name in FACETS))
    kept = _kept(session) if is_for_all and asked.state == "published" else _Kept(0)
    facets = kept.facets.get(key)
    if facets is None:
        facets = _count(session, asked, limited)
        if len(kept.facets) < MOST_KEPT:
            kept.facets[key] = facets
    return facets


def _count(session: Session, asked: Asked, limited) -> Facets:
    closed = [name for name in FACETS if name not in FREE]
    columns = [getattr(Version, name) for name in closed]
    counts: dict[str, Counter[str]] = {name: Counter() for name in closed}
    for *values, count in session.execute(limited(select(*columns, func.count()))[0].group_by(*columns)):
        for name, value in zip(closed, values, strict=True):
            counts[name][value] += count
    facets = {name: dict(counter) for name, counter in counts.items()}
    is_of_all = not asked.words and not any(asked.chosen.values())
    for name in FREE:
        column, number = getattr(Version, name), func.count()
        if not is_of_all:  # as a function's value SQLite counts it in the index of all facets, not in one of its own
            column = func.coalesce(column, literal_column("''"))
        query = limited(select(column, number))[0].where(column != "").group_by(column)
        top = session.execute(query.order_by(number.desc(), column).limit(MOST_TOLD))
        facets[name] = {row[0]: row[1] for row in top}
    return facets


def _total(facets: Facets) -> int:
    return sum(facets[FACETS[0]].values())


@dataclass
class _Kept:
    """Counts at one size of the ledger."""

    size: int
    facets: dict[tuple[str, ...], Facets] = field(default_factory=dict)


_KEPT: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()


def _kept(session: Session) -> _Kept:
    engine, now_at = session.get_bind().engine, size(session)
    kept = _KEPT.get(engine)
    if kept is None or kept.size != now_at or len(kept.facets) >= MOST_KEPT:
        kept = _KEPT[engine] = _Kept(now_at)
    return kept
