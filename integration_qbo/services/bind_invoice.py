"""Build the invoice that will be sent: customer, items, tax codes, dates, number.

Whatever is missing is named and blocks before any call; nothing is guessed.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from integration_qbo.contract import Host, Line
from integration_qbo.domain.billing import local_day
from integration_qbo.domain.delivery import Event, State
from integration_qbo.domain.snapshots import line_from_json
from integration_qbo.errors import Cause, NeedsAttention
from integration_qbo.mapping.invoice import BoundInvoice, BoundLine, invoice_payload
from integration_qbo.mapping.wire import encode
from integration_qbo.services import link_clients
from integration_qbo.services.link_clients import LinkClient
from integration_qbo.services.record_move import record_move
from integration_qbo.store import queries
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import (
    ClientMap,
    Company,
    Invoice,
    Item,
    Kind,
    LinkState,
    NewCustomer,
    Setting,
)

ITEM_CAUSES = ("item_missing", "item_unusable")
TAX_CAUSES = ("tax_unmapped", "tax_code_unusable")
_MARKER_LENGTH = 13
_A_WHILE = timedelta(minutes=5)


def marker_of(delivery_id: str) -> str:
    """The short note by which the invoice is found again in QuickBooks."""
    digest = hashlib.sha256(delivery_id.encode()).digest()
    return f"Ref QBO-{base64.b32encode(digest).decode()[:_MARKER_LENGTH]}"


def request_id_of(delivery_id: str, revision: int) -> str:
    """Intuit's ``requestid`` of a delivery: at most 36 characters, one a revision."""
    return f"{delivery_id.replace('-', '')}-{revision}"


@dataclass(frozen=True, slots=True)
class BindInvoice:
    """Freezes payload and request id of an invoice; the caller commits.

    Returns `False` when there is nothing to send now: the invoice comes to nothing, or
    waits until its client's customer is created, which this then asks for.
    Raises `NeedsAttention` naming what is missing.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host
    link_client: LinkClient

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
        customer_id = self._customer(session, company, settings, invoice)
        if customer_id is None:
            invoice.next_at = self.clock.now() + _A_WHILE
            return False
        lines = [self._line(session, settings, item) for item in invoice.items]
        due_on = self._due_on(invoice, settings)
        client = self.host.client(invoice.tenant, invoice.client_ref)
        marker = marker_of(invoice.id)
        currency = invoice.currency or company.home_currency
        bound = BoundInvoice(
            qbo_customer_id=customer_id,
            invoice_on=_required(invoice.invoice_on),
            due_on=due_on,
            currency=currency,
            is_foreign_currency=currency != company.home_currency,
            marker=marker,
            lines=lines,
            doc_number=self._number(company, settings, invoice),
            email=client.email,
        )
        invoice.payload = encode(invoice_payload(bound)).decode()
        invoice.request_id = request_id_of(invoice.id, invoice.revision)
        invoice.marker = marker
        invoice.net = bound.net
        invoice.expected_total = bound.total
        invoice.due_on = due_on
        return True

    def _is_billable(self, invoice: Invoice) -> bool:
        net = sum((item.amount for item in invoice.items), start=Decimal(0))
        if net < 0:
            raise NeedsAttention(
                Cause(
                    code="negative_total",
                    sentence=f"The lines come to {net}, which is no invoice.",
                    remedy="Correct the proposal, or make a credit memo there.",
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
        return net > 0

    def _customer(
        self, session: Session, company: Company, settings: Setting, invoice: Invoice
    ) -> str | None:
        client = self.host.client(invoice.tenant, invoice.client_ref)
        invoice.client_name = client.name
        row = link_clients.mirror(session, company, client)
        if row.state == LinkState.LINKED.value:
            return self._linked(session, row)
        if row.state == LinkState.HELD.value:
            raise _client_cause(
                row, "client_held", f"{row.name} is held: no customer is chosen yet."
            )
        found = link_clients.match(session, company.id, client)
        if link_clients.is_sure(found):
            customer = queries.customer(session, company.id, found.candidates[0].qbo_id)
            if customer is not None:
                self.link_client(row, customer, reason=found.reason)
                return customer.qbo_id
        if found.candidates:
            link_clients.suggest(row, found)
            names = ", ".join(f"“{each.name}”" for each in found.candidates[:3])
            raise _client_cause(
                row,
                "client_ambiguous",
                f"{row.name} resembles {names} in QuickBooks: {found.reason}.",
            )
        if settings.unknown_client == "hold":
            raise _client_cause(
                row, "client_held", f"{row.name} is not linked to a customer yet."
            )
        self._ask_for(session, company, row)
        return None

    def _linked(self, session: Session, row: ClientMap) -> str:
        linked = queries.customer(session, row.company_id, row.qbo_customer_id or "")
        if linked is None or not linked.is_active:
            row.state = LinkState.BROKEN.value
            raise _client_cause(
                row,
                "customer_gone",
                f"The customer {row.customer_name} of {row.name} is inactive or deleted"
                " in QuickBooks.",
            )
        return linked.qbo_id

    def _ask_for(self, session: Session, company: Company, row: ClientMap) -> None:
        now = self.clock.now()
        is_asked = session.scalar(
            select(
                exists().where(
                    NewCustomer.company_id == company.id,
                    NewCustomer.client_ref == row.client_ref,
                    NewCustomer.kind == "customer",
                    NewCustomer.state.not_in(
                        [State.CANCELLED.value, State.SUPERSEDED.value]
                    ),
                )
            )
        )
        if is_asked:
            return
        wish = NewCustomer(
            tenant=company.tenant,
            company_id=company.id,
            client_ref=row.client_ref,
            client_name=row.name,
            created_at=now,
            next_at=now,
        )
        session.add(wish)
        session.flush()
        record_move(session, wish, Event.DUE, at=now)

    def _line(self, session: Session, settings: Setting, item: Item) -> BoundLine:
        line = line_from_json(item.line)
        code_id, percents = self._tax(session, settings, line)
        return BoundLine(
            description=_describe(session, settings, item, line),
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount=line.discount,
            qbo_item_id=self._item(session, settings, line),
            qbo_tax_code_id=code_id,
            percents=percents,
        )

    def _item(self, session: Session, settings: Setting, line: Line) -> str:
        row = queries.service_map(session, settings.company_id, line.service_ref)
        chosen = (row.qbo_item_id if row else None) or settings.default_item_id
        if not chosen:
            raise NeedsAttention(
                Cause(
                    code="item_missing",
                    sentence=f"No product/service is chosen for “{line.description}”.",
                    remedy="Choose one for the service, or a default in the settings.",
                    facts={"service_ref": line.service_ref},
                )
            )
        entry = queries.reference(session, settings.company_id, Kind.ITEM, chosen)
        if entry is None or not entry.is_active or entry.facts["type"] == "Category":
            name = entry.name if entry else f"number {chosen}"
            raise NeedsAttention(
                Cause(
                    code="item_unusable",
                    sentence=(
                        f"The product/service {name}, chosen for “{line.description}”,"
                        " cannot be used: it is inactive or deleted in QuickBooks."
                    ),
                    remedy="Make it active there, or choose another one here.",
                    facts={"service_ref": line.service_ref, "qbo_item_id": chosen},
                )
            )
        return entry.qbo_id

    def _tax(
        self, session: Session, settings: Setting, line: Line
    ) -> tuple[str, tuple[Decimal, ...]]:
        company_id = settings.company_id
        row = queries.tax_map(session, company_id, line.tax_key)
        name = row.name if row else (line.tax_key or "no tax")
        if row is None or not row.qbo_tax_code_id:
            raise NeedsAttention(
                Cause(
                    code="tax_unmapped",
                    sentence=(
                        f"The tax rate “{name}” of the line “{line.description}” has no"
                        " QuickBooks tax code."
                    ),
                    remedy="Choose one in the tax map.",
                    facts={"tax_key": line.tax_key},
                )
            )
        code = queries.reference(
            session, company_id, Kind.TAX_CODE, row.qbo_tax_code_id
        )
        if code is None or not code.is_active or not code.facts["sales_rate_ids"]:
            raise NeedsAttention(
                Cause(
                    code="tax_code_unusable",
                    sentence=(
                        f"The tax code chosen for “{name}” is inactive, deleted or not"
                        " for sales in QuickBooks."
                    ),
                    remedy="Choose another one in the tax map.",
                    facts={"tax_key": line.tax_key},
                )
            )
        return code.qbo_id, percents_of(session, company_id, code.facts)

    def _due_on(self, invoice: Invoice, settings: Setting) -> date:
        zone = self.host.tenant_info(invoice.tenant).zone
        today = local_day(self.clock.business_now(), zone)
        days = (
            settings.recurring_days if invoice.is_recurring else settings.invoice_days
        )
        return max(_required(invoice.invoice_on), today) + timedelta(days=days)

    def _number(self, company: Company, settings: Setting, invoice: Invoice) -> str:
        if not company.custom_numbers:
            return ""
        if not invoice.doc_number:
            invoice.doc_number = f"{settings.number_prefix}{settings.next_number}"
            settings.next_number += 1
        return invoice.doc_number


def percents_of(
    session: Session, company_id: int, code_facts: dict[str, list[str]]
) -> tuple[Decimal, ...]:
    """The percentages a tax code applies to sales."""
    percents = []
    for rate_id in code_facts["sales_rate_ids"]:
        rate = queries.reference(session, company_id, Kind.TAX_RATE, rate_id)
        if rate is not None:
            percents.append(Decimal(rate.facts["percent"]))
    return tuple(percents)


def _describe(session: Session, settings: Setting, item: Item, line: Line) -> str:
    if item.period_starts_on is None or item.period_ends_on is None:
        return line.description
    row = queries.service_map(session, settings.company_id, line.service_ref)
    period = f"{_day(item.period_starts_on)} – {_day(item.period_ends_on)}"
    service = row.name if row else line.description
    text = settings.recurring_text.replace("{service}", service)
    return text.replace("{period}", period)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _required(day: date | None) -> date:
    if day is None:
        raise LookupError("an invoice without a date cannot be bound")
    return day


def _client_cause(row: ClientMap, code: str, sentence: str) -> NeedsAttention:
    return NeedsAttention(
        Cause(
            code=code,
            sentence=sentence,
            remedy="Choose the customer in the client map.",
            facts={"client_ref": row.client_ref},
        )
    )
