"""Notices; grants, shares, income, reports of infringement; badges; steps, downloads, used with; data ahead; sweeps."""

import sqlalchemy as sa
from alembic import op

from osteohub.database.base import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sweeps",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sweeps")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("english", sa.String(length=300), nullable=False),
        sa.Column("chinese", sa.String(length=300), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notices_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("person_id", "key", name="uq_notices_key"),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_person", ["person_id", "seen_at", "id"], unique=False)

    op.create_table(
        "badges",
        sa.Column("admission_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["admission_id"], ["admissions.id"], name=op.f("fk_badges_admission_id")),
        sa.PrimaryKeyConstraint("admission_id", name=op.f("pk_badges")),
        sa.UniqueConstraint("number", "place", name="uq_badges_place"),
    )
    op.create_table(
        "downloads",
        sa.Column("resource_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_downloads_person_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resources.id"], name=op.f("fk_downloads_resource_id")),
        sa.PrimaryKeyConstraint("resource_id", "person_id", name=op.f("pk_downloads")),
    )
    op.create_table(
        "used_with",
        sa.Column("first_id", sa.String(length=32), nullable=False),
        sa.Column("second_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_used_with_order")),
        sa.ForeignKeyConstraint(["first_id"], ["resources.id"], name=op.f("fk_used_with_first_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_used_with_person_id")),
        sa.ForeignKeyConstraint(["second_id"], ["resources.id"], name=op.f("fk_used_with_second_id")),
        sa.PrimaryKeyConstraint("first_id", "second_id", "person_id", name=op.f("pk_used_with")),
    )
    with op.batch_alter_table("used_with", schema=None) as batch_op:
        batch_op.create_index("ix_used_with_second", ["second_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("grantee_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("price_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_revocable", sa.Boolean(), nullable=False),
        sa.Column("valid_from", UtcTime(), nullable=False),
        sa.Column("valid_until", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("offered_by", sa.String(length=32), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ledger_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('teaching', 'research', 'clinical', 'production', 'commercial')",
            name=op.f("ck_grants_purpose"),
        ),
        sa.CheckConstraint(
            "state IN ('offered', 'in_force', 'declined', 'taken_back', 'revoked', 'given_up', 'expired')",
            name=op.f("ck_grants_state"),
        ),
        sa.CheckConstraint("(grantee_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_grants_one_grantee")),
        sa.CheckConstraint("price_fen >= 0", name=op.f("ck_grants_price")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_grants_answered_by")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_grants_author_id")),
        sa.ForeignKeyConstraint(["grantee_id"], ["organisations.id"], name=op.f("fk_grants_grantee_id")),
        sa.ForeignKeyConstraint(["offered_by"], ["people.id"], name=op.f("fk_grants_offered_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_grants_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_grants_person_id")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_grants_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index("ix_grants_grantee", ["grantee_id", "state"], unique=False)
        batch_op.create_index("ix_grants_owner", ["owner_id", "state"], unique=False)
        batch_op.create_index("ix_grants_person", ["person_id", "state"], unique=False)
        batch_op.create_index("ix_grants_version", ["version_id", "state"], unique=False)

    op.create_table(
        "infringement_reports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("reporter_id", sa.String(length=32), nullable=False),
        sa.Column("handler_id", sa.String(length=32), nullable=True),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("appealed_by", sa.String(length=32), nullable=True),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("ledger_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "ground IN ('copyright', 'privacy', 'licence', 'data', 'other')",
            name=op.f("ck_infringement_reports_ground"),
        ),
        sa.CheckConstraint(
            "state IN ('reported', 'notified', 'answered', 'retracted', "
            "'in_assessment', 'assessed', 'upheld', 'dismissed', "
            "'appealed', 'in_reassessment', 'reassessed', "
            "'upheld_finally', 'dismissed_finally', 'withdrawn', 'closed')",
            name=op.f("ck_infringement_reports_state"),
        ),
        sa.ForeignKeyConstraint(["appealed_by"], ["people.id"], name=op.f("fk_infringement_reports_appealed_by")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_infringement_reports_author_id")),
        sa.ForeignKeyConstraint(["handler_id"], ["people.id"], name=op.f("fk_infringement_reports_handler_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_infringement_reports_owner_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["people.id"], name=op.f("fk_infringement_reports_reporter_id")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_infringement_reports_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_infringement_reports")),
    )
    with op.batch_alter_table("infringement_reports", schema=None) as batch_op:
        batch_op.create_index("ix_infringement_reports_due", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_infringement_reports_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index("ix_infringement_reports_version", ["version_id", "state"], unique=False)

    op.create_table(
        "splits",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("open", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("proposed_by", sa.String(length=32), nullable=False),
        sa.Column("ledger_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("entered_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'refused', 'taken_back', 'in_force', 'superseded')", name=op.f("ck_splits_state")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_splits_author_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_splits_owner_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_splits_proposed_by")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_splits_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_splits")),
        sa.UniqueConstraint("open", name="uq_splits_open"),
    )
    with op.batch_alter_table("splits", schema=None) as batch_op:
        batch_op.create_index("ix_splits_version", ["version_id", "number"], unique=False)

    op.create_table(
        "incomes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("grant_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("split_id", sa.String(length=32), nullable=False),
        sa.Column("amount_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("corrects_id", sa.String(length=32), nullable=True),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("ledger_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("amount_fen <> 0", name=op.f("ck_incomes_amount")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_incomes_author_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["incomes.id"], name=op.f("fk_incomes_corrects_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_incomes_grant_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_incomes_owner_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_incomes_recorded_by")),
        sa.ForeignKeyConstraint(["split_id"], ["splits.id"], name=op.f("fk_incomes_split_id")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_incomes_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incomes")),
        sa.UniqueConstraint("corrects_id", name="uq_incomes_corrects_id"),
    )
    with op.batch_alter_table("incomes", schema=None) as batch_op:
        batch_op.create_index("ix_incomes_grant", ["grant_id", "id"], unique=False)
        batch_op.create_index("ix_incomes_owner", ["owner_id", "period"], unique=False)
        batch_op.create_index("ix_incomes_version", ["version_id", "period"], unique=False)

    op.create_table(
        "infringement_assessments",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("infringes", sa.Boolean(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_infringement_assessments_person_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["infringement_reports.id"], name=op.f("fk_infringement_assessments_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_infringement_assessments")),
        sa.UniqueConstraint("report_id", "person_id", name="uq_infringement_assessments_person"),
    )
    with op.batch_alter_table("infringement_assessments", schema=None) as batch_op:
        batch_op.create_index("ix_infringement_assessments_assessor", ["person_id"], unique=False)

    op.create_table(
        "infringement_events",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_infringement_events_person_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["infringement_reports.id"], name=op.f("fk_infringement_events_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_infringement_events")),
    )
    with op.batch_alter_table("infringement_events", schema=None) as batch_op:
        batch_op.create_index("ix_infringement_events_report", ["report_id", "id"], unique=False)

    op.create_table(
        "infringement_files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_infringement_files_person_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["infringement_reports.id"], name=op.f("fk_infringement_files_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_infringement_files")),
    )
    with op.batch_alter_table("infringement_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_infringement_files_report_id"), ["report_id"], unique=False)

    op.create_table(
        "split_shares",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("split_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_split_shares_person_id")),
        sa.ForeignKeyConstraint(["split_id"], ["splits.id"], name=op.f("fk_split_shares_split_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_split_shares")),
        sa.UniqueConstraint("split_id", "place", name="uq_split_shares_place"),
    )
    with op.batch_alter_table("split_shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_split_shares_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_split_shares_split_id"), ["split_id"], unique=False)

    op.create_table(
        "split_voices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("split_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("consents", sa.Boolean(), nullable=True),
        sa.Column("statement_sha256", sa.String(length=64), nullable=False),
        sa.Column("spoken_by", sa.String(length=32), nullable=True),
        sa.Column("spoken_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_split_voices_person_id")),
        sa.ForeignKeyConstraint(["split_id"], ["splits.id"], name=op.f("fk_split_voices_split_id")),
        sa.ForeignKeyConstraint(["spoken_by"], ["people.id"], name=op.f("fk_split_voices_spoken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_split_voices")),
        sa.UniqueConstraint("split_id", "place", name="uq_split_voices_place"),
    )
    with op.batch_alter_table("split_voices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_split_voices_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_split_voices_split_id"), ["split_id"], unique=False)

    op.create_table(
        "income_lines",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("income_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("amount_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["income_id"], ["incomes.id"], name=op.f("fk_income_lines_income_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_income_lines_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_income_lines")),
    )
    with op.batch_alter_table("income_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_income_lines_income_id"), ["income_id"], unique=False)
        batch_op.create_index("ix_income_lines_person", ["person_id", "period"], unique=False)

    with op.batch_alter_table("admissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expired_at", UtcTime(), nullable=True))

    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("escalated_at", UtcTime(), nullable=True))
        batch_op.add_column(sa.Column("ahead", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("ahead_at", UtcTime(), nullable=True))
        batch_op.add_column(sa.Column("ahead_seen_by", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("ahead_seen_at", UtcTime(), nullable=True))

    with op.batch_alter_table("versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("steps", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    for table, names in (
        ("versions", ("steps",)),
        ("referrals", ("ahead_seen_at", "ahead_seen_by", "ahead_at", "ahead", "escalated_at")),
        ("admissions", ("expired_at",)),
    ):
        with op.batch_alter_table(table) as batch_op:
            for name in names:
                batch_op.drop_column(name)
    for table in (
        *("income_lines", "split_voices", "split_shares", "infringement_files", "infringement_events"),
        *("infringement_assessments", "incomes", "splits", "infringement_reports", "grants", "used_with", "downloads"),
        *("badges", "notices", "sweeps"),
    ):
        op.drop_table(table)
