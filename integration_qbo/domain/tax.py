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


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxedLine:
    """A net amount and the percentages that apply to it."""

    net: Decimal
    percents: tuple[Decimal, ...]


def tax_per_line(lines: Iterable[TaxedLine]) -> Decimal:
    """Total tax, each component of each line rounded half-up before adding."""
    return sum(
        (
            to_cents(line.net * percent / 100)
            for line in lines
            for percent in line.percents
        ),
        Decimal(0),
    )


def tax_on_total(taxable: Decimal, percents: Iterable[Decimal]) -> Decimal:
    """Total tax, each rate rounded half-up on the taxable total before adding."""
    return sum((to_cents(taxable * percent / 100) for percent in percents), Decimal(0))
