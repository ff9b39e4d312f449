"""What is used with what, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, status
from pydantic import BaseModel

from osteohub.access import HubOf, Signed
from osteohub.identity.schemas import Identity
from osteohub.library import used

router = APIRouter(prefix="/api/v1/versions/{version_id}/used_with", tags=["library"])


class UsedOut(BaseModel):
    """Another resource and how many people used both."""

    id: str
    title: str
    english: str
    kind: str
    people: int


@router.get("")
def listed(
    version_id: Identity, hub: HubOf, actor: Signed, limit: Annotated[int, Query(ge=1, le=50)] = 10
) -> list[UsedOut]:
    with hub.database.read() as session:
        return [
            UsedOut(id=one.id, title=one.title, english=one.english, kind=one.kind, people=people)
            for one, people in used.used_with(session, actor, version_id, limit)
        ]


@router.put("/{other_id}", status_code=status.HTTP_204_NO_CONTENT)
def together(version_id: Identity, other_id: Identity, hub: HubOf, actor: Signed) -> None:
    """I used both."""
    with hub.database.write() as session:
        used.use_together(session, actor, version_id, other_id)


@router.delete("/{other_id}", status_code=status.HTTP_204_NO_CONTENT)
def apart(version_id: Identity, other_id: Identity, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        used.use_apart(session, actor, version_id, other_id)
