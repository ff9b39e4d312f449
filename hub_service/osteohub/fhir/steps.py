"""Changing a Task is a step of its referral: which one, follows from what was changed; whether, from the referral."""

from osteohub.fhir import incoming
from osteohub.fhir.case import Case, case_of
from osteohub.fhir.codes import STATE
from osteohub.fhir.create import Asked
from osteohub.fhir.incoming import read_as
from osteohub.fhir.kinds import Resource
from osteohub.fhir.outcome import Outdated
from osteohub.fhir.reading import missing
from osteohub.fhir.resources.task import TASK, TRANSFER, task, transfer_task
from osteohub.fhir.statuses import BSER, FIRST, OPEN, words_of
from osteohub.fhir.view import View
from osteohub.referrals import service
from osteohub.referrals.policies import REFERRALS, TRANSFERS
from osteohub.referrals.service import Result
from osteohub.referrals.states import REFERRAL
from osteohub.referrals.transfers import judge
from osteohub.refusals import Conflict, Invalid

_CENTRES = ("approve", "refuse")
_FIXED = ("focus", "for", "owner", "requester", "basedOn", "partOf", "priority")


def update_task(view: View, identity: str, asked: Asked, if_match: str) -> Resource:
    """The Task as it is after the step; as it is where nothing was changed.

    Raises
    ------
    NotFound, Forbidden, Invalid
    Outdated
        It is not of the version that ``if_match`` names any more.
    Conflict
        The referral cannot take this step now.
    """
    told = read_as(incoming.Task, asked.body, asked.lenient)
    if told.id != identity:
        raise Invalid("Task.id: it is not the one in the address.")
    referral_id, is_transfer = identity.removesuffix(TRANSFER), identity.endswith(TRANSFER)
    referral = REFERRALS.fetch(view.session, view.actor, "read", referral_id, lock=True)
    case, write = case_of(referral), transfer_task if is_transfer else task
    if is_transfer and not case.asked_out:
        raise missing(TASK)
    if is_transfer and case.transfer:
        TRANSFERS.fetch(view.session, view.actor, "read", referral_id)
    if if_match and version_of(if_match) != case.version:
        raise Outdated(f"This Task is of version {case.version} now; read it again.")
    _refuse_other_changes(asked.body, write(view, case))
    if is_transfer and case.transfer:
        action = _judgement(case, told)
        if action:
            judge(view.session, view.actor, referral_id, action, _result(case, told).words)
        return write(view, case_of(referral))
    action = _action(case, told, is_transfer)
    if not action:
        return write(view, case)
    moved = service.move(view.session, view.actor, referral_id, action, _result(case, told))
    return write(view, case_of(moved))


def _judgement(case: Case, told: incoming.Task) -> str:
    """The centre's judgement of a transfer that went first; empty where its Task is as it was."""
    status, _ = FIRST[case.transfer]
    if told.status == status:
        return ""
    action = {"completed": "confirm", "rejected": "disallow"}.get(told.status)
    if action is None or case.transfer != "unjudged":
        raise Conflict("A transfer that went first is judged once: its Task becomes completed or rejected.")
    return action


def version_of(tag: str) -> int:
    """The number in ``W/"3"``.

    Raises
    ------
    Invalid
    """
    plain = tag.strip().removeprefix("W/").strip('"')
    if not plain.isascii() or not plain.isdigit() or len(plain) > 9:
        raise Invalid('A version is named as the ETag named it: W/"3".')
    return int(plain)


def _refuse_other_changes(told: Resource, current: Resource) -> None:
    for name in _FIXED:
        if name in told and _meant(told[name]) != _meant(current.get(name)):
            raise Invalid(f"Task.{name} of a referral cannot be changed; only status, words and output can.")


def _meant(value):
    """What must stay: a reference without the name that is shown."""
    if isinstance(value, list):
        return [_meant(one) for one in value]
    return value.get("reference") or value.get("display") if isinstance(value, dict) else value


def _action(case: Case, told: incoming.Task, is_transfer: bool) -> str:
    """The step that leads to what was asked for; empty where nothing was.

    Raises
    ------
    Invalid
        Status and business status contradict each other, or mean nothing here.
    """
    words, own, bser = words_of(case.state, case.closed_from), _code(told, STATE), _code(told, BSER)
    part, code_part = ("transfer_task", "transfer_bser") if is_transfer else ("task", "bser")
    wanted = {
        name: code for name, code in ((part, told.status), (code_part, bser)) if code and code != getattr(words, name)
    }
    if own and own != case.state:
        fitting = [one.action for one in REFERRAL.transitions if one.target == own]
        if not fitting or (own != "closed" and any(getattr(OPEN[own], name) != code for name, code in wanted.items())):
            raise Invalid("Task.status and Task.businessStatus say different things, or nothing that is known.")
    elif wanted:
        fitting = [
            one.action
            for one in REFERRAL.transitions
            if one.target in OPEN and all(getattr(OPEN[one.target], name) == code for name, code in wanted.items())
        ]
        fitting = [one for one in fitting if one == "cancel" or (one in _CENTRES) is is_transfer]
        if not fitting:
            raise Conflict("The Task of a referral never comes to this status; see its businessStatus.")
    else:
        return ""
    possible = {one.action for one in REFERRAL.from_state(case.state)}
    return next((one for one in fitting if one in possible), fitting[0])


def _code(told: incoming.Task, system: str) -> str:
    return next((one.code for one in told.businessStatus.coding if one.system == system), "")


def _result(case: Case, told: incoming.Task) -> Result:
    reason = told.statusReason.word().strip()
    said = told.note[-1].text.strip() if told.note else ""
    words = reason if reason != case.words else said  # what was read with the Task belongs to the step before
    texts = {one.type.word(): one.valueString.strip() for one in told.output if one.valueString}
    if len(words) > 500:
        raise Invalid("Task.statusReason: at most 500 characters.")
    return Result(words=words, summary=texts.get("summary", ""), rehabilitation=texts.get("rehabilitation", ""))
