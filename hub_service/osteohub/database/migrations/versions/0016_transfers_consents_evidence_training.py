"""Transfers judged afterwards, written consents, files of evidence, assessed training."""

import sqlalchemy as sa
from alembic import op

from osteohub.database.base import UtcTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_sessions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("activity", sa.String(length=300), nullable=False),
        sa.Column("english", sa.String(length=200), nullable=False),
        sa.Column("chinese", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("is_assessed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_training_sessions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sessions")),
        sa.UniqueConstraint("person_id", "registration", name=op.f("uq_training_sessions_person_id")),
    )
    op.create_table(
        "training_statements",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("statement_id", sa.String(length=36), nullable=False),
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("verb", sa.String(length=300), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stored_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_training_statements_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_statements")),
        sa.UniqueConstraint("person_id", "statement_id", name=op.f("uq_training_statements_person_id")),
    )
    with op.batch_alter_table("training_statements", schema=None) as batch_op:
        batch_op.create_index("ix_training_statements_session", ["person_id", "registration"], unique=False)

    op.create_table(
        "admission_sessions",
        sa.Column("admission_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["admission_id"], ["admissions.id"], name=op.f("fk_admission_sessions_admission_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_admission_sessions_session_id")
        ),
        sa.PrimaryKeyConstraint("admission_id", "session_id", name=op.f("pk_admission_sessions")),
    )
    with op.batch_alter_table("admission_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_admission_sessions_session_id"), ["session_id"], unique=False)

    op.create_table(
        "evidence_files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("admission_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'jpeg', 'png')", name=op.f("ck_evidence_files_kind")),
        sa.ForeignKeyConstraint(["admission_id"], ["admissions.id"], name=op.f("fk_evidence_files_admission_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_evidence_files_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_files")),
        sa.UniqueConstraint("admission_id", "sha256", name="uq_evidence_files_once"),
    )
    op.create_table(
        "referral_consents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("referral_id", sa.String(length=32), nullable=False),
        sa.Column("given_by", sa.String(length=120), nullable=False),
        sa.Column("relation", sa.String(length=10), nullable=False),
        sa.Column("covers", sa.String(length=10), nullable=False),
        sa.Column("given_on", sa.String(length=10), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.CheckConstraint("covers IN ('both', 'transfer', 'sharing')", name=op.f("ck_referral_consents_covers")),
        sa.CheckConstraint("form IN ('paper', 'file')", name=op.f("ck_referral_consents_form")),
        sa.CheckConstraint(
            "relation IN ('patient', 'spouse', 'parent', 'child', 'guardian', 'other')",
            name=op.f("ck_referral_consents_relation"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_referral_consents_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_referral_consents_referral_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["people.id"], name=op.f("fk_referral_consents_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_consents")),
    )
    with op.batch_alter_table("referral_consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_consents_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "transfers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("from_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("sent_by", sa.String(length=32), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("escalated_at", UtcTime(), nullable=True),
        sa.Column("judged_by", sa.String(length=32), nullable=True),
        sa.Column("judged_at", UtcTime(), nullable=True),
        sa.Column("judgement", sa.String(length=500), nullable=False),
        sa.CheckConstraint("state IN ('unjudged', 'confirmed', 'disallowed')", name=op.f("ck_transfers_state")),
        sa.ForeignKeyConstraint(["from_id"], ["organisations.id"], name=op.f("fk_transfers_from_id")),
        sa.ForeignKeyConstraint(["id"], ["referrals.id"], name=op.f("fk_transfers_id")),
        sa.ForeignKeyConstraint(["judged_by"], ["people.id"], name=op.f("fk_transfers_judged_by")),
        sa.ForeignKeyConstraint(["sent_by"], ["people.id"], name=op.f("fk_transfers_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.create_index("ix_transfers_from", ["from_id", "id"], unique=False)
        batch_op.create_index("ix_transfers_state", ["state", "due_at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.drop_index("ix_transfers_state")
        batch_op.drop_index("ix_transfers_from")

    op.drop_table("transfers")
    with op.batch_alter_table("referral_consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_consents_referral_id"))

    op.drop_table("referral_consents")
    op.drop_table("evidence_files")
    with op.batch_alter_table("admission_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_admission_sessions_session_id"))

    op.drop_table("admission_sessions")
    with op.batch_alter_table("training_statements", schema=None) as batch_op:
        batch_op.drop_index("ix_training_statements_session")

    op.drop_table("training_statements")
    op.drop_table("training_sessions")
