"""Relations between a person's institution and a thing, for the rules of every domain."""

from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, bindparam, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from osteohub.database.base import UtcTime, now
from osteohub.identity.actor import Actor, Role
from osteohub.identity.models import Organisation, SharingAgreement
from osteohub.permissions.policy import Relation

Column: TypeAlias = InstrumentedAttribute[Any]


def moment() -> BindParameter[datetime]:
    """The time at which the question is asked, not that at which it was built."""
    return bindparam(None, callable_=now, type_=UtcTime())


def anything(actor: Actor, role: Role) -> ColumnElement[bool]:
    """All things."""
    return true()


def own(person_id: Column) -> Relation:
    """The person's own."""
    return lambda actor, role: person_id == actor.person_id


def of_institution(organisation_id: Column) -> Relation:
    """Of the institution where they have the role."""
    return lambda actor, role: organisation_id == role.organisation_id


def of_institutions_below(organisation_id: Column) -> Relation:
    """Of that institution or of one below it."""

    def relation(actor: Actor, role: Role) -> ColumnElement[bool]:
        below = aliased(Organisation)
        return organisation_id.in_(select(below.id).where(below.path.startswith(role.path, autoescape=True)))

    return relation


def shared_with(organisation_id: Column, kind: str) -> Relation:
    """Of an institution that has agreed to share this kind with theirs, today."""

    def relation(actor: Actor, role: Role) -> ColumnElement[bool]:
        agreed = aliased(SharingAgreement)
        today = moment()
        return organisation_id.in_(
            select(agreed.giver_id).where(
                agreed.taker_id == role.organisation_id,
                agreed.kind == kind,
                agreed.valid_from <= today,
                agreed.valid_until > today,
            )
        )

    return relation
