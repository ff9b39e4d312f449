"""The ledger's private key: one file that only the hub's account may read."""

import os
from pathlib import Path

from osteohub.settings import Settings
from osteokit.base.errors import OsteoError
from osteokit.ledger.notes import ED25519, Signer


def ledger_file(settings: Settings) -> Path:
    return settings.folder / "keys" / "ledger.key"


def ledger_signer(settings: Settings, name: str = "") -> Signer:
    """The key in the hub's folder, made on first use with the ledger's ``name``; usually that is the hub's address.

    Raises
    ------
    OsteoError
        The file is damaged.
    """
    file = ledger_file(settings)
    if not file.exists():
        _write(file, Signer.new(name or settings.origin))
    name, _, digits = file.read_text(encoding="utf-8").strip().partition(" ")
    try:
        private = bytes.fromhex(digits)
    except ValueError:
        private = b""
    if not name or len(private) != 32:
        raise OsteoError(
            f"The ledger's key {file} is damaged; put it back from a backup, or nobody can trust the ledger."
        )
    return Signer(name, ED25519, private)


def _write(file: Path, signer: Signer) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(f"{signer.name} {signer.private.hex()}\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(temporary, file)  # two that start at once: the first key stays
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
