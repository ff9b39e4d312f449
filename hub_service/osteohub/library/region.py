"""Whose files stay in the region: who may fetch them all the same.

The region of an institution is the highest one above it that is not national, with all that is below; a national
institution's region is everything below it. Who is outside may see what such a resource is, and fetches its files only
where its institution agreed to share, where a licence grant holds now, or where they judge a report about it.
"""

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from osteohub.identity.actor import Actor, Role
from osteohub.identity.models import Organisation
from osteohub.library.models import Version
from osteohub.permissions.relations import moment
from osteohub.rights.models import Assessment, Grant, Report

INTERNAL = "LicenseRef-Region-Internal"


def for_everybody(actor: Actor, role: Role) -> ColumnElement[bool]:
    """Under a licence that has no border."""
    return Version.licence != INTERNAL


def in_region(actor: Actor, role: Role) -> ColumnElement[bool]:
    """Of an institution in whose region they have the role."""
    top, owner = aliased(Organisation), aliased(Organisation)
    above = role.path.strip("/").split("/")
    begins = (
        select(top.path)
        .where(top.id.in_(above), top.tier != "national")
        .order_by(func.length(top.path))
        .limit(1)
        .scalar_subquery()
    )
    ours = owner.path.startswith(begins)
    nations = and_(owner.id.in_(above), owner.tier == "national")
    return Version.organisation_id.in_(select(owner.id).where(or_(ours, nations)))


def granted_to_me(actor: Actor, role: Role) -> ColumnElement[bool]:
    """That they hold a licence of now."""
    return _granted(Grant.person_id == actor.person_id)


def granted_to_us(actor: Actor, role: Role) -> ColumnElement[bool]:
    """That the institution where they have the role holds a licence of now."""
    return _granted(Grant.grantee_id == role.organisation_id)


def _granted(holder: ColumnElement[bool]) -> ColumnElement[bool]:
    at = moment()
    in_force = (Grant.state == "in_force", Grant.valid_from <= at, Grant.valid_until > at)
    return Version.id.in_(select(Grant.version_id).where(holder, *in_force))


def judged(actor: Actor, role: Role) -> ColumnElement[bool]:
    """About which they judge a report now."""
    asked = aliased(Assessment)
    query = select(Report.version_id).join(asked, and_(asked.report_id == Report.id, asked.round == Report.round))
    runs = Report.state.in_(("in_assessment", "in_reassessment"))
    return Version.id.in_(query.where(asked.person_id == actor.person_id, runs))
