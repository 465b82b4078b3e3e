"""What happened to a proposal since its acceptance, and what a person is asked."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ITEM = "qbo_billing_item"
REF = sa.String(length=64)


def upgrade() -> None:
    op.add_column("qbo_proposal", sa.Column("life", sa.JSON(), nullable=True))
    op.add_column("qbo_delivery", sa.Column("is_date_decided", sa.Boolean()))
    op.add_column("qbo_delivery", sa.Column("separate_key", REF))
    for name, kind, value in (
        ("review", sa.String(length=16), "off"),
        ("review_left", sa.Integer(), "0"),
        ("late_after_days", sa.Integer(), "3"),
    ):
        column = sa.Column(name, kind, nullable=False, server_default=value)
        op.add_column("qbo_setting", column)
    for name in ("origin_ref", "origin_line_ref"):
        op.add_column(ITEM, sa.Column(name, REF, nullable=False, server_default=""))
    op.execute(
        f"UPDATE {ITEM} SET origin_ref = source_ref, origin_line_ref = line_ref"  # noqa: S608 - a name of ours
    )
    op.create_index("ix_qbo_billing_item_origin", ITEM, ["tenant", "origin_ref"])


def downgrade() -> None:
    op.drop_index("ix_qbo_billing_item_origin", ITEM)
    for name in ("origin_line_ref", "origin_ref"):
        op.drop_column(ITEM, name)
    for name in ("late_after_days", "review_left", "review"):
        op.drop_column("qbo_setting", name)
    for name in ("separate_key", "is_date_decided"):
        op.drop_column("qbo_delivery", name)
    op.drop_column("qbo_proposal", "life")
