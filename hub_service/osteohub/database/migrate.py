"""Bringing a database to the tables of this hub."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from osteohub.database.engine import Database
from osteokit.base.errors import OsteoError

_MIGRATIONS = Path(__file__).parent / "migrations"


def configuration() -> Config:
    """For Alembic, without a file."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def upgrade(database: Database) -> None:
    """Run the migrations that the database has not seen, all or none. Of several hubs that start at once one runs them.

    Raises
    ------
    OsteoError
        The database was made by a newer hub.
    """
    config = configuration()
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    with database.engine.begin() as connection:
        if not database.is_sqlite:  # on SQLite the transaction itself keeps the others waiting
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(727274)")
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise OsteoError(
                f"This database was made by a newer hub (revision {current}); install that version to use it."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
