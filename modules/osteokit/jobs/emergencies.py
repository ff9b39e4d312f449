"""Emergencies that a person declared a short while ago: known to the hub, or kept here until it is back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.hubclient import credentials
from osteokit.hubclient.accounts import Account
from osteokit.hubclient.queue import Queue, waiting

HOLDS = timedelta(hours=2)
"""For so long an emergency holds for the same plan: its guides are written without a second reason."""


@dataclass(frozen=True)
class Emergency:
    """Why a technique was used without an admission; ``is_kept`` while the hub does not know it yet."""

    code: str
    reason: str
    is_kept: bool


def declared(account: Account, site: str, plan_sha256: str) -> dict[str, Emergency]:
    """This person's own for this very plan there, by code of the technique."""
    known = (*_at_hub(account), *_kept(account))
    return {
        what["code"]: Emergency(what["code"], what["reason"], is_kept)
        for what, at, is_kept in known
        if (what["organisation_id"], what["plan_sha256"]) == (site, plan_sha256) and _is_recent(at)
    }


def keep_for_later(account: Account, code: str, site: str, plan_sha256: str, reason: str) -> None:
    """The hub dates it when it comes: when it was done stands in the reason."""
    done = datetime.now().astimezone().isoformat("T", "minutes")
    what = {"code": code, "site": site, "plan_sha256": plan_sha256, "reason": f"[{done}] {reason}"}
    Queue(account).add("override", what, f"{code}: {reason}")


def _at_hub(account: Account) -> Iterator[tuple[Mapping[str, Any], str, bool]]:
    try:
        listed = credentials.overrides(account.connection())
    except OsteoError:
        return  # nobody can say that there is one
    for one in listed:
        if one["person_id"] == account.person_id and one["justified"] is not False:
            yield one, one["at"], False


def _kept(account: Account) -> Iterator[tuple[Mapping[str, Any], str, bool]]:
    for one in waiting(account):
        if one.kind == "override" and one.person_id == account.person_id and not one.refusal:
            yield {**one.what, "organisation_id": one.what["site"]}, one.at, True


def _is_recent(at: str) -> bool:
    age = datetime.now(UTC) - datetime.fromisoformat(at)
    return -HOLDS <= age <= HOLDS  # the hub's clock may be ahead of this one
