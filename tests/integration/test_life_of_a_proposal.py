"""What happens after acceptance, and which invoices follow from it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from integration_qbo import (
    Anchor,
    CatchUp,
    Deposit,
    Ending,
    Estimate,
    Every,
    Included,
    Missed,
    OnCompletion,
    Recurring,
)
from integration_qbo.errors import NotNow
from tests.hosts.words import line, monthly, proposal

WEEKLY = Recurring(every=Every.WEEK)


def weekly(ref="l-weekly", **more):
    return line(ref, **({"unit_price": Decimal("70.00"), "rule": WEEKLY} | more))


def since(practice, days, **more):
    """Weekly from so many days ago."""
    start = practice.today() - timedelta(days=days)
    rule = Recurring(every=Every.WEEK, anchor=Anchor.DATE, anchor_on=start, **more)
    return weekly(rule=rule)


def amounts(practice, *states):
    return [net for _on, net, _state in practice.bills(*states)]


def test_a_recurring_line_falls_due_week_by_week_and_each_week_once(enabled):
    enabled.accept(proposal("p-1", weekly()))
    enabled.push()
    for _week in range(3):
        enabled.advance(7)
        enabled.tick()
    assert amounts(enabled, "pushed") == ["70.00"] * 4
    on = [day for day, _net, _state in enabled.bills("pushed")]
    assert len(set(on)) == 4


def test_what_is_included_never_becomes_an_invoice(enabled):
    enabled.accept(proposal("p-1", line(rule=Included())))
    enabled.advance(400)
    assert enabled.deliveries() == []


def test_a_completed_service_waits_for_approval_and_keeps_its_day(enabled):
    enabled.accept(proposal("p-1", line(rule=OnCompletion())))
    assert enabled.deliveries() == []
    done = enabled.today()
    enabled.announce("service_completed", "p-1", "l-1")
    assert enabled.bills() == [(done.isoformat(), "1450.00", "review")]
    enabled.advance(10)
    enabled.decide("approve", enabled.invoice().id)
    enabled.push()
    row = enabled.invoice()
    assert (row.state, row.invoice_on) == ("pushed", done)


def test_completing_twice_bills_once(enabled):
    enabled.accept(proposal("p-1", line(rule=OnCompletion())))
    enabled.announce("service_completed", "p-1", "l-1")
    enabled.announce("service_completed", "p-1", "l-1")
    assert amounts(enabled) == ["1450.00"]


def test_completing_what_recurs_becomes_a_row_somebody_sees(enabled):
    enabled.accept(proposal("p-1", weekly()))
    enabled.announce("service_completed", "p-1", "l-weekly")
    enabled.announce("service_completed", "p-1", "l-nowhere")
    (row,) = (row for row in enabled.deliveries() if row.state == "blocked")
    assert "l-nowhere" in row.reason


def test_deposit_and_balance_come_to_the_price(enabled):
    rule = Deposit(percent=Decimal("33.333333"))
    price = Decimal("100.00")
    enabled.accept(proposal("p-1", line(unit_price=price, rule=rule)))
    enabled.push()
    enabled.announce("service_completed", "p-1", "l-1")
    assert amounts(enabled, "pushed") == ["33.33"]
    assert amounts(enabled, "review") == ["66.67"]


def test_a_changed_price_after_the_deposit_goes_into_the_balance(enabled):
    before = proposal("p-1", line(rule=Deposit(amount=Decimal(500))))
    enabled.accept(before)
    enabled.push()
    (deal,) = before.lines
    enabled.know(replace(before, lines=(replace(deal, unit_price=Decimal(1600)),)))
    enabled.announce("proposal_changed", "p-1")
    enabled.announce("service_completed", "p-1", "l-1")
    assert amounts(enabled, "pushed") == ["500.00"]
    assert amounts(enabled, "review") == ["1100.00"]


def test_an_estimate_is_not_approved_before_its_price_is_confirmed(enabled):
    rule = Estimate(lowest=Decimal(900), highest=Decimal(1200))
    enabled.accept(proposal("p-1", line(rule=rule)))
    enabled.announce("service_completed", "p-1", "l-1")
    with pytest.raises(NotNow):
        enabled.decide("approve", enabled.invoice().id)
    with pytest.raises(NotNow, match="outside"):
        enabled.change("price", "p-1", "l-1", Decimal(1500))
    enabled.change("price", "p-1", "l-1", Decimal(1500), is_sure=True)
    (row,) = (row for row in enabled.deliveries() if row.state == "review")
    assert row.net == Decimal("1500.00")
    enabled.decide("approve", row.id)
    enabled.push()
    assert amounts(enabled, "pushed") == ["1500.00"]


def test_a_change_supersedes_what_was_not_sent_and_never_touches_what_was(enabled):
    before = proposal("p-1", line("l-1"), weekly())
    enabled.accept(before)
    enabled.push()
    enabled.disable()
    enabled.advance(7)
    assert amounts(enabled, "queued") == ["70.00"]
    dearer = tuple(replace(each, unit_price=Decimal(90)) for each in before.lines)
    enabled.know(replace(before, lines=dearer))
    enabled.announce("proposal_changed", "p-1")
    assert amounts(enabled, "pushed") == ["1520.00"]
    assert amounts(enabled, "queued") == ["90.00"]
    assert amounts(enabled, "superseded") == ["70.00"]


def test_a_change_that_changes_nothing_leaves_the_waiting_invoice_alone(enabled):
    enabled.accept(proposal("p-1"))
    before = enabled.invoice().id
    enabled.announce("proposal_changed", "p-1")
    assert enabled.invoice().id == before


def test_a_removed_line_leaves_the_invoice_it_shared_with_another_proposal(enabled):
    enabled.accept(proposal("p-1", line("l-1", unit_price=Decimal(100))))
    enabled.accept(proposal("p-2", line("l-2", unit_price=Decimal(40))))
    assert amounts(enabled) == ["140.00"]
    enabled.know(proposal("p-2", line("l-3", rule=OnCompletion())))
    enabled.announce("proposal_changed", "p-2")
    assert amounts(enabled) == ["100.00"]
    enabled.push()
    assert len(enabled.intuit.creations()) == 1
    assert enabled.invoice().qbo_total == Decimal("110.00")


def test_a_proposal_kept_separate_shares_no_invoice(enabled):
    enabled.accept(proposal("p-1", line("l-1", unit_price=Decimal(100))))
    apart = proposal("p-2", line("l-2", unit_price=Decimal(40)))
    enabled.accept(replace(apart, is_kept_separate=True))
    assert sorted(amounts(enabled)) == ["100.00", "40.00"]


def test_what_was_completed_stays_in_review_when_the_proposal_changes(enabled):
    before = proposal("p-1", line(rule=OnCompletion()), weekly())
    enabled.accept(before)
    enabled.announce("service_completed", "p-1", "l-1")
    done = enabled.today()
    enabled.advance(2)
    dearer = tuple(replace(each, unit_price=Decimal(90)) for each in before.lines)
    enabled.know(replace(before, lines=dearer))
    enabled.announce("proposal_changed", "p-1")
    assert enabled.bills("review") == [(done.isoformat(), "90.00", "review")]


def test_missed_periods_are_billed_each_with_its_own_date(enabled):
    start = enabled.today() - timedelta(days=15)
    enabled.accept(proposal("p-1", since(enabled, 15)))
    enabled.push()
    assert enabled.bills() == [
        ((start + timedelta(days=days)).isoformat(), "70.00", "pushed")
        for days in (0, 7, 14)
    ]


def test_of_missed_periods_the_latest_only_where_the_line_says_so(enabled):
    enabled.accept(proposal("p-1", since(enabled, 15, catch_up=CatchUp.LATEST)))
    assert len(enabled.bills()) == 1
    enabled.announce("proposal_changed", "p-1")
    enabled.advance(6)
    assert len(enabled.bills()) == 2


def test_missed_periods_wait_for_a_person_where_the_line_says_so(enabled):
    enabled.accept(proposal("p-1", since(enabled, 15, catch_up=CatchUp.ASK)))
    enabled.push()
    assert [state for *_rest, state in enabled.bills()] == ["review"] * 3
    first, second, third = enabled.deliveries()
    enabled.decide("approve", first.id)
    enabled.decide("cancel", second.id, "billed by hand")
    enabled.announce("proposal_changed", "p-1")
    enabled.push()
    states = {row.id: row.state for row in enabled.deliveries()}
    assert states == {
        first.id: "pushed",
        second.id: "cancelled",
        third.id: "review",
    }


def test_a_moved_anchor_that_overlaps_what_was_billed_is_shown_first(enabled):
    enabled.accept(proposal("p-1", since(enabled, 0)))
    enabled.push()
    enabled.know(proposal("p-1", since(enabled, 0 - 3)))
    enabled.announce("proposal_changed", "p-1")
    enabled.advance(3)
    (row,) = (row for row in enabled.deliveries() if row.state == "review")
    assert row.reason_code == "periods_overlap"


@pytest.mark.parametrize(
    ("ending", "billed"),
    [(Ending.BILL, ["70.00"]), (Ending.PART, ["30.00"]), (Ending.SKIP, [])],
)
def test_ending_in_the_middle_of_a_period_in_arrears(enabled, ending, billed):
    rule = replace(WEEKLY, in_arrears=True)
    enabled.accept(proposal("p-1", weekly(rule=rule)))
    enabled.advance(2)
    enabled.announce("proposal_ended", "p-1", ending=ending)
    enabled.advance(5)
    enabled.advance(30)
    assert amounts(enabled) == billed


def test_nothing_is_made_while_it_is_paused_and_the_anchor_stays(enabled):
    enabled.accept(proposal("p-1", weekly()))
    enabled.advance(1)
    enabled.announce("proposal_paused", "p-1")
    enabled.advance(14)
    assert len(enabled.bills()) == 1
    enabled.announce("proposal_resumed", "p-1", Missed.SKIP)
    assert len(enabled.bills()) == 1
    enabled.advance(6)
    assert len(enabled.bills()) == 2


def test_a_pause_can_be_billed_when_it_is_over(enabled):
    enabled.accept(proposal("p-1", weekly()))
    enabled.advance(1)
    enabled.announce("proposal_paused", "p-1")
    enabled.advance(14)
    enabled.announce("proposal_resumed", "p-1", Missed.BILL)
    enabled.push()
    assert amounts(enabled, "pushed") == ["70.00"] * 3


def test_a_renewal_stops_the_old_one_and_bills_no_period_twice(enabled):
    enabled.accept(proposal("p-1", weekly("l-old")))
    enabled.push()
    enabled.advance(7)
    enabled.push()
    start = enabled.today()
    renewed = replace(
        proposal(
            "p-2",
            weekly(
                "l-new",
                unit_price=Decimal(80),
                rule=replace(WEEKLY, anchor=Anchor.START),
                replaces="l-old",
            ),
        ),
        starts_on=start,
    )
    enabled.know(renewed)
    enabled.announce("proposal_renewed", "p-1", "p-2")
    enabled.advance(7)
    enabled.push()
    assert amounts(enabled, "pushed") == ["70.00", "70.00", "80.00"]


def test_a_period_can_be_moved_held_and_released(enabled):
    enabled.accept(proposal("p-1", weekly()))
    enabled.push()
    due = enabled.today() + timedelta(days=7)
    spot = ("l-weekly", due.isoformat())
    enabled.change("hold", "p-1", spot)
    enabled.advance(7)
    assert len(enabled.bills()) == 1
    enabled.change("release", "p-1", spot)
    assert [day for day, *_rest in enabled.bills("queued")] == [due.isoformat()]
    enabled.push()
    later = due + timedelta(days=9)
    enabled.change("move", "p-1", ("l-weekly", (due + timedelta(7)).isoformat()), later)
    enabled.advance(7)
    assert len(enabled.bills()) == 2
    enabled.advance(2)
    assert enabled.bills("queued", "pushed")[-1][0] == later.isoformat()


def test_a_cancelled_period_is_billed_again_only_by_a_person(enabled):
    enabled.disable()
    enabled.accept(proposal("p-1"))
    enabled.decide("cancel", enabled.invoice().id, "a mistake")
    enabled.announce("proposal_accepted", "p-1")
    assert enabled.bills() == []
    old = enabled.invoice().id
    enabled.decide("bill_again", old, enabled.today(), "it was right after all")
    assert amounts(enabled, "queued") == ["1450.00"]
    with pytest.raises(NotNow):
        enabled.decide("bill_again", old, enabled.today(), "again")


def test_what_fell_due_while_switched_off_can_be_billed_later(enabled):
    enabled.choose(create_invoices=False)
    enabled.accept(proposal("p-1"))
    row = enabled.invoice()
    assert (row.state, row.reason_code) == ("cancelled", "switched_off")
    enabled.decide("bill_again", row.id, enabled.today(), "wanted")
    enabled.push()
    assert amounts(enabled, "pushed") == ["1450.00"]


def test_a_late_invoice_waits_for_a_word_about_its_date(enabled):
    enabled.accept(proposal("p-1"))
    on = enabled.invoice().invoice_on
    with enabled.session() as session:
        enabled.runtime.clock.advance(timedelta(days=4))
        session.commit()
    enabled.push()
    row = enabled.invoice()
    assert (row.state, row.held_because) == ("queued", "late")
    enabled.decide("keep_date", row.id)
    enabled.push()
    assert enabled.invoice().state == "pushed"
    assert enabled.invoice().invoice_on == on
    assert enabled.invoice().due_on == enabled.today()


def test_a_late_invoice_can_be_dated_today_and_keeps_that_when_planned_again(enabled):
    enabled.accept(proposal("p-1"))
    with enabled.session() as session:
        enabled.runtime.clock.advance(timedelta(days=4))
        session.commit()
    enabled.push()
    enabled.decide("date_today", enabled.invoice().id)
    enabled.announce("proposal_changed", "p-1")
    enabled.push()
    assert enabled.invoice().invoice_on == enabled.today()
    assert enabled.invoice().state == "pushed"


def test_the_first_n_invoices_wait_for_approval(enabled):
    enabled.choose(review="first", review_left=1)
    enabled.accept(proposal("p-1"))
    assert [state for *_rest, state in enabled.bills()] == ["review"]
    enabled.decide("approve", enabled.invoice().id)
    enabled.push()
    enabled.accept(proposal("p-2"))
    enabled.push()
    assert [state for *_rest, state in enabled.bills()] == ["pushed", "pushed"]


def test_a_negative_invoice_becomes_a_credit_memo_after_a_look(enabled):
    enabled.accept(proposal("p-1", line(unit_price=Decimal(-55))))
    enabled.push()
    row = enabled.invoice()
    assert (row.state, row.reason_code) == ("blocked", "negative_total")
    enabled.decide("as_credit_memo", row.id)
    enabled.push()
    (there,) = enabled.intuit.stored("CreditMemo").values()
    assert there["TotalAmt"] == 60.5


def test_nothing_to_bill_says_so(enabled):
    enabled.accept(proposal("p-1", line(unit_price=Decimal(0))))
    enabled.push()
    assert enabled.invoice().reason_code == "nothing_to_bill"


def test_the_same_announced_again_clears_what_could_not_be_planned(enabled):
    enabled.announce("proposal_accepted", "p-1")
    assert enabled.invoice().state == "blocked"
    enabled.accept(proposal("p-1"))
    assert sorted(row.state for row in enabled.deliveries()) == ["queued", "superseded"]


def test_the_first_day_of_acceptance_stays_when_it_is_accepted_again(enabled):
    enabled.accept(proposal("p-1", monthly()))
    first = enabled.today()
    enabled.push()
    enabled.advance(10)
    enabled.accept(proposal("p-1", monthly()))
    assert [day for day, *_rest in enabled.bills()] == [first.isoformat()]
