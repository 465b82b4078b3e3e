"""Build the invoice that will be sent: customer, items, tax codes, dates, number.

Whatever is missing is named and blocks before any call; nothing is guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from integration_qbo.contract import Host, Line
from integration_qbo.domain.billing import local_day
from integration_qbo.domain.delivery import Event, Hold
from integration_qbo.domain.identity import marker_of, request_id_of
from integration_qbo.domain.snapshots import line_from_json
from integration_qbo.errors import Cause, NeedsAttention
from integration_qbo.mapping.invoice import (
    BoundInvoice,
    BoundLine,
    credit_memo_payload,
    invoice_payload,
)
from integration_qbo.mapping.wire import encode
from integration_qbo.services.choose_customer import ChooseCustomer
from integration_qbo.services.choose_tax import Code, choose_tax
from integration_qbo.services.invoice_parts import (
    choose_product,
    describe,
    due_on_of,
)
from integration_qbo.services.record_move import record_move
from integration_qbo.store import queries
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import (
    Company,
    CreditMemo,
    Invoice,
    Item,
    Setting,
)

_A_WHILE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class BindInvoice:
    """Freezes payload and request id of an invoice; the caller commits.

    Returns `False` when there is nothing to send now: the invoice comes to nothing, is
    so late that a person is asked about its date, or waits until its client's customer
    is created, which this then asks for.
    Raises `NeedsAttention` naming what is missing.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host
    choose_customer: ChooseCustomer

    def __call__(self, invoice: Invoice) -> bool:
        """Bind, or ask for the customer."""
        session = self.session()
        company = invoice.company
        settings = queries.settings_of(session, company.id)
        if not invoice.client_ref:
            raise NeedsAttention(
                Cause(
                    code="could_not_be_planned",
                    sentence=f"“{invoice.title}” could not be planned.",
                    remedy="Mend it and announce it again.",
                )
            )
        if not self._is_billable(invoice):
            return False
        if self._is_too_late(invoice, settings):
            invoice.held_because = Hold.LATE.value
            return False
        client = self.host.client(invoice.tenant, invoice.client_ref)
        invoice.client_name = client.name
        customer = self.choose_customer(company, settings, client)
        if customer is None:
            invoice.next_at = self.clock.now() + _A_WHILE
            return False
        lines = [(item, line_from_json(item.line)) for item in invoice.items]
        if isinstance(invoice, CreditMemo):
            lines = _credited(lines)
        tax = choose_tax(session, company, customer, [line for _item, line in lines])
        due_on = due_on_of(invoice, settings, self._today(invoice))
        marker = marker_of(invoice.id)
        currency = invoice.currency or company.home_currency
        bound = BoundInvoice(
            qbo_customer_id=customer.qbo_id,
            invoice_on=_required(invoice.invoice_on),
            due_on=due_on,
            currency=currency,
            is_foreign_currency=currency != company.home_currency,
            marker=marker,
            lines=[
                self._line(session, settings, item, line, code)
                for (item, line), code in zip(lines, tax.codes, strict=True)
            ],
            tax_model=tax.model,
            qbo_transaction_code_id=tax.transaction_code_id,
            transaction_percents=tax.transaction_percents,
            doc_number=self._number(company, settings, invoice),
            email=client.email,
        )
        build = (
            credit_memo_payload if isinstance(invoice, CreditMemo) else invoice_payload
        )
        invoice.payload = encode(build(bound)).decode()
        invoice.request_id = request_id_of(invoice.id, invoice.revision)
        invoice.marker = marker
        invoice.net = bound.net
        invoice.expected_total = bound.expected_total
        invoice.due_on = due_on
        return True

    def _is_billable(self, invoice: Invoice) -> bool:
        net = sum((item.amount for item in invoice.items), start=Decimal(0))
        if net < 0 and not isinstance(invoice, CreditMemo):
            raise NeedsAttention(
                Cause(
                    code="negative_total",
                    sentence=f"The lines come to {net}, which is no invoice.",
                    remedy="Make it a credit memo, or correct the proposal.",
                )
            )
        if net == 0:
            cause = Cause(
                code="nothing_to_bill", sentence="Nothing to bill: the lines come to 0."
            )
            record_move(
                self.session(),
                invoice,
                Event.CANCELLED,
                at=self.clock.now(),
                cause=cause,
            )
        return net != 0

    def _line(
        self, session: Session, settings: Setting, item: Item, line: Line, code: Code
    ) -> BoundLine:
        return BoundLine(
            description=describe(session, settings, item, line),
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount=line.discount,
            qbo_item_id=choose_product(session, settings, line).qbo_id,
            qbo_tax_code_id=code.qbo_id,
            percents=code.percents,
        )

    def _is_too_late(self, invoice: Invoice, settings: Setting) -> bool:
        if invoice.is_date_decided or isinstance(invoice, CreditMemo):
            return False
        latest = _required(invoice.invoice_on) + timedelta(settings.late_after_days)
        return self._today(invoice) > latest

    def _today(self, invoice: Invoice) -> date:
        zone = self.host.tenant_info(invoice.tenant).zone
        return local_day(self.clock.business_now(), zone)

    def _number(self, company: Company, settings: Setting, invoice: Invoice) -> str:
        if not company.custom_numbers:
            return ""
        if not invoice.doc_number:
            invoice.doc_number = f"{settings.number_prefix}{settings.next_number}"
            settings.next_number += 1
        return invoice.doc_number


def _credited(lines: list[tuple[Item, Line]]) -> list[tuple[Item, Line]]:
    """A credit memo's figures are positive: turn a negative invoice's round."""
    if sum((item.amount for item, _line in lines), start=Decimal(0)) > 0:
        return lines
    return [
        (item, replace(line, quantity=-line.quantity, discount=-line.discount))
        for item, line in lines
    ]


def _required(day: date | None) -> date:
    if day is None:
        raise LookupError("an invoice without a date cannot be bound")
    return day
