"""Knows which rates a tax code applies to a sale on a date."""

from dataclasses import dataclass
from decimal import Decimal

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc, decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Rate:
    """One rate of a code; ``basis`` says what it is charged on."""

    rate_id: str
    percent: Decimal
    basis: str = "TaxOnAmount"

    @property
    def fraction(self) -> Decimal:
        """Return the rate as a fraction of one."""
        return self.percent / HUNDRED


def sales_rates(books: Books, code: Doc, on: str) -> list[Rate]:
    """Return a code's sales rates on a date, in the order they apply."""
    details = code.get("SalesTaxRateList", {}).get("TaxRateDetail", [])
    found = []
    for detail in sorted(details, key=lambda entry: entry.get("TaxOrder", 0)):
        rate_id = detail["TaxRateRef"]["value"]
        rate = books.get("TaxRate", rate_id)
        if rate is None:
            raise faults.invalid_reference("TaxRateRef", "TaxRateRef")
        basis = detail.get("TaxTypeApplicable", "TaxOnAmount")
        found.append(Rate(rate_id, _percent(rate, on), basis))
    return found


def _percent(rate: Doc, on: str) -> Decimal:
    for period in rate.get("EffectiveTaxRate", []):
        begins = str(period.get("EffectiveDate", ""))[:10]
        ends = str(period.get("EndDate", "9999-12-31"))[:10]
        if begins <= on <= ends:
            return decimal(period["RateValue"])
    return decimal(rate.get("RateValue"))


def combined(rates: list[Rate]) -> Decimal:
    """Return what all rates together take from one unit of money."""
    total = Decimal(0)
    for rate in rates:
        base = Decimal(1)
        if rate.basis == "TaxOnAmountPlusTax":
            base += total
        elif rate.basis == "TaxOnTax":
            base = total
        total += base * rate.fraction
    return total
