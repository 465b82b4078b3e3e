"""Which deployment connected: a copy of the database must send nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "qbo_connection",
        sa.Column(
            "deployment_id", sa.String(length=64), nullable=False, server_default=""
        ),
    )


def downgrade() -> None:
    op.drop_column("qbo_connection", "deployment_id")
