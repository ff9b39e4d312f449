"""Indicators for a quality officer: what they may see is handed to plugins, and their cases become figures."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from osteohub.audit.models import AuditEntry
from osteohub.credentials.models import Override
from osteohub.credentials.policies import OVERRIDES
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation
from osteohub.plugins.facts import steps
from osteohub.plugins.registry import HubPlugins
from osteohub.referrals.models import Referral
from osteohub.referrals.policies import REFERRALS
from osteohub.refusals import Forbidden, NotFound
from osteokit.plugins.hub_quality import (
    Indicator,
    IndicatorCase,
    IndicatorData,
    OverrideFacts,
    Place,
    ReferralFacts,
    UseFacts,
)

PERIODS = (30, 90, 365)
MOST = 50_000
"""Rows of a kind that are counted; the newest."""


@dataclass(frozen=True)
class Figure:
    """An indicator's value for some cases: ``value`` is None where there are none; ``light`` is ``"good"``,
    ``"warning"``, ``"stop"``, or empty where there is no target or no case."""

    value: float | None
    count: int
    light: str


@dataclass(frozen=True)
class Shown:
    """An indicator with its figure as a whole and by institution's id."""

    indicator: Indicator
    plugin: str
    whole: Figure
    places: dict[str, Figure]


def need_officer(actor: Actor) -> None:
    """
    Raises
    ------
    Forbidden
    """
    if not actor.has("quality_officer"):
        raise Forbidden("Only a quality officer reads indicators.")


def gather(session: Session, actor: Actor, days: int) -> IndicatorData:
    """What happened in the last ``days`` at the institutions that this person answers for.

    Raises
    ------
    Forbidden
    """
    need_officer(actor)
    until = now()
    since = until - timedelta(days=days)
    places = _places(session, actor)
    inside = [one.id for one in places]
    return IndicatorData(
        since,
        until,
        places,
        tuple(_referral(one) for one in _referrals(session, actor, since, inside)),
        _overrides(session, actor, since, inside),
        _uses(session, since, inside),
    )


def _places(session: Session, actor: Actor) -> tuple[Place, ...]:
    found: dict[str, Place] = {}
    for role in actor.roles:
        if role.role == "quality_officer":
            query = select(Organisation).where(Organisation.path.startswith(role.path, autoescape=True))
            for one in session.scalars(query):
                found[one.id] = Place(one.id, one.tier, one.parent_id or "")
    return tuple(found.values())


def _referrals(session: Session, actor: Actor, since: datetime, inside: Sequence[str]) -> Sequence[Referral]:
    query = (
        select(Referral)
        .where(REFERRALS.allows(actor, "read"), Referral.created_at >= since)
        .where(Referral.from_id.in_(inside), Referral.state != "draft")
        .options(selectinload(Referral.events), selectinload(Referral.transfer))
        .order_by(Referral.id.desc())
    )
    return session.scalars(query.limit(MOST)).all()


def _referral(one: Referral) -> ReferralFacts:
    return ReferralFacts(
        one.id, one.from_id, one.to_id or "", one.direction, one.state, one.urgency, one.reason_code, one.created_at,
        steps(one), one.transfer.sent_at if one.transfer else None, one.transfer.judged_at if one.transfer else None,
    )  # fmt: skip


def _overrides(session: Session, actor: Actor, since: datetime, inside: Sequence[str]) -> tuple[OverrideFacts, ...]:
    query = select(Override).where(OVERRIDES.allows(actor, "read"), Override.at >= since)
    found = session.scalars(query.where(Override.organisation_id.in_(inside)).order_by(Override.id.desc()).limit(MOST))
    return tuple(
        OverrideFacts(one.id, one.code, one.organisation_id, one.at, one.reviewed_at, one.justified) for one in found
    )


def _uses(session: Session, since: datetime, inside: Sequence[str]) -> tuple[UseFacts, ...]:
    query = (
        select(AuditEntry)
        .where(AuditEntry.action == "use_technique", AuditEntry.at >= since, AuditEntry.subject_id.in_(inside))
        .order_by(AuditEntry.id.desc())
        .limit(MOST)
    )
    return tuple(
        UseFacts(
            one.id, one.detail.get("code", ""), one.subject_id, one.at, one.outcome == "done",
            one.detail.get("plan", ""),
        )
        for one in session.scalars(query)
        if one.detail.get("why") != "unrestricted"
    )  # fmt: skip


def shown(plugins: HubPlugins, data: IndicatorData) -> tuple[Shown, ...]:
    """What the plugins count, each indicator with its figures; by plugin and in its order."""
    found, seen = [], set()
    for name, indicators in plugins.observe("hub_indicators", data=data).items():
        for one in indicators:
            if one.code not in seen:
                seen.add(one.code)
                found.append(_shown(one, name))
    return tuple(found)


def find(found: Sequence[Shown], code: str) -> Shown:
    """
    Raises
    ------
    NotFound
    """
    for one in found:
        if one.indicator.code == code:
            return one
    raise NotFound(f"There is no indicator {code}; is its plugin working?")


def cases(one: Shown, place: str) -> tuple[IndicatorCase, ...]:
    """The cases of an institution, or all; those that pull the figure down first."""
    found = [each for each in one.indicator.cases if place in ("", each.place)]
    return tuple(sorted(found, key=lambda each: each.amount, reverse=one.indicator.is_better == "low"))


def _shown(one: Indicator, plugin: str) -> Shown:
    by_place: dict[str, list[float]] = {}
    for case in one.cases:
        by_place.setdefault(case.place, []).append(case.amount)
    places = {place: figure(one, amounts) for place, amounts in by_place.items()}
    return Shown(one, plugin, figure(one, [case.amount for case in one.cases]), places)


def figure(one: Indicator, amounts: Sequence[float]) -> Figure:
    value = statistics.fmean(amounts) if amounts else None
    return Figure(value, len(amounts), _light(one, value))


def _light(one: Indicator, value: float | None) -> str:
    if value is None or one.target is None:
        return ""
    sign = 1 if one.is_better == "high" else -1
    if sign * value >= sign * one.target:
        return "good"
    if one.warning is None or sign * value >= sign * one.warning:
        return "warning"
    return "stop"
