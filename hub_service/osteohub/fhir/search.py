"""Searching: pages by key, never by offset, of what the reader may see; with what they refer to and the other way."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select

from osteohub.fhir.kinds import Kind, Resource, Source, by_id, by_time, one_of
from osteohub.fhir.outcome import issue
from osteohub.fhir.query import Criterion, Cursor, Search, write_cursor
from osteohub.fhir.resources.every import KINDS
from osteohub.fhir.values import Reference
from osteohub.fhir.view import View
from osteohub.identity.actor import Actor
from osteohub.referrals.models import Referral

MOST_BACK = 1000
"""Resources that refer to a page's, at most."""


@dataclass(frozen=True)
class Found:
    """A row and its place in the order."""

    cursor: Cursor
    row: Any


def conditions(source: Source, view: View, criteria: Sequence[Criterion]) -> list[ColumnElement[bool]]:
    found = [source.visible(view.actor)]
    for one in criteria:
        matches = one_of(_filter(source, view.actor, one.name), one.values)
        found.append(not_(func.coalesce(matches, false())) if one.negated else matches)
    return found


def _filter(source: Source, actor: Actor, name: str):
    if name in source.asked_by:
        return source.asked_by[name](actor)
    if name == "_id":
        return lambda value: by_id(source, value)
    if name == "_lastUpdated":
        return by_time(source.changed)
    return source.filters.get(name, lambda value: false())


def matching(view: View, kind: Kind, search: Search) -> tuple[list[Found], bool]:
    """The page, and whether more follow."""
    sources = [list(_of_source(view, place, source, search)) for place, source in enumerate(kind.sources)]
    merged = heapq.merge(*sources, key=lambda one: _order(one.cursor, search), reverse=search.descending)
    page = [one for one, _ in zip(merged, range(search.count + 1), strict=False)]
    return page[: search.count], len(page) > search.count


def _order(cursor: Cursor, search: Search) -> tuple[Any, ...]:
    return (cursor.id, cursor.source) if cursor.key is None else (cursor.key, cursor.id, cursor.source)


def _of_source(view: View, place: int, source: Source, search: Search) -> Iterator[Found]:
    key = {"_id": None, "_lastUpdated": source.changed}.get(search.sort, source.sorts.get(search.sort))
    query = select(source.table).options(*source.options).where(*conditions(source, view, search.criteria))
    if search.after is not None:
        query = query.where(_beyond(source, place, key, search.after, search.descending))
    order = [source.table.id] if key is None else [key, source.table.id]
    query = query.order_by(*(one.desc() if search.descending else one for one in order)).limit(search.count + 1)
    for row in view.session.scalars(query):
        yield Found(Cursor(None if key is None else getattr(row, key.key), row.id, place), row)


def _beyond(source: Source, place: int, key: Any, after: Cursor, descending: bool) -> ColumnElement[bool]:
    """Rows that stand behind the cursor; of two sources with the same row the later one stands behind."""
    identity = source.table.id
    later = place < after.source if descending else place > after.source
    same = identity == after.id if later else false()
    ids = or_(identity < after.id if descending else identity > after.id, same)
    if key is None:
        return ids
    return or_(key < after.key if descending else key > after.key, and_(key == after.key, ids))


def count(view: View, kind: Kind, criteria: Sequence[Criterion]) -> int:
    counted = 0
    for source in kind.sources:
        query: Select[Any] = select(func.count()).select_from(source.table)
        counted += view.session.execute(query.where(*conditions(source, view, criteria))).scalar_one()
    return counted


def write_all(view: View, kind: Kind, found: Sequence[Found]) -> list[Resource]:
    """The resources of a page; what several of them ask the database for is asked at once."""
    referrals = [one.row.id for one in found if isinstance(one.row, Referral)]
    if referrals:
        view.look_up_numbers(referrals)
    view.meet({one.row.person_id for one in found if hasattr(one.row, "person_id") and one.row.person_id})
    return [kind.sources[one.cursor.source].write(view, one.row) for one in found]


def searched(view: View, kind: Kind, search: Search) -> Resource:
    """The Bundle of a search.

    Raises
    ------
    Forbidden
        This person may not ask for this kind at all.
    """
    kind.check(view.actor)
    page, has_more = matching(view, kind, search)
    resources = write_all(view, kind, page)
    entries = [_entry(view, one, "match") for one in resources]
    entries += [_entry(view, one, "include") for one in _included(view, resources, search)]
    if search.passed_over:
        words = f"Not known here and passed over: {', '.join(search.passed_over)}."
        entries.append({"resource": issue("not-supported", words, "warning"), "search": {"mode": "outcome"}})
    links = [{"relation": "self", "url": _address(view, kind, search, "")}]
    if has_more:
        links.append({"relation": "next", "url": _address(view, kind, search, write_cursor(page[-1].cursor))})
    total = {"total": count(view, kind, search.criteria)} if search.total else {}
    listed = {"entry": entries} if entries else {}
    return {"resourceType": "Bundle", "type": "searchset", **total, "link": links, **listed}


def _entry(view: View, resource: Resource, mode: str) -> Resource:
    where = f"{view.base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": where, "resource": resource, "search": {"mode": mode}}


def _address(view: View, kind: Kind, search: Search, after: str) -> str:
    pairs = [*search.used, *([("_after", after)] if after else [])]
    return f"{view.base}/{kind.name}" + (f"?{urlencode(pairs)}" if pairs else "")


def _included(view: View, resources: Sequence[Resource], search: Search) -> list[Resource]:
    matched = {(one["resourceType"], one["id"]) for one in resources}
    wanted: dict[str, dict[str, None]] = {}
    for one in resources:
        for path in search.includes:
            for name, identity in referred(one, path):
                if (name, identity) not in matched and name in KINDS:
                    wanted.setdefault(name, {})[identity] = None
    found = [one for name, identities in wanted.items() for one in fetch_many(view, KINDS[name], list(identities))]
    for name, parameter in search.back_includes:
        found += _referring(view, KINDS[name], parameter, resources)
    return list({(one["resourceType"], one["id"]): one for one in found}.values())


def referred(resource: Resource, path: str) -> Iterator[tuple[str, str]]:
    """Kind and id of what an element refers to."""
    found: list[Any] = [resource]
    for step in path.split("."):
        found = [each for one in found for each in _as_list(one.get(step, []))]
    for one in found:
        name, _, identity = str(one.get("reference", "")).partition("/")
        if identity:
            yield name, identity


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def fetch_many(view: View, kind: Kind, identities: Sequence[str]) -> list[Resource]:
    """Those of these that the reader may see."""
    found = []
    for place, source in enumerate(kind.sources):
        own = [
            one.removesuffix(source.suffix)
            for one in identities
            if kind.source_of(one) == (source, one.removesuffix(source.suffix))
        ]
        if own:
            query = select(source.table).options(*source.options)
            rows = view.session.scalars(query.where(source.table.id.in_(own), source.visible(view.actor)))
            found += write_all(view, kind, [Found(Cursor(None, row.id, place), row) for row in rows])
    return found


def _referring(view: View, kind: Kind, parameter: str, resources: Sequence[Resource]) -> list[Resource]:
    wanted = tuple(Reference(one["resourceType"], one["id"]) for one in resources)
    if not wanted:
        return []
    kind.check(view.actor)
    found: list[Resource] = []
    for place, source in enumerate(kind.sources):
        where = conditions(source, view, [Criterion(parameter, wanted)])
        query = select(source.table).options(*source.options).where(*where).order_by(source.table.id).limit(MOST_BACK)
        rows = view.session.scalars(query)
        found += write_all(view, kind, [Found(Cursor(None, row.id, place), row) for row in rows])
    return found
