"""What can be done without network and sent later. Each action knows how to tell that it was done already."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from osteokit.hubclient import credentials, library, referrals, training
from osteokit.hubclient.http import Connection, HubRefusal

_CLOCKS = timedelta(minutes=10)
"""That the hub's clock may be behind this one."""

What = Mapping[str, Any]


@dataclass(frozen=True)
class Action:
    """``send`` does it; ``was_done`` looks whether the hub has it, given the time when it was kept; ``is_settled`` says
    that a refusal means there is nothing left to do."""

    send: Callable[[Connection, What, bytes], None]
    was_done: Callable[[Connection, What, bytes, str], bool]
    is_settled: Callable[[HubRefusal], bool] = lambda refusal: False


def _since(moment: str, at: str) -> bool:
    """Whether something of the hub's time ``moment`` happened after this was kept."""
    return datetime.fromisoformat(moment) >= datetime.fromisoformat(at) - _CLOCKS


def _step(connection: Connection, what: What, content: bytes) -> None:
    referrals.step(connection, what["referral"], what["action"], what["result"])


def _step_done(connection: Connection, what: What, content: bytes, at: str) -> bool:
    history = referrals.referral(connection, what["referral"]).history
    words = str(what["result"].get("words", "")).strip()
    return any(one["action"] == what["action"] and one["words"] == words and _since(one["at"], at) for one in history)


def _attach(connection: Connection, what: What, content: bytes) -> None:
    referrals.attach_sealed(connection, what["referral"], what["name"], content)


def _attach_done(connection: Connection, what: What, content: bytes, at: str) -> bool:
    """Sealed bytes differ each time that they are sealed: the same ones are there only if these were sent."""
    for one in referrals.referral(connection, what["referral"]).attachments:
        if one.name == what["name"] and one.size == len(content):
            path = f"/api/v1/referrals/{what['referral']}/attachments/{referrals.checked_id(one.id)}"
            if hashlib.sha256(connection.ask("GET", path)).digest() == hashlib.sha256(content).digest():
                return True
    return False


def _rate(connection: Connection, what: What, content: bytes) -> None:
    library.rate(connection, what["version"], what["stars"])


def _never(connection: Connection, what: What, content: bytes, at: str) -> bool:
    return False  # doing it again comes to the same


def _statements(connection: Connection, what: What, content: bytes) -> None:
    training.send_statements(connection, json.loads(content))


def _override(connection: Connection, what: What, content: bytes) -> None:
    credentials.override(connection, what["code"], what["site"], what["plan_sha256"], what["reason"])


def _override_done(connection: Connection, what: What, content: bytes, at: str) -> bool:
    return any(
        (one["code"], one["organisation_id"], one["plan_sha256"], one["reason"])
        == (what["code"], what["site"], what["plan_sha256"], what["reason"].strip()[:500])
        and _since(one["at"], at)
        for one in credentials.overrides(connection)
    )


ACTIONS: Mapping[str, Action] = {
    "step": Action(_step, _step_done),
    "attach": Action(_attach, _attach_done),
    "rate": Action(_rate, _never),
    "statements": Action(_statements, _never),
    "override": Action(_override, _override_done, lambda refusal: refusal.status == 409),
}
"""``step``: referral, action, result. ``attach``: referral, name; the content is sealed. ``rate``: version, stars.
``statements``: the content is the list, as JSON.
``override``: code, site, plan_sha256, reason; one that was not needed (409) is settled."""
