"""Restricted techniques: what is restricted, what one is admitted to, and the question at the moment of use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from osteokit.hubclient.http import Connection, Unreachable


@dataclass(frozen=True)
class Technique:
    """``plan_kinds``: families of implants and kinds of steps that make a plan one of this technique."""

    code: str
    name: str
    english: str
    plan_kinds: tuple[str, ...]
    edition: str = ""
    source: str = ""

    def told(self, language: str) -> str:
        return self.name if language.startswith("zh") or not self.english else self.english


@dataclass(frozen=True)
class Answer:
    """Whether a technique may be used now; ``why`` is ``admitted``, ``unrestricted``, ``never``, ``expired``,
    ``suspended`` or ``elsewhere``."""

    allowed: bool
    why: str
    english: str
    chinese: str
    until: str = ""
    ends_soon: bool = False

    def told(self, language: str) -> str:
        return self.chinese if language.startswith("zh") else self.english


def technique_of(said: Mapping[str, Any]) -> Technique:
    try:
        return Technique(
            str(said["code"]), str(said["name"]), str(said.get("english", "")), tuple(map(str, said["plan_kinds"])),
            str(said.get("edition", "")), str(said.get("source", "")),
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise Unreachable("The hub's answer is of another edition than this program; update the older one.") from error


def techniques(connection: Connection) -> list[Technique]:
    """What is restricted today."""
    return [technique_of(one) for one in connection.json("GET", "/api/v1/techniques")]


def ask(connection: Connection, code: str, organisation_id: str, plan_sha256: str = "") -> Answer:
    """May I use this technique there, now? The hub writes down that it was asked.

    Raises
    ------
    Unreachable, HubRefusal
        There is no answer: take it for no.
    """
    body = {"code": code, "organisation_id": organisation_id, "plan_sha256": plan_sha256}
    said = connection.json("POST", "/api/v1/techniques/ask", body)
    try:
        return Answer(
            said["allowed"] is True, str(said["why"]), str(said["english"]), str(said["chinese"]),
            str(said["until"] or ""), bool(said["ends_soon"]),
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise Unreachable("The hub's answer is of another edition than this program; update the older one.") from error


def admissions(connection: Connection, person_id: str) -> list[Mapping[str, Any]]:
    """This person's own, newest first."""
    found: list[Mapping[str, Any]] = []
    after = ""
    while True:
        page = connection.json("GET", "/api/v1/admissions", params={"after": after, "limit": 200})
        found += [one for one in page if one["person_id"] == person_id]
        if len(page) < 200:
            return found[::-1]
        after = page[-1]["id"]


def override(connection: Connection, code: str, organisation_id: str, plan_sha256: str, reason: str) -> str:
    """An emergency, by name and with a reason, reviewed afterwards; its id.

    Raises
    ------
    HubRefusal
        An admission that is suspended cannot be overridden; nobody else may; the reason is too short.
    """
    body = {"code": code, "organisation_id": organisation_id, "plan_sha256": plan_sha256, "reason": reason}
    return str(connection.json("POST", "/api/v1/overrides", body)["id"])


def overrides(connection: Connection) -> list[Mapping[str, Any]]:
    return list(connection.json("GET", "/api/v1/overrides", params={"limit": 200}))
