"""A running hub: its settings, database, files, key and jobs, passed to whoever serves a request."""

from dataclasses import dataclass
from pathlib import Path

from osteohub.database.engine import Database
from osteohub.database.migrate import upgrade
from osteohub.jobs.runner import Runner
from osteohub.ledger.keys import ledger_signer
from osteohub.library.work import KIND as CHECK
from osteohub.library.work import checking
from osteohub.objects.store import ObjectStore
from osteohub.settings import Settings
from osteokit.ledger.notes import Signer


@dataclass(frozen=True, eq=False)
class Hub:
    settings: Settings
    database: Database
    signer: Signer
    store: ObjectStore
    runner: Runner

    def close(self) -> None:
        self.runner.stop()
        self.database.close()


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
    store = ObjectStore(settings.folder / "objects")
    return Hub(settings, database, ledger_signer(settings), store, Runner(database, {CHECK: checking(store)}))


def _prepare(folder: Path) -> None:
    from osteokit.base.errors import OsteoError

    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise OsteoError(f"The hub's folder {folder} cannot be made ({error.strerror}); choose another.") from error
