"""``osteo igtl``: look at OpenIGTLink messages, answer, send and listen to them."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from osteokit.base.errors import OsteoError

igtl = typer.Typer(help="OpenIGTLink: look at messages, and try a connection.", no_args_is_help=True)

_Address = Annotated[str, typer.Argument(metavar="HOST[:PORT]", help="The peer; port 18944 where none is said.")]
_Device = Annotated[str, typer.Option(help="Device name of the message.")]
_Host = Annotated[str, typer.Option(help="Where to listen; 0.0.0.0 lets the network in, without any protection.")]


@igtl.command()
def dump(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A message as it goes over the wire, or as JSON.")],
    reencode: Annotated[Path | None, typer.Option(metavar="OUT", help="Write the message back as bytes.")] = None,
) -> None:
    """Print a message as JSON."""
    from osteokit.base.files import whole_file
    from osteokit.tracking.igtl.as_json import dumps
    from osteokit.tracking.igtl.files import read_message
    from osteokit.tracking.igtl.messages import encode

    message = read_message(file)
    if reencode is not None:
        with whole_file(reencode) as temporary:
            temporary.write_bytes(encode(message))
    typer.echo(dumps(message))


@igtl.command()
def echo(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 18944, host: _Host = "127.0.0.1"
) -> None:
    """Answer every message with itself, until Ctrl-C."""
    from osteokit.tracking.igtl.server import Server

    errors = Console(stderr=True)
    with Server(port, host, _answer, _tell(errors)) as server:
        typer.echo(f"Listening on {server.host}:{server.port}")
        _until_interrupted()


@igtl.command()
def send(
    address: _Address,
    file: Annotated[
        Path | None, typer.Option(help="The message: bytes or JSON, as `osteo igtl dump` shows it.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="Send this text as STRING.")] = None,
    matrix: Annotated[
        str | None, typer.Option(metavar="'12 or 16 numbers'", help="Send this matrix, row by row, as TRANSFORM.")
    ] = None,
    device: _Device = "osteo",
    count: Annotated[int, typer.Option(min=1, help="How often.")] = 1,
    rate: Annotated[float, typer.Option(help="Messages per second, where there are several.")] = 10.0,
) -> None:
    """Send a message to a peer, once or at a rate, each with the time of now."""
    from dataclasses import replace

    from osteokit.tracking.igtl.header import timestamp_of
    from osteokit.tracking.igtl.link import Link

    if not 0 < rate <= 1e6:
        raise OsteoError(f"The rate is a number of messages per second above 0, not {rate:g}.")
    message = _message(file, text, matrix, device)
    with Link.to(*_host_and_port(address)) as link:
        began = time.monotonic()
        for number in range(count):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            link.send(replace(message, envelope=replace(message.envelope, timestamp=timestamp_of(time.time()))))
    typer.echo(f"{count} x {message.type_name} sent to {address}")


@igtl.command()
def listen(
    address: Annotated[
        str | None, typer.Argument(metavar="[HOST[:PORT]]", help="The server to connect to; without it, be one.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port to listen on where no address is given; 0 takes a free one.")] = 18944,
    host: _Host = "127.0.0.1",
    count: Annotated[int | None, typer.Option(min=1, help="Stop after so many messages.")] = None,
    seconds: Annotated[float | None, typer.Option(help="Stop after so long.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Whole messages as JSON, one a line.")] = False,
) -> None:
    """Print what peers send, a line each, with its age where the sender stamps its messages."""
    from osteokit.tracking.igtl.as_json import to_json
    from osteokit.tracking.igtl.client import Client
    from osteokit.tracking.igtl.server import Server
    from osteokit.tracking.igtl.summary import summary

    tell = _tell(Console(stderr=True))
    if address is None:
        source: Client | Server = Server(port, host, on_change=tell)
        typer.echo(f"Listening on {source.host}:{source.port}")
    else:
        source = Client(*_host_and_port(address), on_change=tell)
        if not source.wait(5.0):
            trouble = source.trouble
            source.close()
            raise OsteoError(trouble)
    until = None if seconds is None else time.monotonic() + seconds
    seen = 0
    with source:
        while (count is None or seen < count) and (until is None or time.monotonic() < until):
            received = source.inbox.get(0.2)
            if received is None:
                continue
            seen += 1
            if as_json:
                typer.echo(json.dumps({"peer": received.peer, **to_json(received.message)}))
                continue
            age = "" if received.age_s is None else f"{1000 * received.age_s:8.1f} ms"
            message = received.message
            typer.echo(f"{received.peer}  {message.type_name:<12} {message.device:<20} {age:>11}  {summary(message)}")
        if source.inbox.lost:
            typer.echo(
                f"{source.inbox.lost} messages came faster than they could be printed and were left out.", err=True
            )


def _answer(received: Any, peer: Any) -> None:
    peer.send(received.message)


def _message(file: Path | None, text: str | None, matrix: str | None, device: str) -> Any:
    from osteokit.tracking.igtl.contents.poses import Transform
    from osteokit.tracking.igtl.contents.texts import String
    from osteokit.tracking.igtl.files import read_message
    from osteokit.tracking.igtl.header import Envelope
    from osteokit.tracking.igtl.messages import Message

    if [file, text, matrix].count(None) != 2:
        raise OsteoError("Say what to send by one of --file, --text and --matrix.")
    if file is not None:
        return read_message(file)
    content = String(text) if text is not None else Transform(_matrix(matrix or ""))
    return Message(content, Envelope(device))


def _matrix(words: str) -> Any:
    import numpy as np

    try:
        numbers = [float(word) for word in words.replace(",", " ").split()]
    except ValueError as error:
        raise OsteoError(f"--matrix holds something that is no number: {error}.") from error
    if len(numbers) not in (12, 16) or not np.isfinite(numbers).all():
        raise OsteoError(f"--matrix needs 12 or 16 finite numbers, row by row, not {len(numbers)}.")
    matrix = np.eye(4)
    matrix[: len(numbers) // 4] = np.reshape(numbers, (-1, 4))
    return matrix


def _host_and_port(address: str) -> tuple[str, int]:
    from osteokit.tracking.igtl.link import PORT

    host, colon, port = address.rpartition(":")
    if not colon:
        return address, PORT
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise OsteoError(f"{address!r} is no address; write it as 192.168.0.10:18944 or tracker:18944.")
    return host, int(port)


def _tell(console: Console) -> Any:
    def change(peer: Any) -> None:
        counts = peer.counts
        if not peer.ended:
            console.print(f"{peer.name} connected", style="green", highlight=False)
            return
        console.print(
            f"{peer.ended} {counts.received} messages came, {counts.damaged} were damaged; "
            f"{counts.sent} went out, {counts.lost} were lost.",
            style="yellow",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
        if peer.last_damage:
            console.print(peer.last_damage, style="yellow", highlight=False, markup=False)

    return change


def _until_interrupted() -> None:
    while True:
        time.sleep(0.5)


def register(app: typer.Typer) -> None:
    app.add_typer(igtl, name="igtl")
