"""Task: what is to be done about a referral. The receiver's, and where it asked for a transfer out, the centre's."""

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import aliased

from osteohub.fhir.case import Case, case_of
from osteohub.fhir.codes import DOCUMENT, PRIORITIES, STATE, TASK_CODE
from osteohub.fhir.kinds import Filter, Kind, Resource, Source, by_code, by_reference, by_time
from osteohub.fhir.resources.referral import (
    EVENTS,
    FROM_PLACE,
    PRIORITY,
    TO_PATIENT,
    TO_PLACE,
    by_number,
    by_status,
    meta,
    numbers,
    visible,
)
from osteohub.fhir.statuses import BSER, BSER_NAMES, FIRST, transfer_words, words_of
from osteohub.fhir.values import Reference, Token
from osteohub.fhir.view import View, clean, codeable, filled
from osteohub.identity.actor import Actor
from osteohub.identity.models import Organisation
from osteohub.referrals.models import Referral, ReferralEvent, Transfer
from osteohub.referrals.policies import TRANSFERS
from osteohub.referrals.states import STATE_NAMES, TRANSFER_NAMES

TRANSFER = "-transfer"
"""Ends the id of the centre's Task."""


def task(view: View, case: Case) -> Resource:
    words = words_of(case.state, case.closed_from)
    owner = view.to_place(case.to_id) if case.to_id else {"display": clean(case.outside)}
    return filled(
        {
            **_common(view, case),
            "id": case.id,
            "status": words.task,
            "businessStatus": _business(words.bser, case.state),
            "code": codeable(TASK_CODE, "fulfill"),
            "owner": owner,
            "restriction": {"period": {"end": case.due_at.isoformat()}} if case.due_at and case.state == "sent" else {},
            "output": _output(case),
        }
    )


def transfer_task(view: View, case: Case) -> Resource:
    status, bser = transfer_words(case)
    centre = view.centre_of(case.from_id)
    waits = case.due_at is not None and case.state == "awaiting_approval"
    return filled(
        {
            **_common(view, case),
            "id": case.id + TRANSFER,
            "partOf": [{"reference": f"Task/{case.id}"}],
            "status": status,
            "businessStatus": _business(bser, case.transfer or case.state),
            "code": codeable(TASK_CODE, "approve"),
            "owner": view.to_place(centre) if centre else {},
            "restriction": {"period": {"end": case.due_at.isoformat()}} if case.due_at and waits else {},
        }
    )


def _common(view: View, case: Case) -> Resource:
    return {
        "resourceType": "Task",
        "id": "",
        "meta": meta(case),
        "identifier": numbers(view, case),
        "basedOn": [{"reference": f"ServiceRequest/{case.id}"}],
        "statusReason": {"text": clean(case.words)} if clean(case.words) else {},
        "intent": "order",
        "priority": PRIORITIES[case.urgency],
        "focus": {"reference": f"ServiceRequest/{case.id}"},
        "for": {"reference": f"Patient/{case.id}"},
        "authoredOn": case.created_at.isoformat(),
        "lastModified": case.changed_at.isoformat(),
        "requester": view.to_place(case.from_id),
    }


_NAMES = STATE_NAMES | TRANSFER_NAMES


def _business(bser: str, state: str) -> Resource:
    """BSeR's code, and the state as the hub calls it: BSeR has none for being booked or treated."""
    english, chinese = _NAMES[state]
    coded = [{"system": BSER, "code": bser, "display": BSER_NAMES[bser]}] if bser else []
    return {"coding": [*coded, {"system": STATE, "code": state, "display": english}], "text": f"{english} {chinese}"}


def _output(case: Case) -> list[Resource]:
    found = []
    if clean(case.booked_for):
        found.append({"type": codeable(DOCUMENT, "booking"), "valueString": clean(case.booked_for)})
    for part in ("summary", "rehabilitation"):
        if clean(getattr(case, part)):
            where = {"reference": f"DocumentReference/{case.id}-{part}"}
            found.append({"type": codeable(DOCUMENT, part), "valueReference": where})
    return found


def asked_out(actor: Actor) -> ColumnElement[bool]:
    """Referrals of which the centre has a Task, too."""
    asked = select(ReferralEvent.referral_id).where(ReferralEvent.action == "send_out")
    gone = select(Transfer.id).where(TRANSFERS.allows(actor, "read"))
    return and_(visible(actor), or_(Referral.id.in_(asked), Referral.id.in_(gone)))


def _by_business_status(bser: Filter) -> Filter:
    own = by_code(Referral.state, STATE)

    def condition(value: Token) -> ColumnElement[bool]:
        found = bser(value) if value.system in (None, BSER) else false()
        return or_(found, own(value))

    return condition


def _by_centre_status(place: int) -> Filter:
    """Status (0) or business status (1) of the centre's Task: of a transfer that went first by its own state."""
    asked = by_status(("transfer_task", "transfer_bser")[place])

    def condition(value: Token) -> ColumnElement[bool]:
        states = [state for state, told in FIRST.items() if told[place] == value.code]
        first = select(Transfer.id)
        return or_(
            Referral.id.in_(first.where(Transfer.state.in_(states))), and_(Referral.id.not_in(first), asked(value))
        )

    return condition


def _by_centre(value: Reference) -> ColumnElement[bool]:
    """Sent by an institution of this prefecture."""
    if value.kind not in ("", "Organization"):
        return false()
    centre, place = aliased(Organisation), aliased(Organisation)
    below = (
        select(place.id)
        .join(centre, place.path.startswith(centre.path))
        .where(centre.id == value.id, centre.tier == "prefecture")
    )
    return Referral.from_id.in_(below)


def _filters(status: Filter, bser: Filter, code: str, owner: Filter, part_of: Filter) -> dict[str, Filter]:
    to_request = by_reference(Referral.id, "ServiceRequest")
    return {
        "status": status,
        "business-status": _by_business_status(bser),
        "priority": PRIORITY,
        "focus": to_request,
        "based-on": to_request,
        "subject": TO_PATIENT,
        "patient": TO_PATIENT,
        "requester": FROM_PLACE,
        "owner": owner,
        "part-of": part_of,
        "authored-on": by_time(Referral.created_at),
        "modified": by_time(Referral.changed_at),
        "code": lambda value: true() if value.code == code and value.system in (None, TASK_CODE) else false(),
    }


_TIMES = {"authored-on": Referral.created_at, "modified": Referral.changed_at}

TASK = Kind(
    name="Task",
    parameters={
        "identifier": "token",
        "status": "token",
        "business-status": "token",
        "priority": "token",
        "code": "token",
        "focus": "reference",
        "based-on": "reference",
        "subject": "reference",
        "patient": "reference",
        "requester": "reference",
        "owner": "reference",
        "part-of": "reference",
        "authored-on": "date",
        "modified": "date",
    },
    sources=(
        Source(
            table=Referral,
            visible=visible,
            write=lambda view, row: task(view, case_of(row)),
            filters=_filters(by_status("task"), by_status("bser"), "fulfill", TO_PLACE, lambda value: false()),
            asked_by={"identifier": by_number},
            changed=Referral.changed_at,
            sorts=_TIMES,
            options=EVENTS,
        ),
        Source(
            table=Referral,
            visible=asked_out,
            write=lambda view, row: transfer_task(view, case_of(row)),
            filters=_filters(
                _by_centre_status(0),
                _by_centre_status(1),
                "approve",
                _by_centre,
                by_reference(Referral.id, "Task"),
            ),
            asked_by={"identifier": by_number},
            changed=Referral.changed_at,
            sorts=_TIMES,
            options=EVENTS,
            suffix=TRANSFER,
        ),
    ),
    includes={
        "focus": "focus",
        "based-on": "basedOn",
        "subject": "for",
        "patient": "for",
        "requester": "requester",
        "owner": "owner",
        "part-of": "partOf",
    },
    has_versions=True,
)
