"""What an item is, and what it follows from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from integration_qbo.contract import BillingRule, Line, ProposalSnapshot, Recurring
from integration_qbo.domain.billing import amounts
from integration_qbo.domain.billing.life import Life, Spot
from integration_qbo.domain.billing.periods import Period

ACCEPTANCE, COMPLETION = "acceptance", "completion"
DEPOSIT, BALANCE = "deposit", "balance"
"""Keys of what is billed once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Billed:
    """A period of a line that stands on an invoice that counts, or is closed."""

    amount: Decimal
    starts_on: date | None = None
    ends_on: date | None = None


AllBilled = Mapping[str, Mapping[str, Billed]]
"""By line, by period key, in the order of the periods."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DueItem:
    """One line in one period, as it is billed.

    `needs_review`: a person looks before it is sent.  `wants_price`: an estimate
    whose price nobody confirmed.  `overlaps`: a billed period of the same line that
    shares days with this one.
    """

    line: Line
    period: Period
    rule: BillingRule
    is_held: bool = False
    wants_price: bool = False
    overlaps: Billed | None = None

    @property
    def spot(self) -> Spot:
        """Line and period."""
        return self.line.ref, self.period.key

    @property
    def is_recurring(self) -> bool:
        """Whether the period belongs to a series."""
        return isinstance(self.rule, Recurring)

    @property
    def needs_review(self) -> bool:
        """Whether it was completed rather than scheduled."""
        return self.period.key in {COMPLETION, BALANCE}

    @property
    def amount(self) -> Decimal:
        """Net."""
        return amounts.price_of(self.line)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Everything the items of a proposal follow from."""

    proposal: ProposalSnapshot
    life: Life
    billed: AllBilled
    accepted_on: date
    since: date | None = None
