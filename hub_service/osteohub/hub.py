"""A running hub: its settings, its database and its key, passed to whoever serves a request."""

from dataclasses import dataclass
from pathlib import Path

from osteohub.database.engine import Database
from osteohub.database.migrate import upgrade
from osteohub.ledger.keys import ledger_signer
from osteohub.settings import Settings
from osteokit.ledger.notes import Signer


@dataclass(frozen=True, eq=False)
class Hub:
    settings: Settings
    database: Database
    signer: Signer


def open_hub(settings: Settings) -> Hub:
    """Make the folder, bring the database up to date, and open it.

    Raises
    ------
    OsteoError
        The folder cannot be written, or the database is of a newer hub.
    """
    _prepare(settings.folder)
    database = Database(settings.database_url)
    upgrade(database)
    return Hub(settings, database, ledger_signer(settings))


def _prepare(folder: Path) -> None:
    from osteokit.base.errors import OsteoError

    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise OsteoError(f"The hub's folder {folder} cannot be made ({error.strerror}); choose another.") from error
