"""Names of states, steps and institutions, as the pages of referrals show them."""

from collections.abc import Collection

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation, Person
from osteohub.referrals.states import REFERRAL, STATE_NAMES, TRANSFER, TRANSFER_NAMES
from osteohub.web.language import language_of


def states_of(request: Request, actor: Actor) -> dict[str, str]:
    """Of referrals and of transfers that went first."""
    place = 1 if language_of(request, actor) == "zh" else 0
    return {state: words[place] for state, words in (STATE_NAMES | TRANSFER_NAMES).items()}


def labels_of(request: Request, actor: Actor) -> dict[str, str]:
    """What the buttons of steps and of judgements say."""
    chinese = language_of(request, actor) == "zh"
    steps = (*REFERRAL.transitions, *TRANSFER.transitions)
    return {each.action: each.chinese if chinese else each.english for each in steps}


def names_of(session: Session, people: Collection[str]) -> dict[str, str]:
    """Names of people by id."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {row[0]: row[1] for row in rows}


def places_of(session: Session) -> dict[str, str]:
    return {one.id: one.name for one in session.scalars(select(Organisation))}
