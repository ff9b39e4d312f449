"""Training records over HTTP: xAPI statements in, assessed sessions out."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from osteohub.access import HubOf, Signed
from osteohub.credentials import training
from osteohub.refusals import Invalid

router = APIRouter(prefix="/api/v1/training", tags=["training"])


class SessionOut(BaseModel):
    """``passed`` and ``score`` are None where the scenario judges nothing; ``is_assessed`` is False until its result
    came."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    registration: str
    activity: str
    english: str
    chinese: str
    level: str
    started_at: datetime
    duration_s: float | None
    score: float | None
    passed: bool | None
    is_assessed: bool


@router.post("/statements")
def take_in(
    statements: Annotated[list[dict[str, Any]], Body(), Field(max_length=training.MOST)], hub: HubOf, actor: Signed
) -> list[str]:
    """A list of xAPI 1.0.3 statements as `osteo train` writes them, kept for the person of the token; their ids. Sent
    again they are kept once; another one with a known id is refused (409). Scope `train`."""
    told = [(_read(place, one), one) for place, one in enumerate(statements)]
    with hub.database.write() as session:
        return training.take_in(session, actor, told)


def _read(place: int, content: dict[str, Any]) -> training.Statement:
    try:
        return training.Statement.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Invalid(f"Statement {place + 1} cannot be kept: {where}: {first['msg']}.") from error


@router.get("/sessions")
def sessions(
    hub: HubOf, actor: Signed, limit: Annotated[int, Query(ge=1, le=training.MOST_COUNTED)] = 50
) -> list[SessionOut]:
    """One's own, the newest first."""
    with hub.database.read() as session:
        return [SessionOut.model_validate(one) for one in training.sessions_of(session, actor.person_id, limit)]
