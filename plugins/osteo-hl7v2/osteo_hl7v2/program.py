"""The command ``osteo-hl7v2``: serve, look at what waits, try a message without doing it."""

import asyncio
import contextlib
import logging
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from osteo_hl7v2.errors import Hl7Error
from osteo_hl7v2.exchange import Inbound, Outbound
from osteo_hl7v2.hospital import Hospital, read_hospital
from osteo_hl7v2.hub import HubSide
from osteo_hl7v2.incoming import requests_of
from osteo_hl7v2.journal import Journal
from osteo_hl7v2.listener import Listener
from osteo_hl7v2.sender import Sender
from osteo_hl7v2.syntax import parse
from osteo_hl7v2.words import told
from osteokit.base.errors import OsteoError
from osteokit.hubclient.http import Connection
from osteokit.hubclient.locks import Taken, locked

app = typer.Typer(help="HL7 v2 between a hospital's information system and the hub.", no_args_is_help=True)

HospitalFile = Annotated[Path, typer.Option("--hospital", help="JSON: what the hospital agreed on; see README.md")]
Folder = Annotated[Path, typer.Option(help="where messages wait that the HIS has not taken yet")]


@app.command()
def serve(
    hub: Annotated[str, typer.Option(help="address of the hub, https://hub.example.cn")],
    token_file: Annotated[Path, typer.Option(help="file with the account's token in its first line")],
    hospital: HospitalFile,
    folder: Folder,
    port: Annotated[int | None, typer.Option(help="to listen on; else that of the hospital's file")] = None,
) -> None:
    """Take messages over MLLP and tell the HIS what happens to its referrals, until interrupted."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    agreed = read_hospital(hospital)
    connection = Connection(hub, _secret(token_file))
    journal = Journal(folder)
    try:
        with locked(folder / "lock", 0.0):
            asyncio.run(_serve(connection, agreed, journal, agreed.listen.port if port is None else port))
    except Taken as error:
        raise OsteoError(f"Another osteo-hl7v2 works with {folder}; only one may.") from error


async def _serve(connection: Connection, hospital: Hospital, journal: Journal, port: int) -> None:
    inbound = Inbound(HubSide(connection, hospital.institution), hospital)
    listen = hospital.listen
    listener = Listener(inbound.answer, listen.networks, listen.tls.context(True) if listen.tls else None)
    outbound = None
    if hospital.his is not None:
        tls = hospital.his.tls.context(False) if hospital.his.tls else None
        sender = Sender(hospital.his.host, hospital.his.port, hospital.charset, tls)
        outbound = Outbound(HubSide(connection, hospital.institution), hospital, journal, sender)
    ended = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C cancels what waits below
            asyncio.get_running_loop().add_signal_handler(one, ended.set)
    try:
        chosen = await listener.start(listen.host, port)
    except OSError as error:
        raise OsteoError(f"Port {port} of {listen.host} cannot be listened on ({error.strerror}).") from error
    if outbound is not None:
        outbound.start()
    typer.echo(f"listening on {listen.host}:{chosen}")
    sys.stdout.flush()
    try:
        await ended.wait()
    finally:
        await listener.stop()
        if outbound is not None:
            await asyncio.to_thread(outbound.stop)


@app.command()
def status(folder: Folder) -> None:
    """What waits for the HIS, and what it refused."""
    journal = Journal(folder)
    typer.echo(f"events read up to {journal.position() or 0}")
    for state in ("waiting", "refused"):
        entries = journal.entries(state)
        typer.echo(f"{state}: {len(entries)}")
        for one in entries:
            typer.echo(f"  {one.key}  {one.at}  tried {one.attempts} times  {one.trouble}")


@app.command()
def retry(key: Annotated[str, typer.Argument(help="of a refused message, see status")], folder: Folder) -> None:
    """Send a message again that the HIS refused, once its cause is mended there."""
    Journal(folder).again(key)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="a message as the HIS sends it, without the MLLP envelope")],
    hospital: HospitalFile,
) -> None:
    """Read a message and say what it would ask of the hub; nothing is done."""
    agreed = read_hospital(hospital)
    try:
        content = file.read_bytes().strip(b"\x0b\x1c\r\n")
    except OSError as error:
        raise OsteoError(f"{file} cannot be read ({error.strerror}).") from error
    try:
        message = parse(content, agreed.charset)
        requests = requests_of(message, agreed)
    except Hl7Error as error:
        raise OsteoError(told(str(error), agreed.language)) from error
    typer.echo(f"{message.kind}, {message.charset}, control id {message.control_id}")
    for one in requests:
        shown = {name: value for name, value in vars(one).items() if value not in ("", None, False)}
        typer.echo("  " + ", ".join(f"{name}: {value}" for name, value in shown.items()))


def _secret(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8").split()
    except OSError as error:
        raise OsteoError(f"The token file {file} cannot be read ({error.strerror}).") from error
    if not lines:
        raise OsteoError(f"The token file {file} is empty; make a token in the hub and put it there.")
    return lines[0]


def main() -> None:
    """Entry point; a refusal is one sentence and ends with 2."""
    try:
        app()
    except OsteoError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
