"""What pauses a company, and what is known of its keys."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("line_failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("stopped_code", sa.String(64), nullable=False, server_default=""),
        sa.Column("stopped_count", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("stopped_at", MOMENT, nullable=True),
        sa.Column("previous_sealed", sa.Text(), nullable=True),
        sa.Column("previous_until", MOMENT, nullable=True),
        sa.Column("key_refused_at", MOMENT, nullable=True),
        sa.Column("warned_days", sa.Integer(), nullable=True),
    ):
        op.add_column("qbo_connection", column)


def downgrade() -> None:
    for name in (
        "warned_days",
        "key_refused_at",
        "previous_until",
        "previous_sealed",
        "stopped_at",
        "stopped_count",
        "stopped_code",
        "line_failures",
    ):
        op.drop_column("qbo_connection", name)
