"""Versions of referrals, numbers of other systems, images."""

import sqlalchemy as sa
from alembic import op

from osteohub.database.base import UtcTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referral_identifiers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("referral_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=32), nullable=False),
        sa.Column("system", sa.String(length=200), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_referral_identifiers_organisation_id")
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_referral_identifiers_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_identifiers")),
        sa.UniqueConstraint("organisation_id", "system", "value", name=op.f("uq_referral_identifiers_organisation_id")),
    )
    with op.batch_alter_table("referral_identifiers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_identifiers_referral_id"), ["referral_id"], unique=False)
        batch_op.create_index("ix_referral_identifiers_value", ["value", "system"], unique=False)

    op.create_table(
        "referral_images",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("referral_id", sa.String(length=32), nullable=False),
        sa.Column("study_uid", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("modalities", sa.JSON(), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("started", UtcTime(), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_referral_images_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_referral_images_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_images")),
        sa.UniqueConstraint("referral_id", "study_uid", name=op.f("uq_referral_images_referral_id")),
    )
    with op.batch_alter_table("referral_images", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_images_study_uid"), ["study_uid"], unique=False)

    op.create_table(
        "referral_versions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("referral_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("from_id", sa.String(length=32), nullable=False),
        sa.Column("to_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["organisations.id"], name=op.f("fk_referral_versions_from_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_referral_versions_referral_id")),
        sa.ForeignKeyConstraint(["to_id"], ["organisations.id"], name=op.f("fk_referral_versions_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_versions")),
        sa.UniqueConstraint("referral_id", "number", name=op.f("uq_referral_versions_referral_id")),
    )
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("changed_at", UtcTime(), nullable=True))
    last_step = "SELECT max(at) FROM referral_events WHERE referral_events.referral_id = referrals.id"
    op.execute(f"UPDATE referrals SET changed_at = coalesce(({last_step}), created_at)")
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.alter_column("changed_at", existing_type=UtcTime(), nullable=False, server_default=sa.func.now())
        batch_op.create_index("ix_referrals_changed", ["changed_at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.drop_index("ix_referrals_changed")
        batch_op.drop_column("changed_at")
        batch_op.drop_column("version")

    op.drop_table("referral_versions")
    with op.batch_alter_table("referral_images", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_images_study_uid"))

    op.drop_table("referral_images")
    with op.batch_alter_table("referral_identifiers", schema=None) as batch_op:
        batch_op.drop_index("ix_referral_identifiers_value")
        batch_op.drop_index(batch_op.f("ix_referral_identifiers_referral_id"))

    op.drop_table("referral_identifiers")
