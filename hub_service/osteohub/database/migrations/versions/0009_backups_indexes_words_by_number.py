"""Backups that were made; indexes for search and worklists; words of a version stand at its place in the ledger."""

import sqlalchemy as sa
from alembic import op

from osteohub.database.base import UtcTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backups",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
    )
    op.create_index(op.f("ix_backups_at"), "backups", ["at"])
    op.create_index(
        "ix_versions_facets",
        "versions",
        ["state", "ledger_number", "kind", "body_system", "specialty", "difficulty"],
    )
    op.create_index("ix_referrals_state", "referrals", ["state", "due_at", "id"])
    _place_words("ledger_number")


def downgrade() -> None:
    _place_words("rowid")
    op.drop_index("ix_referrals_state", table_name="referrals")
    op.drop_index("ix_versions_facets", table_name="versions")
    op.drop_index(op.f("ix_backups_at"), table_name="backups")
    op.drop_table("backups")


def _place_words(place: str) -> None:
    """On SQLite the row's number in the full-text table is what finds it fast and orders it."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("CREATE TEMPORARY TABLE kept AS SELECT version_id, words FROM version_words")
    op.execute("DELETE FROM version_words")
    op.execute(
        "INSERT INTO version_words (rowid, version_id, words) SELECT versions."
        f"{place}, version_id, words FROM kept JOIN versions ON versions.id = version_id"
    )
    op.execute("DROP TABLE kept")
