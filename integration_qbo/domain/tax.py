"""What tax an invoice should carry, computed from the codes in force.

QuickBooks outside the United States rounds per line and component
(``docs/quickbooks-notes.md#tax-rounding``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from integration_qbo.domain.money import to_cents


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
