"""Put lines that are due together on one invoice, each (line, period) once."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from integration_qbo.contract import Host, Line
from integration_qbo.domain.connection import Status
from integration_qbo.domain.delivery import Event, State
from integration_qbo.domain.money import line_amount
from integration_qbo.domain.snapshots import line_to_json
from integration_qbo.errors import Cause
from integration_qbo.services.doorbell import Doorbell
from integration_qbo.services.record_move import record_move
from integration_qbo.services.switch_invoices import creates_invoices
from integration_qbo.store import queries
from integration_qbo.store.after_commit import after_commit
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection, Invoice, Item

_HELD = frozenset({Status.DISABLED, Status.LOST, Status.DISCONNECTED})


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A line in one period."""

    line: Line
    period_key: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Lines of one source that fall due on one day under one kind of terms."""

    source_ref: str
    number: str
    title: str
    url: str
    client_ref: str
    currency: str
    invoice_on: date
    is_recurring: bool
    lines: Sequence[GroupLine]


def live_key(tenant: str, source_ref: str, line_ref: str, period_key: str) -> str:
    """The name under which a (line, period) counts once, whatever its parts hold."""
    parts = json.dumps([tenant, source_ref, line_ref, period_key])
    return hashlib.sha256(parts.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StageInvoice:
    """Adds a group to an invoice nothing was built for yet, or makes one.

    Rings after the outermost commit.  Never commits.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host
    doorbell: Doorbell

    def __call__(self, connection: Connection, group: Group) -> None:
        """Stage the group."""
        session = self.session()
        company_id = connection.company_id or 0
        creates = creates_invoices(
            session,
            connection.tenant,
            company_id,
            client_ref=group.client_ref,
            source_ref=group.source_ref,
        )
        joined = self._open_invoice(company_id, group) if creates else None
        invoice = joined or self._new_invoice(connection, group)
        _add_items(invoice, group)
        session.flush()
        if joined is None:
            self._fall_due(invoice, creates=creates)
        invoice_id = invoice.id
        if invoice.state == State.QUEUED.value and not invoice.held_because:
            after_commit(session, lambda: self.doorbell.push_invoice(invoice_id))

    def is_billed(self, key: str) -> bool:
        """Whether a (line, period) stands on an invoice that counts."""
        found = self.session().scalar(select(Item.id).where(Item.live_key == key))
        return found is not None

    def _open_invoice(self, company_id: int, group: Group) -> Invoice | None:
        return queries.open_invoice(
            self.session(),
            company_id,
            client_ref=group.client_ref,
            currency=group.currency,
            invoice_on=group.invoice_on,
            is_recurring=group.is_recurring,
        )

    def _fall_due(self, invoice: Invoice, *, creates: bool) -> None:
        session = self.session()
        now = self.clock.now()
        if creates:
            record_move(session, invoice, Event.DUE, at=now)
            return
        cause = Cause(
            code="switched_off",
            sentence="Creating invoices was switched off when it fell due.",
            remedy="Bill it in QuickBooks, or switch creating invoices on.",
        )
        record_move(session, invoice, Event.CANCELLED, at=now, cause=cause)

    def _new_invoice(self, connection: Connection, group: Group) -> Invoice:
        session = self.session()
        now = self.clock.now()
        client = self.host.client(connection.tenant, group.client_ref)
        is_held = Status(connection.status) in _HELD
        invoice = Invoice(
            tenant=connection.tenant,
            company_id=connection.company_id,
            client_ref=client.ref,
            client_name=client.name,
            title=group.title,
            proposal_number=group.number,
            source_url=group.url,
            is_recurring=group.is_recurring,
            currency=group.currency,
            invoice_on=group.invoice_on,
            created_at=now,
            next_at=now,
            held_because="waiting" if is_held else "",
        )
        session.add(invoice)
        session.flush()
        return invoice


def _add_items(invoice: Invoice, group: Group) -> None:
    position = len(invoice.items)
    for number, each in enumerate(group.lines):
        line = each.line
        invoice.items.append(
            Item(
                tenant=invoice.tenant,
                source_ref=group.source_ref,
                line_ref=line.ref,
                period_key=each.period_key,
                live_key=live_key(
                    invoice.tenant, group.source_ref, line.ref, each.period_key
                ),
                position=position + number,
                line=line_to_json(line),
                period_starts_on=each.starts_on,
                period_ends_on=each.ends_on,
                amount=line_amount(line.quantity, line.unit_price, line.discount),
            )
        )
    invoice.net = sum((item.amount for item in invoice.items), start=Decimal(0))
