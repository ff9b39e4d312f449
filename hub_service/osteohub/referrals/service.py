"""Writing, sending and answering referrals."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.sql.elements import False_

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.models import TIERS, Organisation
from osteohub.identity.policies import ORGANISATIONS
from osteohub.referrals import ways
from osteohub.referrals.ahead import alert
from osteohub.referrals.events import tell_step
from osteohub.referrals.models import Attachment, Referral, ReferralEvent, SealingKey, Transfer
from osteohub.referrals.policies import REFERRALS, TRANSFERS
from osteohub.referrals.states import DUE_HOURS, NEEDS_WORDS, REFERRAL
from osteohub.referrals.transfers import go_first
from osteohub.refusals import Conflict, Forbidden, Invalid, NotFound

LARGEST_ATTACHMENT = 20 << 20
_AGE = b"age-encryption.org/v1\n"

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class Written(BaseModel):
    """What a referral says."""

    model_config = ConfigDict(extra="forbid")

    to_id: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")] = ""
    outside: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    urgency: Literal["emergency", "urgent", "routine"] = "routine"
    patient_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    patient_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    birth_date: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    sex: Literal["", "female", "male", "other", "unknown"] = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    diagnosis: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
    reason_code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,40}$")] = ""


class Result(BaseModel):
    """What goes with some actions: words for all, a summary and a rehabilitation plan with a return."""

    model_config = ConfigDict(extra="forbid")

    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    summary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)] = ""
    rehabilitation: Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)] = ""


def write(session: Session, actor: Actor, from_id: str, written: Written) -> Referral:
    """A new draft.

    Raises
    ------
    Forbidden
        The person is neither clinician nor at the referral desk there.
    Invalid, NotFound
        Nowhere to go to, or two places.
    """
    places = {*actor.organisations("clinician"), *actor.organisations("referral_desk")}
    if from_id not in places or not actor.may_use("referrals"):
        raise Forbidden("Only a clinician or the referral desk of an institution refers its patients.")
    referral = Referral(from_id=from_id, author_id=actor.person_id)
    _fill(session, actor, referral, written)
    session.add(referral)
    session.flush()
    record(session, "write_referral", actor.person_id, ("referral", referral.id))
    return referral


def rewrite(session: Session, actor: Actor, referral_id: str, written: Written) -> Referral:
    """Change a draft.

    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    referral = REFERRALS.fetch(session, actor, "edit", referral_id, lock=True)
    if referral.state != "draft":
        raise Conflict(f"This referral is {referral.state} and cannot be changed; cancel it and write another.")
    _fill(session, actor, referral, written)
    record(session, "rewrite_referral", actor.person_id, ("referral", referral_id))
    return referral


def _fill(session: Session, actor: Actor, referral: Referral, written: Written) -> None:
    if bool(written.to_id) == bool(written.outside):
        raise Invalid("A referral goes to one institution of the hub, or to one outside by its name.")
    fields = written.model_dump(exclude={"to_id"})
    for name, value in fields.items():
        setattr(referral, name, value)
    referral.to_id = written.to_id or None
    source = session.get_one(Organisation, referral.from_id)
    if not written.to_id:
        referral.direction = "out"
        return
    target = ORGANISATIONS.fetch(session, actor, "read", written.to_id)
    if target.id == source.id or not target.active:
        raise Invalid("A referral goes to another institution, one that is open.")
    step = TIERS.index(target.tier) - TIERS.index(source.tier)
    referral.direction = "lateral" if step == 0 else "down" if step > 0 else "up"
    if _prefecture(session, source) != _prefecture(session, target):
        referral.direction = "out"


def _prefecture(session: Session, place: Organisation) -> str:
    """The prefecture that it belongs to, itself included; empty above them."""
    above = [one for one in place.path.split("/") if one]
    found = select(Organisation.id).where(Organisation.id.in_(above), Organisation.tier == "prefecture")
    return session.scalars(found).first() or ""


def move(session: Session, actor: Actor, referral_id: str, action: str, result: Result) -> Referral:
    """One step. A transfer out of the prefecture cannot be sent, only asked for; but an emergency goes first and is
    judged afterwards.

    Raises
    ------
    NotFound, Forbidden
    Conflict
        The step is not possible now: somebody else was faster, or it is too early.
    Invalid
        It needs words.
    PluginNo
        A rule of the region forbids it.
    """
    if action not in {one.action for one in REFERRAL.transitions}:
        raise NotFound("There is no such step of a referral.")
    referral = REFERRALS.fetch(session, actor, action, referral_id, lock=True)
    source, target = referral.state, REFERRAL.after(referral.state, action)
    ways.allow(session, referral, action)
    is_judged = ways.is_judged_afterwards(session, referral, action)
    if action in NEEDS_WORDS and not result.words:
        raise Invalid(_ASKED[action])
    if action == "return":
        if not result.summary or not result.rehabilitation:
            raise Invalid("A return has a summary and a rehabilitation plan.")
        referral.summary, referral.rehabilitation = result.summary, result.rehabilitation
    if action == "book":
        referral.booked_for = result.words[:200]
    referral.state = target
    referral.due_at = now() + timedelta(hours=DUE_HOURS[referral.urgency]) if target in _WAITING else None
    referral.events.append(
        ReferralEvent(action=action, source=source, target=target, person_id=actor.person_id, words=result.words)
    )
    record(session, f"referral_{action}", actor.person_id, ("referral", referral_id))
    tell_step(session, referral, action)
    if is_judged:
        go_first(session, actor, referral, result.words)
    if action == "send":
        alert(session, referral)
    session.flush()
    return referral


_WAITING = ("sent", "awaiting_approval")
_ASKED = {
    "decline": "Say why it is declined, so that the patient can be sent elsewhere.",
    "refuse": "Say why the transfer is refused, and what is to be done instead.",
    "approve": "Say on what ground the transfer is approved.",
    "cancel": "Say why it is cancelled.",
    "return": "Say in a line how it went.",
    "book": "Say when and where the patient is to come.",
}


def available(session: Session, actor: Actor, referral: Referral) -> tuple[str, ...]:
    """The steps that this person may take now."""
    return available_of(session, actor, (referral,))[referral.id]


def available_of(session: Session, actor: Actor, referrals: Sequence[Referral]) -> dict[str, tuple[str, ...]]:
    """The same for many, by id, in one question."""
    possible = {one.id: [each.action for each in REFERRAL.from_state(one.state)] for one in referrals}
    asked = tuple(dict.fromkeys(action for actions in possible.values() for action in actions))
    allowed = REFERRALS.available_of(session, actor, list(possible), asked) if asked else {}
    return {
        one.id: tuple(
            action
            for action in possible[one.id]
            if action in allowed.get(one.id, ()) and ways.is_offered(session, one, action)
        )
        for one in referrals
    }


def send_on(session: Session, actor: Actor, referral: Referral, words: str) -> Referral:
    """Send a draft by the first way that is open to it: at once, at once with approval afterwards, or by asking.

    Raises
    ------
    As ``move``.
    """
    possible = available(session, actor, referral)
    step = next((one for one in ways.FIRST_STEPS if one in possible), "send")
    return move(session, actor, referral.id, step, Result(words=words))


def worklist(session: Session, actor: Actor, limit: int, *options: ExecutableOption) -> Sequence[Referral]:
    """What waits for this person's institutions, the most pressing first: referrals for an answer, transfers for
    approval, and those that went first for a judgement afterwards.

    Parameters
    ----------
    options
        What is loaded with the rows.
    """
    found: dict[str, tuple[datetime, Referral]] = {}
    for action, state in (("accept", "sent"), ("approve", "awaiting_approval")):  # one index each
        allowed = REFERRALS.allows(actor, action, within=(state,))
        if isinstance(allowed, False_):
            continue
        query = select(Referral).where(allowed, Referral.state == state).options(*options)
        for one in session.scalars(query.order_by(Referral.due_at, Referral.id).limit(limit)):
            found[one.id] = one.due_at or _NEVER, one
    allowed = TRANSFERS.allows(actor, "confirm", within=("unjudged",))
    if not isinstance(allowed, False_):
        query = select(Transfer.due_at, Referral).join(Referral, Referral.id == Transfer.id).options(*options)
        query = query.where(allowed, Transfer.state == "unjudged").order_by(Transfer.due_at, Transfer.id)
        for due, one in session.execute(query.limit(limit)):
            found.setdefault(one.id, (due, one))
    pressing = sorted(found.values(), key=lambda each: (each[0], each[1].id))
    return [one for _, one in pressing[:limit]]


_NEVER = datetime.max.replace(tzinfo=UTC)


def set_sealing_key(session: Session, actor: Actor, organisation_id: str, recipient: str) -> None:
    """The institution's public key for attachments; its operator sets it.

    Raises
    ------
    Forbidden, NotFound, Invalid
    """
    import pyrage

    ORGANISATIONS.fetch(session, actor, "change", organisation_id)
    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise Invalid("This is no public key for attachments: it begins with age1.") from error
    kept = session.get(SealingKey, organisation_id)
    if kept is None:
        session.add(SealingKey(organisation_id=organisation_id, recipient=recipient, set_by=actor.person_id))
    else:
        kept.recipient, kept.set_by, kept.at = recipient, actor.person_id, now()
    record(session, "set_sealing_key", actor.person_id, ("organisation", organisation_id))


def sealing_key(session: Session, organisation_id: str) -> str:
    """
    Raises
    ------
    NotFound
        The institution has set none: nothing can be attached for it.
    """
    kept = session.get(SealingKey, organisation_id)
    if kept is None:
        raise NotFound("This institution has no key for attachments yet; its operator sets one.")
    return kept.recipient


def attach(session: Session, actor: Actor, referral_id: str, name: str, sealed: bytes) -> Attachment:
    """Add sealed bytes.

    Raises
    ------
    NotFound, Forbidden, Conflict
    Invalid
        They are not sealed, or too many.
    """
    referral = REFERRALS.fetch(session, actor, "attach", referral_id, lock=True)
    if referral.state in ("closed", "cancelled"):
        raise Conflict(f"This referral is {referral.state}; nothing is added to it any more.")
    if not sealed.startswith(_AGE):
        raise Invalid("An attachment is sealed for the other institution (age) before it is sent; this one is not.")
    if len(sealed) > LARGEST_ATTACHMENT:
        raise Invalid(
            f"An attachment has at most {LARGEST_ATTACHMENT >> 20} MiB; put images into the PACS and refer to them."
        )
    made = Attachment(
        referral_id=referral_id, name=name.strip()[:200] or "attachment", size=len(sealed), sealed=sealed,
        person_id=actor.person_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    record(session, "attach", actor.person_id, ("referral", referral_id), size=len(sealed))
    return made
