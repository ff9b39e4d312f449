"""A person's notices over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, status
from pydantic import BaseModel, ConfigDict

from osteohub.access import HubOf, Signed
from osteohub.identity.schemas import Identity
from osteohub.notices import service

router = APIRouter(prefix="/api/v1/notices", tags=["notices"])


class NoticeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    subject_kind: str
    subject_id: str
    english: str
    chinese: str
    at: datetime
    seen_at: datetime | None


@router.get("")
def listed(
    hub: HubOf,
    actor: Signed,
    unseen: bool = False,
    before: Annotated[str, Query(max_length=32)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[NoticeOut]:
    """One's own, newest first."""
    with hub.database.read() as session:
        found = service.notices_of(session, actor.person_id, unseen, before, limit)
        return [NoticeOut.model_validate(one) for one in found]


@router.post("/{notice_id}/seen", status_code=status.HTTP_204_NO_CONTENT)
def seen(notice_id: Identity, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        service.see(session, actor.person_id, notice_id)
