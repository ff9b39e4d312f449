"""Background work: when it ended, and whose it is."""

import sqlalchemy as sa
from alembic import op

from osteohub.database.base import UtcTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", UtcTime(), nullable=True))
        batch_op.create_index("ix_jobs_subject", ["subject_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_jobs_subject")
        batch_op.drop_column("ended_at")
