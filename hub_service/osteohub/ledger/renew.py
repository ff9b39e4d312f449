"""A new key for the same ledger, and a lost one told: entries and checkpoints stay, only who signs changes."""

import os

from sqlalchemy import select

from osteohub.audit.service import record
from osteohub.database.base import now
from osteohub.database.engine import Database
from osteohub.ledger.keys import ledger_file, ledger_signer
from osteohub.ledger.models import LedgerCheckpoint
from osteohub.ledger.service import checkpoint_note, latest_note
from osteohub.settings import Settings
from osteokit.base.errors import OsteoError
from osteokit.ledger.checkpoints import read_checkpoint
from osteokit.ledger.notes import Verifier


def refuse_lost_key(settings: Settings, database: Database) -> None:
    """A hub that has signed makes no key by itself: nobody would believe it, and two machines would sign differently.

    Raises
    ------
    OsteoError
    """
    file = ledger_file(settings)
    if file.exists():
        return
    with database.read() as session:
        if latest_note(session) is not None:
            raise OsteoError(
                f"The ledger's key {file} is missing, and this hub has signed with it: put it there from a backup or "
                "from the hub's other machine; where it is lost for good: osteo hub renew-ledger-key."
            )


def renew(settings: Settings, database: Database) -> Verifier:
    """Make a new key, keep the old one aside where it is there, and sign the newest checkpoint with the new one too.

    Raises
    ------
    OsteoError
        The hub never signed anything, so that there is nothing to renew; or the key's file is damaged.
    """
    file = ledger_file(settings)
    with database.write() as session:
        note = latest_note(session)
        if note is None:
            raise OsteoError(f"The hub in {settings.folder} has signed nothing yet: there is no key to renew.")
        name = read_checkpoint(note).origin
        aside = file.with_name(f"{file.name}.until-{now():%Y-%m-%d-%H%M%S}")
        if file.exists():
            note = checkpoint_note(session, ledger_signer(settings))  # what came since, by the old key once more
            os.replace(file, aside)
        signer = ledger_signer(settings, name)
        size = read_checkpoint(note).size
        stored = session.scalars(select(LedgerCheckpoint).where(LedgerCheckpoint.size == size)).one()
        stored.note = note + signer.line(note.rpartition("\n\n")[0] + "\n")
        record(session, "ledger_key_renewed", "", ("ledger", ""))
    return signer.verifier
