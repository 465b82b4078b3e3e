"""Moments and amounts mean the same on every database."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from integration_qbo.store.types import Money, UtcDateTime

DIALECTS = [sqlite.dialect(), postgresql.dialect()]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_moment_comes_back_aware_and_in_utc(dialect):
    sydney = timezone(timedelta(hours=11))
    moment = datetime(2026, 11, 22, 9, 30, tzinfo=sydney)

    stored = UtcDateTime().process_bind_param(moment, dialect)
    again = UtcDateTime().process_result_value(stored, dialect)

    assert again == moment
    assert again.tzinfo is UTC


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_moment_without_a_zone_is_refused(dialect):
    naive = datetime(2026, 11, 22)  # noqa: DTZ001 - refused is the point

    with pytest.raises(ValueError, match="without a zone"):
        UtcDateTime().process_bind_param(naive, dialect)


@pytest.mark.parametrize("kind", [UtcDateTime(), Money()], ids=repr)
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_nothing_stays_nothing(kind, dialect):
    assert kind.process_bind_param(None, dialect) is None
    assert kind.process_result_value(None, dialect) is None


@given(st.decimals(-(10**12), 10**12, places=4))
def test_an_amount_comes_back_exactly(amount):
    stored = Money().process_bind_param(amount, DIALECTS[0])

    assert isinstance(stored, int)
    assert Money().process_result_value(stored, DIALECTS[0]) == amount


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("1450", "1450.00"), ("0.1", "0.10"), ("0.0001", "0.0001"), ("-5", "-5.00")],
)
def test_an_amount_reads_with_two_places_at_least(amount, shown):
    stored = Money().process_bind_param(Decimal(amount), DIALECTS[0])

    assert str(Money().process_result_value(stored, DIALECTS[0])) == shown


def test_a_fifth_place_is_refused():
    with pytest.raises(ValueError, match="more than 4 places"):
        Money().process_bind_param(Decimal("0.00001"), DIALECTS[0])
