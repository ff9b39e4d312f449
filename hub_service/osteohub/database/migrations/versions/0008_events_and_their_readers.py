"""Events, their readers, keys that listen, how far plugins were told; codes of reasons for referrals."""

import sqlalchemy as sa
from alembic import op

from osteohub.database.base import UtcTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("number", name="uq_events_number"),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index("ix_events_subject", ["subject_kind", "subject_id"], unique=False)
        batch_op.create_index(
            "ix_events_waiting",
            ["id"],
            unique=False,
            sqlite_where=sa.text("number IS NULL"),
            postgresql_where=sa.text("number IS NULL"),
        )

    op.create_table(
        "plugin_feeds",
        sa.Column("plugin", sa.String(length=80), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leased_until", UtcTime(), nullable=True),
        sa.Column("trouble", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("plugin", name=op.f("pk_plugin_feeds")),
    )
    op.create_table(
        "event_readers",
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_readers_event_id")),
        sa.PrimaryKeyConstraint("event_id", "organisation_id", "role", "person_id", name=op.f("pk_event_readers")),
    )
    with op.batch_alter_table("event_readers", schema=None) as batch_op:
        batch_op.create_index(
            "ix_event_readers_reader", ["organisation_id", "role", "person_id", "event_id"], unique=False
        )

    op.create_table(
        "listening_keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("public_key", sa.String(length=40), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_listening_keys_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listening_keys")),
        sa.UniqueConstraint("public_key", name="uq_listening_keys_public_key"),
    )
    with op.batch_alter_table("listening_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listening_keys_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason_code", sa.String(length=40), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.drop_column("reason_code")

    with op.batch_alter_table("listening_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listening_keys_person_id"))

    op.drop_table("listening_keys")
    with op.batch_alter_table("event_readers", schema=None) as batch_op:
        batch_op.drop_index("ix_event_readers_reader")

    op.drop_table("event_readers")
    op.drop_table("plugin_feeds")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_events_waiting", sqlite_where=sa.text("number IS NULL"), postgresql_where=sa.text("number IS NULL")
        )
        batch_op.drop_index("ix_events_subject")

    op.drop_table("events")
