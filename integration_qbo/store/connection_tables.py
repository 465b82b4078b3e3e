"""Tables of the tie to a company: connection, company, settings, Connect clicks."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from integration_qbo.domain.connection import Status
from integration_qbo.store.base import REF, Base, Facts


class Company(Base):
    """A QuickBooks company a tenant has been connected to; never deleted.

    Settings, maps and copies of QuickBooks' lists hang on it, so that ids of one
    company are never used against another.  `next_turn_ms` paces requests: when the
    next one's turn is, in milliseconds since 1970.
    """

    __tablename__ = "qbo_company"
    __table_args__ = (UniqueConstraint("tenant", "environment", "realm_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(REF))
    environment: Mapped[str] = mapped_column(String(16))
    realm_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(1024))
    country: Mapped[str] = mapped_column(String(2))
    home_currency: Mapped[str] = mapped_column(String(3))
    custom_numbers: Mapped[bool]
    active_customers: Mapped[int | None]
    facts: Mapped[Facts]
    refreshed_at: Mapped[datetime | None]
    # Up to when, by QuickBooks' clock, its changes are known; when all was compared.
    read_to: Mapped[datetime | None]
    whole_at: Mapped[datetime | None]
    next_turn_ms: Mapped[int] = mapped_column(BigInteger, default=0)


class Connection(Base):
    """A tenant's authorised tie to QuickBooks: one row per tenant, from the start.

    `generation` grows at each connect and disconnect and shuts out whatever was
    issued before.  `live_key` is filled while tokens exist and is unique: one company,
    one tenant.  `deployment_id` is the deployment that connected: in a copy of the
    database nothing is sent, renewed or revoked.  Tokens are sealed; see
    `integration_qbo.store.secrets`.
    """

    __tablename__ = "qbo_connection"

    id: Mapped[str] = mapped_column(
        String(36), primary_key=True, default=lambda: str(uuid4())
    )
    tenant: Mapped[str] = mapped_column(String(REF), unique=True)
    status: Mapped[str] = mapped_column(String(32), default=Status.NEVER.value)
    status_since: Mapped[datetime | None]
    generation: Mapped[int] = mapped_column(default=0)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("qbo_company.id"))
    live_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    deployment_id: Mapped[str] = mapped_column(String(64), default="")

    access_sealed: Mapped[str | None] = mapped_column(Text)
    refresh_sealed: Mapped[str | None] = mapped_column(Text)
    access_expires_at: Mapped[datetime | None]
    refresh_expires_at: Mapped[datetime | None]
    refresh_hard_expires_at: Mapped[datetime | None]
    token_version: Mapped[int] = mapped_column(default=0)
    token_lease_until: Mapped[datetime | None]
    # The key before the present one, good for a while where Intuit grants that.
    previous_sealed: Mapped[str | None] = mapped_column(Text)
    previous_until: Mapped[datetime | None]
    key_refused_at: Mapped[datetime | None]
    warned_days: Mapped[int | None]
    is_revocation_pending: Mapped[bool] = mapped_column(default=False)

    connected_by_ref: Mapped[str] = mapped_column(String(REF), default="")
    connected_by_name: Mapped[str] = mapped_column(String(200), default="")
    connected_at: Mapped[datetime | None]
    enabled_at: Mapped[datetime | None]
    go_live_at: Mapped[datetime | None]
    reason_code: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(Text, default="")

    refresh_requested_at: Mapped[datetime | None]
    refresh_lease_until: Mapped[datetime | None]
    next_refresh_at: Mapped[datetime | None]
    refreshed_at: Mapped[datetime | None]
    refresh_outcome: Mapped[Facts | None]
    refresh_fence: Mapped[int] = mapped_column(default=0)
    refresh_seen: Mapped[int] = mapped_column(default=0)

    drain_lease_until: Mapped[datetime | None]
    drain_fence: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None]
    line_failures: Mapped[int] = mapped_column(default=0)
    stopped_code: Mapped[str] = mapped_column(String(64), default="")
    stopped_count: Mapped[int] = mapped_column(default=0)
    stopped_at: Mapped[datetime | None]

    company: Mapped[Company | None] = relationship()


class ConnectAttempt(Base):
    """One click on Connect: its state may come back once, to the same person.

    State and browser mark are kept as hashes only.
    """

    __tablename__ = "qbo_connect_attempt"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    tenant: Mapped[str] = mapped_column(String(REF))
    user_ref: Mapped[str] = mapped_column(String(REF))
    started_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Setting(Base):
    """A company's business choices; one row per company."""

    __tablename__ = "qbo_setting"

    company_id: Mapped[int] = mapped_column(
        ForeignKey("qbo_company.id"), primary_key=True
    )
    create_invoices: Mapped[bool] = mapped_column(default=True)
    default_item_id: Mapped[str] = mapped_column(String(REF), default="")
    invoice_days: Mapped[int] = mapped_column(default=0)
    recurring_days: Mapped[int] = mapped_column(default=0)
    recurring_text: Mapped[str] = mapped_column(
        String(200), default="{service}: {period}"
    )
    unknown_client: Mapped[str] = mapped_column(String(16), default="create")
    charges_tax: Mapped[bool] = mapped_column(default=True)
    emails_invoices: Mapped[bool] = mapped_column(default=False)
    syncs_names: Mapped[bool] = mapped_column(default=False)
    number_prefix: Mapped[str] = mapped_column(String(12), default="")
    next_number: Mapped[int] = mapped_column(default=1)
    review: Mapped[str] = mapped_column(String(16), default="off")
    review_left: Mapped[int] = mapped_column(default=0)
    late_after_days: Mapped[int] = mapped_column(default=3)

    company: Mapped[Company] = relationship(lazy="joined")


class ClockOffset(Base):
    """How far business time runs ahead of the database's clock; demo and tests only."""

    __tablename__ = "qbo_clock"

    id: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[int]


class Heartbeat(Base):
    """When a background process last came round."""

    __tablename__ = "qbo_heartbeat"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    beat_at: Mapped[datetime]


Index("ix_qbo_connection_next_refresh_at", Connection.next_refresh_at)
