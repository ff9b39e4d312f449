"""Resources in the order of stars and downloads; organ, pathology and licence as facets; what meshes measure."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FACETS = ["state", "ledger_number", "kind", "body_system", "specialty", "difficulty"]
INDEXES = (
    ("ix_resources_downloads", "resources", ["downloads", "id"]),
    ("ix_resources_stars", "resources", ["stars", "id"]),
    ("ix_versions_organ", "versions", ["state", "organ", "ledger_number"]),
    ("ix_versions_pathology", "versions", ["state", "pathology", "ledger_number"]),
    ("ix_mesh_shapes_area", "mesh_shapes", ["area"]),
)


def upgrade() -> None:
    op.add_column("resources", sa.Column("stars", sa.Integer(), server_default="3000", nullable=False))
    op.execute("UPDATE resources SET stars = (rating_sum + 9) * 1000 / (rating_count + 3)")
    op.create_table(
        "mesh_shapes",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("vertices", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area", sa.Float(), nullable=False),
        sa.Column("volume", sa.Float(), nullable=False),
        sa.Column("moments", sa.JSON(), nullable=False),
        sa.Column("handed", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_mesh_shapes")),
    )
    op.drop_index("ix_versions_facets", table_name="versions")
    op.create_index("ix_versions_facets", "versions", [*FACETS, "licence", "organ", "pathology"], unique=False)
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns, unique=False)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_index("ix_versions_facets", table_name="versions")
    op.create_index("ix_versions_facets", "versions", FACETS, unique=False)
    op.drop_table("mesh_shapes")
    op.drop_column("resources", "stars")
