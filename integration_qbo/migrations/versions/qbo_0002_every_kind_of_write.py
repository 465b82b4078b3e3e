"""Every kind of write; what was sent once is never sent differently."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ENDED = "('cancelled', 'superseded', 'pushed', 'linked')"
OPEN_NAME = f"kind = 'name' AND state NOT IN {ENDED}"
LIVE_ACT = (
    "kind IN ('void', 'email', 'credit_memo') AND about_id IS NOT NULL"
    " AND state NOT IN ('cancelled', 'superseded')"
)
HAS_ID = "qbo_id IS NOT NULL"
ONCE = "qbo_id IS NOT NULL AND kind <> 'name'"

# A pair of payload and request id is written once a revision, the record it became
# once and for all.
CHANGED = """
    (OLD.revision = NEW.revision AND (
        (OLD.payload IS NOT NULL AND NEW.payload IS DISTINCT FROM OLD.payload)
        OR (OLD.request_id IS NOT NULL
            AND NEW.request_id IS DISTINCT FROM OLD.request_id)
        OR OLD.company_id <> NEW.company_id))
    OR NEW.revision < OLD.revision
    OR (OLD.marker IS NOT NULL AND NEW.marker IS DISTINCT FROM OLD.marker)
    OR (OLD.qbo_id IS NOT NULL AND NEW.qbo_id IS DISTINCT FROM OLD.qbo_id)
"""
REFUSAL = "what was sent to QuickBooks is written once"


def upgrade() -> None:
    op.add_column(
        "qbo_setting",
        sa.Column(
            "emails_invoices", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    op.add_column(
        "qbo_setting",
        sa.Column(
            "syncs_names", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    op.add_column(
        "qbo_client_map",
        sa.Column(
            "is_named_apart", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    op.add_column(
        "qbo_delivery",
        sa.Column("postponed", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column("qbo_delivery", sa.Column("document", sa.String(16), nullable=True))
    # SQLite cannot add the constraint to a column, and building the table anew would
    # break the references to it while they are enforced.
    op.execute(
        "ALTER TABLE qbo_delivery ADD COLUMN about_id VARCHAR(36)"
        " CONSTRAINT fk_qbo_delivery_about_id_qbo_delivery"
        " REFERENCES qbo_delivery (id)"
    )
    op.drop_index("uq_qbo_delivery_qbo_id", "qbo_delivery")
    op.create_index(op.f("ix_qbo_delivery_about_id"), "qbo_delivery", ["about_id"])
    _unique("uq_qbo_delivery_qbo_id", ["company_id", "kind", "qbo_id"], ONCE)
    _unique("uq_qbo_delivery_new_name", ["company_id", "client_ref"], OPEN_NAME)
    _unique("uq_qbo_delivery_act", ["about_id", "kind"], LIVE_ACT)
    _write_once()


def downgrade() -> None:
    _no_longer_write_once()
    op.drop_index("uq_qbo_delivery_act", "qbo_delivery")
    op.drop_index("uq_qbo_delivery_new_name", "qbo_delivery")
    op.drop_index("uq_qbo_delivery_qbo_id", "qbo_delivery")
    op.drop_index(op.f("ix_qbo_delivery_about_id"), "qbo_delivery")
    with op.batch_alter_table("qbo_delivery") as table:
        # The column takes its reference along.
        table.drop_column("about_id")
        table.drop_column("document")
        table.drop_column("postponed")
    _unique("uq_qbo_delivery_qbo_id", ["company_id", "kind", "qbo_id"], HAS_ID)
    op.drop_column("qbo_client_map", "is_named_apart")
    op.drop_column("qbo_setting", "syncs_names")
    op.drop_column("qbo_setting", "emails_invoices")


def _unique(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        "qbo_delivery",
        columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _write_once() -> None:
    if op.get_bind().dialect.name == "sqlite":
        condition = CHANGED.replace("IS DISTINCT FROM", "IS NOT")
        op.execute(
            "CREATE TRIGGER qbo_delivery_write_once BEFORE UPDATE ON qbo_delivery"
            f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION qbo_delivery_write_once() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation';"
        " END $$"
    )
    op.execute(
        "CREATE TRIGGER qbo_delivery_write_once BEFORE UPDATE ON qbo_delivery"
        f" FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION qbo_delivery_write_once()"
    )


def _no_longer_write_once() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER qbo_delivery_write_once")
        return
    op.execute("DROP TRIGGER qbo_delivery_write_once ON qbo_delivery")
    op.execute("DROP FUNCTION qbo_delivery_write_once()")
