"""Every way of billing a line, and what happens to a proposal after acceptance.

Revision: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("proposal") as batch_op:
        batch_op.add_column(
            sa.Column(
                "ends_as", sa.String(length=10), nullable=False, server_default="bill"
            )
        )
        batch_op.add_column(
            sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("renews_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_proposal_renews_id_proposal"), "proposal", ["renews_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_proposal_renews_id"), ["renews_id"])
    with op.batch_alter_table("proposal_line") as batch_op:
        batch_op.add_column(
            sa.Column(
                "in_arrears", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
        batch_op.add_column(
            sa.Column(
                "missed", sa.String(length=10), nullable=False, server_default="each"
            )
        )
        for name in (
            "deposit_percent",
            "deposit_amount",
            "lowest",
            "highest",
            "final_price",
        ):
            batch_op.add_column(sa.Column(name, sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("completed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_proposal_line_replaces_id_proposal_line"),
            "proposal_line",
            ["replaces_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("proposal_line") as batch_op:
        batch_op.drop_constraint(
            op.f("fk_proposal_line_replaces_id_proposal_line"), type_="foreignkey"
        )
        for name in (
            "replaces_id",
            "completed_on",
            "final_price",
            "highest",
            "lowest",
            "deposit_amount",
            "deposit_percent",
            "missed",
            "in_arrears",
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("proposal") as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_renews_id"))
        batch_op.drop_constraint(
            op.f("fk_proposal_renews_id_proposal"), type_="foreignkey"
        )
        for name in ("renews_id", "paused_at", "ends_as"):
            batch_op.drop_column(name)
