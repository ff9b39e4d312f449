"""The audit over HTTP, for operators and quality officers at the top institution."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from osteohub.access import HubOf, Signed
from osteohub.audit.service import entries
from osteohub.identity.actor import Actor
from osteohub.refusals import Forbidden

router = APIRouter(prefix="/api/v1", tags=["audit"])


class AuditOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    at: datetime
    person_id: str
    action: str
    subject_kind: str
    subject_id: str
    outcome: str
    address: str
    detail: dict[str, Any]


def may_read(actor: Actor) -> bool:
    """Operators and quality officers of the institution at the top."""
    return actor.may_use("admin") and any(
        one.role in ("operator", "quality_officer") and one.path.count("/") == 2 for one in actor.roles
    )


@router.get("/audit")
def audit(
    hub: HubOf, actor: Signed, before: str = Query("", max_length=32), limit: int = Query(100, ge=1, le=500)
) -> list[AuditOut]:
    if not may_read(actor):
        raise Forbidden("Only operators and quality officers of the first institution read the audit.")
    with hub.database.read() as session:
        return [AuditOut.model_validate(one) for one in entries(session, before, limit)]
