"""Referrals, their steps and the audit in the order of their times; steps by what they are."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_referrals_created", "referrals", ["created_at", "id"]),
    ("ix_referral_events_action", "referral_events", ["action", "referral_id"]),
    ("ix_referral_events_at", "referral_events", ["at", "id"]),
    ("ix_audit_at", "audit_entries", ["at", "id"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns, unique=False)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table_name=table)
