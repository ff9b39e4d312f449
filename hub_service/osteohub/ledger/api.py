"""The log for everybody to read, as C2SP ``tlog-tiles`` names its files; proofs; cosignatures of witnesses."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response, status
from fastapi import Path as PathParameter
from fastapi.responses import PlainTextResponse
from sqlalchemy import select

from osteohub.access import HubOf, Signed
from osteohub.audit.service import record
from osteohub.ledger import service
from osteohub.ledger.models import LedgerEntry
from osteohub.refusals import Forbidden, NotFound
from osteokit.ledger.checkpoints import read_checkpoint
from osteokit.ledger.tiles import WIDTH, nodes_of_tile, parse_tile_path, tile_width

router = APIRouter(prefix="/ledger", tags=["ledger"])

_LARGEST = 2**62
"""Of a number that is asked for: databases know no larger ones than twice this."""
Number = Annotated[int, PathParameter(ge=0, le=_LARGEST)]
Size = Annotated[int, Query(ge=1, le=_LARGEST)]

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.get("/key", response_class=PlainTextResponse)
def key(hub: HubOf) -> str:
    """Whom to believe: the log's public key."""
    return f"{hub.signer.verifier}\n"


@router.get("/checkpoint", response_class=PlainTextResponse)
def checkpoint(hub: HubOf) -> str:
    with hub.database.write() as session:
        return service.checkpoint_note(session, hub.signer)


@router.get("/proof/{number}", response_class=PlainTextResponse)
def proof(number: Number, hub: HubOf) -> str:
    """A proof that stands alone for entry ``number``."""
    with hub.database.write() as session:
        service.checkpoint_note(session, hub.signer)
        return service.proof(session, number)


@router.get("/entry/{number}")
def entry(number: Number, hub: HubOf) -> Response:
    with hub.database.read() as session:
        return Response(service.entry(session, number).content, media_type="application/json")


@router.get("/consistency", response_class=PlainTextResponse)
def consistency(hub: HubOf, old: Size, new: Size) -> str:
    """Hashes in hexadecimal digits, a line each."""
    with hub.database.read() as session:
        return "".join(one.hex() + "\n" for one in service.consistency(session, old, new))


@router.get("/tile/{path:path}")
def tile(path: str, hub: HubOf) -> Response:
    named = parse_tile_path(path)
    if named is None:
        raise NotFound("There is no such tile: a path such as 0/000 or entries/000.p/5 is expected.")
    level, number, width = named
    with hub.database.read() as session:
        note = service.latest_note(session)
        count = read_checkpoint(note).size if note else 0
        there = tile_width(count, 0 if level == "entries" else int(level), number)
        if width > there:
            raise NotFound(f"The ledger has {count} entries; this tile has {there} hashes now.")
        if isinstance(level, int):
            raw = b"".join(service.Hashes(session)(nodes_of_tile(level, number, width)))
        else:
            start = number * WIDTH
            rows = session.scalars(
                select(LedgerEntry.content)
                .where(LedgerEntry.number >= start, LedgerEntry.number < start + width)
                .order_by(LedgerEntry.number)
            )
            raw = b"".join(len(one).to_bytes(2, "big") + one for one in rows)
    return Response(raw, media_type="application/octet-stream", headers=_FOREVER)


@router.post("/witnesses", status_code=status.HTTP_201_CREATED)
def add_witness(
    verifier: Annotated[str, Body(embed=True, max_length=300)], hub: HubOf, actor: Signed
) -> dict[str, str]:
    """An operator says whose cosignatures are kept."""
    if not (actor.has("operator") and actor.may_use("admin")):
        raise Forbidden("Only an operator names witnesses.")
    with hub.database.write() as session:
        witness = service.add_witness(session, verifier)
        record(session, "add_witness", actor.person_id, name=witness.name)
        return {"name": witness.name, "verifier": witness.verifier}


@router.post("/cosign", response_class=PlainTextResponse)
def cosign(hub: HubOf, note: Annotated[str, Body(media_type="text/plain", max_length=20_000)]) -> str:
    """A witness hands in our checkpoint with its line; who sent it does not matter, the signature does."""
    with hub.database.write() as session:
        return service.cosign(session, hub.signer, note)
