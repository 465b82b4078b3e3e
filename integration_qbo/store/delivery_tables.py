"""Tables of what is due and of its way to QuickBooks: the outbox and its history.

Every write to QuickBooks is a row of ``qbo_delivery`` with a kind and takes the same
steps.  Its kinds: `Invoice` and `CreditMemo`, `NewCustomer` and `NewName`, and what
is done to an invoice that is there already: `Void` and `Email`.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from integration_qbo.domain.delivery import State
from integration_qbo.store.base import REF, Base, Facts
from integration_qbo.store.connection_tables import Company


class Proposal(Base):
    """An accepted proposal, its snapshot, and its life since; see `domain.billing`.

    `next_due_on` wakes the planner.
    """

    __tablename__ = "qbo_proposal"
    __table_args__ = (UniqueConstraint("tenant", "proposal_ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(REF))
    proposal_ref: Mapped[str] = mapped_column(String(REF))
    number: Mapped[str] = mapped_column(String(64))
    client_ref: Mapped[str] = mapped_column(String(REF))
    accepted_at: Mapped[datetime]
    standing: Mapped[str] = mapped_column(String(16))
    snapshot: Mapped[Facts]
    life: Mapped[Facts | None]
    next_due_on: Mapped[date | None]


Index(
    "ix_qbo_proposal_next_due_on",
    Proposal.tenant,
    Proposal.standing,
    Proposal.next_due_on,
)


class Switch(Base):
    """*Create invoices* of one client or proposal; no row means inherit."""

    __tablename__ = "qbo_switch"

    tenant: Mapped[str] = mapped_column(String(REF), primary_key=True)
    level: Mapped[str] = mapped_column(String(16), primary_key=True)
    ref: Mapped[str] = mapped_column(String(REF), primary_key=True)
    is_on: Mapped[bool]


class Delivery(Base):
    """One write to QuickBooks, from staged to certain.

    The row is the truth: what it says is committed before and after every call.
    `request_id` and `payload` are a frozen pair.  `fence` grows with each claim and
    shuts out a worker that lost its lease.  `first_unknown_at` stays once an attempt
    ended without an answer.  `claims` counts those without a clean ending since,
    `postponed` the clean ones that led nowhere.
    """

    __tablename__ = "qbo_delivery"
    __table_args__ = (
        CheckConstraint("state <> 'pushed' OR qbo_id IS NOT NULL", name="pushed"),
        CheckConstraint(
            "state NOT IN ('sending', 'in_doubt', 'pushed')"
            " OR (payload IS NOT NULL AND request_id IS NOT NULL)",
            name="sent",
        ),
    )
    __mapper_args__ = {"polymorphic_on": "kind"}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    id: Mapped[str] = mapped_column(
        String(36), primary_key=True, default=lambda: str(uuid4())
    )
    kind: Mapped[str] = mapped_column(String(16))
    tenant: Mapped[str] = mapped_column(String(REF))
    company_id: Mapped[int] = mapped_column(ForeignKey("qbo_company.id"))
    client_ref: Mapped[str] = mapped_column(String(REF))
    client_name: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(16), default=State.PLANNED.value)
    held_because: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[datetime]

    revision: Mapped[int] = mapped_column(default=1)
    request_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    payload: Mapped[str | None] = mapped_column(Text)
    next_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0)
    postponed: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    first_sent_at: Mapped[datetime | None]
    last_sent_at: Mapped[datetime | None]
    first_unknown_at: Mapped[datetime | None]

    reason_code: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    reason_facts: Mapped[Facts | None]

    qbo_id: Mapped[str | None] = mapped_column(String(REF))
    qbo_sync_token: Mapped[str] = mapped_column(String(32), default="")
    pushed_at: Mapped[datetime | None]

    # What the write is about: the invoice a void or an e-mail belongs to, or the one
    # a credit memo takes back.
    about_id: Mapped[str | None] = mapped_column(
        ForeignKey("qbo_delivery.id"), index=True
    )

    company: Mapped[Company] = relationship()
    events: Mapped[list["DeliveryEvent"]] = relationship(
        order_by="DeliveryEvent.id", viewonly=True
    )


_ENDED = "('cancelled', 'superseded', 'pushed', 'linked')"
_OPEN_WISH = f"kind = 'customer' AND state NOT IN {_ENDED}"
_OPEN_NAME = f"kind = 'name' AND state NOT IN {_ENDED}"
_LIVE_ACT = (
    "kind IN ('void', 'email', 'credit_memo') AND about_id IS NOT NULL"
    " AND state NOT IN ('cancelled', 'superseded')"
)
# A customer may be renamed many times; everything else happens to a record once.
_ONCE = "qbo_id IS NOT NULL AND kind <> 'name'"


class Invoice(Delivery):
    """An invoice that is due or was.

    `document` is the life of the invoice there (``voided`` …); empty while nothing is
    known beyond our own push.  `is_date_decided`: nobody is asked about its date,
    however late it is sent.  Items join an invoice of the same `separate_key` only.
    """

    __mapper_args__ = {"polymorphic_identity": "invoice"}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    marker: Mapped[str | None] = mapped_column(String(40), unique=True)
    title: Mapped[str | None] = mapped_column(String(500))
    proposal_number: Mapped[str | None] = mapped_column(String(64))
    source_url: Mapped[str | None] = mapped_column(String(500))
    is_recurring: Mapped[bool | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    invoice_on: Mapped[date | None]
    net: Mapped[Decimal | None]
    expected_total: Mapped[Decimal | None]
    qbo_total: Mapped[Decimal | None]
    qbo_doc_number: Mapped[str | None] = mapped_column(String(32))
    doc_number: Mapped[str | None] = mapped_column(String(21))
    due_on: Mapped[date | None]
    is_variance: Mapped[bool | None]
    is_date_decided: Mapped[bool | None]
    separate_key: Mapped[str | None] = mapped_column(String(REF))
    document: Mapped[str | None] = mapped_column(String(16))

    items: Mapped[list["Item"]] = relationship(order_by="Item.position")
    acts: Mapped[list["DocumentAct"]] = relationship(
        foreign_keys="Delivery.about_id",
        remote_side="Delivery.about_id",
        order_by="Delivery.created_at",
        viewonly=True,
    )


class CreditMemo(Invoice):
    """Takes back what an invoice billed, or gives what a negative one would."""

    __mapper_args__ = {"polymorphic_identity": "credit_memo"}  # noqa: RUF012 - SQLAlchemy reads it as it stands


class NewCustomer(Delivery):
    """A customer that is to be created before a client's first invoice."""

    __mapper_args__ = {"polymorphic_identity": "customer"}  # noqa: RUF012 - SQLAlchemy reads it as it stands


class NewName(Delivery):
    """A customer's name that is to become the client's; `client_name` is the name."""

    __mapper_args__ = {"polymorphic_identity": "name"}  # noqa: RUF012 - SQLAlchemy reads it as it stands


class DocumentAct(Delivery):
    """Something done to an invoice that is in QuickBooks."""

    __mapper_args__ = {"polymorphic_abstract": True}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    about: Mapped[Invoice] = relationship(
        foreign_keys=Delivery.about_id, remote_side=Delivery.id
    )


class Void(DocumentAct):
    """Makes every amount of the invoice zero."""

    __mapper_args__ = {"polymorphic_identity": "void"}  # noqa: RUF012 - SQLAlchemy reads it as it stands


class Email(DocumentAct):
    """Has QuickBooks e-mail the invoice, at most once."""

    __mapper_args__ = {"polymorphic_identity": "email"}  # noqa: RUF012 - SQLAlchemy reads it as it stands


Index(
    "ix_qbo_delivery_due",
    Delivery.company_id,
    Delivery.next_at,
    Delivery.id,
    sqlite_where=text("state IN ('queued', 'sending', 'in_doubt')"),
    postgresql_where=text("state IN ('queued', 'sending', 'in_doubt')"),
)
Index("ix_qbo_delivery_log", Delivery.company_id, Delivery.kind, Delivery.created_at)
Index("ix_qbo_delivery_state", Delivery.company_id, Delivery.kind, Delivery.state)
Index("ix_qbo_delivery_client", Delivery.company_id, Delivery.client_ref)
Index(
    "uq_qbo_delivery_qbo_id",
    Delivery.company_id,
    Delivery.kind,
    Delivery.qbo_id,
    unique=True,
    sqlite_where=text(_ONCE),
    postgresql_where=text(_ONCE),
)
Index(
    "uq_qbo_delivery_new_name",
    Delivery.company_id,
    Delivery.client_ref,
    unique=True,
    sqlite_where=text(_OPEN_NAME),
    postgresql_where=text(_OPEN_NAME),
)
Index(
    "uq_qbo_delivery_act",
    Delivery.about_id,
    Delivery.kind,
    unique=True,
    sqlite_where=text(_LIVE_ACT),
    postgresql_where=text(_LIVE_ACT),
)
Index(
    "uq_qbo_delivery_new_customer",
    Delivery.company_id,
    Delivery.client_ref,
    unique=True,
    sqlite_where=text(_OPEN_WISH),
    postgresql_where=text(_OPEN_WISH),
)


class Item(Base):
    """One line in one period: what an invoice bills.

    `live_key` names tenant, source, line and period and is unique while the item
    counts: the guard against billing a period twice.  The origin is the (proposal,
    line) it is billed as: its own, or the one it took over from in a renewal.
    """

    __tablename__ = "qbo_billing_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[str] = mapped_column(ForeignKey("qbo_delivery.id"), index=True)
    tenant: Mapped[str] = mapped_column(String(REF))
    source_ref: Mapped[str] = mapped_column(String(REF))
    line_ref: Mapped[str] = mapped_column(String(REF))
    origin_ref: Mapped[str] = mapped_column(String(REF), default="")
    origin_line_ref: Mapped[str] = mapped_column(String(REF), default="")
    period_key: Mapped[str] = mapped_column(String(32))
    live_key: Mapped[str | None] = mapped_column(String(300), unique=True)
    position: Mapped[int]
    line: Mapped[Facts]
    period_starts_on: Mapped[date | None]
    period_ends_on: Mapped[date | None]
    amount: Mapped[Decimal]


Index("ix_qbo_billing_item_source", Item.tenant, Item.source_ref)
Index("ix_qbo_billing_item_origin", Item.tenant, Item.origin_ref)


class DeliveryEvent(Base):
    """One move of a delivery; appended, never changed."""

    __tablename__ = "qbo_delivery_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("qbo_delivery.id"), index=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))
    event: Mapped[str] = mapped_column(String(32))
    from_state: Mapped[str] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    sentence: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[Facts | None]
