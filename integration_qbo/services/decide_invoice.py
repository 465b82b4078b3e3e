"""What a person decides about an invoice that is not sent, or not any more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from integration_qbo.contract import Host
from integration_qbo.domain.billing import (
    Wait,
    life_from_json,
    life_to_json,
    local_day,
)
from integration_qbo.domain.delivery import Event, Hold, State, can
from integration_qbo.domain.snapshots import line_from_json
from integration_qbo.errors import Cause, NotNow, QboError
from integration_qbo.services.doorbell import Doorbell
from integration_qbo.services.record_move import note_on, record_move
from integration_qbo.services.stage_invoice import Group, GroupLine, StageInvoice
from integration_qbo.store import queries
from integration_qbo.store.after_commit import after_commit
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection, CreditMemo, Delivery, Invoice, Item

_AT_ONCE = 200
_GONE = frozenset({"voided", "deleted"})


def can_approve(invoice: Invoice) -> bool:
    """Whether it waits for nothing but approval."""
    return (
        invoice.state == State.REVIEW.value and invoice.reason_code != Wait.PRICE.value
    )


def wants_price(invoice: Invoice) -> bool:
    """Whether an estimate on it has no price yet."""
    return (
        invoice.state == State.REVIEW.value and invoice.reason_code == Wait.PRICE.value
    )


def is_late(invoice: Invoice) -> bool:
    """Whether somebody is asked about its date."""
    return (
        invoice.held_because == Hold.LATE.value and invoice.state == State.QUEUED.value
    )


def can_cancel(invoice: Invoice) -> bool:
    """Whether it can be cancelled: certainly not sent."""
    return can(State(invoice.state), Event.CANCELLED)


def can_bill_again(invoice: Invoice) -> bool:
    """Whether its periods are closed, and may be opened by a person."""
    is_closed = invoice.state == State.CANCELLED.value or (
        invoice.state in {State.PUSHED.value, State.LINKED.value}
        and invoice.document in _GONE
    )
    return is_closed and any(item.live_key for item in invoice.items)


def can_credit(invoice: Invoice) -> bool:
    """Whether it comes to less than nothing."""
    is_blocked = invoice.state == State.BLOCKED.value
    return is_blocked and invoice.reason_code == "negative_total"


@dataclass(frozen=True, slots=True)
class DecideInvoice:
    """Works in the caller's transaction and rings after commit.

    Raises `NotNow` where the invoice does not stand so.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host
    doorbell: Doorbell
    stage_invoice: StageInvoice

    def approve(self, invoice: Invoice, *, who: str) -> None:
        """*Approve*: it is sent with its date, and nobody is asked again."""
        if not can_approve(invoice):
            raise _not_now("approved")
        record_move(
            self.session(), invoice, Event.APPROVED, at=self.clock.now(), who=who
        )
        self._go_on(invoice)

    def approve_all(
        self, invoices: Iterable[Invoice], *, who: str
    ) -> tuple[int, list[QboError]]:
        """Approve what can be; how many, and why the others not."""
        done, refused = 0, list[QboError]()
        for invoice in invoices:
            try:
                self.approve(invoice, who=who)
            except QboError as no:
                refused.append(no)
            else:
                done += 1
        return done, refused

    def keep_date(self, invoice: Invoice, *, who: str) -> None:
        """*Keep the date* of a late invoice."""
        self._decide_date(invoice, invoice.invoice_on, who)

    def date_today(self, invoice: Invoice, *, who: str) -> None:
        """*Date it today*."""
        self._decide_date(invoice, self._today(invoice.tenant), who)

    def cancel(self, invoice: Invoice, reason: str, *, who: str) -> None:
        """*Cancel*: what it bills is closed until somebody bills it again."""
        if not can_cancel(invoice):
            raise _not_now("cancelled")
        # Whoever is building it has lost it by this.
        invoice.fence += 1
        invoice.lease_until = None
        cause = Cause(code="cancelled", sentence=reason or "Cancelled.")
        now = self.clock.now()
        record_move(
            self.session(), invoice, Event.CANCELLED, at=now, who=who, cause=cause
        )

    def bill_again(self, invoice: Invoice, on: date, reason: str, *, who: str) -> int:
        """*Bill this period again*, dated `on`: one invoice a period; how many."""
        if not can_bill_again(invoice):
            raise _not_now("billed again")
        session = self.session()
        connection = queries.connection_of(session, invoice.tenant)
        periods: dict[str, list[Item]] = {}
        for item in invoice.items:
            if item.live_key:
                periods.setdefault(item.period_key, []).append(item)
        for items in periods.values():
            self._stage_again(connection, invoice, items, on)
        note_on(
            session, invoice, f"Billed again: {reason}", at=self.clock.now(), who=who
        )
        return len(periods)

    def as_credit_memo(self, invoice: Invoice, *, who: str) -> None:
        """*Make it a credit memo*: a negative invoice, after somebody looked."""
        if not can_credit(invoice):
            raise _not_now("made a credit memo")
        session = self.session()
        now = self.clock.now()
        record_move(session, invoice, Event.MENDED, at=now, who=who)
        self._go_on(invoice)
        session.flush()
        session.execute(
            update(Delivery)
            .where(Delivery.id == invoice.id)
            .values(kind=CreditMemo.__mapper__.polymorphic_identity)
            .execution_options(synchronize_session=False)
        )
        session.expunge(invoice)

    def _stage_again(
        self, connection: Connection, invoice: Invoice, items: list[Item], on: date
    ) -> None:
        session = self.session()
        lines = [
            GroupLine(
                line=line_from_json(item.line),
                period_key=item.period_key,
                live_key=item.live_key or "",
                origin=(item.origin_ref, item.origin_line_ref),
                starts_on=item.period_starts_on,
                ends_on=item.period_ends_on,
            )
            for item in items
        ]
        source_ref = items[0].source_ref
        for item in items:
            item.live_key = None
        session.flush()
        self.stage_invoice(
            connection,
            Group(
                source_ref=source_ref,
                number=invoice.proposal_number or "",
                title=invoice.title or "",
                url=invoice.source_url or "",
                client_ref=invoice.client_ref,
                currency=invoice.currency or "",
                invoice_on=on,
                is_recurring=bool(invoice.is_recurring),
                lines=lines,
                is_date_decided=True,
                separate_key=str(uuid4()),
                is_wanted=True,
            ),
        )

    def _decide_date(self, invoice: Invoice, on: date | None, who: str) -> None:
        if not is_late(invoice) or on is None:
            raise _not_now("dated")
        session = self.session()
        if on != invoice.invoice_on:
            invoice.invoice_on = on
            self._remember(invoice, on)
        note_on(session, invoice, f"Dated {on}.", at=self.clock.now(), who=who)
        invoice.held_because = ""
        self._go_on(invoice)

    def _remember(self, invoice: Invoice, on: date) -> None:
        """Planning again must not give it its old date back."""
        session = self.session()
        refs = {item.source_ref for item in invoice.items}
        for ref in sorted(refs):
            known = queries.proposal(session, invoice.tenant, ref, lock=True)
            if known is None:
                continue
            life = life_from_json(known.life or {})
            moved = {
                (item.line_ref, item.period_key): on
                for item in invoice.items
                if item.source_ref == ref
            }
            life = replace(life, moved={**life.moved, **moved})
            known.life = life_to_json(life)

    def _go_on(self, invoice: Invoice) -> None:
        invoice.is_date_decided = True
        invoice.next_at = self.clock.now()
        invoice_id = invoice.id
        after_commit(self.session(), lambda: self.doorbell.push_invoice(invoice_id))

    def _today(self, tenant: str) -> date:
        zone = self.host.tenant_info(tenant).zone
        return local_day(self.clock.business_now(), zone)


def reviewed(session: Session, company_id: int) -> Sequence[str]:
    """Ids of invoices that wait for nothing but approval, oldest first."""
    return session.scalars(
        select(Invoice.id)
        .where(
            Invoice.company_id == company_id,
            Invoice.state == State.REVIEW.value,
            Invoice.reason_code != Wait.PRICE.value,
        )
        .order_by(Invoice.invoice_on, Invoice.id)
        .limit(_AT_ONCE)
    ).all()


def _not_now(done: str) -> NotNow:
    return NotNow(
        Cause(
            code="no_such_act",
            sentence=f"This invoice cannot be {done} now.",
            remedy="Reload the page: it says where the invoice stands.",
        )
    )
