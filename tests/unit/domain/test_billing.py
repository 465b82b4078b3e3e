"""When lines fall due, worked out by hand and then for any rule."""

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration_qbo import (
    Anchor,
    Every,
    OnAcceptance,
    ProposalLine,
    ProposalSnapshot,
    Recurring,
)
from integration_qbo.domain.billing import (
    InvoiceKey,
    invoices,
    items_due,
    local_day,
    next_due_on,
)
from integration_qbo.errors import NeedsAttention

SYDNEY = "Australia/Sydney"


def a_line(rule, ref="l-1"):
    return ProposalLine(
        ref=ref,
        service_ref="s-1",
        description="Bookkeeping",
        quantity=Decimal(1),
        unit_price=Decimal(480),
        tax_key="gst",
        rule=rule,
    )


def a_proposal(*rules, accepted_on=date(2026, 1, 31), starts_on=None):
    return ProposalSnapshot(
        ref="p-1",
        number="P-1",
        client_ref="c-1",
        currency="AUD",
        accepted_at=datetime(
            accepted_on.year, accepted_on.month, accepted_on.day, 12, tzinfo=UTC
        ),
        starts_on=starts_on,
        lines=tuple(a_line(rule, f"l-{n}") for n, rule in enumerate(rules, 1)),
    )


def due_days(rule, *, until, **more):
    snapshot = a_proposal(rule, **more)
    return [item.period.due_on for item in items_due(snapshot, zone="UTC", until=until)]


def test_a_line_on_acceptance_is_due_once_on_the_local_day_of_acceptance():
    snapshot = a_proposal(OnAcceptance())

    (item,) = items_due(snapshot, zone="UTC", until=date(2036, 1, 1))

    assert item.period.key == "acceptance"
    assert item.period.due_on == date(2026, 1, 31)
    assert not item.is_recurring


def test_a_line_on_acceptance_is_due_at_once_even_if_the_proposal_starts_later():
    assert due_days(
        OnAcceptance(), until=date(2026, 1, 31), starts_on=date(2026, 7, 1)
    ) == [date(2026, 1, 31)]


def test_nothing_is_due_the_day_before():
    assert due_days(OnAcceptance(), until=date(2026, 1, 30)) == []
    assert due_days(Recurring(), until=date(2026, 1, 30)) == []


@pytest.mark.parametrize(
    ("anchor_day", "expected"),
    [
        (29, [(1, 29), (2, 28), (3, 29), (4, 29), (5, 29)]),
        (30, [(1, 30), (2, 28), (3, 30), (4, 30), (5, 30)]),
        (31, [(1, 31), (2, 28), (3, 31), (4, 30), (5, 31)]),
    ],
)
def test_days_29_to_31_fall_on_a_short_months_last_day_and_return(anchor_day, expected):
    days = due_days(
        Recurring(),
        until=date(2026, 5, 31),
        accepted_on=date(2026, 1, anchor_day),
    )

    assert days == [date(2026, month, day) for month, day in expected]


def test_the_29th_of_february_returns_in_leap_years():
    days = due_days(
        Recurring(every=Every.YEAR),
        until=date(2032, 12, 31),
        accepted_on=date(2024, 2, 29),
    )

    assert [(day.year, day.day) for day in days] == [
        (2024, 29),
        (2025, 28),
        (2026, 28),
        (2027, 28),
        (2028, 29),
        (2029, 28),
        (2030, 28),
        (2031, 28),
        (2032, 29),
    ]


def test_forty_years_of_month_ends_are_all_there():
    days = due_days(
        Recurring(), until=date(2065, 12, 31), accepted_on=date(2026, 1, 31)
    )

    months = [(2026 + n // 12, n % 12 + 1) for n in range(40 * 12)]
    assert [(day.year, day.month) for day in days] == months
    for day in days:
        is_last = (day + timedelta(days=1)).day == 1
        assert is_last
    assert days[-1] == date(2065, 12, 31)


@pytest.mark.parametrize(
    ("every", "count", "expected"),
    [
        (Every.DAY, 10, ["2026-01-31", "2026-02-10", "2026-02-20"]),
        (Every.WEEK, 2, ["2026-01-31", "2026-02-14", "2026-02-28"]),
        (Every.MONTH, 3, ["2026-01-31", "2026-04-30", "2026-07-31"]),
        (Every.YEAR, 1, ["2026-01-31", "2027-01-31", "2028-01-31"]),
    ],
)
def test_every_rhythm_counts_from_the_anchor(every, count, expected):
    days = due_days(
        Recurring(every=every, count=count, occurrences=3), until=date(2099, 1, 1)
    )

    assert [day.isoformat() for day in days] == expected


def test_a_period_ends_the_day_before_the_next_begins():
    snapshot = a_proposal(Recurring(occurrences=3))

    periods = [
        item.period for item in items_due(snapshot, zone="UTC", until=date(2027, 1, 1))
    ]

    assert [(p.starts_on.isoformat(), p.ends_on.isoformat()) for p in periods] == [
        ("2026-01-31", "2026-02-27"),
        ("2026-02-28", "2026-03-30"),
        ("2026-03-31", "2026-04-29"),
    ]


@pytest.mark.parametrize(
    ("ends_on", "count"),
    [
        (date(2026, 3, 30), 2),
        (date(2026, 3, 31), 3),
        (date(2026, 4, 1), 3),
        (date(2026, 1, 31), 1),
        (date(2026, 1, 30), 0),
    ],
)
def test_an_end_date_is_inclusive(ends_on, count):
    assert len(due_days(Recurring(ends_on=ends_on), until=date(2036, 1, 1))) == count


def test_the_last_period_is_billed_whole():
    snapshot = a_proposal(Recurring(ends_on=date(2026, 2, 28)))

    *_rest, last = items_due(snapshot, zone="UTC", until=date(2036, 1, 1))

    assert last.period.ends_on == date(2026, 3, 30)


def test_after_n_counts_periods_from_the_anchor():
    days = due_days(Recurring(occurrences=2), until=date(2036, 1, 1))

    assert days == [date(2026, 1, 31), date(2026, 2, 28)]


def test_whichever_end_comes_first_decides():
    rule = Recurring(ends_on=date(2026, 12, 31), occurrences=2)
    assert len(due_days(rule, until=date(2036, 1, 1))) == 2
    rule = Recurring(ends_on=date(2026, 2, 28), occurrences=9)
    assert len(due_days(rule, until=date(2036, 1, 1))) == 2


def test_the_anchor_may_be_the_start_or_a_date():
    assert due_days(
        Recurring(anchor=Anchor.START, occurrences=1),
        until=date(2036, 1, 1),
        starts_on=date(2026, 7, 1),
    ) == [date(2026, 7, 1)]
    assert due_days(
        Recurring(anchor=Anchor.DATE, anchor_on=date(2025, 12, 15), occurrences=2),
        until=date(2036, 1, 1),
    ) == [date(2025, 12, 15), date(2026, 1, 15)]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (Recurring(anchor=Anchor.START), "counts from a start that is not given"),
        (Recurring(anchor=Anchor.DATE), "counts from a date that is not given"),
        (Recurring(count=0), "repeats every 0 intervals"),
    ],
)
def test_a_rule_that_says_too_little_is_named(rule, reason):
    with pytest.raises(NeedsAttention) as refused:
        due_days(rule, until=date(2036, 1, 1))

    assert refused.value.cause.code == "could_not_be_planned"
    assert reason in refused.value.cause.sentence
    assert "Bookkeeping" in refused.value.cause.sentence
    assert refused.value.cause.facts == {"line_ref": "l-1"}


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        # Sydney is ten hours ahead in winter, eleven in summer.
        ("2026-06-30T13:59:59+00:00", SYDNEY, "2026-06-30"),
        ("2026-06-30T14:00:00+00:00", SYDNEY, "2026-07-01"),
        ("2026-12-31T12:59:59+00:00", SYDNEY, "2026-12-31"),
        ("2026-12-31T13:00:00+00:00", SYDNEY, "2027-01-01"),
        # Clocks go back at 3:00 on 5 April 2026: that day has 25 hours.
        ("2026-04-04T12:59:59+00:00", SYDNEY, "2026-04-04"),
        ("2026-04-04T13:00:00+00:00", SYDNEY, "2026-04-05"),
        ("2026-04-05T13:59:59+00:00", SYDNEY, "2026-04-05"),
        ("2026-04-05T14:00:00+00:00", SYDNEY, "2026-04-06"),
        # And forward at 2:00 on 4 October 2026: that one has 23.
        ("2026-10-03T13:59:59+00:00", SYDNEY, "2026-10-03"),
        ("2026-10-03T14:00:00+00:00", SYDNEY, "2026-10-04"),
        ("2026-10-04T12:59:59+00:00", SYDNEY, "2026-10-04"),
        ("2026-10-04T13:00:00+00:00", SYDNEY, "2026-10-05"),
        ("2026-01-01T04:59:59+00:00", "America/New_York", "2025-12-31"),
        ("2026-01-01T00:00:00+13:00", "Pacific/Kiritimati", "2026-01-01"),
    ],
)
def test_the_day_is_the_practices_own(moment, zone, day):
    assert local_day(datetime.fromisoformat(moment), zone).isoformat() == day


def test_a_rhythm_over_a_change_of_clocks_keeps_its_days():
    snapshot = a_proposal(Recurring(every=Every.DAY, occurrences=5))
    late = datetime(2026, 4, 4, 23, 30, tzinfo=ZoneInfo(SYDNEY))
    snapshot = ProposalSnapshot(
        ref="p",
        number="P",
        client_ref="c",
        currency="AUD",
        accepted_at=late,
        lines=snapshot.lines,
    )

    days = [
        item.period.due_on.day
        for item in items_due(snapshot, zone=SYDNEY, until=date(2026, 5, 1))
    ]

    assert days == [4, 5, 6, 7, 8]


def test_the_next_day_something_is_due():
    snapshot = a_proposal(
        OnAcceptance(), Recurring(), Recurring(every=Every.WEEK, occurrences=2)
    )

    def after(day):
        return next_due_on(snapshot, zone="UTC", after=day)

    assert after(date(2026, 1, 1)) == date(2026, 1, 31)
    assert after(date(2026, 1, 31)) == date(2026, 2, 7)
    assert after(date(2026, 2, 7)) == date(2026, 2, 28)
    assert after(date(2026, 2, 28)) == date(2026, 3, 31)


def test_when_nothing_follows_there_is_no_next_day():
    snapshot = a_proposal(OnAcceptance(), Recurring(occurrences=1))

    assert next_due_on(snapshot, zone="UTC", after=date(2026, 1, 31)) is None


def test_items_of_one_day_and_kind_form_one_group():
    snapshot = a_proposal(
        OnAcceptance(),
        OnAcceptance(),
        Recurring(occurrences=2),
        Recurring(occurrences=1),
    )

    groups = invoices(items_due(snapshot, zone="UTC", until=date(2026, 12, 31)))

    assert {key: len(items) for key, items in groups.items()} == {
        InvoiceKey(invoice_on=date(2026, 1, 31), is_recurring=False): 2,
        InvoiceKey(invoice_on=date(2026, 1, 31), is_recurring=True): 2,
        InvoiceKey(invoice_on=date(2026, 2, 28), is_recurring=True): 1,
    }


rules = st.builds(
    Recurring,
    every=st.sampled_from(Every),
    count=st.integers(1, 13),
    ends_on=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    occurrences=st.none() | st.integers(0, 40),
)
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
horizons = st.dates(date(2026, 1, 1), date(2028, 1, 1))


@given(rule=rules, accepted_on=days, until=horizons)
def test_no_period_comes_twice_and_none_is_missing(rule, accepted_on, until):
    snapshot = a_proposal(rule, accepted_on=accepted_on)

    periods = [i.period for i in items_due(snapshot, zone="UTC", until=until)]

    assert len({period.key for period in periods}) == len(periods)
    assert all(period.key == period.due_on.isoformat() for period in periods)
    for one, following in itertools.pairwise(periods):
        assert one.ends_on + timedelta(days=1) == following.starts_on
    if periods:
        assert periods[0].starts_on == accepted_on
        has_ended = len(periods) == rule.occurrences or (
            rule.ends_on is not None and periods[-1].ends_on >= rule.ends_on
        )
        assert has_ended or periods[-1].ends_on >= until


@given(rule=rules, accepted_on=days, first=horizons, later=horizons)
def test_looking_in_two_steps_finds_the_same_as_looking_once(
    rule, accepted_on, first, later
):
    first, later = sorted([first, later])
    snapshot = a_proposal(rule, accepted_on=accepted_on)

    def keys(until):
        return [i.period.key for i in items_due(snapshot, zone="UTC", until=until)]

    assert keys(later)[: len(keys(first))] == keys(first)


@given(rule=rules, accepted_on=days, after=days)
def test_the_next_due_day_is_the_first_one_behind(rule, accepted_on, after):
    snapshot = a_proposal(rule, accepted_on=accepted_on)
    longest = timedelta(days=366 * rule.count if rule.every == Every.YEAR else 400)
    horizon = max(after, accepted_on) + longest

    found = next_due_on(snapshot, zone="UTC", after=after)

    behind = [
        item.period.due_on
        for item in items_due(snapshot, zone="UTC", until=horizon)
        if item.period.due_on > after
    ]
    assert found == (behind[0] if behind else None)
