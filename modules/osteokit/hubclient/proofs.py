"""Whether a published version stands in the hub's ledger with exactly these files."""

import hashlib
import json
from dataclasses import dataclass

from osteokit.base.errors import OsteoError
from osteokit.hubclient.accounts import Account
from osteokit.hubclient.http import Connection
from osteokit.hubclient.library import HubVersion
from osteokit.ledger.bundle import prove, read_proof
from osteokit.ledger.notes import read_verifier


@dataclass(frozen=True)
class Proven:
    """Entry ``number`` of the ledger ``origin`` names the version and its files."""

    number: int
    origin: str
    size: int


def check_version(connection: Connection, account: Account, version: HubVersion) -> Proven:
    """
    Raises
    ------
    OsteoError
        The version is not in the ledger, the ledger's key is another one than when the hub was first used, the proof is
        wrong, or its entry names other files.
    Unreachable, HubRefusal
    """
    number = version.ledger_number
    if number is None:
        raise OsteoError(f"{version.title} is not published: the ledger says nothing of it.")
    if not account.ledger_key:
        raise OsteoError("The ledger's key is not known here: sign in to the hub again.")
    entry = connection.ask("GET", f"/ledger/entry/{number}")
    proof = read_proof(connection.ask("GET", f"/ledger/proof/{number}").decode("utf-8", "replace"))
    try:
        proved = prove(entry, proof, [read_verifier(account.ledger_key)])
    except ModuleNotFoundError as error:
        raise OsteoError("The ledger cannot be checked: the Python package cryptography is not installed.") from error
    if proved.index != number or not _names(entry, version):
        raise OsteoError(
            f"The ledger does not name {version.title} with these files: do not use them, and tell the hub's operator."
        )
    return Proven(number, proved.checkpoint.origin, proved.checkpoint.size)


def _names(entry: bytes, version: HubVersion) -> bool:
    try:
        said = json.loads(entry)
        files = {(one["name"], one["sha256"], one["size"]) for one in said["files"]}
        kind = said.pop("kind")
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    statement = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return (
        kind == "publish"
        and said.get("version") == version.id
        and said.get("licence") == version.licence
        and files == {(one.name, one.sha256, one.size) for one in version.files}
        and hashlib.sha256(statement).hexdigest() == version.fingerprint
    )
