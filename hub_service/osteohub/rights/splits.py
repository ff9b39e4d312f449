"""Tables of shares: versioned, changed only when everybody in the old and in the new table consents."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.identity.actor import Actor
from osteohub.identity.models import Person
from osteohub.identity.schemas import Strict
from osteohub.ledger import service as ledger
from osteohub.library.models import Version
from osteohub.library.policies import VERSIONS
from osteohub.library.states import SEEN_BY_ALL
from osteohub.notices.service import tell
from osteohub.refusals import Conflict, Forbidden, Invalid, NotFound
from osteohub.rights.models import Split, SplitShare, Voice
from osteohub.rights.money import WHOLE
from osteohub.rights.policies import SPLITS
from osteohub.rights.states import SPLIT


class Line(Strict):
    """``share`` in hundredths of a percent; without ``person_id`` for somebody who has no account here."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    person_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None
    share: Annotated[int, Field(ge=1, le=WHOLE)]


def in_force(session: Session, version: Version) -> Split:
    """The table that counts now. The first one is what the version was published with; it is made when it is first
    needed.

    Raises
    ------
    Conflict
        The version was never published, or nobody has a share.
    """
    if not version.number:
        raise Conflict(f"This version is {version.state}; shares count once it is published.")
    found = session.scalars(_newest(version.id)).first()
    if found is not None:
        return found
    lines = [one for one in version.contributors if one.share > 0]
    if not lines:
        raise Conflict("This version names nobody who has a share.")
    first = Split(
        **_owned(version),
        proposed_by=version.author_id,
        shares=[
            SplitShare(place=place, name=one.name, person_id=one.person_id, share=one.share)
            for place, one in enumerate(lines)
        ],
    )
    session.add(first)
    session.flush()
    _enter(session, first, 1)
    return first


def _newest(version_id: str):
    return select(Split).where(Split.version_id == version_id, Split.state == "in_force").order_by(Split.number.desc())


def _owned(version: Version) -> dict[str, str]:
    return {"version_id": version.id, "owner_id": version.organisation_id, "author_id": version.author_id}


def propose(session: Session, actor: Actor, version_id: str, lines: Sequence[Line], reason: str) -> Split:
    """A new table; whoever proposes it consents to it.

    Raises
    ------
    NotFound, Forbidden
        The person neither has a share nor owns the version.
    Conflict
        Another proposal waits, or the version is not published.
    Invalid
        The shares do not add up, or somebody stands there twice or is unknown.
    """
    version: Version = VERSIONS.fetch(session, actor, "read", version_id, lock=True)
    if version.state not in SEEN_BY_ALL:
        raise Conflict(f"This version is {version.state}; only the shares of what is published are changed.")
    old = in_force(session, version)
    has_share = any(one.person_id == actor.person_id for one in old.shares)
    if not (has_share or VERSIONS.may(session, actor, "license", version_id)) or not actor.may_use("library"):
        raise Forbidden("Only who has a share or owns the version proposes other shares.")
    _check(session, lines)
    new = Split(
        **_owned(version),
        open=version.id,
        reason=reason.strip()[:500],
        proposed_by=actor.person_id,
        shares=[
            SplitShare(place=place, name=one.name, person_id=one.person_id, share=one.share)
            for place, one in enumerate(lines)
        ],
    )
    concerned = {_key(one): one for one in (*old.shares, *new.shares)}
    new.voices = [
        Voice(place=place, name=one.name, person_id=one.person_id) for place, one in enumerate(concerned.values())
    ]
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError as error:
        raise Conflict("Other shares were proposed already; they wait for consent.") from error
    record(session, "propose_shares", actor.person_id, ("split", new.id), version=version_id)
    _tell(session, new, version, "proposed", "Your consent to other shares is asked for", "请您确认新的收益分配表")
    for voice in new.voices:
        if voice.person_id == actor.person_id:
            voice.consents, voice.spoken_by, voice.spoken_at = True, actor.person_id, now()
    _enter_if_all_consent(session, new)
    return new


def _key(one: SplitShare) -> str:
    return one.person_id or f"name/{one.name}"


def _check(session: Session, lines: Sequence[Line]) -> None:
    whole = sum(one.share for one in lines)
    if whole != WHOLE:
        raise Invalid(f"Shares add up to {WHOLE} hundredths of a percent; these make {whole}.")
    keys = [one.person_id or f"name/{one.name}" for one in lines]
    if len(set(keys)) != len(keys):
        raise Invalid("Somebody stands in the table twice; give them one line.")
    ids = {one.person_id for one in lines if one.person_id}
    if ids - set(session.scalars(select(Person.id).where(Person.id.in_(ids)))):
        raise Invalid("The table names a person whom the hub does not know.")


def consent(session: Session, actor: Actor, split_id: str) -> Split:
    """
    Raises
    ------
    NotFound, Forbidden, Conflict
    """
    split: Split = SPLITS.fetch(session, actor, "consent", split_id, lock=True)
    SPLIT.after(split.state, "consent")
    mine = [one for one in split.voices if one.person_id == actor.person_id]
    if all(one.consents for one in mine):
        raise Conflict("You have consented already.")
    for voice in mine:
        voice.consents, voice.spoken_by, voice.spoken_at = True, actor.person_id, now()
    record(session, "consent_to_shares", actor.person_id, ("split", split_id))
    _enter_if_all_consent(session, split)
    return split


def consent_in_writing(session: Session, actor: Actor, split_id: str, place: int, statement_sha256: str) -> Split:
    """An operator notes the written consent of somebody who has no account, or whose account is closed.

    Raises
    ------
    NotFound, Forbidden, Conflict
    Invalid
        They have an account and speak for themselves.
    """
    split: Split = SPLITS.fetch(session, actor, "consent_in_writing", split_id, lock=True)
    SPLIT.after(split.state, "consent")
    voice = next((one for one in split.voices if one.place == place), None)
    if voice is None:
        raise NotFound("Nobody stands at this place of the table.")
    person = session.get(Person, voice.person_id) if voice.person_id else None
    if person is not None and person.active:
        raise Invalid(f"{person.name} has an account here and consents by signing in.")
    voice.consents, voice.statement_sha256 = True, statement_sha256
    voice.spoken_by, voice.spoken_at = actor.person_id, now()
    record(session, "consent_in_writing", actor.person_id, ("split", split_id), statement=statement_sha256)
    _enter_if_all_consent(session, split)
    return split


def silent_without_account(session: Session, split_ids: Sequence[str]) -> set[tuple[str, int]]:
    """Table and place of those who have not spoken and cannot sign in: their paper is waited for."""
    query = (
        select(Voice.split_id, Voice.place)
        .outerjoin(Person, Person.id == Voice.person_id)
        .where(Voice.split_id.in_(split_ids), Voice.consents.is_(None), Person.active.is_not(True))
    )
    return {(row[0], row[1]) for row in session.execute(query)}


def object_to(session: Session, actor: Actor, split_id: str, reason: str) -> Split:
    """One objection ends the proposal.

    Raises
    ------
    NotFound, Forbidden, Conflict, Invalid
    """
    if not reason.strip():
        raise Invalid("Say why you object.")
    split: Split = SPLITS.fetch(session, actor, "object", split_id, lock=True)
    split.state, split.open = SPLIT.after(split.state, "object"), None
    split.reason = reason.strip()[:500]
    for voice in split.voices:
        if voice.person_id == actor.person_id:
            voice.consents, voice.spoken_by, voice.spoken_at = False, actor.person_id, now()
    record(session, "object_to_shares", actor.person_id, ("split", split_id))
    version = session.get_one(Version, split.version_id)
    _tell(
        session, split, version, "refused", "Other shares were refused by one who has a voice", "新的收益分配表被反对"
    )
    return split


def take_back(session: Session, actor: Actor, split_id: str) -> Split:
    """
    Raises
    ------
    NotFound, Forbidden, Conflict
    """
    split: Split = SPLITS.fetch(session, actor, "take_back", split_id, lock=True)
    split.state, split.open = SPLIT.after(split.state, "take_back"), None
    record(session, "take_back_shares", actor.person_id, ("split", split_id))
    return split


def _enter_if_all_consent(session: Session, split: Split) -> None:
    if not all(one.consents for one in split.voices):
        return
    old = session.scalars(_newest(split.version_id).with_for_update()).all()
    for one in old:
        one.state = SPLIT.after(one.state, "supersede")
    _enter(session, split, max((one.number for one in old), default=0) + 1)
    version = session.get_one(Version, split.version_id)
    _tell(session, split, version, "in_force", "Other shares are in force", "新的收益分配表已生效")


def _enter(session: Session, split: Split, number: int) -> None:
    split.state, split.open = SPLIT.after(split.state, "enter"), None
    split.number, split.entered_at = number, now()
    entry = {"split": split.id, "version": split.version_id, "number": number, "table_sha256": fingerprint(split)}
    split.ledger_number = ledger.append(session, "shares", split.id, [entry]).start
    record(session, "shares_in_force", split.proposed_by, ("split", split.id), number=number)
    session.flush()


def fingerprint(split: Split) -> str:
    """SHA-256 of the table. The lines' ids are random, so that nobody finds names by trying them."""
    lines = [[one.id, one.name, one.person_id, one.share] for one in split.shares]
    return ledger.fingerprint(ledger.canonical({"split": split.id, "number": split.number, "lines": lines}))


def _tell(session: Session, split: Split, version: Version, what: str, english: str, chinese: str) -> None:
    people = {one.person_id or "" for one in (*split.voices, *split.shares)} | {split.proposed_by}
    key, subject = f"split/{split.id}/{what}", ("split", split.id)
    tell(
        session,
        people,
        key,
        subject,
        f"{english}: {version.english or version.title}.",
        f"{chinese}：{version.title}。",
    )
