"""Pages of versions in the order of a number that their resources have: stars, downloads.

Few are sorted; where many match, the resources are walked in their order until the page is full. The numbers change
while somebody reads: the next page begins below the number that the last one had when it was shown.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, literal_column, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.visitors import replacement_traverse

from osteohub.library import search
from osteohub.library.models import Resource, Version
from osteohub.refusals import Invalid

NUMBERS = {"stars": Resource.stars, "downloads": Resource.downloads}
FEW = 1000
BEFORE_ALL = (2_000_000_000, "g" * 32, "g" * 32)
"""Greater than every number and id: a bound lets SQLite follow the index on the first page too."""
_AFTER = re.compile(r"([0-9]{1,9})-([0-9a-f]{32})-([0-9a-f]{32})")


def page_by_number(
    session: Session, order: str, conditions: Sequence[ColumnElement[bool]], total: int, after: str, limit: int
) -> tuple[list[Version], str]:
    """The greatest first, among equals the youngest resource; and what asks for the next page.

    Parameters
    ----------
    total : int
        How many versions fulfil the conditions.

    Raises
    ------
    Invalid
        ``after`` was not said by a page of this order.
    """
    number = NUMBERS[order]
    key = (number, Resource.id, Version.id)
    if total > FEW and search.is_sqlite(session):
        conditions = [replacement_traverse(one, {}, _not_looked_up) for one in conditions]
    query = select(*key).join_from(Resource, Version, Version.resource_id == Resource.id).where(*conditions)
    last = _last(after) if after else BEFORE_ALL
    query = query.where(number <= last[0], tuple_(*key) < last)
    found = session.execute(query.order_by(*(each.desc() for each in key)).limit(limit)).all()
    ids = [row[2] for row in found]
    versions = {one.id: one for one in session.scalars(select(Version).where(Version.id.in_(ids)))}
    return [versions[one] for one in ids], "-".join(map(str, found[-1])) if len(found) == limit else ""


def _not_looked_up(element: Any, **_: Any) -> ColumnElement[Any] | None:
    """With a plus before it SQLite looks no version up by a column, which leaves it the resources in their order: it
    does not see by itself that a page is full soon."""
    if isinstance(element, Column) and element.table.name == Version.__tablename__:
        return literal_column(f"+{Version.__tablename__}.{element.name}", element.type)
    return None


def _last(after: str) -> tuple[Any, str, str]:
    parts = _AFTER.fullmatch(after)
    if not parts:
        raise Invalid("This next page belongs to a list in another order; begin with the first page.")
    return int(parts[1]), parts[2], parts[3]
