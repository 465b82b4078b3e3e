"""What people changed: entries that are only ever added to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REFUSAL = "audit entries are never changed or deleted"


def upgrade() -> None:
    op.create_table(
        "qbo_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who_ref", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbo_audit")),
        sa.UniqueConstraint(
            "tenant", "number", name=op.f("uq_qbo_audit_tenant_number")
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER qbo_audit_no_{act.lower()} BEFORE {act} ON qbo_audit"
                f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION qbo_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation';"
        " END $$"
    )
    op.execute(
        "CREATE TRIGGER qbo_audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE"
        " ON qbo_audit FOR EACH STATEMENT EXECUTE FUNCTION qbo_audit_only_grows()"
    )


def downgrade() -> None:
    op.drop_table("qbo_audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION qbo_audit_only_grows()")
