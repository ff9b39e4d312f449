"""Messages of hospital information systems, their numbers of referrals, merged patients."""

import sqlalchemy as sa
from alembic import op

from osteohub.database.base import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "his_messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("system", sa.String(length=200), nullable=False),
        sa.Column("control_id", sa.String(length=199), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("referral_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_his_messages_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_his_messages_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_his_messages_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_his_messages")),
        sa.UniqueConstraint("organisation_id", "system", "control_id", name=op.f("uq_his_messages_organisation_id")),
    )
    with op.batch_alter_table("his_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_his_messages_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_his_messages_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "his_numbers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("referral_id", sa.String(length=32), nullable=False),
        sa.Column("control_id", sa.String(length=199), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_his_numbers_organisation_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_his_numbers_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_his_numbers")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_his_numbers_organisation_id")),
    )
    with op.batch_alter_table("his_numbers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_his_numbers_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "his_merges",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("survivor", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_his_merges_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_his_merges")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_his_merges_organisation_id")),
    )


def downgrade() -> None:
    op.drop_table("his_merges")
    op.drop_table("his_numbers")
    op.drop_table("his_messages")
