"""What an item comes to: whole lines, deposits, instalments, parts of a period."""

from collections.abc import Collection
from decimal import ROUND_DOWN, Decimal

from integration_qbo.contract import Deposit, Line
from integration_qbo.domain.money import CENT, line_amount, to_cents


def price_of(line: Line) -> Decimal:
    """The line's net price, to the cent."""
    return line_amount(line.quantity, line.unit_price, line.discount)


def at(line: Line, amount: Decimal, words: str = "") -> Line:
    """The line as one piece of that amount, `words` behind its description."""
    return Line(
        ref=line.ref,
        service_ref=line.service_ref,
        description=f"{line.description} ({words})" if words else line.description,
        quantity=Decimal(1),
        unit_price=amount,
        tax_key=line.tax_key,
    )


def plain(line: Line) -> Line:
    """The line without its rule."""
    return Line(
        ref=line.ref,
        service_ref=line.service_ref,
        description=line.description,
        quantity=line.quantity,
        unit_price=line.unit_price,
        tax_key=line.tax_key,
        discount=line.discount,
    )


def deposit_of(price: Decimal, rule: Deposit) -> Decimal:
    """What is asked for at acceptance, rounded half-up."""
    if rule.amount is not None:
        return to_cents(rule.amount)
    return to_cents(price * (rule.percent or Decimal(0)) / 100)


def instalment(
    price: Decimal, billed: Collection[Decimal], remaining: int, total: int
) -> Decimal:
    """The next of `remaining` instalments after those billed in that order.

    Cut down to the cent; the last takes the rest.  As long as the price stays, every
    one but the last is the same; after a change the rest is spread over what remains.
    """
    rest = price - sum(billed, Decimal(0))
    if remaining == 1:
        return rest
    usual = list(billed)[-1] if billed else None
    if usual is not None and abs(rest - usual * remaining) < CENT * total:
        return usual
    return (rest / remaining).quantize(CENT, rounding=ROUND_DOWN)


def part(line: Line, days: int, of_days: int) -> Line:
    """The line for some of a period's days, rounded once."""
    share = to_cents(price_of(line) * days / of_days)
    return at(line, share, f"{days} of {of_days} days")
