from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from host_app.extensions import db
from host_app.models import (
    Billing,
    Proposal,
    ProposalLine,
    Service,
    TaxRate,
    Unit,
)
from host_app.wording import day, moment, money

GST = TaxRate(key="gst", name="GST", percent=Decimal(10))


@pytest.fixture
def context(app):
    with app.app_context():
        yield


def line(**values):
    usual = {"quantity": Decimal(1), "discount": Decimal(0), "tax_rate": GST}
    return ProposalLine(**usual | {"billing": Billing.ON_ACCEPTANCE} | values)


def test_an_amount_no_float_could_hold_comes_back_to_the_cent(context):
    amount = Decimal("90071992547409.93")
    assert Decimal(repr(float(amount))) * 1000 % 10 == 0, "a float would do"
    db.session.add(Service(name="Large", unit_price=amount))
    db.session.commit()
    db.session.expire_all()
    assert (
        db.session.scalar(select(Service.unit_price).filter_by(name="Large")) == amount
    )
    raw = text("SELECT unit_price FROM service WHERE name = 'Large'")
    assert db.session.scalar(raw) == 9007199254740993


def test_amounts_add_up_and_compare_inside_the_database(context):
    cheap = select(Service).where(Service.unit_price < Decimal("100.10"))
    assert [row.name for row in db.session.scalars(cheap)] == ["Payroll service"]


@pytest.mark.parametrize("value", [Decimal("0.001"), 0.1, "1.00", Decimal("NaN")])
def test_what_is_not_an_amount_in_cents_is_refused_not_rounded(context, value):
    db.session.add(Service(name="Odd", unit_price=value))
    with pytest.raises(StatementError):
        db.session.flush()


def test_moments_come_back_aware_and_in_utc(context):
    there = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=11)))
    proposal = db.session.query(Proposal).first()
    proposal.accepted_at = there
    db.session.commit()
    db.session.expire_all()
    assert proposal.accepted_at == there
    assert proposal.accepted_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(context):
    db.session.query(Proposal).first().accepted_at = datetime(2026, 3, 1)  # noqa: DTZ001  # the point
    with pytest.raises(StatementError, match="has no time zone"):
        db.session.flush()


@pytest.mark.parametrize(
    ("values", "net", "tax"),
    [
        ({"quantity": Decimal(3), "unit_price": Decimal("33.35")}, "100.05", "10.01"),
        ({"quantity": Decimal("0.5"), "unit_price": Decimal("0.01")}, "0.01", "0.00"),
        ({"unit_price": Decimal("80.00"), "discount": Decimal("7.5")}, "72.50", "7.25"),
        ({"unit_price": Decimal("80.00"), "tax_rate": None}, "80.00", "0.00"),
    ],
)
def test_a_line_comes_to_this(values, net, tax):
    got = line(**values)
    assert (got.net, got.tax) == (Decimal(net), Decimal(tax))


def test_a_proposal_comes_to_one_sum_for_each_rhythm():
    monthly = {"billing": Billing.RECURRING, "every_count": 1, "every_unit": Unit.MONTH}
    proposal = Proposal(
        lines=[
            line(unit_price=Decimal("100.00")),
            line(unit_price=Decimal("50.00"), **monthly),
            line(unit_price=Decimal("20.00"), tax_rate=None),
        ]
    )
    assert [(s.rhythm, s.net, s.tax, s.total) for s in proposal.sums] == [
        ("On acceptance", Decimal("120.00"), Decimal("10.00"), Decimal("130.00")),
        ("Every month", Decimal("50.00"), Decimal("5.00"), Decimal("55.00")),
    ]


@pytest.mark.parametrize(
    ("count", "unit", "times", "words"),
    [
        (1, Unit.WEEK, None, "Every week"),
        (3, Unit.MONTH, 4, "Every 3 months, 4 times"),
        (2, Unit.YEAR, 1, "Every 2 years, once"),
    ],
)
def test_a_rhythm_in_words(count, unit, times, words):
    got = line(
        billing=Billing.RECURRING,
        every_count=count,
        every_unit=unit,
        occurrences=times,
    )
    assert got.rhythm == words


def test_amounts_and_days_are_written_as_the_practice_writes_them(context):
    assert money(Decimal("1234.5")) == "$1,234.50"
    assert money(Decimal(-3), "USD") == "-USD3.00"
    late_in_utc = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    assert day(late_in_utc) == "2 Mar 2026"
    assert moment(late_in_utc).replace("\u202f", " ") == "2 Mar 2026, 7:00 am"
