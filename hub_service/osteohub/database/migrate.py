"""Bringing a database to the tables of this hub."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from osteohub.database.engine import Database
from osteokit.base.errors import OsteoError

_MIGRATIONS = Path(__file__).parent / "migrations"


def configuration() -> Config:
    """For Alembic, without a file."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def upgrade(database: Database) -> tuple[str, str]:
    """Run the migrations that the database has not seen, all or none. Of several hubs that start at once one runs them.

    Returns
    -------
    tuple of str
        The revision that it had, empty where there were no tables, and the one that it has.

    Raises
    ------
    OsteoError
        The database was made by a newer hub.
    """
    config = configuration()
    with database.migration() as connection:
        if not database.is_sqlite:  # on SQLite the transaction itself keeps the others waiting
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(727274)")
        before = _known_revision(connection, config)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return before, _known_revision(connection, config)


def refuse_newer(database: Database) -> None:
    """
    Raises
    ------
    OsteoError
        The database was made by a newer hub.
    """
    with database.read() as session:
        _known_revision(session.connection(), configuration())


def _known_revision(connection: Connection, config: Config) -> str:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise OsteoError(f"This database was made by a newer hub (revision {current}); install that version to use it.")
    return current or ""
