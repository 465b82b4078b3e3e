"""Random proposals through our planner and mapping: do both sides come to one total?"""

import json
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from integration_qbo import (
    Deposit,
    Every,
    OnAcceptance,
    OnCompletion,
    ProposalLine,
    ProposalSnapshot,
    Recurring,
)
from integration_qbo.domain.billing import Completion, Life, invoices, items_due
from integration_qbo.domain.tax import (
    NON_TAXABLE,
    TAXABLE,
    Basis,
    Compound,
    Rate,
    TaxModel,
)
from integration_qbo.mapping.invoice import BoundInvoice, BoundLine, invoice_payload
from integration_qbo.mapping.wire import encode
from integration_qbo.sandbox.testing import LANDSCAPING, PRACTICE, LocalIntuit

COMPANIES = {
    "AU": PRACTICE,
    "GB": "9341454210000301",
    "CA": "9341454210000401",
    "US classic": LANDSCAPING,
}
ACCEPTED_AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
UNTIL = date(2027, 2, 28)
SMALL, FULL = 40, 10_000


@pytest.fixture(scope="module")
def unpaced(tmp_path_factory):
    """A local Intuit that never says *too many*."""
    running = LocalIntuit(tmp_path_factory.mktemp("totals"))
    yield running
    running.stop()


@dataclass(frozen=True)
class Code:
    """A tax code and the percentages it applies to sales."""

    qbo_id: str
    percents: tuple[Rate, ...]


class Books:
    """What an invoice needs of a company's lists."""

    def __init__(self, intuit: LocalIntuit, realm: str, *, is_us: bool) -> None:
        self._api = intuit.api(realm)
        self.model = TaxModel.US_CLASSIC if is_us else TaxModel.PER_LINE
        percents = {
            each["Id"]: Decimal(str(each["RateValue"]))
            for each in self._list("TaxRate")
        }
        self.codes = [
            Code(each["Id"], tuple(rates))
            for each in self._list("TaxCode")
            if each["Active"] and (rates := _sales_rates(each, percents))
        ]
        customer = next(
            each
            for each in self._list("Customer")
            if each["Active"] and (each.get("Taxable", True) or not is_us)
        )
        self.customer_id = customer["Id"]
        self.currency = customer.get("CurrencyRef", {}).get("value", "")
        self.item_id = next(
            each["Id"]
            for each in self._list("Item")
            if each["Active"] and each["Type"] == "Service"
        )

    def send(self, invoice: BoundInvoice) -> Decimal:
        """Create it there; the total it came to."""
        body = json.loads(encode(invoice_payload(invoice)))
        return Decimal(str(self._api.post("invoice", body)["Invoice"]["TotalAmt"]))

    def _list(self, entity: str) -> list[dict[str, Any]]:
        question = f"select * from {entity} maxresults 1000"  # noqa: S608 - a name of ours
        found = self._api.query(question)
        return list(found.get(entity, found.get("QueryResponse", {}).get(entity, [])))


def _sales_rates(code: dict[str, Any], percents: dict[str, Decimal]) -> list[Rate]:
    details = code.get("SalesTaxRateList", {}).get("TaxRateDetail", [])
    found: list[Rate] = []
    for each in sorted(details, key=lambda detail: detail.get("TaxOrder", 0)):
        percent = percents[each["TaxRateRef"]["value"]]
        basis = Basis(each.get("TaxTypeApplicable", Basis.AMOUNT))
        found.append(percent if basis is Basis.AMOUNT else Compound(percent, basis))
    return found


def a_proposal(draw: random.Random) -> tuple[ProposalSnapshot, Life]:
    """One to seven odd lines, each billed in some way."""
    lines = [_line(draw, f"l-{number}") for number in range(draw.randint(1, 7))]
    done = {line.ref: Completion(on=date(2026, 12, 9)) for line in lines}
    snapshot = ProposalSnapshot(
        ref="p",
        number="P",
        client_ref="c",
        currency="",
        accepted_at=ACCEPTED_AT,
        lines=lines,
    )
    return snapshot, Life(completed=done)


def _line(draw: random.Random, ref: str) -> ProposalLine:
    quantity = Decimal(draw.choice([100, 100, 100, 250, 33, 1725])) / 100
    price = Decimal(draw.randint(1, 900_000)) / draw.choice([100, 100, 1000])
    discount = Decimal(draw.choice([0, 0, 0, draw.randint(1, 99)])) / 100
    if discount > quantity * price:
        discount = Decimal(0)
    rules = (
        OnAcceptance(),
        OnCompletion(),
        Deposit(percent=Decimal(draw.randint(1, 99_999)) / 1000),
        Recurring(every=Every.MONTH, occurrences=2),
        Recurring(occurrences=draw.randint(1, 7), in_instalments=True),
    )
    return ProposalLine(
        ref=ref,
        service_ref="s",
        description="Work",
        quantity=quantity,
        unit_price=price,
        discount=discount,
        tax_key="t",
        rule=draw.choice(rules),
    )


def bound(draw: random.Random, books: Books) -> BoundInvoice | None:
    """One of the invoices of a random proposal, or none worth sending."""
    snapshot, life = a_proposal(draw)
    due = items_due(snapshot, zone="UTC", until=UNTIL, life=life)
    groups = list(invoices(due, are_terms_equal=True).items())
    key, items = draw.choice(groups)
    is_us = books.model.is_us
    whole = draw.choice(books.codes)
    lines = []
    for item in items:
        code = draw.choice(books.codes)
        us_code = draw.choice([TAXABLE, TAXABLE, NON_TAXABLE])
        lines.append(
            BoundLine(
                description=item.line.description,
                quantity=item.line.quantity,
                unit_price=item.line.unit_price,
                discount=item.line.discount,
                qbo_item_id=books.item_id,
                qbo_tax_code_id=us_code if is_us else code.qbo_id,
                percents=() if is_us else code.percents,
            )
        )
    is_taxed = any(line.qbo_tax_code_id == TAXABLE for line in lines)
    invoice = BoundInvoice(
        qbo_customer_id=books.customer_id,
        invoice_on=key.invoice_on,
        due_on=key.invoice_on,
        currency=books.currency,
        is_foreign_currency=False,
        marker="Ref QBO-TEST",
        lines=lines,
        tax_model=books.model,
        qbo_transaction_code_id=whole.qbo_id if is_us and is_taxed else "",
        transaction_percents=whole.percents if is_us and is_taxed else (),
    )
    return invoice if invoice.net > 0 else None


def differing(books: Books, count: int) -> list[str]:
    """Invoices whose total there is not ours, of as many as asked for."""
    draw = random.Random(20261127)  # noqa: S311 - the same proposals every time
    found, sent = [], 0
    while sent < count:
        invoice = bound(draw, books)
        if invoice is None:
            continue
        sent += 1
        there = books.send(invoice)
        if there != invoice.expected_total:
            found.append(f"{invoice.expected_total} here, {there} there: {invoice}")
    return found


@pytest.mark.parametrize("country", COMPANIES)
def test_our_total_is_quickbooks_total(unpaced, country):
    books = Books(unpaced, COMPANIES[country], is_us=country.startswith("US"))
    assert differing(books, SMALL) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("country", COMPANIES)
def test_our_total_is_quickbooks_total_for_ten_thousand_proposals(unpaced, country):
    books = Books(unpaced, COMPANIES[country], is_us=country.startswith("US"))
    assert differing(books, FULL) == []
