"""``osteo ledger``: check proofs of a hub's ledger, offline."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from osteokit.base.errors import OsteoError

ledger = typer.Typer(help="Check what a hub's ledger says, without the hub.", no_args_is_help=True)

_Key = Annotated[
    list[str], typer.Option(help="The ledger's public key, or a file with it; again for each witness to be believed.")
]


@ledger.command()
def verify(
    proof: Annotated[Path, typer.Argument(metavar="PROOF", help="As the hub gave it (/ledger/proof/NUMBER).")],
    entry: Annotated[Path, typer.Option(help="The entry as the hub gave it (/ledger/entry/NUMBER).")],
    key: _Key,
    file: Annotated[
        Path | None, typer.Option(help="Also: this file is the one that the entry names by SHA-256.")
    ] = None,
) -> None:
    """Whether an entry stands in the ledger, and whether a file is the one it names."""
    import hashlib

    from osteokit.ledger.bundle import prove, read_proof
    from osteokit.ledger.notes import read_verifier

    verifiers = [read_verifier(_key(one)) for one in key]
    raw = _bytes(entry)
    proved = prove(raw, read_proof(_text(proof)), verifiers)
    console = Console(highlight=False)
    console.print(f"Entry {proved.index} stands in {proved.checkpoint.origin} among {proved.checkpoint.size}.")
    for one in proved.signatures:
        seen = "" if one.time_s is None else f", seen {datetime.fromtimestamp(one.time_s, UTC):%Y-%m-%d %H:%M} UTC"
        console.print(f"Signed by {one.verifier.name}{seen}.")
    if file is not None:
        digest = hashlib.sha256(_bytes(file)).hexdigest()
        if digest.encode() not in raw:
            raise OsteoError(f"{file.name} is not the file that entry {proved.index} names: its SHA-256 is {digest}.")
        console.print(f"{file.name} is the file that it names.")


def _key(text: str) -> str:
    path = Path(text)
    return _text(path) if path.is_file() else text


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise OsteoError(f"{file} cannot be read ({error.strerror}); check the path.") from error


def _text(file: Path) -> str:
    return _bytes(file).decode("utf-8", errors="replace")


def register(app: typer.Typer) -> None:
    app.add_typer(ledger, name="ledger")
