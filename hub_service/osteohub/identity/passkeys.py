"""Passkeys (WebAuthn level 3): registered by somebody who is signed in, then enough to sign in with.

A sign-in names nobody: the authenticator says whose key it is, and checks the person (PIN, fingerprint) itself.
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.identity import tickets
from osteohub.identity.actor import Actor
from osteohub.identity.models import Passkey, Person
from osteohub.refusals import Conflict, Forbidden, Invalid, NotFound

MINUTES = 5
MOST = 20
"""Of one person."""


def _site(public_url: str) -> tuple[str, str]:
    """The name that keys are bound to, and the origin that the browser must say."""
    parts = urlsplit(public_url)
    return parts.hostname or "", f"{parts.scheme}://{parts.netloc}"


def passkeys_of(session: Session, person_id: str) -> Sequence[Passkey]:
    return session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)).all()


def begin_registration(session: Session, actor: Actor, public_url: str) -> dict[str, Any]:
    """What the browser needs to make a key: ``{"ticket", "options"}``.

    Raises
    ------
    Forbidden
        A token asks: a program registers no keys.
    Conflict
        The person has enough.
    """
    if actor.scopes is not None:
        raise Forbidden("Only a person who is signed in with a browser registers a passkey.")
    person, have = session.get_one(Person, actor.person_id), passkeys_of(session, actor.person_id)
    if len(have) >= MOST:
        raise Conflict(f"You have {MOST} passkeys; remove one that you do not use.")
    options = webauthn.generate_registration_options(
        rp_id=_site(public_url)[0],
        rp_name="SlicerOsteo hub",
        user_name=person.login,
        user_display_name=person.name,
        user_id=person.id.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(one.credential_id)) for one in have],
    )
    return _asked(session, "passkey_new", actor.person_id, options.challenge, webauthn.options_to_json(options))


def _asked(session: Session, purpose: str, person_id: str | None, challenge: bytes, options: str) -> dict[str, Any]:
    payload = {"challenge": bytes_to_base64url(challenge)}
    return {"ticket": tickets.issue(session, purpose, person_id, payload, MINUTES), "options": json.loads(options)}


def finish_registration(
    session: Session, actor: Actor, ticket: str, credential: dict[str, Any], name: str, public_url: str
) -> Passkey:
    """
    Raises
    ------
    Invalid
        The answer does not belong to the question, or proves nothing.
    Conflict
        The key is registered already.
    """
    asked = tickets.take(session, "passkey_new", ticket)
    if asked is None or asked.person_id != actor.person_id:
        raise Invalid("This took too long; begin again.")
    site, origin = _site(public_url)
    try:
        proved = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(asked.payload["challenge"]),
            expected_rp_id=site,
            expected_origin=origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError) as error:
        raise Invalid("This passkey could not be verified; try again, or another one.") from error
    made = Passkey(
        person_id=actor.person_id,
        credential_id=bytes_to_base64url(proved.credential_id),
        public_key=proved.credential_public_key,
        sign_count=proved.sign_count,
        name=name.strip()[:120] or "passkey",
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise Conflict("This passkey is registered already.") from error
    record(session, "register_passkey", actor.person_id, ("passkey", made.id))
    return made


def remove(session: Session, actor: Actor, passkey_id: str) -> None:
    """
    Raises
    ------
    NotFound
        The person has no such passkey.
    """
    found = session.get(Passkey, passkey_id)
    if found is None or found.person_id != actor.person_id:
        raise NotFound("There is no such passkey of yours.")
    session.delete(found)
    record(session, "remove_passkey", actor.person_id, ("passkey", passkey_id))


def begin_sign_in(session: Session, public_url: str) -> dict[str, Any]:
    """What the browser needs to sign in with any key of this site: it names nobody, so that nobody is found out."""
    options = webauthn.generate_authentication_options(
        rp_id=_site(public_url)[0], user_verification=UserVerificationRequirement.REQUIRED
    )
    return _asked(session, "passkey", None, options.challenge, webauthn.options_to_json(options))


def person_by_passkey(
    session: Session, ticket: str, credential: dict[str, Any], address: str, public_url: str
) -> Person | None:
    """The person, None where the key is unknown, proves nothing or its account is closed: keep what was counted."""
    asked = tickets.take(session, "passkey", ticket)
    identity = credential.get("id")
    query = select(Passkey).where(Passkey.credential_id == (identity if isinstance(identity, str) else ""))
    key = session.scalars(query.with_for_update()).first()
    person = session.get(Person, key.person_id) if key else None
    if asked is None or key is None or person is None or not person.active:
        record(session, "sign_in", person.id if person else "", outcome="refused", address=address, by="passkey")
        return None
    site, origin = _site(public_url)
    try:
        proved = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(asked.payload["challenge"]),
            expected_rp_id=site,
            expected_origin=origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError):
        record(session, "sign_in", person.id, outcome="refused", address=address, by="passkey")
        return None
    key.sign_count, key.used_at = proved.new_sign_count, now()
    person.failures, person.locked_until = 0, None
    record(session, "sign_in", person.id, address=address, by="passkey")
    return person
