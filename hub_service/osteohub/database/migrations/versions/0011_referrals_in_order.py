"""Referrals of an institution in the order in which they were begun."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_referrals_received", "referrals", ["to_id", "id"])
    op.create_index("ix_referrals_written", "referrals", ["from_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_referrals_written", table_name="referrals")
    op.drop_index("ix_referrals_received", table_name="referrals")
