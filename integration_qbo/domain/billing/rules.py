"""Whether a line's rule says enough to bill by it."""

from datetime import date

from integration_qbo.contract import (
    Anchor,
    Deposit,
    Estimate,
    ProposalLine,
    ProposalSnapshot,
    Recurring,
)
from integration_qbo.domain.billing.amounts import deposit_of, price_of
from integration_qbo.errors import Cause, NeedsAttention


def anchor_of(
    rule: Recurring, line: ProposalLine, proposal: ProposalSnapshot, accepted_on: date
) -> date:
    """The day the rule counts from; raises `NeedsAttention` when it is not given."""
    chosen = {
        Anchor.ACCEPTANCE: accepted_on,
        Anchor.START: proposal.starts_on,
        Anchor.DATE: rule.anchor_on,
    }[rule.anchor]
    if chosen is None:
        raise cannot_plan(line, f"counts from a {rule.anchor} that is not given")
    return chosen


def check(line: ProposalLine) -> None:
    """Raise `NeedsAttention` naming what the rule lacks."""
    match line.rule:
        case Recurring(count=count) if count < 1:
            raise cannot_plan(line, "repeats every 0 intervals")
        case Recurring(in_instalments=True, occurrences=None):
            raise cannot_plan(line, "is cut into instalments nobody has numbered")
        case Deposit(amount=amount, percent=percent):
            if (amount is None) == (percent is None):
                raise cannot_plan(
                    line, "needs either an amount or a percentage as its deposit"
                )
            _check_deposit(line, line.rule)
        case Estimate(lowest=lowest, highest=highest):
            if lowest is not None and highest is not None and lowest > highest:
                raise cannot_plan(
                    line, "is estimated at a range that ends before it begins"
                )
        case _:
            pass


def _check_deposit(line: ProposalLine, rule: Deposit) -> None:
    price = price_of(line)
    deposit = deposit_of(price, rule)
    if deposit < 0 or deposit > price:
        raise cannot_plan(line, f"costs {price} and cannot take {deposit} as deposit")


def cannot_plan(line: ProposalLine, why: str) -> NeedsAttention:
    """The refusal of a line."""
    return NeedsAttention(
        Cause(
            code="could_not_be_planned",
            sentence=f"The line “{line.description}” {why}.",
            remedy="Mend the proposal and announce it again.",
            facts={"line_ref": line.ref},
        )
    )
