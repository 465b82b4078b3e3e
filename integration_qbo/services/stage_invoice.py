"""Put lines that are due together on one invoice, each (line, period) once."""

import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from integration_qbo.contract import Host, Line
from integration_qbo.domain.connection import Status
from integration_qbo.domain.delivery import Event, Hold, State
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

_ZERO = Decimal(0)
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
        invoice = self._open_invoice(company_id, group) if creates else None
        position = self._count(invoice) if invoice else 0
        if invoice is None:
            invoice = self._new_invoice(connection, group)
            self._fall_due(invoice, creates=creates)
        invoice_id = invoice.id
        rows = _items(invoice, group, position)
        invoice.net = sum((row["amount"] for row in rows), start=invoice.net or _ZERO)
        session.flush()
        session.execute(insert(Item), rows)
        session.expire(invoice, ["items"])
        if invoice.state == State.QUEUED.value and not invoice.held_because:
            after_commit(session, lambda: self.doorbell.push_invoice(invoice_id))

    def billed(self, keys: Collection[str]) -> set[str]:
        """Which of these (line, period) stand on an invoice that counts."""
        if not keys:
            return set()
        found = select(Item.live_key).where(Item.live_key.in_(keys))
        return {key for key in self.session().scalars(found) if key is not None}

    def _count(self, invoice: Invoice) -> int:
        counted = select(func.count()).where(Item.invoice_id == invoice.id)
        return self.session().scalars(counted).one()

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
        now = invoice.created_at
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
            id=str(uuid4()),
            state=State.PLANNED.value,
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
            held_because=Hold.WAITING.value if is_held else "",
        )
        session.add(invoice)
        return invoice


def _items(invoice: Invoice, group: Group, position: int) -> list[dict[str, Any]]:
    return [
        {
            "invoice_id": invoice.id,
            "tenant": invoice.tenant,
            "source_ref": group.source_ref,
            "line_ref": each.line.ref,
            "period_key": each.period_key,
            "live_key": live_key(
                invoice.tenant, group.source_ref, each.line.ref, each.period_key
            ),
            "position": position + number,
            "line": line_to_json(each.line),
            "period_starts_on": each.starts_on,
            "period_ends_on": each.ends_on,
            "amount": line_amount(
                each.line.quantity, each.line.unit_price, each.line.discount
            ),
        }
        for number, each in enumerate(group.lines)
    ]
