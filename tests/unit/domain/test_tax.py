"""Tax as QuickBooks rounds it: per line and component, or per rate on a US total."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration_qbo.domain.tax import (
    Basis,
    Compound,
    TaxedLine,
    TaxModel,
    tax_model,
    tax_on_total,
    tax_per_line,
)


def taxed(net, *percents):
    return TaxedLine(
        net=Decimal(net), percents=tuple(Decimal(each) for each in percents)
    )


@pytest.mark.parametrize(
    ("lines", "tax"),
    [
        ([], "0"),
        ([taxed("100.00", "10")], "10.00"),
        ([taxed("100.00")], "0"),
        ([taxed("100.00", "0")], "0.00"),
        # 0.05 each: added first they would be 0.15 -> 0.02 less.
        ([taxed("0.45", "10")] * 3, "0.15"),
        ([taxed("0.44", "10")] * 3, "0.12"),
        # Two components are rounded each for itself.
        ([taxed("10.01", "5", "9.975")], "1.50"),
        ([taxed("-100.05", "10")], "-10.01"),
    ],
)
def test_each_component_of_each_line_is_rounded_before_adding(lines, tax):
    assert tax_per_line(lines) == Decimal(tax)


def test_a_us_rate_is_rounded_on_the_taxable_total():
    assert tax_on_total(Decimal("1.35"), [Decimal(10)]) == Decimal("0.14")
    assert tax_on_total(
        Decimal("199.99"), [Decimal("7.25"), Decimal("1.5")]
    ) == Decimal("17.50")
    assert tax_on_total(Decimal(0), [Decimal(8)]) == 0


@given(
    nets=st.lists(st.decimals(0, 10_000, places=2), max_size=30),
    percent=st.sampled_from(["5", "10", "20", "13", "9.975"]),
)
def test_rounding_per_line_stays_within_half_a_cent_a_line(nets, percent):
    exact = sum(nets, Decimal(0)) * Decimal(percent) / 100

    tax = tax_per_line(taxed(net, percent) for net in nets)

    assert abs(tax - exact) <= Decimal("0.005") * len(nets)


@pytest.mark.parametrize(
    ("country", "uses", "automated", "model"),
    [
        ("AU", True, False, TaxModel.PER_LINE),
        ("GB", False, False, TaxModel.PER_LINE),
        ("CA", True, True, TaxModel.PER_LINE),
        ("US", False, False, TaxModel.US_OFF),
        ("US", False, True, TaxModel.US_OFF),
        ("US", True, False, TaxModel.US_CLASSIC),
        ("US", True, True, TaxModel.US_AUTOMATED),
    ],
)
def test_country_and_preferences_decide_the_model(country, uses, automated, model):
    found = tax_model(country, uses_sales_tax=uses, is_automated=automated)

    assert found is model
    assert found.is_us is (country == "US")


def test_a_rate_may_be_charged_on_the_tax_before_it():
    # Quebec before 2013: 7.5 per cent on the amount and the 5 per cent on it.
    rates = (Decimal(5), Compound(Decimal("7.5"), Basis.AMOUNT_PLUS_TAX))
    line = TaxedLine(net=Decimal("100.10"), percents=rates)

    # 5.005 is 5.01; 7.5 per cent of 105.11 are 7.88325.
    assert tax_per_line([line]) == Decimal("12.89")


def test_a_rate_may_be_charged_on_the_tax_alone():
    rates = (Decimal(10), Compound(Decimal(50), Basis.TAX))

    assert tax_on_total(Decimal("33.33"), rates) == Decimal("5.00")
