"""What is billed once: at acceptance, on completion, as deposit and balance."""

from collections.abc import Iterator
from datetime import date

from integration_qbo.contract import (
    BillingRule,
    Deposit,
    Estimate,
    Line,
    OnAcceptance,
    OnCompletion,
    ProposalLine,
)
from integration_qbo.domain.billing import amounts
from integration_qbo.domain.billing.case import (
    ACCEPTANCE,
    BALANCE,
    COMPLETION,
    DEPOSIT,
    Case,
    DueItem,
)
from integration_qbo.domain.billing.periods import Period


def once(case: Case, line: ProposalLine) -> Iterator[DueItem]:
    """The items of a line that does not recur."""
    rule = line.rule
    done = case.life.completed.get(line.ref)
    opening = case.life.openings.get(line.ref)
    plain = amounts.plain(line)
    match rule:
        case OnAcceptance():
            if opening is None or opening.billed_up_to is None:
                yield _item(rule, plain, ACCEPTANCE, case.accepted_on)
        case OnCompletion() if done is not None:
            yield _item(rule, plain, COMPLETION, done.on)
        case Estimate() if done is not None:
            priced = plain if done.amount is None else amounts.at(plain, done.amount)
            yield DueItem(
                line=priced,
                period=Period(key=COMPLETION, due_on=done.on),
                rule=rule,
                wants_price=done.amount is None,
            )
        case Deposit():
            yield from _deposit(case, line, rule)
        case _:
            return


def _deposit(case: Case, line: ProposalLine, rule: Deposit) -> Iterator[DueItem]:
    price = amounts.price_of(line)
    opening = case.life.openings.get(line.ref)
    billed = case.billed.get(line.ref, {}).get(DEPOSIT)
    if opening is not None and opening.deposit is not None:
        deposit = opening.deposit
    else:
        deposit = amounts.deposit_of(price, rule) if billed is None else billed.amount
        if deposit:
            line_now = amounts.at(line, deposit, "deposit")
            yield _item(rule, line_now, DEPOSIT, case.accepted_on)
    done = case.life.completed.get(line.ref)
    if done is not None:
        balance = amounts.at(line, price - deposit, "balance")
        yield _item(rule, balance, BALANCE, done.on)


def _item(rule: BillingRule, line: Line, key: str, due_on: date) -> DueItem:
    return DueItem(line=line, period=Period(key=key, due_on=due_on), rule=rule)
