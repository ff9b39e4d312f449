"""The last month's transfers out of the prefecture, for whoever decides the next one."""

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.permissions.relations import of_institutions_below
from osteohub.referrals.models import Referral, ReferralEvent, Transfer

DAYS = 30
WATCHERS = ("centre_approver", "quality_officer")
_TRANSFER = ("send_out", "approve", "refuse")


@dataclass(frozen=True)
class Month:
    """Transfers asked for, approved and refused in the last ``DAYS`` days below the centre; ``from_here`` of them were
    asked for by one institution. ``within`` referrals stayed in the prefecture. ``hours`` is the median from asking to
    the decision, None where none was made. ``targets`` are the places most asked for or gone
    to, each with its number.

    ``first`` are emergencies that left before they could be approved: of these ``confirmed`` and ``disallowed`` were
    judged since, ``unjudged`` wait for it, ``late`` of them beyond their time."""

    asked: int
    approved: int
    refused: int
    from_here: int
    within: int
    hours: float | None
    targets: tuple[tuple[str, int], ...]
    first: int = 0
    confirmed: int = 0
    disallowed: int = 0
    unjudged: int = 0
    late: int = 0

    @property
    def whole(self) -> int:
        """All that were sent or asked for."""
        return self.asked + self.first + self.within

    @property
    def kept_percent(self) -> float | None:
        """Of all that were sent or asked for, how many stayed in the prefecture."""
        whole = self.whole
        return 100 * self.within / whole if whole else None


def month_of(session: Session, actor: Actor, organisation_id: str) -> Month:
    """The month below the institutions where the person watches, with the share of ``organisation_id``."""
    since_time, area = now() - timedelta(days=DAYS), _area(actor)
    since = _first_id(since_time)
    columns = (ReferralEvent.referral_id, ReferralEvent.action, ReferralEvent.at, Referral.from_id, Referral.outside)
    rows = session.execute(
        select(*columns)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(ReferralEvent.id >= since, ReferralEvent.action.in_(_TRANSFER), area)
    ).all()
    within = session.execute(
        select(func.count())
        .select_from(ReferralEvent)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(ReferralEvent.id >= since, ReferralEvent.action == "send", Referral.direction != "out", area)
    ).scalar_one()
    asked = {row.referral_id: row for row in rows if row.action == "send_out"}
    decided = [row for row in rows if row.action != "send_out"]
    gone = session.execute(_gone(since_time, area)).all()
    waits = [(row.at - asked[row.referral_id].at) / timedelta(hours=1) for row in decided if row.referral_id in asked]
    targets = Counter(row.outside for row in (*asked.values(), *gone) if row.outside)
    return Month(
        asked=len(asked),
        approved=sum(row.action == "approve" for row in decided),
        refused=sum(row.action == "refuse" for row in decided),
        from_here=sum(row.from_id == organisation_id for row in asked.values()),
        within=within,
        hours=statistics.median(waits) if waits else None,
        targets=tuple(targets.most_common(5)),
        first=len(gone),
        confirmed=sum(one.state == "confirmed" for one in gone),
        disallowed=sum(one.state == "disallowed" for one in gone),
        unjudged=sum(one.state == "unjudged" for one in gone),
        late=sum(one.state == "unjudged" and one.due_at < now() for one in gone),
    )


def _gone(since: datetime, area: ColumnElement[bool]) -> Select[tuple[str, datetime, str]]:
    columns = Transfer.state, Transfer.due_at, Referral.outside
    return select(*columns).join(Referral, Referral.id == Transfer.id).where(Transfer.sent_at >= since, area)


def _area(actor: Actor) -> ColumnElement[bool]:
    below = of_institutions_below(Referral.from_id)
    found = [below(actor, role) for role in actor.roles if role.role in WATCHERS]
    return or_(*found) if found else false()


def _first_id(moment: datetime) -> str:
    """Ids begin with their time in milliseconds: whatever is younger sorts behind this, so that the key is enough."""
    return f"{int(moment.timestamp() * 1000):012x}"
