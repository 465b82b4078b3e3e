"""What holds for any rule, any life and any order of looking."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from integration_qbo import (
    CatchUp,
    Deposit,
    Ending,
    Every,
    Missed,
    OnAcceptance,
    OnCompletion,
    ProposalLine,
    ProposalSnapshot,
    Recurring,
)
from integration_qbo.domain.billing import (
    Billed,
    Completion,
    End,
    Life,
    Opening,
    Pause,
    catch_up,
    items_due,
    life_from_json,
    life_to_json,
    next_due_on,
)

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
prices = st.decimals(Decimal("0.00"), Decimal(100_000), places=2)
recurring = st.builds(
    Recurring,
    every=st.sampled_from([Every.WEEK, Every.MONTH, Every.YEAR]),
    count=st.integers(1, 5),
    occurrences=st.none() | st.integers(1, 20),
    ends_on=st.none() | days,
    in_arrears=st.booleans(),
    catch_up=st.sampled_from(CatchUp),
)
rules = st.one_of(
    recurring,
    st.just(OnAcceptance()),
    st.just(OnCompletion()),
    st.builds(Deposit, percent=st.decimals(0, 100, places=3)),
)
lives = st.builds(
    Life,
    completed=st.dictionaries(
        st.sampled_from(["l-0", "l-1"]), st.builds(Completion, on=days), max_size=2
    ),
    end=st.none() | st.builds(End, on=days, ending=st.sampled_from(Ending)),
    renewed_on=st.none() | days,
    pauses=st.lists(
        st.builds(
            Pause, since=days, until=st.none() | days, missed=st.sampled_from(Missed)
        ),
        max_size=2,
    ).map(tuple),
    openings=st.dictionaries(
        st.sampled_from(["l-0", "l-1"]),
        st.builds(Opening, billed_up_to=days, inside=st.sampled_from(Ending)),
        max_size=1,
    ),
    held=st.frozensets(st.tuples(st.just("l-0"), days.map(date.isoformat)), max_size=3),
    skipped=st.frozensets(
        st.tuples(st.just("l-0"), days.map(date.isoformat)), max_size=3
    ),
    identities=st.dictionaries(st.just("l-0"), st.just(("p-0", "l-9")), max_size=1),
)


def a_proposal(*rules, price=Decimal("100.00")):
    return ProposalSnapshot(
        ref="p",
        number="P",
        client_ref="c",
        currency="AUD",
        accepted_at=datetime(2026, 1, 31, 12, tzinfo=UTC),
        lines=tuple(
            ProposalLine(
                ref=f"l-{number}",
                service_ref="s",
                description="Work",
                quantity=Decimal(1),
                unit_price=price,
                tax_key="",
                rule=rule,
            )
            for number, rule in enumerate(rules)
        ),
    )


def due(snapshot, until, life=None, billed=None):
    return list(
        items_due(
            snapshot, zone="UTC", until=until, life=life or Life(), billed=billed or {}
        )
    )


def bill(billed, items):
    for item in items:
        billed.setdefault(item.line.ref, {})[item.period.key] = Billed(
            amount=item.amount,
            starts_on=item.period.starts_on,
            ends_on=item.period.ends_on,
        )


@given(
    rules=st.lists(rules, min_size=1, max_size=3),
    life=lives,
    looks=st.lists(days, min_size=1, max_size=6),
)
def test_looking_often_or_once_bills_the_same_periods_once(rules, life, looks):
    snapshot = a_proposal(*rules)
    billed = {}
    seen = []

    for until in sorted(looks):
        found = due(snapshot, until, life, billed)
        seen += [(item.spot, item.amount) for item in found]
        bill(billed, found)

    at_once = due(snapshot, max(looks), life)
    assert sorted(seen) == sorted((item.spot, item.amount) for item in at_once)
    assert len({spot for spot, _amount in seen}) == len(seen)
    assert due(snapshot, max(looks), life, billed) == []


@given(rules=st.lists(rules, min_size=2, max_size=4), life=lives, until=days)
def test_the_order_of_the_lines_does_not_matter(rules, life, until):
    snapshot = a_proposal(*rules)
    turned = ProposalSnapshot(
        ref="p",
        number="P",
        client_ref="c",
        currency="AUD",
        accepted_at=snapshot.accepted_at,
        lines=tuple(reversed(snapshot.lines)),
    )

    def seen(which):
        return {(item.spot, item.amount) for item in due(which, until, life)}

    assert seen(snapshot) == seen(turned)


@given(
    price=prices,
    percent=st.decimals(0, 100, places=5),
    late_price=st.none() | prices,
)
def test_deposit_and_balance_come_to_the_price(price, percent, late_price):
    rule = Deposit(percent=percent)
    billed = {}
    bill(billed, due(a_proposal(rule, price=price), date(2026, 12, 31)))
    now = price if late_price is None else late_price
    done = Life(completed={"l-0": Completion(on=date(2026, 6, 1))})

    bill(billed, due(a_proposal(rule, price=now), date(2026, 12, 31), done, billed))

    if any(each.amount for each in billed["l-0"].values()):
        assert sum(each.amount for each in billed["l-0"].values()) == now


@given(
    price=prices,
    times=st.integers(1, 40),
    changes=st.dictionaries(st.integers(0, 39), prices, max_size=3),
)
def test_instalments_come_to_the_price_to_the_cent(price, times, changes):
    rule = Recurring(occurrences=times, in_instalments=True)
    billed = {}
    amounts = []
    months = [date(2026 + number // 12, number % 12 + 1, 28) for number in range(2, 80)]
    for number, until in enumerate([date(2026, 2, 1), *months]):
        if len(amounts) < times:
            price = changes.get(number, price)
        new = due(a_proposal(rule, price=price), until, None, billed)
        amounts += [item.amount for item in new]
        bill(billed, new)

    assert len(amounts) == times
    assert sum(amounts) == price


@given(price=prices, times=st.integers(2, 40))
def test_all_instalments_but_the_last_are_the_same(price, times):
    rule = Recurring(occurrences=times, in_instalments=True)

    amounts = [
        item.amount for item in due(a_proposal(rule, price=price), date(2032, 1, 1))
    ]

    assert len(set(amounts[:-1])) == 1
    assert amounts[0] <= price / times < amounts[0] + Decimal("0.01")


@given(rule=recurring, life=lives, after=days)
def test_the_next_due_day_is_the_first_behind_that_is_not_held(rule, life, after):
    snapshot = a_proposal(rule)
    horizon = date(2033, 12, 31)

    found = next_due_on(snapshot, zone="UTC", after=after, life=life)

    behind = [
        item.period.due_on
        for item in due(snapshot, horizon, life)
        if item.period.due_on > after and not item.is_held
    ]
    assert found == min(behind, default=None)


@given(rule=recurring, life=lives, announced=days, until=days)
def test_catching_up_loses_nothing_and_invents_nothing(rule, life, announced, until):
    items = due(a_proposal(rule), until, life)

    caught = catch_up(items, announced_on=announced)

    kept = {item.spot for item in caught.items}
    assert kept | caught.skipped == {item.spot for item in items}
    assert not kept & caught.skipped
    assert caught.asked <= kept
    for item in items:
        if item.period.due_on >= announced:
            assert item.spot in kept - caught.asked


@given(rule=recurring, end=days)
def test_a_proposal_ended_in_part_never_bills_more_than_whole(rule, end):
    def total(ending):
        life = Life(end=End(on=end, ending=ending))
        return sum(item.amount for item in due(a_proposal(rule), end, life))

    later = end + timedelta(days=5 * 366)
    skip, part, whole = (
        sum(
            item.amount
            for item in due(
                a_proposal(rule), later, Life(end=End(on=end, ending=ending))
            )
        )
        for ending in (Ending.SKIP, Ending.PART, Ending.BILL)
    )
    assert skip <= part <= whole
    assert total(Ending.SKIP) <= skip


@given(lives)
def test_a_life_reads_back_as_it_was_kept(life):
    assert life_from_json(life_to_json(life)) == life
