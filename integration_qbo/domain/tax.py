"""What tax an invoice should carry, computed from the codes in force.

Outside the United States QuickBooks rounds per line and component, with classic US
sales tax per rate on the taxable total (``docs/quickbooks-notes.md#tax-rounding``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from integration_qbo.domain.money import to_cents

TAXABLE, NON_TAXABLE = "TAX", "NON"
"""The two codes a US line may carry."""


class TaxModel(StrEnum):
    """How a company computes tax; everything about US and other lines follows."""

    PER_LINE = "per_line"
    US_CLASSIC = "us_classic"
    US_AUTOMATED = "us_automated"
    US_OFF = "us_off"

    @property
    def is_us(self) -> bool:
        """Whether lines say only TAX or NON."""
        return self is not TaxModel.PER_LINE


def tax_model(country: str, *, uses_sales_tax: bool, is_automated: bool) -> TaxModel:
    """The model of a company, from its country and preferences."""
    if country != "US":
        return TaxModel.PER_LINE
    if not uses_sales_tax:
        return TaxModel.US_OFF
    return TaxModel.US_AUTOMATED if is_automated else TaxModel.US_CLASSIC


class Basis(StrEnum):
    """What a rate of a combined tax code is charged on, in QuickBooks' words."""

    AMOUNT = "TaxOnAmount"
    AMOUNT_PLUS_TAX = "TaxOnAmountPlusTax"
    TAX = "TaxOnTax"


@dataclass(frozen=True, slots=True)
class Compound:
    """A percentage that is charged on more or less than the amount."""

    percent: Decimal
    basis: Basis


Rate = Decimal | Compound
"""A bare percentage applies to the amount."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxedLine:
    """A net amount and the rates that apply to it, in their order."""

    net: Decimal
    percents: tuple[Rate, ...]


def tax_per_line(lines: Iterable[TaxedLine]) -> Decimal:
    """Total tax, each component of each line rounded half-up before adding."""
    return sum((_tax(line.net, line.percents) for line in lines), Decimal(0))


def tax_on_total(taxable: Decimal, percents: Iterable[Rate]) -> Decimal:
    """Total tax, each rate rounded half-up on the taxable total before adding."""
    return _tax(taxable, percents)


def _tax(net: Decimal, rates: Iterable[Rate]) -> Decimal:
    so_far = Decimal(0)
    for rate in rates:
        percent, base = (
            (rate.percent, _base(rate.basis, net, so_far))
            if isinstance(rate, Compound)
            else (rate, net)
        )
        so_far += to_cents(base * percent / 100)
    return so_far


def _base(basis: Basis, net: Decimal, so_far: Decimal) -> Decimal:
    match basis:
        case Basis.AMOUNT:
            return net
        case Basis.AMOUNT_PLUS_TAX:
            return net + so_far
        case Basis.TAX:
            return so_far
