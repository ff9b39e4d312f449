"""Replaying events by number, and registering keys that listen."""

import asyncio
import time
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, status
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from osteohub.access import HubOf, Signed
from osteohub.events import keys, numbers, service
from osteohub.events.wire import FORMAT
from osteohub.hub import Hub
from osteohub.identity.actor import Actor
from osteohub.identity.schemas import Identity, Strict
from osteohub.refusals import NotFound

router = APIRouter(prefix="/api/v1", tags=["events"])

LONGEST_WAIT_S = 30
_LOOK_EVERY_S = 0.1


class EventOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    number: int
    kind: str
    at: datetime
    subject_kind: str
    subject_id: str
    organisations: list[str]
    payload: dict[str, Any]


class EventsOut(BaseModel):
    """``after`` is what to ask with next: above it nothing was there yet that this person may read."""

    after: int
    events: list[EventOut]


class FeedOut(BaseModel):
    format: int
    address: str
    server_key: str


class KeyIn(Strict):
    name: Annotated[str, Field(min_length=1, max_length=120)]
    public_key: Annotated[str, Field(min_length=40, max_length=40)]


class KeyOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    public_key: str
    created_at: datetime


@router.get("/events")
async def events(
    hub: HubOf,
    actor: Signed,
    request: Request,
    after: Annotated[int, Query(ge=0, le=1 << 62)] = 0,
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT_S)] = 0,
    kind: Annotated[list[str] | None, Query(max_length=60)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> EventsOut:
    """What happened after number ``after``; with ``wait``, the answer comes when there is something, or after so many
    seconds."""
    ends = time.monotonic() + wait
    while True:
        head = hub.publisher.head
        found = await run_in_threadpool(_read, hub, actor, after, kind or [], limit)
        if found.events or time.monotonic() >= ends:
            return found
        after = found.after
        while hub.publisher.head == head and time.monotonic() < ends:
            if await request.is_disconnected():
                return found
            await asyncio.sleep(_LOOK_EVERY_S)


def _read(hub: Hub, actor: Actor, after: int, kinds: list[str], limit: int) -> EventsOut:
    with hub.database.read() as session:
        head = numbers.head(session)
        found = [EventOut.model_validate(one) for one in service.read(session, actor, after, kinds, limit)]
    reached = found[-1].number if len(found) == limit else max(head, after)
    return EventsOut(after=reached, events=found)


@router.get("/events/feed")
def feed(hub: HubOf, actor: Signed) -> FeedOut:
    """Where hints of events are published."""
    wanted = hub.settings.events.rpartition(":")[2]
    port = hub.publisher.port or int(wanted or 0)
    if not port:
        raise NotFound("This hub publishes no hints of events; ask for events by number.")
    public, _ = keys.server_pair(hub.settings.folder)
    host = urlsplit(hub.settings.public_url).hostname
    return FeedOut(format=FORMAT, address=f"tcp://{host}:{port}", server_key=public.decode("ascii"))


@router.get("/events/keys")
def listed(hub: HubOf, actor: Signed) -> list[KeyOut]:
    with hub.database.read() as session:
        return [KeyOut.model_validate(one) for one in keys.own_keys(session, actor)]


@router.post("/events/keys", status_code=status.HTTP_201_CREATED)
def register(body: KeyIn, hub: HubOf, actor: Signed) -> KeyOut:
    with hub.database.write() as session:
        return KeyOut.model_validate(keys.register(session, actor, body.name, body.public_key))


@router.delete("/events/keys/{key_id}", status_code=status.HTTP_204_NO_CONTENT)
def remove(key_id: Identity, hub: HubOf, actor: Signed) -> None:
    with hub.database.write() as session:
        keys.remove(session, actor, key_id)
