"""Create the tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "qbo_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbo_clock")),
    )
    op.create_table(
        "qbo_company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("environment", sa.String(length=16), nullable=False),
        sa.Column("realm_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=1024), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("home_currency", sa.String(length=3), nullable=False),
        sa.Column("custom_numbers", sa.Boolean(), nullable=False),
        sa.Column("active_customers", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_turn_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbo_company")),
        sa.UniqueConstraint(
            "tenant",
            "environment",
            "realm_id",
            name=op.f("uq_qbo_company_tenant_environment_realm_id"),
        ),
    )
    op.create_table(
        "qbo_connect_attempt",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("user_ref", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_qbo_connect_attempt")),
    )
    op.create_table(
        "qbo_heartbeat",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_qbo_heartbeat")),
    )
    op.create_table(
        "qbo_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("proposal_ref", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("client_ref", sa.String(length=64), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbo_proposal")),
        sa.UniqueConstraint(
            "tenant", "proposal_ref", name=op.f("uq_qbo_proposal_tenant_proposal_ref")
        ),
    )
    with op.batch_alter_table("qbo_proposal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qbo_proposal_next_due_on",
            ["tenant", "standing", "next_due_on"],
            unique=False,
        )

    op.create_table(
        "qbo_switch",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "level", "ref", name=op.f("pk_qbo_switch")),
    )
    op.create_table(
        "qbo_client_map",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("client_ref", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("phone", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("qbo_customer_id", sa.String(length=64), nullable=True),
        sa.Column("customer_name", sa.String(length=2600), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("linked_by", sa.String(length=200), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["qbo_company.id"],
            name=op.f("fk_qbo_client_map_company_id_qbo_company"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbo_client_map")),
        sa.UniqueConstraint(
            "company_id",
            "client_ref",
            name=op.f("uq_qbo_client_map_company_id_client_ref"),
        ),
    )
    with op.batch_alter_table("qbo_client_map", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qbo_client_map_customer",
            ["company_id", "qbo_customer_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_qbo_client_map_name", ["company_id", "name"], unique=False
        )
        batch_op.create_index(
            "ix_qbo_client_map_state", ["company_id", "state"], unique=False
        )

    op.create_table(
        "qbo_connection",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("live_key", sa.String(length=64), nullable=True),
        sa.Column("access_sealed", sa.Text(), nullable=True),
        sa.Column("refresh_sealed", sa.Text(), nullable=True),
        sa.Column("access_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_hard_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("token_lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_revocation_pending", sa.Boolean(), nullable=False),
        sa.Column("connected_by_ref", sa.String(length=64), nullable=False),
        sa.Column("connected_by_name", sa.String(length=200), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("go_live_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_code", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("refresh_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_refresh_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_outcome", sa.JSON(), nullable=True),
        sa.Column("drain_lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drain_fence", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["qbo_company.id"],
            name=op.f("fk_qbo_connection_company_id_qbo_company"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbo_connection")),
        sa.UniqueConstraint("live_key", name=op.f("uq_qbo_connection_live_key")),
        sa.UniqueConstraint("tenant", name=op.f("uq_qbo_connection_tenant")),
    )
    with op.batch_alter_table("qbo_connection", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qbo_connection_next_refresh_at", ["next_refresh_at"], unique=False
        )

    op.create_table(
        "qbo_customer",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("qbo_id", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.String(length=500), nullable=False),
        sa.Column("full_name", sa.String(length=2600), nullable=False),
        sa.Column("plain_name", sa.String(length=500), nullable=False),
        sa.Column("core_name", sa.String(length=500), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("plain_email", sa.String(length=320), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("sync_token", sa.String(length=32), nullable=False),
        sa.Column("is_taxable", sa.Boolean(), nullable=False),
        sa.Column("tax_code_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["qbo_company.id"],
            name=op.f("fk_qbo_customer_company_id_qbo_company"),
        ),
        sa.PrimaryKeyConstraint("company_id", "qbo_id", name=op.f("pk_qbo_customer")),
    )
    with op.batch_alter_table("qbo_customer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qbo_customer_core_name", ["company_id", "core_name"], unique=False
        )
        batch_op.create_index(
            "ix_qbo_customer_plain_email", ["company_id", "plain_email"], unique=False
        )
        batch_op.create_index(
            "ix_qbo_customer_plain_name", ["company_id", "plain_name"], unique=False
        )

    op.create_table(
        "qbo_delivery",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("client_ref", sa.String(length=64), nullable=False),
        sa.Column("client_name", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("held_because", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_unknown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_code", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("reason_facts", sa.JSON(), nullable=True),
        sa.Column("qbo_id", sa.String(length=64), nullable=True),
        sa.Column("qbo_sync_token", sa.String(length=32), nullable=False),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marker", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=500), nullable=True),
        sa.Column("proposal_number", sa.String(length=64), nullable=True),
        sa.Column("source_url", sa.String(length=500), nullable=True),
        sa.Column("is_recurring", sa.Boolean(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("invoice_on", sa.Date(), nullable=True),
        sa.Column("net", sa.BigInteger(), nullable=True),
        sa.Column("expected_total", sa.BigInteger(), nullable=True),
        sa.Column("qbo_total", sa.BigInteger(), nullable=True),
        sa.Column("qbo_doc_number", sa.String(length=32), nullable=True),
        sa.Column("doc_number", sa.String(length=21), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_variance", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "state <> 'pushed' OR qbo_id IS NOT NULL",
            name=op.f("ck_qbo_delivery_pushed"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('sending', 'in_doubt', 'pushed') OR (payload IS NOT NULL AND request_id IS NOT NULL)",
            name=op.f("ck_qbo_delivery_sent"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["qbo_company.id"],
            name=op.f("fk_qbo_delivery_company_id_qbo_company"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbo_delivery")),
        sa.UniqueConstraint("marker", name=op.f("uq_qbo_delivery_marker")),
        sa.UniqueConstraint("request_id", name=op.f("uq_qbo_delivery_request_id")),
    )
    with op.batch_alter_table("qbo_delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qbo_delivery_client", ["company_id", "client_ref"], unique=False
        )
        batch_op.create_index(
            "ix_qbo_delivery_due",
            ["company_id", "next_at", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('queued', 'sending', 'in_doubt')"),
            postgresql_where=sa.text("state IN ('queued', 'sending', 'in_doubt')"),
        )
        batch_op.create_index(
            "ix_qbo_delivery_log", ["company_id", "kind", "created_at"], unique=False
        )
        batch_op.create_index(
            "ix_qbo_delivery_state", ["company_id", "kind", "state"], unique=False
        )
        batch_op.create_index(
            "uq_qbo_delivery_new_customer",
            ["company_id", "client_ref"],
            unique=True,
            sqlite_where=sa.text(
                "kind = 'customer' AND state NOT IN ('cancelled', 'superseded', 'pushed', 'linked')"
            ),
            postgresql_where=sa.text(
                "kind = 'customer' AND state NOT IN ('cancelled', 'superseded', 'pushed', 'linked')"
            ),
        )
        batch_op.create_index(
            "uq_qbo_delivery_qbo_id",
            ["company_id", "kind", "qbo_id"],
            unique=True,
            sqlite_where=sa.text("qbo_id IS NOT NULL"),
            postgresql_where=sa.text("qbo_id IS NOT NULL"),
        )

    op.create_table(
        "qbo_reference",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("qbo_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["qbo_company.id"],
            name=op.f("fk_qbo_reference_company_id_qbo_company"),
        ),
        sa.PrimaryKeyConstraint(
            "company_id", "kind", "qbo_id", name=op.f("pk_qbo_reference")
        ),
    )
    op.create_table(
        "qbo_service_map",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("service_ref", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("qbo_item_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["qbo_company.id"],
            name=op.f("fk_qbo_service_map_company_id_qbo_company"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbo_service_map")),
        sa.UniqueConstraint(
            "company_id",
            "service_ref",
            name=op.f("uq_qbo_service_map_company_id_service_ref"),
        ),
    )
    op.create_table(
        "qbo_setting",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("create_invoices", sa.Boolean(), nullable=False),
        sa.Column("default_item_id", sa.String(length=64), nullable=False),
        sa.Column("invoice_days", sa.Integer(), nullable=False),
        sa.Column("recurring_days", sa.Integer(), nullable=False),
        sa.Column("recurring_text", sa.String(length=200), nullable=False),
        sa.Column("unknown_client", sa.String(length=16), nullable=False),
        sa.Column("charges_tax", sa.Boolean(), nullable=False),
        sa.Column("number_prefix", sa.String(length=12), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["qbo_company.id"],
            name=op.f("fk_qbo_setting_company_id_qbo_company"),
        ),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_qbo_setting")),
    )
    op.create_table(
        "qbo_tax_map",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("tax_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("percent", sa.String(length=16), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("qbo_tax_code_id", sa.String(length=64), nullable=True),
        sa.Column("qbo_group_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["qbo_company.id"],
            name=op.f("fk_qbo_tax_map_company_id_qbo_company"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbo_tax_map")),
        sa.UniqueConstraint(
            "company_id", "tax_key", name=op.f("uq_qbo_tax_map_company_id_tax_key")
        ),
    )
    op.create_table(
        "qbo_billing_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.String(length=36), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("source_ref", sa.String(length=64), nullable=False),
        sa.Column("line_ref", sa.String(length=64), nullable=False),
        sa.Column("period_key", sa.String(length=32), nullable=False),
        sa.Column("live_key", sa.String(length=300), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.JSON(), nullable=False),
        sa.Column("period_starts_on", sa.Date(), nullable=True),
        sa.Column("period_ends_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["qbo_delivery.id"],
            name=op.f("fk_qbo_billing_item_invoice_id_qbo_delivery"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbo_billing_item")),
        sa.UniqueConstraint("live_key", name=op.f("uq_qbo_billing_item_live_key")),
    )
    with op.batch_alter_table("qbo_billing_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qbo_billing_item_invoice_id"), ["invoice_id"], unique=False
        )
        batch_op.create_index(
            "ix_qbo_billing_item_source", ["tenant", "source_ref"], unique=False
        )

    op.create_table(
        "qbo_delivery_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=16), nullable=False),
        sa.Column("to_state", sa.String(length=16), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["qbo_delivery.id"],
            name=op.f("fk_qbo_delivery_event_delivery_id_qbo_delivery"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbo_delivery_event")),
    )
    with op.batch_alter_table("qbo_delivery_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qbo_delivery_event_delivery_id"),
            ["delivery_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("qbo_delivery_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qbo_delivery_event_delivery_id"))

    op.drop_table("qbo_delivery_event")
    with op.batch_alter_table("qbo_billing_item", schema=None) as batch_op:
        batch_op.drop_index("ix_qbo_billing_item_source")
        batch_op.drop_index(batch_op.f("ix_qbo_billing_item_invoice_id"))

    op.drop_table("qbo_billing_item")
    op.drop_table("qbo_tax_map")
    op.drop_table("qbo_setting")
    op.drop_table("qbo_service_map")
    op.drop_table("qbo_reference")
    with op.batch_alter_table("qbo_delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_qbo_delivery_qbo_id",
            sqlite_where=sa.text("qbo_id IS NOT NULL"),
            postgresql_where=sa.text("qbo_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_qbo_delivery_new_customer",
            sqlite_where=sa.text(
                "kind = 'customer' AND state NOT IN ('cancelled', 'superseded', 'pushed', 'linked')"
            ),
            postgresql_where=sa.text(
                "kind = 'customer' AND state NOT IN ('cancelled', 'superseded', 'pushed', 'linked')"
            ),
        )
        batch_op.drop_index("ix_qbo_delivery_state")
        batch_op.drop_index("ix_qbo_delivery_log")
        batch_op.drop_index(
            "ix_qbo_delivery_due",
            sqlite_where=sa.text("state IN ('queued', 'sending', 'in_doubt')"),
            postgresql_where=sa.text("state IN ('queued', 'sending', 'in_doubt')"),
        )
        batch_op.drop_index("ix_qbo_delivery_client")

    op.drop_table("qbo_delivery")
    with op.batch_alter_table("qbo_customer", schema=None) as batch_op:
        batch_op.drop_index("ix_qbo_customer_plain_name")
        batch_op.drop_index("ix_qbo_customer_plain_email")
        batch_op.drop_index("ix_qbo_customer_core_name")

    op.drop_table("qbo_customer")
    with op.batch_alter_table("qbo_connection", schema=None) as batch_op:
        batch_op.drop_index("ix_qbo_connection_next_refresh_at")

    op.drop_table("qbo_connection")
    with op.batch_alter_table("qbo_client_map", schema=None) as batch_op:
        batch_op.drop_index("ix_qbo_client_map_state")
        batch_op.drop_index("ix_qbo_client_map_name")
        batch_op.drop_index("ix_qbo_client_map_customer")

    op.drop_table("qbo_client_map")
    op.drop_table("qbo_switch")
    with op.batch_alter_table("qbo_proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_qbo_proposal_next_due_on")

    op.drop_table("qbo_proposal")
    op.drop_table("qbo_heartbeat")
    op.drop_table("qbo_connect_attempt")
    op.drop_table("qbo_company")
    op.drop_table("qbo_clock")
