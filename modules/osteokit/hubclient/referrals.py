"""Referrals: what waits, what may be done with it now, and attachments that only the other institution can read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.hubclient.accounts import write_private
from osteokit.hubclient.http import Connection, Unreachable
from osteokit.hubclient.sealing import opened, seal
from osteokit.hubclient.transfer import safe_name

LARGEST_ATTACHMENT = 20 << 20
_NOT_MORE = LARGEST_ATTACHMENT - (1 << 16)
"""Of a file before it is sealed, which adds a little."""

NEEDS_WORDS = ("decline", "refuse", "approve", "cancel", "return", "book")
"""Steps that say why, when or with what result."""


@dataclass(frozen=True)
class SealedFile:
    """An attachment as the hub has it."""

    id: str
    name: str
    size: int


@dataclass(frozen=True)
class Referral:
    """``actions`` are the steps that this person may take now; ``said`` is all that the hub says."""

    id: str
    state: str
    urgency: str
    direction: str
    from_id: str
    to_id: str
    outside: str
    patient_name: str
    patient_number: str
    birth_date: str
    sex: str
    diagnosis: str
    reason: str
    due_at: str
    actions: tuple[str, ...]
    attachments: tuple[SealedFile, ...]
    history: tuple[Mapping[str, str], ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict, repr=False)


_TEXTS = (
    *("id", "state", "urgency", "direction", "from_id", "to_id", "outside", "patient_name", "patient_number"),
    *("birth_date", "sex", "diagnosis", "reason", "due_at"),
)


def referral_of(said: Mapping[str, Any]) -> Referral:
    """
    Raises
    ------
    Unreachable
        It is none.
    """
    try:
        return Referral(
            **{name: str(said[name] or "") for name in _TEXTS},
            actions=tuple(said["actions"]),
            attachments=tuple(SealedFile(one["id"], one["name"], int(one["size"])) for one in said["attachments"]),
            history=tuple(said["history"]),
            said=said,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreachable("The hub's answer is of another edition than this program; update the older one.") from error


def worklist(connection: Connection, limit: int = 100) -> list[Referral]:
    """What waits for an answer of this person, the most pressing first."""
    return [referral_of(one) for one in connection.json("GET", "/api/v1/worklist", params={"limit": limit})]


def mine(connection: Connection, state: str = "", limit: int = 200) -> list[Referral]:
    """Those that this person may read."""
    params = {"state": state, "limit": limit}
    return [referral_of(one) for one in connection.json("GET", "/api/v1/referrals", params=params)]


def referral(connection: Connection, referral_id: str) -> Referral:
    return referral_of(connection.json("GET", f"/api/v1/referrals/{checked_id(referral_id)}"))


def step(connection: Connection, referral_id: str, action: str, result: Mapping[str, str]) -> Referral:
    """One step. ``result`` has ``words``; of a return also ``summary`` and ``rehabilitation``.

    Raises
    ------
    HubRefusal
        It is not possible now: somebody else was faster, or it needs words.
    Unreachable
    """
    path = f"/api/v1/referrals/{checked_id(referral_id)}/steps/{safe_name(action)}"
    return referral_of(connection.json("POST", path, dict(result)))


def sealing_key(connection: Connection, organisation_id: str) -> str:
    """The public key (``age1...``) for which attachments for an institution are sealed."""
    path = f"/api/v1/organisations/{checked_id(organisation_id)}/sealing_key"
    return str(connection.json("GET", path)["recipient"])


def sealed_for(content: bytes, recipients: tuple[str, ...], name: str) -> bytes:
    """
    Raises
    ------
    OsteoError
        It is too large for a referral.
    """
    if len(content) > _NOT_MORE:
        raise OsteoError(
            f"{name} is larger than an attachment may be ({LARGEST_ATTACHMENT >> 20} MiB): put images into the PACS."
        )
    return seal(content, recipients)


def attach_sealed(connection: Connection, referral_id: str, name: str, sealed: bytes) -> str:
    """The id of the attachment."""
    path = f"/api/v1/referrals/{checked_id(referral_id)}/attachments"
    raw = connection.ask("POST", path, params={"name": name}, data=sealed, headers={"Content-Type": "application/age"})
    return str(json.loads(raw)["id"])


def open_attachment(
    connection: Connection, referral_id: str, attachment: SealedFile, identity: Path, folder: Path
) -> Path:
    """Fetch an attachment, open it with the institution's key, and write it into ``folder``.

    Raises
    ------
    OsteoError
        It cannot be opened with this key, or not be written.
    """
    name = safe_name(attachment.name)
    path = f"/api/v1/referrals/{checked_id(referral_id)}/attachments/{checked_id(attachment.id)}"
    content = opened(connection.ask("GET", path), identity)
    write_private(folder / name, content)
    return folder / name


def checked_id(identity: str) -> str:
    """Ids go into paths: nothing else may."""
    if not (len(identity) == 32 and all(sign in "0123456789abcdef" for sign in identity)):
        raise OsteoError(f"{identity[:40]!r} is no number of the hub; copy it from osteo hub worklist.")
    return identity
