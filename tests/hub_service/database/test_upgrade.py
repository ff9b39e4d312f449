"""A database of an older hub, filled by SQL as that hub left it, comes along with everything that stands in it."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table, inspect, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from osteohub.database.engine import Database
from osteohub.database.migrate import configuration, upgrade
from osteohub.hub import open_hub
from osteohub.ledger.keys import ledger_signer
from osteohub.settings import settings_for, with_driver
from osteokit.base.errors import OsteoError

OLD = "0005"
ROWS = 2


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service("postgresql"))])
def old_url(request, tmp_path) -> str:
    """A database as the hub of revision 0005 left it, with rows in every table."""
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    if request.param == "postgresql":
        url = with_driver(request.getfixturevalue("empty_postgresql"))
    database, config = Database(url), configuration()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, OLD)
        for table in _tables(connection):
            _fill(connection, table)
    database.close()
    return url


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    ours = [one for one in metadata.sorted_tables if not one.name.startswith(("version_words", "alembic"))]
    assert len(ours) > 25
    return ours


def _fill(connection: Connection, table: Table) -> None:
    checks = inspect(connection).get_check_constraints(table.name)
    allowed = {
        str(one["name"]).removeprefix(f"ck_{table.name}_"): re.findall(r"'(\w+)'", one["sqltext"]) for one in checks
    }
    connection.execute(table.delete())  # what the migrations put there
    for row in range(ROWS):
        values = {one.name: _value(one, row, allowed.get(one.name)) for one in table.columns}
        connection.execute(table.insert().values(values))


def _value(column: Any, row: int, allowed: list[str] | None) -> Any:
    for key in column.foreign_keys:
        return _value(key.column, row, None)
    kind = column.type.python_type
    if allowed:
        return allowed[row % len(allowed)]
    if kind is str:
        return f"{row}{column.name}骨"[: getattr(column.type, "length", None) or 99]
    if kind is datetime:
        return datetime(2026, 1, 2, 3, 4, row, tzinfo=UTC if column.type.timezone else None)
    return {bool: bool(row), bytes: bytes([row]), dict: {"骨": row}}.get(kind, row + 1)


def _content(url: str, tables: list[Table]) -> dict[str, list[Any]]:
    database = Database(url)
    with database.read() as session:
        found = {one.name: sorted(map(repr, session.execute(select(*one.columns)).all())) for one in tables}
    database.close()
    return found


def test_everything_in_an_older_database_comes_along(old_url, tmp_path):
    database = Database(old_url)
    with database.engine.connect() as connection:
        tables = _tables(connection)
    database.close()
    before = _content(old_url, tables)
    assert all(len(rows) == ROWS for rows in before.values())
    database = Database(old_url)
    assert upgrade(database)[0] == OLD
    assert upgrade(database)[0] > OLD  # there is nothing left to do
    if database.is_sqlite:
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        with pytest.raises(OsteoError, match="name what is not there"), database.migration() as connection:
            connection.exec_driver_sql("DELETE FROM referrals")
    database.close()
    after = _content(old_url, tables)
    assert [name for name in before if after[name] != before[name]] == []
    settings = settings_for(tmp_path / "hub", {"DATABASE_URL": old_url})
    ledger_signer(settings)  # the key lay in its folder already
    open_hub(settings).close()


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(old_url):
    database = Database(old_url)
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE mesh_shapes (x INTEGER)"))  # in the way of 0013, after 0006 to 0012
    with database.engine.connect() as connection:
        tables = _tables(connection)
    before = _content(old_url, tables)
    with pytest.raises((OperationalError, ProgrammingError), match="mesh_shapes"):
        upgrade(database)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == OLD
        assert {one.name for one in _tables(connection)} == {one.name for one in tables}
    assert _content(old_url, tables) == before
    database.close()
