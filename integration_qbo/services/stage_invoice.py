"""Put lines that are due together on one invoice, each (line, period) once."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from integration_qbo.contract import Host, Line
from integration_qbo.domain.billing import Wait
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
from integration_qbo.store.models import Connection, Invoice, Item, Setting

OFF, EVERY, FIRST = "off", "every", "first"
"""*Review before push*: which invoices wait for a person's approval."""

TO_REVIEW = Cause(
    code="to_review",
    sentence="It waits for somebody to look at it.",
    remedy="Approve it, and it is sent.",
)
QUESTIONS: Mapping[Wait, Cause] = {
    Wait.COMPLETED: Cause(
        code=Wait.COMPLETED.value,
        sentence="A service was completed.",
        remedy="Look at the lines and approve it.",
    ),
    Wait.PRICE: Cause(
        code=Wait.PRICE.value,
        sentence="An estimated service was completed; its price is not confirmed yet.",
        remedy="Write what it comes to.",
    ),
    Wait.MISSED: Cause(
        code=Wait.MISSED.value,
        sentence="The period had passed when the proposal was accepted or changed.",
        remedy="Approve it to bill the period, or cancel it.",
    ),
    Wait.OVERLAP: Cause(
        code=Wait.OVERLAP.value,
        sentence="The period shares days with one that was billed already.",
        remedy="Compare the two; approve it to bill both, or cancel this one.",
    ),
}

_ZERO = Decimal(0)
_HELD = frozenset({Status.DISABLED, Status.LOST, Status.DISCONNECTED})


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A line in one period."""

    line: Line
    period_key: str
    live_key: str
    origin: tuple[str, str]
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Lines of one source that fall due on one day under one kind of terms.

    `wait` is what a person is asked first.  `is_date_decided`: nobody is asked about
    the date, however late it is.  Groups with a `separate_key` share invoices with
    those of the same key only.  `is_wanted`: a person asked for it, so that no switch
    and no review stands before it.
    """

    source_ref: str
    number: str
    title: str
    url: str
    client_ref: str
    currency: str
    invoice_on: date
    is_recurring: bool
    lines: Sequence[GroupLine]
    wait: Wait = Wait.NOTHING
    is_date_decided: bool = False
    separate_key: str = ""
    is_wanted: bool = False


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

    def __call__(
        self, connection: Connection, group: Group, *, at: datetime | None = None
    ) -> None:
        """Stage the group; `at` saves asking the database what time it is."""
        session = self.session()
        company_id = connection.company_id or 0
        creates = group.is_wanted or creates_invoices(
            session,
            connection.tenant,
            company_id,
            client_ref=group.client_ref,
            source_ref=group.source_ref,
        )
        question = self._question(company_id, group) if creates else None
        invoice = self._open_invoice(company_id, group, question) if creates else None
        position = self._count(invoice) if invoice else 0
        if invoice is None:
            invoice = self._new_invoice(connection, group, at or self.clock.now())
            self._fall_due(invoice, question, creates=creates)
        elif not group.is_date_decided:
            invoice.is_date_decided = False
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

    def _question(self, company_id: int, group: Group) -> Cause | None:
        """What a person is asked before it is sent; `None` when nothing is."""
        if group.is_wanted:
            return None
        if group.wait is not Wait.NOTHING:
            return QUESTIONS[group.wait]
        settings = queries.settings_of(self.session(), company_id)
        if settings.review == EVERY or (
            settings.review == FIRST and settings.review_left
        ):
            return TO_REVIEW
        return None

    def _open_invoice(
        self, company_id: int, group: Group, question: Cause | None
    ) -> Invoice | None:
        return queries.open_invoice(
            self.session(),
            company_id,
            client_ref=group.client_ref,
            currency=group.currency,
            invoice_on=group.invoice_on,
            is_recurring=group.is_recurring,
            question=question.code if question else "",
            separate_key=group.separate_key,
        )

    def _fall_due(
        self, invoice: Invoice, question: Cause | None, *, creates: bool
    ) -> None:
        session = self.session()
        now = invoice.created_at
        if question is not None:
            record_move(session, invoice, Event.TO_REVIEW, at=now, cause=question)
            if question is TO_REVIEW:
                _count_review(queries.settings_of(session, invoice.company_id))
            return
        if creates:
            record_move(session, invoice, Event.DUE, at=now)
            return
        cause = Cause(
            code="switched_off",
            sentence="Creating invoices was switched off when it fell due.",
            remedy="Bill it in QuickBooks, or switch creating invoices on.",
        )
        record_move(session, invoice, Event.CANCELLED, at=now, cause=cause)

    def _new_invoice(
        self, connection: Connection, group: Group, now: datetime
    ) -> Invoice:
        session = self.session()
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
            is_date_decided=group.is_date_decided,
            separate_key=group.separate_key,
            held_because=Hold.WAITING.value if is_held else "",
        )
        session.add(invoice)
        return invoice


def _count_review(settings: Setting) -> None:
    if settings.review == FIRST:
        settings.review_left -= 1


def _items(invoice: Invoice, group: Group, position: int) -> list[dict[str, Any]]:
    return [
        {
            "invoice_id": invoice.id,
            "tenant": invoice.tenant,
            "source_ref": group.source_ref,
            "line_ref": each.line.ref,
            "period_key": each.period_key,
            "origin_ref": each.origin[0],
            "origin_line_ref": each.origin[1],
            "live_key": each.live_key,
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
