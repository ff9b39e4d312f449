"""Keys of the wire: the hub's own CURVE pair, and the public keys that may listen."""

import os
from collections.abc import Sequence
from pathlib import Path

import zmq
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from zmq.utils import z85

from osteohub.audit.service import record
from osteohub.events.models import ListeningKey
from osteohub.events.policies import LISTENING_KEYS
from osteohub.identity.actor import Actor
from osteohub.identity.models import Person
from osteohub.refusals import Conflict, Invalid
from osteokit.base.errors import OsteoError

KEYS_EACH = 20
"""A person has at most so many listening keys."""


def server_pair(folder: Path) -> tuple[bytes, bytes]:
    """The hub's public and secret key, made on first use in ``keys/events.key``.

    Raises
    ------
    OsteoError
        The file is damaged.
    """
    file = folder / "keys" / "events.key"
    if not file.exists():
        _write(file, zmq.curve_keypair()[1])
    secret = file.read_bytes().strip()
    try:
        return zmq.curve_public(secret), secret
    except (ValueError, zmq.ZMQError) as error:
        raise OsteoError(f"The key of the event feed {file} is damaged; remove it and tell its listeners.") from error


def _write(file: Path, secret: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(secret + b"\n")
    try:
        os.link(temporary, file)  # two that start at once: the first key stays
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def checked(public_key: str) -> str:
    """
    Raises
    ------
    Invalid
        It is no public key of CURVE.
    """
    try:
        decoded = z85.decode(public_key.encode("ascii")) if len(public_key) == 40 else b""
    except (ValueError, KeyError, UnicodeEncodeError):  # what z85 raises for other letters depends on its version
        decoded = b""
    if len(decoded) != 32 or z85.encode(decoded).decode("ascii") != public_key:
        raise Invalid("A listening key is the public half of a CURVE key: 40 characters of Z85.")
    return public_key


def register(session: Session, actor: Actor, name: str, public_key: str) -> ListeningKey:
    """Let a program of this person listen.

    Raises
    ------
    Invalid
        It is no key, or has no name.
    Conflict
        It is registered already, or the person has too many.
    """
    if not name.strip():
        raise Invalid("A listening key needs a name, such as the program and the machine where it is used.")
    query = select(func.count()).select_from(ListeningKey).where(ListeningKey.person_id == actor.person_id)
    if (session.scalar(query) or 0) >= KEYS_EACH:
        raise Conflict(f"You have {KEYS_EACH} listening keys; remove one first.")
    made = ListeningKey(person_id=actor.person_id, name=name.strip()[:120], public_key=checked(public_key))
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise Conflict("This listening key is registered already; make a new pair.") from error
    record(session, "register_listening_key", actor.person_id, ("listening key", made.id))
    return made


def remove(session: Session, actor: Actor, key_id: str) -> None:
    """It cannot connect any more; a connection that is open lasts until it ends.

    Raises
    ------
    NotFound
    """
    session.delete(LISTENING_KEYS.fetch(session, actor, "remove", key_id))
    record(session, "remove_listening_key", actor.person_id, ("listening key", key_id))


def own_keys(session: Session, actor: Actor) -> Sequence[ListeningKey]:
    query = select(ListeningKey).where(LISTENING_KEYS.allows(actor, "read")).order_by(ListeningKey.id)
    return session.scalars(query).all()


def may_listen(session: Session, public_key: str) -> bool:
    """Whether a key is registered by somebody whose account is open."""
    query = select(ListeningKey.id).join(Person, Person.id == ListeningKey.person_id)
    return session.execute(query.where(ListeningKey.public_key == public_key, Person.active)).first() is not None
