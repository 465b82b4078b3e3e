"""The invoice as it would be sent now, with everything that stands in its way.

Reads only: no customer is looked for in QuickBooks or asked for, nothing is reserved.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeVar

from dateutil.relativedelta import relativedelta
from sqlalchemy.orm import Session

from integration_qbo.contract import Host, Line, ProposalSnapshot
from integration_qbo.domain.billing import (
    DueItem,
    InvoiceKey,
    Life,
    Spot,
    catch_up,
    invoices,
    items_due,
    life_from_json,
    local_day,
)
from integration_qbo.domain.money import line_amount
from integration_qbo.domain.snapshots import (
    line_from_json,
    line_to_json,
    proposal_from_json,
)
from integration_qbo.domain.tax import TaxModel
from integration_qbo.errors import Cause, NeedsAttention
from integration_qbo.mapping.invoice import BoundInvoice, BoundLine
from integration_qbo.services.choose_tax import Code, TaxChoice, choose_tax
from integration_qbo.services.invoice_parts import choose_product, describe, due_on_of
from integration_qbo.services.link_clients import is_tied
from integration_qbo.services.plan_proposal import (
    billed_of,
    origin_refs,
    origins_of,
)
from integration_qbo.services.stage_invoice import QUESTIONS
from integration_qbo.store import queries
from integration_qbo.store.billing import standing_items
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import (
    Company,
    Customer,
    Invoice,
    Item,
    Kind,
    LinkState,
    Proposal,
    Setting,
)

T = TypeVar("T")

_WAITS_FOR_LINK = "The client is not linked yet: the invoice waits for that."
_FINDS_OR_CREATES = (
    "The client is not linked yet: the customer is found or created when the invoice"
    " is sent."
)
_WAITS_FOR_CUSTOMER = (
    "The client's customer is inactive or deleted in QuickBooks: the invoice waits"
    " until another is chosen, or this one is active again."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewLine:
    """A line as QuickBooks would show it; empty names are still to be chosen."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    discount: Decimal
    amount: Decimal
    product: str
    tax_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """One invoice.

    `tax` and `total` are `None` where QuickBooks decides or a code lacks; `blocks`
    keep it from being sent, `notes` are worth knowing.
    """

    client_name: str
    customer_name: str
    currency: str
    invoice_on: date
    due_on: date
    number: str
    lines: Sequence[PreviewLine]
    net: Decimal
    tax: Decimal | None
    total: Decimal | None
    blocks: Sequence[Cause]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class PreviewInvoice:
    """Shows what would be sent; writes nothing."""

    session: Callable[[], Session]
    clock: Clock
    host: Host

    def proposal(
        self, tenant: str, snapshot: ProposalSnapshot, *, until: date | None = None
    ) -> list[Preview]:
        """The invoices of a proposal up to a day, today by default.

        As if it were accepted now.  Raises `NeedsAttention` for a rule that says too
        little.
        """
        company = queries.connection_of(self.session(), tenant).company
        if company is None:
            return []
        today = self._today(tenant)
        due = items_due(
            snapshot, zone=self._zone(tenant), until=until or today, life=Life()
        )
        caught = catch_up(due, announced_on=today)
        return self._all(tenant, company, snapshot, caught.items, caught.asked)

    def year(self, tenant: str, snapshot: ProposalSnapshot) -> list[Preview]:
        """The invoices of the next twelve months, as if it were accepted now."""
        until = self._today(tenant) + relativedelta(months=12)
        return self.proposal(tenant, snapshot, until=until)

    def ahead(self, known: Proposal, on: date) -> list[Preview]:
        """The invoices of an accepted proposal on a day to come, as of now."""
        session = self.session()
        tenant = known.tenant
        company = queries.connection_of(session, tenant).company
        if company is None:
            return []
        snapshot = proposal_from_json(known.snapshot)
        life = life_from_json(known.life or {})
        origins = origins_of(snapshot, life)
        standing = standing_items(session, tenant, origin_refs(known))
        billed = billed_of(origins, standing)
        due = items_due(
            snapshot, zone=self._zone(tenant), until=on, life=life, billed=billed
        )
        items = [item for item in due if item.period.due_on == on]
        return self._all(tenant, company, snapshot, items, ())

    def _all(
        self,
        tenant: str,
        company: Company,
        snapshot: ProposalSnapshot,
        items: Sequence[DueItem],
        asked: Collection[Spot],
    ) -> list[Preview]:
        settings = queries.settings_of(self.session(), company.id)
        groups = invoices(
            items,
            asked=asked,
            are_terms_equal=settings.invoice_days == settings.recurring_days,
        )
        return [
            self(_row(tenant, company, snapshot, key, found), question=key)
            for key, found in sorted(groups.items(), key=lambda pair: _order(pair[0]))
        ]

    def __call__(
        self, invoice: Invoice, *, question: InvoiceKey | None = None
    ) -> Preview:
        """One invoice that is not sent yet."""
        session = self.session()
        company = invoice.company
        settings = queries.settings_of(session, company.id)
        client = self.host.client(invoice.tenant, invoice.client_ref)
        customer, notes = self._customer(company, settings, invoice.client_ref)
        lines = [(item, line_from_json(item.line)) for item in invoice.items]
        blocks: list[Cause] = []
        products = [
            _asked(blocks, partial(choose_product, session, settings, line))
            for _item, line in lines
        ]
        tax = self._tax(company, customer, [line for _item, line in lines], blocks)
        if tax is not None and tax.model is TaxModel.US_AUTOMATED:
            notes.append("The tax is calculated by QuickBooks.")
        if question is not None and question.wait:
            notes.append(str(QUESTIONS[question.wait]))
        bound = self._bound(invoice, settings, company, lines, tax)
        names = _names(session, company.id, tax, len(lines))
        return Preview(
            client_name=client.name,
            customer_name=customer.display_name if customer else "",
            currency=bound.currency,
            invoice_on=bound.invoice_on,
            due_on=bound.due_on,
            number=_number(company, settings, invoice),
            lines=[
                PreviewLine(
                    description=line.description,
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                    discount=line.discount,
                    amount=line.amount,
                    product=product.name if product else "",
                    tax_code=name,
                )
                for line, product, name in zip(
                    bound.lines, products, names, strict=True
                )
            ],
            net=bound.net,
            tax=bound.tax if tax is not None else None,
            total=bound.expected_total if tax is not None else None,
            blocks=blocks,
            notes=notes,
        )

    def _bound(
        self,
        invoice: Invoice,
        settings: Setting,
        company: Company,
        lines: Sequence[tuple[Item, Line]],
        tax: TaxChoice | None,
    ) -> BoundInvoice:
        currency = invoice.currency or company.home_currency
        codes = tax.codes if tax else [Code(qbo_id="")] * len(lines)
        return BoundInvoice(
            qbo_customer_id="",
            invoice_on=invoice.invoice_on or date.min,
            due_on=due_on_of(invoice, settings, self._today(invoice.tenant)),
            currency=currency,
            is_foreign_currency=currency != company.home_currency,
            marker="",
            lines=[
                BoundLine(
                    description=describe(self.session(), settings, item, line),
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                    discount=line.discount,
                    qbo_item_id="",
                    qbo_tax_code_id=code.qbo_id,
                    percents=code.percents,
                )
                for (item, line), code in zip(lines, codes, strict=True)
            ],
            tax_model=tax.model if tax else TaxModel.PER_LINE,
            transaction_percents=tax.transaction_percents if tax else (),
        )

    def _customer(
        self, company: Company, settings: Setting, client_ref: str
    ) -> tuple[Customer | None, list[str]]:
        session = self.session()
        row = queries.client_map(session, company.id, client_ref)
        if row is not None and is_tied(row):
            found = queries.customer(session, company.id, row.qbo_customer_id or "")
            if found is not None and found.is_active:
                return found, []
            return None, [_WAITS_FOR_CUSTOMER]
        is_held = settings.unknown_client == "hold" or (
            row is not None and row.state == LinkState.HELD.value
        )
        return None, [_WAITS_FOR_LINK if is_held else _FINDS_OR_CREATES]

    def _tax(
        self,
        company: Company,
        customer: Customer | None,
        lines: Sequence[Line],
        blocks: list[Cause],
    ) -> TaxChoice | None:
        """All lines' codes; every line that lacks one is named, not only the first."""
        session = self.session()
        # Whose customer is not known yet is taxable by the company's own rate.
        asked = customer or Customer(
            display_name="The customer", is_taxable=True, tax_code_id=""
        )
        before = len(blocks)
        for line in lines:
            _asked(blocks, partial(choose_tax, session, company, asked, [line]))
        if len(blocks) > before:
            return None
        return _asked(blocks, partial(choose_tax, session, company, asked, lines))

    def _zone(self, tenant: str) -> str:
        return self.host.tenant_info(tenant).zone

    def _today(self, tenant: str) -> date:
        return local_day(self.clock.business_now(), self._zone(tenant))


def _asked(blocks: list[Cause], choose: Callable[[], T]) -> T | None:
    """The choice, or `None` and why it cannot be made."""
    try:
        return choose()
    except NeedsAttention as missing:
        if missing.cause not in blocks:
            blocks.append(missing.cause)
        return None


def _names(
    session: Session, company_id: int, tax: TaxChoice | None, count: int
) -> list[str]:
    """The tax codes of the lines as QuickBooks calls them."""
    if tax is None:
        return [""] * count
    if tax.model.is_us:
        return [code.qbo_id for code in tax.codes]
    known = {
        code.qbo_id: code.name
        for code in queries.references(session, company_id, Kind.TAX_CODE)
    }
    return [known.get(code.qbo_id, "") for code in tax.codes]


def _number(company: Company, settings: Setting, invoice: Invoice) -> str:
    if not company.custom_numbers:
        return "QuickBooks will number it"
    return invoice.doc_number or f"{settings.number_prefix}{settings.next_number}"


def _order(key: InvoiceKey) -> tuple[date, bool, str]:
    return key.invoice_on, key.is_recurring, key.wait.value


def _row(
    tenant: str,
    company: Company,
    snapshot: ProposalSnapshot,
    key: InvoiceKey,
    items: Sequence[DueItem],
) -> Invoice:
    """An invoice that is never stored."""
    return Invoice(
        tenant=tenant,
        company=company,
        company_id=company.id,
        client_ref=snapshot.client_ref,
        title=snapshot.title,
        is_recurring=key.is_recurring,
        currency=snapshot.currency,
        invoice_on=key.invoice_on,
        items=[
            Item(
                line=line_to_json(item.line),
                period_starts_on=item.period.starts_on,
                period_ends_on=item.period.ends_on,
                amount=line_amount(
                    item.line.quantity, item.line.unit_price, item.line.discount
                ),
            )
            for item in items
        ],
    )
