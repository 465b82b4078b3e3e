"""Amounts: rounded once, half-up, away from zero when negative."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration_qbo.domain.money import line_amount, to_cents

amounts = st.decimals(
    min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False
)


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("0.005", "0.01"),
        ("0.0049", "0.00"),
        ("-0.005", "-0.01"),
        ("2.675", "2.68"),
        ("1.005", "1.01"),
        ("-2.675", "-2.68"),
        ("10", "10.00"),
    ],
)
def test_half_a_cent_goes_away_from_zero(amount, cents):
    assert str(to_cents(Decimal(amount))) == cents


@given(amounts)
def test_rounding_moves_an_amount_by_half_a_cent_at_most(amount):
    rounded = to_cents(amount)

    assert abs(rounded - amount) <= Decimal("0.005")
    assert rounded == rounded.quantize(Decimal("0.01"))
    assert to_cents(-amount) == -rounded
    assert to_cents(rounded) == rounded


@given(
    quantity=st.decimals(0, 10_000, places=4),
    price=st.decimals(0, 100_000, places=4),
    discount=st.decimals(0, 1_000, places=4),
)
def test_a_line_is_rounded_once_whatever_its_parts(quantity, price, discount):
    exact = Fraction(quantity) * Fraction(price) - Fraction(discount)

    amount = line_amount(quantity, price, discount)

    assert abs(Fraction(amount) - exact) <= Fraction(1, 200)


def test_a_discount_is_for_the_line_not_for_each():
    assert line_amount(Decimal(3), Decimal("33.33"), Decimal(10)) == Decimal("89.99")
