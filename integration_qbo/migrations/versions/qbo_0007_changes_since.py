"""Up to when QuickBooks' changes are known, and who reads them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table, column in (
        ("qbo_company", sa.Column("read_to", MOMENT, nullable=True)),
        ("qbo_company", sa.Column("whole_at", MOMENT, nullable=True)),
        ("qbo_connection", _count("refresh_fence")),
        ("qbo_connection", _count("refresh_seen")),
        ("qbo_customer", _count("read_in")),
    ):
        op.add_column(table, column)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def downgrade() -> None:
    op.drop_column("qbo_customer", "read_in")
    op.drop_column("qbo_connection", "refresh_seen")
    op.drop_column("qbo_connection", "refresh_fence")
    op.drop_column("qbo_company", "whole_at")
    op.drop_column("qbo_company", "read_to")
