"""Knocks at the doors."""

import sqlalchemy as sa
from alembic import op

from osteohub.database.base import UtcTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knocks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knocks")),
    )
    with op.batch_alter_table("knocks", schema=None) as batch_op:
        batch_op.create_index("ix_knocks_address", ["address", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_knocks_at"), ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("knocks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knocks_at"))
        batch_op.drop_index("ix_knocks_address")

    op.drop_table("knocks")
