"""Doing what a message of a HIS asks: once, with the rights of the account that hands it in, all of it or nothing."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.his.merges import merge, numbers_of
from osteohub.his.models import HisMessage, HisNumber
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation
from osteohub.referrals import service
from osteohub.referrals.models import Referral
from osteohub.referrals.policies import REFERRALS
from osteohub.referrals.service import Result, Written
from osteohub.referrals.states import REFERRAL
from osteohub.refusals import Conflict, Forbidden, Invalid, NotFound
from osteokit.plugins.hub_his import HisRequest, ReferralDraft

KEPT_DAYS = 60
"""How long a message is known again; systems begin their numbers anew sooner or later."""

_T = TypeVar("_T", bound=BaseModel)
_UNANSWERED = ("sent", "awaiting_approval")
_REPLACED = "HIS 已更改，由新转诊单替代 (changed in the HIS; another referral replaces it)"


@dataclass(frozen=True)
class Message:
    """One message: ``system`` and ``control_id`` name it, ``fingerprint`` is the SHA-256 of its bytes."""

    system: str
    control_id: str
    fingerprint: str
    kind: str
    requests: tuple[HisRequest, ...]


@dataclass(frozen=True)
class Done:
    """``referral`` is None where the message concerned none; ``again`` where it had been done before."""

    referral: Referral | None
    again: bool


def need_place(actor: Actor, organisation_id: str) -> None:
    """
    Raises
    ------
    Forbidden
    """
    places = {*actor.organisations("clinician"), *actor.organisations("referral_desk")}
    if organisation_id not in places or not actor.may_use("referrals"):
        raise Forbidden("This account does not work at that institution's referral desk, or its token is not for it.")


def take_in(session: Session, actor: Actor, organisation_id: str, message: Message) -> Done:
    """Do what the message asks; a message that was done is answered the same and not done again.

    Raises
    ------
    Forbidden, NotFound, Invalid
    Conflict
        Its number was another message's, or what it asks is not possible now.
    """
    need_place(actor, organisation_id)
    _forget_old(session, organisation_id)
    row = HisMessage(
        organisation_id=organisation_id, system=message.system, control_id=message.control_id,
        fingerprint=message.fingerprint, kind=message.kind, outcome="none", person_id=actor.person_id,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return _known(session, organisation_id, message)
    referral = None
    for request in message.requests:
        referral = _do(session, actor, organisation_id, request) or referral
    if referral is not None:
        row.referral_id, row.outcome = referral.id, referral.state
    record(
        session, "his_message", actor.person_id, ("referral", referral.id if referral else ""), kind=message.kind,
        system=message.system, control_id=message.control_id,
    )  # fmt: skip
    session.flush()
    return Done(referral, False)


def _forget_old(session: Session, organisation_id: str) -> None:
    old = now() - timedelta(days=KEPT_DAYS)
    session.execute(delete(HisMessage).where(HisMessage.organisation_id == organisation_id, HisMessage.at < old))


def _known(session: Session, organisation_id: str, message: Message) -> Done:
    query = select(HisMessage).where(
        HisMessage.organisation_id == organisation_id,
        HisMessage.system == message.system,
        HisMessage.control_id == message.control_id,
    )
    found = session.scalars(query).one()
    if found.fingerprint != message.fingerprint:
        raise Conflict("Another message came with this control id before; each message needs one of its own.")
    return Done(session.get(Referral, found.referral_id) if found.referral_id else None, True)


def _do(session: Session, actor: Actor, place: str, request: HisRequest) -> Referral | None:
    if request.kind == "write":
        return _write(session, actor, place, request)
    if request.kind == "rewrite":
        return _rewrite(session, actor, place, request)
    if request.kind == "merge":
        merge(session, place, request.patient_number, request.survivor)
        return None
    referral = _find(session, actor, place, request)
    if referral is None:
        return None
    if request.step == "return" and referral.state == "arrived":
        service.move(session, actor, referral.id, "treat", Result())
    return service.move(session, actor, referral.id, request.step, _checked(Result, _words(request)))


def _words(request: HisRequest) -> dict[str, str]:
    return {"words": request.words, "summary": request.summary, "rehabilitation": request.rehabilitation}


def _write(session: Session, actor: Actor, place: str, request: HisRequest) -> Referral:
    if request.number and _numbered(session, place, request.number):
        raise Conflict("The system's number of this referral is another one's already; change that one instead.")
    referral = _new(session, actor, place, request)
    if request.number:
        session.add(
            HisNumber(
                organisation_id=place, number=_limited(request.number, 200), referral_id=referral.id,
                control_id=request.key[:199],
            )
        )  # fmt: skip
    return referral


def _new(session: Session, actor: Actor, place: str, request: HisRequest) -> Referral:
    """A referral, and sent where the request says so: asked for where it leaves the prefecture, but in an emergency
    gone first."""
    if request.draft is None:
        raise Invalid("A new referral needs its content.")
    referral = service.write(session, actor, place, _written(session, request.draft))
    if request.step != "send":
        return referral
    return service.send_on(session, actor, referral, request.words[:500])


def _rewrite(session: Session, actor: Actor, place: str, request: HisRequest) -> Referral:
    """Another content: in the same draft, or in a new referral that takes the place of an unanswered one."""
    old = _find(session, actor, place, request)
    if old is None or request.draft is None:
        raise Invalid("A changed referral needs its number and its content.")
    if old.state == "draft":
        return service.rewrite(session, actor, old.id, _written(session, request.draft))
    if old.state not in _UNANSWERED:
        raise Conflict(
            f"This referral is {old.state} and cannot be changed any more; speak with the other institution."
        )
    service.move(session, actor, old.id, "cancel", Result(words=_REPLACED))
    referral = _new(session, actor, place, request)
    for kept in session.scalars(select(HisNumber).where(HisNumber.referral_id == old.id)):
        kept.referral_id, kept.control_id = referral.id, request.key[:199]
    return referral


def _written(session: Session, draft: ReferralDraft) -> Written:
    target = ""
    if draft.receiver:
        named = (Organisation.id == draft.receiver) | (Organisation.name == draft.receiver)
        target = session.scalars(select(Organisation.id).where(named)).first() or ""
        if not target:
            raise NotFound("The hub has no institution of the name or id that this referral goes to.")
    content = {
        "to_id": target, "outside": draft.outside, "urgency": draft.urgency, "patient_name": draft.patient.name,
        "patient_number": draft.patient.number, "birth_date": draft.patient.birth_date, "sex": draft.patient.sex,
        "phone": draft.patient.phone, "diagnosis": draft.diagnosis, "reason": draft.reason,
    }  # fmt: skip
    if draft.reason_code and "reason_code" in Written.model_fields:
        content["reason_code"] = draft.reason_code
    return _checked(Written, content)


def _checked(kind: type[_T], content: dict[str, str]) -> _T:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise Invalid(f"The message's {field} cannot be used: {first['msg']}.") from error


def _find(session: Session, actor: Actor, place: str, request: HisRequest) -> Referral | None:
    """The referral that is meant, of this patient. None where a step is only for one that may not be there."""
    if request.referral:
        found = REFERRALS.fetch(session, actor, "read", request.referral)
        if place not in (found.from_id, found.to_id):
            raise NotFound("That referral is not one of this institution.")
        return _same_person(found, request)
    if request.number:
        known = _numbered(session, place, request.number)
        if known is None:
            raise NotFound("The hub knows no referral by this number of the system.")
        return _same_person(REFERRALS.fetch(session, actor, "read", known.referral_id), request)
    return _of_patient(session, actor, place, request)


def _of_patient(session: Session, actor: Actor, place: str, request: HisRequest) -> Referral | None:
    if not request.patient_number:
        raise Invalid("The message names neither a referral nor a patient.")
    states = REFERRAL.sources_of(("treat", "return") if request.step == "return" else (request.step,))
    query = select(Referral).where(
        REFERRALS.allows(actor, request.step),
        (Referral.from_id == place) | (Referral.to_id == place),
        Referral.patient_number.in_(numbers_of(session, place, request.patient_number)),
        Referral.state.in_(states),
    )
    found = session.scalars(query.limit(2)).all()
    if len(found) == 1:
        return _same_person(found[0], request)
    if found:
        raise Conflict("Several referrals of this patient wait for this step; name the one that is meant.")
    if request.if_any:
        return None
    raise NotFound("No referral of this patient waits for this step.")


def _same_person(referral: Referral, request: HisRequest) -> Referral:
    """
    Raises
    ------
    Conflict
        The message tells of somebody else.
    """
    born = request.birth_date and referral.birth_date and request.birth_date != referral.birth_date
    named = request.patient_name and _plain(request.patient_name) != _plain(referral.patient_name)
    if born or named:
        raise Conflict("Name or birth date in the message are not those of the referral's patient; nothing was done.")
    return referral


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _numbered(session: Session, place: str, number: str) -> HisNumber | None:
    query = select(HisNumber).where(HisNumber.organisation_id == place, HisNumber.number == number)
    return session.scalars(query).first()


def _limited(text: str, length: int) -> str:
    if len(text) > length:
        raise Invalid(f"A number of a referral has at most {length} characters.")
    return text


def number_of(session: Session, actor: Actor, place: str, referral_id: str) -> tuple[str, str]:
    """By which number the institution's HIS knows a referral, and the control id of the message that wrote it; both
    empty where it was not written there.

    Raises
    ------
    Forbidden, NotFound
    """
    need_place(actor, place)
    REFERRALS.fetch(session, actor, "read", referral_id)
    query = select(HisNumber).where(HisNumber.organisation_id == place, HisNumber.referral_id == referral_id)
    found = session.scalars(query).first()
    return (found.number, found.control_id) if found else ("", "")
