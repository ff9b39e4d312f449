"""Income of grants, divided by the shares in force; statements; corrections by counter-entries, never by edits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.ledger import service as ledger
from osteohub.library.models import Version
from osteohub.notices.service import tell
from osteohub.refusals import Conflict, Invalid
from osteohub.rights import splits
from osteohub.rights.models import Grant, Income, IncomeLine
from osteohub.rights.money import MOST_FEN, divide
from osteohub.rights.policies import GRANTS, INCOMES

_PERIOD = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")
_NEVER_IN_FORCE = ("offered", "declined", "taken_back")


def record_income(
    session: Session, actor: Actor, grant_id: str, amount_fen: int, received_on: date, note: str
) -> Income:
    """What came in for a grant, divided among those who have a share at this moment.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        The grant never took effect.
    Invalid
        No amount, or a day that is not over.
    """
    grant: Grant = GRANTS.fetch(session, actor, "record_income", grant_id, lock=True)
    if grant.ledger_number is None or grant.state in _NEVER_IN_FORCE:
        raise Conflict(f"This grant is {grant.state} and earned nothing.")
    if not 0 < amount_fen <= MOST_FEN:
        raise Invalid(f"An income is 1 to {MOST_FEN} fen; what was wrong is corrected by a counter-entry.")
    if received_on > now().date():
        raise Invalid("Income is recorded once it was received, not before.")
    version = session.scalars(select(Version).where(Version.id == grant.version_id).with_for_update()).one()
    table = splits.in_force(session, version)
    parts = divide(amount_fen, [one.share for one in table.shares])
    period = f"{received_on:%Y-%m}"
    income = Income(
        grant_id=grant.id,
        version_id=version.id,
        owner_id=grant.owner_id,
        author_id=grant.author_id,
        split_id=table.id,
        amount_fen=amount_fen,
        received_on=received_on,
        period=period,
        note=note.strip()[:300],
        recorded_by=actor.person_id,
        lines=[
            IncomeLine(place=one.place, name=one.name, person_id=one.person_id, period=period, amount_fen=part)
            for one, part in zip(table.shares, parts, strict=True)
        ],
    )
    session.add(income)
    session.flush()
    _to_ledger(session, income)
    record(session, "record_income", actor.person_id, ("income", income.id), grant=grant_id, fen=amount_fen)
    _tell(session, income, version, "You have a share in new income", "您有一笔新的收益分配")
    return income


def correct(session: Session, actor: Actor, income_id: str, note: str) -> Income:
    """The counter-entry of an income: the same lines with the opposite sign, today.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        It was corrected already, or is a counter-entry itself.
    Invalid
        It says not why.
    """
    if not note.strip():
        raise Invalid("Say what was wrong with this income.")
    wrong: Income = INCOMES.fetch(session, actor, "correct", income_id, lock=True)
    if wrong.corrects_id is not None:
        raise Conflict("This is a counter-entry; record the income anew instead.")
    today = now().date()
    period = f"{today:%Y-%m}"
    counter = Income(
        **{name: getattr(wrong, name) for name in ("grant_id", "version_id", "owner_id", "author_id", "split_id")},
        amount_fen=-wrong.amount_fen,
        received_on=today,
        period=period,
        note=note.strip()[:300],
        corrects_id=wrong.id,
        recorded_by=actor.person_id,
        lines=[
            IncomeLine(
                place=one.place, name=one.name, person_id=one.person_id, period=period, amount_fen=-one.amount_fen
            )
            for one in wrong.lines
        ],
    )
    try:
        with session.begin_nested():
            session.add(counter)
    except IntegrityError as error:
        raise Conflict("This income was corrected already.") from error
    _to_ledger(session, counter)
    record(session, "correct_income", actor.person_id, ("income", counter.id), corrects=wrong.id)
    version = session.get_one(Version, wrong.version_id)
    _tell(session, counter, version, "Income in which you have a share was corrected", "您的一笔收益分配已更正")
    return counter


@dataclass(frozen=True)
class Statement:
    """What one person got in a period (``"2026-11"``), in fen; ``entries`` are (income, amount)."""

    person_id: str | None
    name: str
    period: str
    total_fen: int
    entries: tuple[tuple[Income, int], ...]


def my_statement(session: Session, actor: Actor, period: str) -> Statement:
    """
    Raises
    ------
    Invalid
        It is no month.
    """
    checked_period(period)
    query = (
        select(Income, IncomeLine.amount_fen)
        .join(IncomeLine, IncomeLine.income_id == Income.id)
        .where(IncomeLine.person_id == actor.person_id, IncomeLine.period == period)
        .order_by(Income.id)
    )
    entries = tuple((row[0], row[1]) for row in session.execute(query))
    return Statement(actor.person_id, actor.name, period, sum(amount for _, amount in entries), entries)


def sums(session: Session, actor: Actor, period: str) -> Sequence[tuple[str | None, str, int]]:
    """Person (None without an account), name and fen of everybody who got something of the income that this person may
    see as owner; together exactly that income.

    Raises
    ------
    Invalid
    """
    checked_period(period)
    query = (
        select(IncomeLine.person_id, IncomeLine.name, func.sum(IncomeLine.amount_fen))
        .join(Income, Income.id == IncomeLine.income_id)
        .where(IncomeLine.period == period, INCOMES.allows(actor, "correct"))
        .group_by(IncomeLine.person_id, IncomeLine.name)
        .order_by(IncomeLine.name, IncomeLine.person_id)
    )
    return [(row[0], row[1], int(row[2])) for row in session.execute(query)]


def checked_period(period: str) -> str:
    """
    Raises
    ------
    Invalid
    """
    if not _PERIOD.match(period):
        raise Invalid("A period is a month such as 2026-11.")
    return period


def fingerprint(income: Income) -> str:
    """SHA-256 of an income with its lines; their ids are random, so that no amount is found by trying."""
    lines = [[one.id, one.name, one.person_id, one.amount_fen] for one in income.lines]
    said = {"income": income.id, "amount_fen": income.amount_fen, "received_on": income.received_on.isoformat()}
    return ledger.fingerprint(ledger.canonical({**said, "lines": lines}))


def _to_ledger(session: Session, income: Income) -> None:
    entry = {
        "income": income.id,
        "grant": income.grant_id,
        "split": income.split_id,
        "corrects": income.corrects_id or "",
        "income_sha256": fingerprint(income),
    }
    income.ledger_number = ledger.append(session, "income", income.id, [entry]).start


def _tell(session: Session, income: Income, version: Version, english: str, chinese: str) -> None:
    people = [one.person_id or "" for one in income.lines]
    key, subject = f"income/{income.id}", ("income", income.id)
    tell(
        session,
        people,
        key,
        subject,
        f"{english}: {version.english or version.title}.",
        f"{chinese}：{version.title}。",
    )
