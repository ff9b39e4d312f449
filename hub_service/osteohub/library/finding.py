"""A page of versions and how many there are of each kind.

What is published is seen by everybody and changes only with an entry in the ledger: its counts are kept until the
ledger grows. The newest stand first, by their place in the ledger; what is not published, by when it was begun.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, Select, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import True_

from osteohub.identity.actor import Actor
from osteohub.ledger.service import size
from osteohub.library import search
from osteohub.library.models import Version
from osteohub.library.policies import VERSIONS

FACETS = ("kind", "body_system", "specialty", "difficulty")
MOST_KEPT = 2000

Facets = dict[str, dict[str, int]]


def find_versions(
    session: Session, actor: Actor, question: str, chosen: Mapping[str, str], state: str, after: str, limit: int
) -> tuple[list[Version], Facets]:
    """A page of versions that this person may see, and counts by facet of all that match.

    Parameters
    ----------
    chosen : mapping
        By facet; empty where it does not matter.
    after : str
        Id of the last one on the page before; empty for the first page.
    """
    allowed = VERSIONS.allows(actor, "read", within=(state,))
    is_for_all = isinstance(allowed, True_)

    def limited(query: Select) -> tuple[Select, ColumnElement[Any]]:
        query, place = search.joined(session, query.select_from(Version), question)
        query = query.where(Version.state == state)
        query = query if is_for_all else query.where(allowed)
        query = query.where(*(getattr(Version, name) == value for name, value in chosen.items() if value))
        return query, place if state == "published" else Version.id.expression

    key = (" ".join(map(str, search.wanted(question))), state, *(chosen.get(name, "") for name in FACETS))
    kept = _kept(session) if is_for_all and state == "published" else _Kept(0)
    facets = kept.facets.get(key)
    if facets is None:
        facets = _count(session, limited)
        if len(kept.facets) < MOST_KEPT:
            kept.facets[key] = facets
    query, order = limited(select(Version))
    if after:
        last = Version.ledger_number if state == "published" else Version.id
        query = query.where(order < select(last).where(Version.id == after).scalar_subquery())
    rows = session.scalars(query.order_by(order.desc()).limit(limit)).all() if _total(facets) else ()
    return list(rows), facets


def _count(session: Session, limited) -> Facets:
    columns = [getattr(Version, name) for name in FACETS]
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for *values, count in session.execute(limited(select(*columns, func.count()))[0].group_by(*columns)):
        for name, value in zip(FACETS, values, strict=True):
            counts[name][value] += count
    return {name: dict(counter) for name, counter in counts.items()}


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
