"""Reading one resource: as it is, as a version kept it, and all its versions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from osteohub.fhir.case import Case, case_of, from_json
from osteohub.fhir.kinds import Kind, Resource
from osteohub.fhir.models import ReferralVersion
from osteohub.fhir.resources.referral import EVENTS, patient, service_request, visible
from osteohub.fhir.resources.task import TRANSFER, task, transfer_task
from osteohub.fhir.search import fetch_many
from osteohub.fhir.view import View
from osteohub.identity.actor import Actor
from osteohub.permissions.policy import Policy
from osteohub.permissions.relations import of_institution, of_institutions_below, shared_with
from osteohub.referrals.models import Referral
from osteohub.referrals.policies import REFERRALS, TRANSFERS, received_once, went_first
from osteohub.refusals import NotFound

VERSIONS = Policy(
    kind="version",
    table=ReferralVersion,
    relations={
        "sent": of_institution(ReferralVersion.from_id),
        "received": of_institution(ReferralVersion.to_id),
        "received_once": received_once(ReferralVersion.to_id, ReferralVersion.referral_id),
        "below": of_institutions_below(ReferralVersion.from_id),
        "went_first": went_first(ReferralVersion.referral_id),
        "shared": shared_with(ReferralVersion.from_id, "referral"),
    },
    rules=REFERRALS.rules,
    scopes=REFERRALS.scopes,
)
"""The rules of referrals, asked of what the referral then was: who receives it never sees the draft."""

WRITERS = {
    "Patient": (("", patient),),
    "ServiceRequest": (("", service_request),),
    "Task": (("", task), (TRANSFER, transfer_task)),
}
"""Kinds with versions: how each of their resources is written, by the end of its id."""


def read(view: View, kind: Kind, identity: str) -> Resource:
    """
    Raises
    ------
    NotFound, Forbidden
    """
    kind.check(view.actor)
    found = fetch_many(view, kind, [identity])
    if not found:
        raise missing(kind)
    return found[0]


def missing(kind: Kind) -> NotFound:
    return NotFound(f"There is no such {kind.name}, or you may not see it.")


def _writer(kind: Kind, identity: str) -> tuple[str, Any] | None:
    """The referral's id and the writer for a resource's id."""
    for end, write in sorted(WRITERS[kind.name], key=lambda one: -len(one[0])):
        if identity.endswith(end):
            return identity.removesuffix(end), write
    return None


def read_version(view: View, kind: Kind, identity: str, version: str) -> Resource:
    """
    Raises
    ------
    NotFound
        Also where the reader could not see that version when it was the last.
    """
    for case in versions(view, kind, identity):
        if str(case.version) == version:
            return _written(view, kind, identity, case)
    raise missing(kind)


def versions(view: View, kind: Kind, identity: str) -> Sequence[Case]:
    """All that this reader may see, the last first.

    Raises
    ------
    NotFound
    """
    found = _writer(kind, identity) if kind.has_versions else None
    if found is None:
        raise missing(kind)
    referral = _seen(view.session, view.actor, found[0])
    if referral is None or (identity.endswith(TRANSFER) and not _knows_transfer(view, referral)):
        raise missing(kind)
    query = select(ReferralVersion).where(
        ReferralVersion.referral_id == referral.id, VERSIONS.allows(view.actor, "read")
    )
    kept = [from_json(one.content) for one in view.session.scalars(query.order_by(ReferralVersion.number.desc()))]
    now = case_of(referral)
    if not kept or kept[0].version != now.version:
        kept.insert(0, now)  # brought in by another way than the hub's: history begins with it
    if identity.endswith(TRANSFER):
        kept = [one for one in kept if one.asked_out]
    if not kept:
        raise missing(kind)
    return kept


def _knows_transfer(view: View, referral: Referral) -> bool:
    """Whoever receives a patient who went first has no part in the centre's judgement."""
    return referral.transfer is None or TRANSFERS.may(view.session, view.actor, "read", referral.id)


def _seen(session: Session, actor: Actor, referral_id: str) -> Referral | None:
    query = select(Referral).options(*EVENTS).where(Referral.id == referral_id, visible(actor))
    return session.scalars(query).first()


def _written(view: View, kind: Kind, identity: str, case: Case) -> Resource:
    found = _writer(kind, identity)
    assert found is not None
    return found[1](view, case)


def history(view: View, kind: Kind, identity: str) -> Resource:
    """The Bundle of all versions.

    Raises
    ------
    NotFound
    """
    entries = []
    for case in versions(view, kind, identity):
        first = case.version == 1 and not identity.endswith(TRANSFER)
        where = f"{kind.name}/{identity}"
        entries.append(
            {
                "fullUrl": f"{view.base}/{where}",
                "resource": _written(view, kind, identity, case),
                "request": {"method": "POST" if first else "PUT", "url": kind.name if first else where},
                "response": {
                    "status": "201" if first else "200",
                    "etag": f'W/"{case.version}"',
                    "lastModified": case.changed_at.isoformat(),
                },
            }
        )
    link = [{"relation": "self", "url": f"{view.base}/{kind.name}/{identity}/_history"}]
    return {"resourceType": "Bundle", "type": "history", "total": len(entries), "link": link, "entry": entries}
