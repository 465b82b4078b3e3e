"""When lists are read again, and when their changes do not suffice."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from integration_qbo.domain.refreshing import is_whole_due, next_refresh

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@given(st.uuids().map(str), st.integers(0, 7200))
def test_a_companys_turn_comes_at_its_own_point_of_each_hour(key, seconds):
    now = NOW + timedelta(seconds=seconds)
    first = next_refresh(key, now, HOUR)
    assert HOUR / 6 <= first - now < HOUR * 7 / 6
    assert next_refresh(key, first, HOUR) == first + HOUR


def test_a_thousand_companies_are_spread_over_the_hour():
    minutes = [next_refresh(f"company {n}", NOW, HOUR).minute for n in range(1000)]
    fullest = max(minutes.count(minute) for minute in range(60))
    assert fullest < 40
    assert set(minutes) == set(range(60))


def test_changes_suffice_only_within_their_reach_and_for_a_week():
    assert is_whole_due(None, None, NOW)
    assert is_whole_due(NOW, None, NOW)
    assert not is_whole_due(NOW - HOUR, NOW - 6 * DAY, NOW)
    assert is_whole_due(NOW - HOUR, NOW - 7 * DAY, NOW)
    assert is_whole_due(NOW - 30 * DAY, NOW - DAY, NOW)
