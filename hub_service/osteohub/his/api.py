"""Messages of hospital information systems over HTTP; an adapter beside the HIS reads them and hands them in."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import StringConstraints
from starlette.concurrency import run_in_threadpool

from osteohub.access import HubOf, Signed
from osteohub.his import adapters, service
from osteohub.his.images import images_of
from osteohub.identity.schemas import Identity, Strict
from osteokit.plugins.hub_his import HisRequest

router = APIRouter(prefix="/api/v1", tags=["his"])


class MessageIn(Strict):
    """``fingerprint`` is the SHA-256 of the message's bytes: the same number with other bytes is another message."""

    system: Annotated[str, StringConstraints(max_length=200)]
    control_id: Annotated[str, StringConstraints(min_length=1, max_length=199)]
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    kind: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    requests: list[HisRequest]


class MessageDone(Strict):
    """``referral`` and ``state`` are empty where the message concerned no referral."""

    referral: str
    state: str
    again: bool


class NumberOut(Strict):
    number: str
    control_id: str


class StudyOut(Strict):
    study_uid: str
    address: str
    modalities: list[str]
    about: str


class ImagesOut(Strict):
    """``may_fetch``: whether this institution may have them now. ``identified``: whether they may go to the receiver
    with the patient's name."""

    from_id: str
    to_id: str
    may_fetch: bool
    identified: bool
    studies: list[StudyOut]


@router.post("/his/{organisation_id}/messages")
def take_in(organisation_id: Identity, body: MessageIn, hub: HubOf, actor: Signed) -> MessageDone:
    """Everything that one message asks, or nothing of it. Handed in again, it is answered the same and done once."""
    message = service.Message(body.system, body.control_id, body.fingerprint, body.kind, tuple(body.requests))
    with hub.database.write() as session:
        done = service.take_in(session, actor, organisation_id, message)
        referral = done.referral
        return MessageDone(
            referral=referral.id if referral else "", state=referral.state if referral else "", again=done.again
        )


@router.get("/his/{organisation_id}/referrals/{referral_id}")
def number(organisation_id: Identity, referral_id: Identity, hub: HubOf, actor: Signed) -> NumberOut:
    """By which number the institution's system knows this referral."""
    with hub.database.read() as session:
        known, control_id = service.number_of(session, actor, organisation_id, referral_id)
    return NumberOut(number=known, control_id=control_id)


@router.get("/his/{organisation_id}/referrals/{referral_id}/images")
def images(organisation_id: Identity, referral_id: Identity, hub: HubOf, actor: Signed) -> ImagesOut:
    """Where the images of a referral are, for a program beside the institution's PACS."""
    with hub.database.read() as session:
        found = images_of(session, actor, organisation_id, referral_id)
    return ImagesOut(
        from_id=found.referral.from_id, to_id=found.referral.to_id or "", may_fetch=found.may_fetch,
        identified=found.identified,
        studies=[
            StudyOut(study_uid=one.study_uid, address=one.address, modalities=one.modalities, about=one.about)
            for one in found.studies
        ],
    )  # fmt: skip


@router.post("/his/{adapter}", response_class=Response)
async def hand_in(
    adapter: Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")], request: Request, hub: HubOf, actor: Signed
) -> Response:
    """The body is a message as the system sent it, the answer what an adapter of a plugin here says to it."""
    content = await request.body()
    answer = await run_in_threadpool(adapters.hand_in, hub, actor, adapter, content)
    return Response(answer, media_type="application/octet-stream")
