"""From bound lines to a QuickBooks invoice, and what it should come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from integration_qbo.domain.money import line_amount
from integration_qbo.domain.tax import (
    TAXABLE,
    Rate,
    TaxedLine,
    TaxModel,
    tax_on_total,
    tax_per_line,
)
from integration_qbo.errors import Cause, NeedsAttention

# docs/quickbooks-notes.md#invoice
_DESCRIPTION_LIMIT = 4000


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundLine:
    """A line whose item and tax code are chosen."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    discount: Decimal
    qbo_item_id: str
    qbo_tax_code_id: str
    percents: tuple[Rate, ...]

    @property
    def amount(self) -> Decimal:
        """Net, to the cent."""
        return line_amount(self.quantity, self.unit_price, self.discount)


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundInvoice:
    """An invoice with every reference chosen; what is missing has been asked for."""

    qbo_customer_id: str
    invoice_on: date
    due_on: date
    currency: str
    is_foreign_currency: bool
    marker: str
    lines: Sequence[BoundLine]
    tax_model: TaxModel = TaxModel.PER_LINE
    qbo_transaction_code_id: str = ""
    transaction_percents: tuple[Rate, ...] = ()
    doc_number: str = ""
    email: str = ""

    @property
    def net(self) -> Decimal:
        """Sum of the lines."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal | None:
        """What the codes in force should add; `None` where QuickBooks decides."""
        if self.tax_model is TaxModel.US_AUTOMATED:
            return None
        if self.tax_model.is_us:
            taxable = sum(
                (line.amount for line in self.lines if line.qbo_tax_code_id == TAXABLE),
                Decimal(0),
            )
            return tax_on_total(taxable, self.transaction_percents)
        return tax_per_line(
            TaxedLine(net=line.amount, percents=line.percents) for line in self.lines
        )

    @property
    def expected_total(self) -> Decimal | None:
        """What the client accepted, tax included; `None` where QuickBooks decides."""
        tax = self.tax
        return None if tax is None else self.net + tax


def invoice_payload(invoice: BoundInvoice) -> dict[str, Any]:
    """What creates the invoice: net amounts, every line with its tax code.

    Outside the United States amounts are marked tax excluded; there the rate belongs
    to the transaction.

    A discounted line goes out as its amount alone: quantity and unit price would not
    multiply to it, and QuickBooks refuses that.
    """
    payload: dict[str, Any] = {
        "CustomerRef": {"value": invoice.qbo_customer_id},
        "TxnDate": invoice.invoice_on.isoformat(),
        "DueDate": invoice.due_on.isoformat(),
        "PrivateNote": invoice.marker,
        "Line": [_line(line) for line in invoice.lines],
    }
    if not invoice.tax_model.is_us:
        payload["GlobalTaxCalculation"] = "TaxExcluded"
    if invoice.qbo_transaction_code_id:
        payload["TxnTaxDetail"] = {
            "TxnTaxCodeRef": {"value": invoice.qbo_transaction_code_id}
        }
    if invoice.is_foreign_currency:
        payload["CurrencyRef"] = {"value": invoice.currency}
    if invoice.doc_number:
        payload["DocNumber"] = invoice.doc_number
    if invoice.email:
        payload["BillEmail"] = {"Address": invoice.email}
    return payload


def credit_memo_payload(credit: BoundInvoice) -> dict[str, Any]:
    """What creates a credit memo: lines like an invoice's, but nothing is ever due."""
    payload = invoice_payload(credit)
    del payload["DueDate"]
    return payload


def _line(line: BoundLine) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "ItemRef": {"value": line.qbo_item_id},
        "TaxCodeRef": {"value": line.qbo_tax_code_id},
    }
    description = line.description
    if line.discount:
        description = (
            f"{description} ({line.quantity:f} x {line.unit_price:f},"
            f" less {line.discount:f})"
        )
    else:
        detail["Qty"] = line.quantity
        detail["UnitPrice"] = line.unit_price
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": line.amount,
        "Description": _fitting(description),
        "SalesItemLineDetail": detail,
    }


def _fitting(description: str) -> str:
    if len(description) > _DESCRIPTION_LIMIT:
        raise NeedsAttention(
            Cause(
                code="description_too_long",
                sentence=(
                    f"A line's text has {len(description)} characters;"
                    f" QuickBooks takes {_DESCRIPTION_LIMIT}."
                ),
                remedy="Shorten the description in the proposal.",
            )
        )
    return description
