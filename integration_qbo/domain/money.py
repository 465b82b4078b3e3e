"""Amounts: rounding and the arithmetic of a billed line."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Rounded half-up to two places, away from zero when negative."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def line_amount(quantity: Decimal, unit_price: Decimal, discount: Decimal) -> Decimal:
    """Quantity x unit price - discount, rounded once; net of tax."""
    return to_cents(quantity * unit_price - discount)
