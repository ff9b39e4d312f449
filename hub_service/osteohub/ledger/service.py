"""Appending, proving, signing. An entry is a line of canonical JSON with hashes and ids: nothing that could have to be
erased one day."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osteohub.database.base import now
from osteohub.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerNode, Witness
from osteohub.refusals import Conflict, Invalid, NotFound
from osteokit.base.errors import OsteoError
from osteokit.ledger.bundle import Proof, write_proof
from osteokit.ledger.checkpoints import Checkpoint, read_checkpoint
from osteokit.ledger.merkle import EMPTY_ROOT, Node, completed, consistency_path, inclusion_path, leaf_hash, root
from osteokit.ledger.notes import COSIGNATURE, Signer, Verifier, open_note, read_verifier, signed_note

_AT_ONCE = 200
"""Nodes in one question: SQLite takes a limited number of parameters."""


class Hashes:
    """The log's complete subtrees, and those that this transaction adds."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[Node, bytes] = {}

    def __call__(self, nodes: Sequence[Node]) -> list[bytes]:
        missing = [node for node in nodes if node not in self._known]
        for start in range(0, len(missing), _AT_ONCE):
            # SQLite reads the whole table for pairs in a list, and one row by its key for each term of an OR
            wanted = [
                and_(LedgerNode.level == level, LedgerNode.place == place)
                for level, place in missing[start : start + _AT_ONCE]
            ]
            query = select(LedgerNode.level, LedgerNode.place, LedgerNode.digest).where(or_(*wanted))
            self._known.update({(level, where): digest for level, where, digest in self._session.execute(query)})
        return [self._known[node] for node in nodes]

    def add(self, nodes: Sequence[tuple[Node, bytes]]) -> None:
        self._known.update(nodes)


def canonical(content: Mapping[str, Any]) -> bytes:
    """One way to write it down: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def size(session: Session) -> int:
    return session.get_one(LedgerHead, 1).size


def append(session: Session, kind: str, subject_id: str, contents: Sequence[Mapping[str, Any]]) -> range:
    """Entries at the end of the log; their numbers. They count when the transaction ends well."""
    head = session.scalars(select(LedgerHead).where(LedgerHead.id == 1).with_for_update()).one()
    first, hashes = head.size, Hashes(session)
    entries, nodes = [], []
    for number, content in enumerate(contents, first):
        raw = canonical({"kind": kind, **content})
        made = completed(number, leaf_hash(raw), hashes)
        hashes.add(made)
        nodes += [{"level": level, "place": place, "digest": digest} for (level, place), digest in made]
        entries.append({"number": number, "kind": kind, "subject_id": subject_id, "content": raw, "created_at": now()})
    if entries:
        session.execute(insert(LedgerEntry), entries)
        session.execute(insert(LedgerNode), nodes)
    head.size = first + len(entries)
    return range(first, head.size)


def entry(session: Session, number: int) -> LedgerEntry:
    """
    Raises
    ------
    NotFound
    """
    found = session.get(LedgerEntry, number)
    if found is None:
        raise NotFound(f"The ledger has no entry {number}; it has {size(session)}.")
    return found


def checkpoint_note(session: Session, signer: Signer) -> str:
    """The newest checkpoint, signed now where the log has grown."""
    count = size(session)
    stored = session.get(LedgerCheckpoint, count)
    if stored is None:
        whole = root(count, Hashes(session)) if count else EMPTY_ROOT
        note = signed_note(Checkpoint(signer.name, count, whole).text, [signer])
        stored = LedgerCheckpoint(size=count, note=note)
        try:
            with session.begin_nested():
                session.add(stored)
        except IntegrityError:  # another server signed the same size just now; its note is kept
            stored = session.get_one(LedgerCheckpoint, count)
    return stored.note


def latest_note(session: Session) -> str | None:
    """The newest checkpoint that was signed; None before the first."""
    query = select(LedgerCheckpoint.note).order_by(LedgerCheckpoint.size.desc()).limit(1)
    return session.scalars(query).first()


def proof(session: Session, number: int) -> str:
    """A proof for an entry that stands alone, against the newest signed checkpoint.

    Raises
    ------
    NotFound
        There is no such entry in a signed checkpoint.
    """
    note = latest_note(session)
    count = read_checkpoint(note).size if note else 0
    if note is None or not 0 <= number < count:
        raise NotFound(f"The ledger's checkpoint holds {count} entries; number {number} is not among them.")
    return write_proof(Proof(number, tuple(inclusion_path(number, count, Hashes(session))), note))


def consistency(session: Session, old: int, new: int) -> list[bytes]:
    """
    Raises
    ------
    Invalid
        The log never led from ``old`` to ``new``.
    """
    if not 0 < old <= new <= size(session):
        raise Invalid(f"A proof leads from 1 or more entries to at most {size(session)}, not from {old} to {new}.")
    return consistency_path(old, new, Hashes(session))


def add_witness(session: Session, verifier: str) -> Witness:
    """
    Raises
    ------
    Invalid, Conflict
        It is no witness's key, or the name is taken.
    """
    try:
        key = read_verifier(verifier)
    except OsteoError as error:
        raise Invalid(str(error)) from error
    if key.algorithm != COSIGNATURE:
        raise Invalid("A witness's key is one for cosignatures (algorithm 4); this one is a log's.")
    if session.get(Witness, key.name) is not None:
        raise Conflict(f"There is a witness {key.name} already.")
    witness = Witness(name=key.name, verifier=str(key))
    session.add(witness)
    session.flush()
    return witness


def cosign(session: Session, signer: Signer, note: str) -> str:
    """Add the lines of known witnesses under one of our checkpoints; the checkpoint with all lines that it has now.

    Raises
    ------
    Invalid
        It is not our checkpoint, or no known witness signed it.
    """
    witnesses = [read_verifier(one.verifier) for one in session.scalars(select(Witness))]
    try:
        ours = open_note(note, [signer.verifier])
        open_note(note, witnesses)
        count = read_checkpoint(ours.text).size
    except OsteoError as error:
        raise Invalid(str(error)) from error
    query = select(LedgerCheckpoint).where(LedgerCheckpoint.size == count).with_for_update()
    stored = session.scalars(query).first()
    if stored is None or not stored.note.startswith(ours.text + "\n"):
        raise Invalid("This checkpoint is not one that this ledger keeps.")
    for line in note.removeprefix(ours.text + "\n").splitlines(keepends=True):
        if line not in stored.note and _is_signed(ours.text + "\n" + line, witnesses):
            stored.note += line
    return stored.note


def _is_signed(note: str, witnesses: Sequence[Verifier]) -> bool:
    try:
        open_note(note, witnesses)
    except OsteoError:
        return False
    return True


def fingerprint(raw: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()
