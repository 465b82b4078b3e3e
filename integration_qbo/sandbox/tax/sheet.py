"""Knows how tax adds up: per line and rate, or per rate on the total."""

from dataclasses import dataclass, field
from decimal import Decimal

from integration_qbo.sandbox.tax.rates import Rate
from integration_qbo.sandbox.wire import Doc, money, plain


@dataclass
class Sheet:
    """The tax of one transaction, gathered rate by rate."""

    net: dict[str, Decimal] = field(default_factory=dict)
    tax: dict[str, Decimal] = field(default_factory=dict)
    rates: dict[str, Rate] = field(default_factory=dict)

    def add(self, net: Decimal, rates: list[Rate]) -> Decimal:
        """Tax one amount, rounding each rate half up; return its tax."""
        so_far = Decimal(0)
        for rate in rates:
            base = net
            if rate.basis == "TaxOnAmountPlusTax":
                base = net + so_far
            elif rate.basis == "TaxOnTax":
                base = so_far
            amount = money(base * rate.fraction)
            so_far += amount
            self._note(rate, base, amount)
        return so_far

    def _note(self, rate: Rate, base: Decimal, amount: Decimal) -> None:
        self.rates[rate.rate_id] = rate
        self.net[rate.rate_id] = self.net.get(rate.rate_id, Decimal(0)) + base
        self.tax[rate.rate_id] = self.tax.get(rate.rate_id, Decimal(0)) + amount

    def adjust(self, difference: Decimal) -> None:
        """Put a difference on the largest tax, so that a gross total holds."""
        if difference and self.tax:
            largest = max(self.tax, key=lambda rate_id: abs(self.tax[rate_id]))
            self.tax[largest] += difference

    def override(self, total: Decimal) -> None:
        """Share a total given from outside over the rates in proportion."""
        computed = self.total
        left = total
        for position, rate_id in enumerate(self.tax, start=1):
            if position == len(self.tax):
                self.tax[rate_id] = left
                break
            part = self.tax[rate_id] / computed if computed else Decimal(0)
            self.tax[rate_id] = money(total * part)
            left -= self.tax[rate_id]

    @property
    def total(self) -> Decimal:
        """Return all tax."""
        return sum(self.tax.values(), Decimal(0))

    def lines(self) -> list[Doc]:
        """Return the tax lines of an answer."""
        return [
            {
                "Amount": money(self.tax[rate_id]),
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {
                    "TaxRateRef": {"value": rate_id},
                    "PercentBased": True,
                    "TaxPercent": plain(rate.percent),
                    "NetAmountTaxable": money(self.net[rate_id]),
                },
            }
            for rate_id, rate in self.rates.items()
        ]
