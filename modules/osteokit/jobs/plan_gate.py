"""Whether a plan may be finalised: the hub is asked, at this moment, for each restricted technique that the plan needs.

Without a hub nothing is asked and nothing is held up. With one, whoever gets no answer takes it for no. An emergency
goes on by name and with a reason; without network it is kept on this machine and told to the hub when it is back.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from osteokit.base.chinese import in_chinese
from osteokit.base.errors import OsteoError
from osteokit.hubclient import credentials
from osteokit.hubclient.accounts import Account, current_account, read_json, write_private
from osteokit.hubclient.credentials import Answer, Technique, technique_of
from osteokit.hubclient.http import HubRefusal, Unreachable
from osteokit.jobs import emergencies
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.restricted import sha256_of, techniques_of

LIST_DAYS = 7
"""For so long a list that the hub gave tells, without network, that a plan needs none of its techniques."""

FRESH = timedelta(minutes=10)
"""For so long an answer holds for the same plan."""

SHORTEST_REASON = 10

NO_HUB, ADMITTED, NOT_RESTRICTED, REFUSED, OVERRIDDEN, KEPT = (
    "no_hub",
    "admitted",
    "not_restricted",
    "refused",
    "overridden",
    "override_kept",
)


@dataclass(frozen=True)
class Permission:
    """What was asked for a plan, and what it came to.

    Attributes
    ----------
    outcome : str
        ``"no_hub"``, ``"not_restricted"``, ``"admitted"``, ``"refused"``, ``"overridden"`` (the hub knows) or
        ``"override_kept"`` (it will be told).
    why : str
        One sentence.
    techniques : tuple of str
        Codes of what the plan needs and was not granted, else of all that it needs.
    may_override : bool
        Whether an emergency would go through, as far as is known here.
    """

    outcome: str
    why: str
    plan_sha256: str
    hub: str = ""
    site: str = ""
    techniques: tuple[str, ...] = ()
    may_override: bool = False
    reason: str = ""
    at: str = ""
    chinese: str = ""

    def told(self, language: str) -> str:
        """``why`` for a person: in Chinese where the hub said it so, else in English (``base.chinese`` may have it)."""
        return self.chinese if language.startswith("zh") and self.chinese else self.why

    @property
    def allowed(self) -> bool:
        return self.outcome != REFUSED


class NotPermitted(OsteoError):
    """The plan may not be finalised; ``permission`` says why and whether an emergency may go on."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission.why)
        self.permission = permission


def hub_is_asked() -> bool:
    """Whether a hub is configured here: then asking takes time and belongs off the interface's thread."""
    return current_account() is not None


def ask_permission(plan: SurgicalPlan) -> Permission:
    """Ask now. Whatever goes wrong is a no.

    Raises
    ------
    OsteoError
        Which hub this machine uses cannot be read.
    """
    account = current_account()
    if account is None:
        return _made(NO_HUB, "No hub is configured: nobody was asked.", sha256_of(plan))
    return replace(_asked(plan, account), hub=account.address)


def _asked(plan: SurgicalPlan, account: Account) -> Permission:
    digest = sha256_of(plan)
    if not account.is_signed_in:
        return _made(REFUSED, f"Sign in to {account.address} first: it is asked before a plan is finalised.", digest)
    try:
        listed = credentials.techniques(account.connection())
    except Unreachable as trouble:
        return _without_network(plan, account, digest, str(trouble))
    except OsteoError as refusal:
        return _made(REFUSED, f"The hub was not asked: {refusal}", digest)
    _remember_list(account, listed)
    needed = techniques_of(plan, listed)
    if not needed:
        return _made(NOT_RESTRICTED, "Nothing in this plan is a restricted technique.", digest)
    site = site_of(account)
    if not site:
        return _made(REFUSED, _NO_SITE, digest, techniques=tuple(one.code for one in needed))
    return _answered(account, site, needed, digest)


_NO_SITE = "Say at which institution you operate: osteo hub site, or My techniques in HubBrowser."


def _answered(account: Account, site: str, needed: tuple[Technique, ...], digest: str) -> Permission:
    answers: list[tuple[Technique, Answer]] = []
    for one in needed:
        try:
            answers.append((one, credentials.ask(account.connection(), one.code, site, digest)))
        except Unreachable as trouble:
            return _held_up(account, site, needed, digest, str(trouble))
        except OsteoError as refusal:
            return _made(REFUSED, f"{one.told('en')}: {refusal}", digest, site=site, techniques=(one.code,))
        _remember_answer(account, one.code, site, answers[-1][1])
    no = [(one, answer) for one, answer in answers if not answer.allowed]
    codes = tuple(one.code for one, _ in no or answers)
    told = " ".join(f"{one.told('en')}: {answer.english}" for one, answer in no or answers)
    chinese = "".join(f"{one.name}：{answer.chinese}" for one, answer in no or answers)
    if no:
        possible = all(answer.why != "suspended" for _, answer in no) and _is_clinician(account, site)
        declared = _declared(account, site, codes, digest) if possible else None
        if declared is not None:
            return declared
        return _made(REFUSED, told, digest, site=site, techniques=codes, may_override=possible, chinese=chinese)
    return _made(ADMITTED, told, digest, site=site, techniques=codes, chinese=chinese)


def _without_network(plan: SurgicalPlan, account: Account, digest: str, trouble: str) -> Permission:
    """The list that the hub gave last tells what the plan needs; whether that is granted nobody knows."""
    said = _remembered(account)
    try:
        listed = [technique_of(one) for one in said["techniques"]]
        age = datetime.now(UTC) - datetime.fromisoformat(said["at"])
    except (KeyError, TypeError, ValueError):
        return _made(REFUSED, f"{trouble} Nobody can say whether this plan needs an admission.", digest)
    needed = techniques_of(plan, listed)
    if not needed and timedelta(0) <= age <= timedelta(days=LIST_DAYS):
        return _made(NOT_RESTRICTED, f"{trouble} By its list of {said['at'][:10]} nothing here is restricted.", digest)
    if not needed:
        return _made(REFUSED, f"{trouble} Its list that is known here is of {said['at'][:10]}, too old.", digest)
    return _held_up(account, site_of(account), needed, digest, trouble)


def _held_up(account: Account, site: str, needed: tuple[Technique, ...], digest: str, trouble: str) -> Permission:
    names, chinese = ", ".join(one.told("en") for one in needed), "、".join(one.name for one in needed)
    codes = tuple(one.code for one in needed)
    last = _remembered(account).get("last", {})
    suspended = any(last.get(f"{code} {site}") == "suspended" for code in codes)
    why = f"{trouble} This plan needs an admission ({names}), and without an answer it is not finalised."
    chinese = f"{in_chinese(trouble)}该计划需要准入（{chinese}），未得到答复不能定稿。"
    possible = bool(site) and not suspended and _is_clinician(account, site)
    declared = _declared(account, site, codes, digest) if possible else None
    if declared is not None:
        return declared
    return _made(REFUSED, why, digest, site=site, techniques=codes, may_override=possible, chinese=chinese)


def _declared(account: Account, site: str, codes: tuple[str, ...], digest: str) -> Permission | None:
    """What an emergency that was declared already allows: nobody is asked for the same reason twice."""
    known = emergencies.declared(account, site, digest)
    if not set(codes) <= set(known):
        return None
    outcome = KEPT if any(known[code].is_kept for code in codes) else OVERRIDDEN
    reason = known[codes[0]].reason
    return _made(outcome, _told_of(outcome, account), digest, site=site, techniques=codes, reason=reason)


def _told_of(outcome: str, account: Account) -> str:
    if outcome == KEPT:
        return f"An emergency, by {account.name}, is recorded here and told to the hub when it is back."
    return f"An emergency, by {account.name}, is recorded at the hub and will be reviewed."


def override(permission: Permission, reason: str) -> Permission:
    """An emergency: told to the hub by name with its reason, or kept for it where it does not answer.

    Raises
    ------
    OsteoError
        The reason is too short, the hub refuses, or an override is not possible.
    """
    account, reason = current_account(), reason.strip()
    if account is None or account.address != permission.hub or not permission.may_override:
        raise OsteoError(f"This cannot be overridden: {permission.why}")
    if len(reason) < SHORTEST_REASON:
        raise OsteoError(f"Say in at least {SHORTEST_REASON} characters why it cannot wait.")
    outcome = OVERRIDDEN
    for code in permission.techniques:
        try:
            credentials.override(account.connection(), code, permission.site, permission.plan_sha256, reason)
        except Unreachable:
            outcome = KEPT
            emergencies.keep_for_later(account, code, permission.site, permission.plan_sha256, reason)
        except HubRefusal as refusal:
            if refusal.status != 409:  # admitted meanwhile: nothing to override
                raise
    why = _told_of(outcome, account)
    return replace(permission, outcome=outcome, why=why, reason=reason, may_override=False, at=_now(), chinese="")


def checked(plan: SurgicalPlan, permission: Permission | None) -> Permission:
    """What allows this plan to be written: ``permission`` where it is for this very plan and fresh, else asked now.

    Raises
    ------
    NotPermitted
    """
    if permission is None or not _holds(permission, plan):
        permission = ask_permission(plan)
    if not permission.allowed:
        raise NotPermitted(permission)
    return permission


def permitted(plan: SurgicalPlan, emergency: str = "") -> Permission:
    """Asked now; with a reason in ``emergency`` it goes on where the hub does not grant it.

    Raises
    ------
    NotPermitted
        And no reason was given.
    OsteoError
        The emergency is refused.
    """
    try:
        return checked(plan, None)
    except NotPermitted as refusal:
        if not emergency:
            raise
        return override(refusal.permission, emergency)


def _holds(permission: Permission, plan: SurgicalPlan) -> bool:
    account = current_account()
    return (
        permission.plan_sha256 == sha256_of(plan)
        and permission.hub == ("" if account is None else account.address)
        and timedelta(0) <= datetime.now(UTC) - datetime.fromisoformat(permission.at) <= FRESH
    )


def write_permission(permission: Permission, folder: Path) -> None:
    """``permission.json`` beside the plan: what the hub said, or which emergency it was; none where there is no hub."""
    if permission.outcome == NO_HUB:
        (folder / "permission.json").unlink(missing_ok=True)  # of another day
    else:
        text = json.dumps(asdict(permission), ensure_ascii=False, indent=1)
        (folder / "permission.json").write_text(text + "\n", encoding="utf-8")


def permission_to_json(permission: Permission | None) -> dict[str, Any] | None:
    """For a worker, which asks by itself where it is given none."""
    return None if permission is None else asdict(permission)


def permission_of(value: Mapping[str, Any] | None) -> Permission | None:
    """What :func:`permission_to_json` gave."""
    return None if value is None else Permission(**{**value, "techniques": tuple(value["techniques"])})


def site_of(account: Account) -> str:
    """The institution where this person operates; empty where it is not clear."""
    places = sorted({one["organisation_id"] for one in account.roles if one["role"] == "clinician"})
    if account.site in places:
        return account.site
    return places[0] if len(places) == 1 else ""


def _is_clinician(account: Account, site: str) -> bool:
    return any(one["role"] == "clinician" and one["organisation_id"] == site for one in account.roles)


def _made(outcome: str, why: str, digest: str, **rest: Any) -> Permission:
    return Permission(outcome, why, digest, at=_now(), **rest)


def _now() -> str:
    return datetime.now(UTC).isoformat("T", "seconds")


def _remembered(account: Account) -> Mapping[str, Any]:
    said = read_json(account.folder / "techniques.json")
    return said if isinstance(said, dict) else {}


def _remember_list(account: Account, listed: list[Technique]) -> None:
    _remember(account, at=_now(), techniques=[asdict(one) for one in listed])


def _remember_answer(account: Account, code: str, site: str, answer: Answer) -> None:
    _remember(account, last={**_remembered(account).get("last", {}), f"{code} {site}": answer.why})


def _remember(account: Account, **changes: Any) -> None:
    text = json.dumps({**_remembered(account), **changes}, ensure_ascii=False)
    write_private(account.folder / "techniques.json", text.encode())
