"""The migrations make exactly the tables that the code speaks of, on both databases."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select

from osteohub.audit.models import AuditEntry
from osteohub.database.base import UtcTime, new_id
from osteohub.database.engine import Database
from osteohub.database.migrate import upgrade
from osteohub.database.tables import METADATA
from osteohub.hub import open_hub
from osteohub.refusals import Invalid
from osteohub.settings import settings_for
from osteokit.base.errors import OsteoError


def _is_ours(thing, name, kind, reflected, compare):
    return not (kind == "table" and name.startswith("version_words"))


def test_tables_and_migrations_agree(hub):
    with hub.database.engine.connect() as connection:
        options = {"compare_type": True, "include_object": _is_ours}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
    assert differences == []


def test_a_database_of_a_newer_hub_is_left_alone(hub):
    with hub.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(OsteoError, match="newer hub"):
        upgrade(hub.database)


def test_two_hubs_that_start_at_once_make_the_tables_once(tmp_path):
    opened, troubles = [], []

    def start() -> None:
        try:
            opened.append(open_hub(settings_for(tmp_path / "hub", {})))
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=start) for _ in range(3)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert troubles == [] and len({one.signer.private for one in opened}) == 1
    [one.close() for one in opened]


def test_times_keep_their_moment_and_need_a_zone(hub):
    moment = datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    with hub.database.write() as session:
        session.add(AuditEntry(action="test", at=moment))
    with hub.database.read() as session:
        stored = session.scalars(select(AuditEntry.at).where(AuditEntry.action == "test")).one()
    assert stored == moment and stored.tzinfo == UTC
    with pytest.raises(ValueError, match="zone"):
        UtcTime().process_bind_param(datetime(2026, 1, 1), hub.database.engine.dialect)


def test_nothing_is_kept_of_a_transaction_that_fails(hub):
    with pytest.raises(Invalid), hub.database.write() as session:
        session.add(AuditEntry(action="half"))
        session.flush()
        raise Invalid("x")
    with hub.database.read() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "half")).all() == []


def test_ids_are_ordered_in_time_and_valid():
    import uuid

    made = [new_id() for _ in range(2000)]
    assert len(set(made)) == 2000
    parsed = [uuid.UUID(one) for one in made]
    assert {one.version for one in parsed} == {7} and {one.variant for one in parsed} == {uuid.RFC_4122}
    stamps = [one.int >> 80 for one in parsed]
    assert stamps == sorted(stamps)


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({"DATABASE_URL": "mysql://x"}, "sqlite:/// or postgresql://"),
        ({"OSTEO_HUB_URL": "hub.example"}, "an address"),
        ({"OSTEO_HUB_SESSION_HOURS": "soon"}, "number of hours"),
        ({"OSTEO_HUB_SESSION_HOURS": "0"}, "number of hours"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(tmp_path, environment, why):
    with pytest.raises(OsteoError, match=why):
        settings_for(tmp_path, environment)


def test_a_damaged_key_is_told(tmp_path):
    opened = open_hub(settings_for(tmp_path, {}))
    opened.close()
    key = tmp_path / "keys" / "ledger.key"
    assert key.stat().st_mode & 0o077 == 0
    key.write_text("nonsense")
    with pytest.raises(OsteoError, match="backup"):
        open_hub(settings_for(tmp_path, {}))


def test_reading_does_not_write(hub):
    if not hub.database.is_sqlite:
        with pytest.raises(Exception, match="read-only"), hub.database.read() as session:
            session.add(AuditEntry(action="x"))
            session.flush()
    Database(hub.settings.database_url).close()
