"""Answering a referral: files sealed for the other institution, then the step; kept where there is no network."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.hubclient import referrals
from osteokit.hubclient.accounts import Account, read_json, write_private
from osteokit.hubclient.http import Connection, Unreachable
from osteokit.hubclient.queue import Entry, Queue
from osteokit.hubclient.referrals import Referral, sealed_for
from osteokit.hubclient.transfer import safe_name


@dataclass(frozen=True)
class Reply:
    """``action`` is a step, empty where files are only attached; ``result``: ``words``, of a return also ``summary``
    and ``rehabilitation``. ``other`` is the institution that the files are for; asked for where it is empty. ``who`` is
    for the list of what waits."""

    referral: str
    action: str
    result: Mapping[str, str]
    files: tuple[Path, ...] = ()
    other: str = ""
    who: str = ""


def send_reply(account: Account, reply: Reply) -> bool:
    """Whether it was kept for later, because the hub does not answer; what is kept before it goes first.

    Raises
    ------
    OsteoError
        A file cannot be read or sealed, or nobody is signed in.
    HubRefusal
        The hub says no; nothing of it is kept.
    """
    queue, connection = Queue(account), account.connection()
    if reply.action in referrals.NEEDS_WORDS and not reply.result.get("words"):
        raise OsteoError("This step needs words: say why, when, or with what result.")
    return queue.deliver(_keep(queue, reply, _sealed(account, connection, reply)))


def _sealed(account: Account, connection: Connection, reply: Reply) -> dict[str, bytes]:
    if not reply.files:
        return {}
    recipient = recipient_for(account, connection, reply.other or _other(account, connection, reply.referral))
    found: dict[str, bytes] = {}
    for file in reply.files:
        try:
            found[safe_name(file.name)] = sealed_for(file.read_bytes(), (recipient,), file.name)
        except OSError as error:
            raise OsteoError(f"{file} cannot be read ({error.strerror}).") from error
    return found


def recipient_for(account: Account, connection: Connection, organisation_id: str) -> str:
    """The institution's public key; the last one known where the hub does not answer.

    Raises
    ------
    HubRefusal
        It has none.
    Unreachable
        None is known here.
    """
    file = account.folder / "sealing_keys.json"
    known = read_json(file)
    known = dict(known) if isinstance(known, dict) else {}
    try:
        known[organisation_id] = referrals.sealing_key(connection, organisation_id)
    except Unreachable:
        if organisation_id not in known:
            raise
        return known[organisation_id]
    write_private(file, json.dumps(known).encode())
    return known[organisation_id]


def other_of(account: Account, found: Referral) -> str:
    """The institution at the other end of a referral.

    Raises
    ------
    OsteoError
        It is outside of the hub.
    """
    own = {one["organisation_id"] for one in account.roles}
    other = found.from_id if found.to_id in own else found.to_id
    if not other:
        raise OsteoError(f"{found.outside} is not at the hub: nothing can be sealed for it.")
    return other


def _other(account: Account, connection: Connection, referral_id: str) -> str:
    return other_of(account, referrals.referral(connection, referral_id))


def _keep(queue: Queue, reply: Reply, sealed: Mapping[str, bytes]) -> list[Entry]:
    who = reply.who or reply.referral[:8]
    kept = [
        queue.add("attach", {"referral": reply.referral, "name": name}, f"{who}: {name}", content)
        for name, content in sealed.items()
    ]
    if reply.action:
        what = {"referral": reply.referral, "action": reply.action, "result": dict(reply.result)}
        kept.append(queue.add("step", what, f"{who}: {reply.action}"))
    return kept
