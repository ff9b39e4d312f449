"""A proof for one entry that stands alone (C2SP ``tlog-proof``): its number, path and signed checkpoint."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from osteokit.base.errors import OsteoError
from osteokit.ledger.checkpoints import Checkpoint, read_checkpoint
from osteokit.ledger.merkle import leaf_hash
from osteokit.ledger.notes import Signed, Verifier, open_note
from osteokit.ledger.proofs import proves_inclusion

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Proof:
    """Entry number ``index``, its path, and the checkpoint as a signed note."""

    index: int
    path: tuple[bytes, ...]
    note: str


@dataclass(frozen=True)
class Proved:
    """What was shown: the entry stands in the log of this checkpoint, by the word of ``signatures``."""

    index: int
    checkpoint: Checkpoint
    signatures: tuple[Signed, ...]


def write_proof(proof: Proof) -> str:
    hashes = "".join(base64.b64encode(one).decode() + "\n" for one in proof.path)
    return f"{HEADER}\nindex {proof.index}\n{hashes}\n{proof.note}"


def read_proof(text: str) -> Proof:
    """
    Raises
    ------
    OsteoError
        It is no proof.
    """
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    number = lines[1].removeprefix("index ") if len(lines) > 1 else ""
    try:
        path = tuple(base64.b64decode(line, validate=True) for line in lines[2:])
    except binascii.Error:
        path = (b"",)
    if (
        lines[0] != HEADER
        or not gap
        or not (number.isascii() and number.isdigit())
        or any(len(one) != 32 for one in path)
    ):
        raise OsteoError(f"This is no proof of a ledger: its first line must be {HEADER}. Fetch it again from the hub.")
    return Proof(int(number), path, note)


def prove(entry: bytes, proof: Proof, verifiers: Sequence[Verifier]) -> Proved:
    """Check everything.

    Raises
    ------
    OsteoError
        The checkpoint is not signed by one of ``verifiers``, or the entry is not in its log.
    """
    note = open_note(proof.note, verifiers)
    checkpoint = read_checkpoint(note.text)
    if not proves_inclusion(leaf_hash(entry), proof.index, checkpoint.size, proof.path, checkpoint.root):
        raise OsteoError(
            f"The entry is not number {proof.index} of the ledger {checkpoint.origin}: it was changed, "
            "or the proof belongs to another one."
        )
    return Proved(proof.index, checkpoint, note.signatures)
