"""Reading QuickBooks' lists again: changes only, whole where they do not reach."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from integration_qbo.sandbox.testing import PRACTICE
from integration_qbo.store.models import Company, Customer, Kind, Reference
from tests.hosts.practice import Practice
from tests.hosts.words import BOOKS_ITEM, KNOWN, KOOKABURRA, QUOKKA, proposal

DAY = timedelta(days=1)


def asked(practice: Practice) -> list[str]:
    """What was asked of the company, in order, since the journal was emptied."""
    return [
        each["path"].rsplit("/", 1)[-1]
        for each in practice.intuit.requests_to(f"/company/{PRACTICE}/")
    ]


def refresh(practice: Practice) -> list[str]:
    practice.intuit.control("reset", journal=True)
    assert practice.refresh()
    return asked(practice)


def customer(practice: Practice, qbo_id: str):
    rows = {row.qbo_id: row for row in practice.rows(Customer)}
    return rows.get(qbo_id)


def known_up_to(practice: Practice, **moments: datetime) -> None:
    with practice.session() as session:
        session.execute(update(Company).values(**moments))
        session.commit()


def crowd(practice: Practice, count: int) -> None:
    practice.intuit.control("crowd", realm_id=PRACTICE, count=count)


def test_an_hour_without_changes_costs_two_calls_and_changes_nothing(confirmed):
    assert refresh(confirmed) == ["batch", "cdc"]
    outcome = confirmed.connection().refresh_outcome
    assert (outcome["added"], outcome["changed"], outcome["missing"]) == (0, 0, 0)
    assert not outcome["is_whole"]


def test_changes_of_customers_and_products_arrive_without_reading_all(confirmed):
    confirmed.intuit.change("Customer", QUOKKA, DisplayName="Quokka Tours & Sons")
    confirmed.intuit.change("Item", BOOKS_ITEM, Active=False)
    assert refresh(confirmed) == ["batch", "cdc"]
    assert customer(confirmed, QUOKKA).display_name == "Quokka Tours & Sons"
    items = {
        row.qbo_id: row
        for row in confirmed.rows(Reference)
        if row.kind == Kind.ITEM.value
    }
    assert not items[BOOKS_ITEM].is_active
    outcome = confirmed.connection().refresh_outcome
    assert outcome["changed"] == 2


def test_a_change_told_twice_counts_once(confirmed):
    confirmed.intuit.change("Customer", QUOKKA, DisplayName="Quokka Tours & Sons")
    refresh(confirmed)
    refresh(confirmed)
    assert confirmed.connection().refresh_outcome["changed"] == 0


def test_an_answer_that_is_full_is_halved_until_nothing_is_left_out(confirmed):
    before = len(confirmed.rows(Customer))
    crowd(confirmed, 2300)
    confirmed.intuit.change("Item", BOOKS_ITEM, Active=False)
    calls = refresh(confirmed)
    # All kinds, customers alone, their pages, and the two others together.
    assert calls == ["batch", "cdc", "cdc", "query", "query", "query", "cdc"]
    assert len(confirmed.rows(Customer)) == before + 2300
    outcome = confirmed.connection().refresh_outcome
    assert (outcome["added"], outcome["changed"]) == (2300, 1)


@pytest.mark.parametrize(
    "moments",
    [
        pytest.param({"read_to": datetime.now(UTC) - 30 * DAY}, id="too long ago"),
        pytest.param({"whole_at": datetime.now(UTC) - 7 * DAY}, id="once a week"),
    ],
)
def test_a_customer_that_was_merged_away_is_found_by_comparing_ids(confirmed, moments):
    confirmed.intuit.remove("Customer", KOOKABURRA)
    known_up_to(confirmed, **moments)
    calls = refresh(confirmed)
    assert calls == ["batch", "query", "query", "query", "query"]
    outcome = confirmed.connection().refresh_outcome
    assert (outcome["is_whole"], outcome["missing"]) == (True, 1)
    assert not customer(confirmed, KOOKABURRA).is_active
    assert refresh(confirmed) == ["batch", "cdc"]


def test_a_customer_no_page_held_is_asked_for_before_it_counts_as_gone(confirmed):
    with confirmed.session() as session:
        # As if a page had moved on while it was read: held by us, met by no page.
        session.execute(
            update(Customer)
            .where(Customer.qbo_id == QUOKKA)
            .values(qbo_id="never heard of")
        )
        session.commit()
    known_up_to(confirmed, whole_at=datetime.now(UTC) - 7 * DAY)
    refresh(confirmed)
    assert customer(confirmed, QUOKKA).is_active
    assert not customer(confirmed, "never heard of").is_active


def test_only_one_reads_at_a_time_and_a_dead_one_is_followed(confirmed):
    ahead = datetime.now(UTC) + timedelta(minutes=1)
    confirmed.setting(refresh_lease_until=ahead)
    assert not confirmed.refresh()
    confirmed.setting(refresh_lease_until=ahead - timedelta(minutes=2))
    assert confirmed.refresh()
    assert confirmed.connection().refresh_lease_until is None


def test_who_lost_the_lease_writes_nothing_more(confirmed):
    confirmed.intuit.change("Customer", QUOKKA, DisplayName="Quokka Tours & Sons")
    refresh_reference = confirmed.runtime.refresh_reference
    asks = []

    def overtaken(connection_id, ask):
        """Somebody else takes the company over while the changes are asked for."""

        def meanwhile(gateway):
            asks.append(ask)
            if len(asks) == 2:
                confirmed.setting(refresh_fence=1000)
            return ask(gateway)

        return refresh_reference.reach_company(connection_id, meanwhile)

    slow = replace(refresh_reference, reach_company=overtaken)
    before = confirmed.connection().refreshed_at
    assert not confirmed.do(slow, confirmed.connection().id)
    assert len(asks) == 2
    assert confirmed.connection().refreshed_at == before
    assert customer(confirmed, QUOKKA).display_name == "Quokka Tours"


def test_the_next_turn_is_the_companys_own_point_of_the_hour(confirmed):
    first = confirmed.connection().next_refresh_at
    confirmed.refresh()
    second = confirmed.connection().next_refresh_at
    assert (second - first).total_seconds() % 3600 == pytest.approx(0, abs=0.001)


def test_a_throttled_refresh_says_so_and_the_next_begins_where_it_was(confirmed):
    crowd(confirmed, 10)
    confirmed.intuit.misbehave("throttle", path="/cdc")
    confirmed.refresh()
    assert confirmed.connection().refresh_outcome["error"]
    confirmed.intuit.behave()
    refresh(confirmed)
    assert confirmed.connection().refresh_outcome["added"] == 10


def test_a_link_whose_customer_is_inactive_stays_broken_and_gets_no_other(enabled):
    enabled.accept(proposal())
    enabled.push()
    before = set(enabled.intuit.stored("Customer"))
    enabled.intuit.change("Customer", QUOKKA, Active=False)
    enabled.let_pass(timedelta(hours=1))
    refresh(enabled)
    enabled.accept(proposal(ref="p-later"))
    for _ in range(2):
        enabled.let_pass(timedelta(hours=1))
        refresh(enabled)
        enabled.push()
        link = enabled.client(KNOWN.ref)
        assert (link.state, link.qbo_customer_id) == ("broken", QUOKKA)
        assert link.reason == "the customer is inactive in QuickBooks"
        _, waiting = enabled.deliveries()
        assert (waiting.state, waiting.reason_code) == ("blocked", "customer_gone")
    assert set(enabled.intuit.stored("Customer")) == before


def test_a_broken_link_is_whole_again_once_its_customer_is_active(enabled):
    enabled.accept(proposal())
    enabled.push()
    enabled.intuit.change("Customer", QUOKKA, Active=False)
    enabled.let_pass(timedelta(hours=1))
    refresh(enabled)
    enabled.accept(proposal(ref="p-later"))
    enabled.push()
    enabled.intuit.change("Customer", QUOKKA, Active=True)
    enabled.let_pass(timedelta(hours=1))
    refresh(enabled)
    enabled.push()
    assert enabled.client(KNOWN.ref).state == "linked"
    _, later = enabled.deliveries()
    assert later.state == "pushed"
    there = enabled.intuit.stored("Invoice")[later.qbo_id]
    assert there["CustomerRef"]["value"] == QUOKKA
