"""Turns at a company: the queue keeps its pace, somebody who waits goes ahead."""

from dataclasses import replace
from datetime import timedelta

import pytest

from integration_qbo.services.ask_refresh import ask_refresh
from integration_qbo.services.pace_company import PaceCompany
from integration_qbo.store.models import Company

TURN_MS = 1000


class Waits:
    """Counts how often somebody had to wait; time passes for them alone."""

    def __init__(self, clock, limit):
        self.count = 0
        self._slept = 0.0
        self._clock = clock
        self._limit = limit

    def now(self):
        return self._clock.now() + timedelta(seconds=self._slept)

    def sleep(self, seconds):
        self.count += 1
        self._slept += seconds
        assert self.count <= self._limit


@pytest.fixture
def pace(enabled):
    timings = enabled.runtime.config.timings.scaled(
        TURN_MS / 1000 / enabled.runtime.config.timings.turn
    )

    def taking(company_id, *, is_interactive=False):
        waits = Waits(enabled.runtime.clock, limit=40)
        turns = PaceCompany(enabled.runtime.session, waits, timings, waits.sleep)
        with enabled.app.app_context():
            turns(company_id, is_interactive=is_interactive)
        return waits.count

    return taking


def due_in(practice, company_id, turns):
    """The queue has taken so many turns ahead."""
    with practice.session() as session:
        now_ms = round(practice.runtime.clock.now().timestamp() * 1000)
        session.get_one(Company, company_id).next_turn_ms = now_ms + turns * TURN_MS
        session.commit()


def next_turn(practice, company_id):
    with practice.session() as session:
        return session.get_one(Company, company_id).next_turn_ms


def test_the_queue_waits_for_its_turn_and_somebody_at_a_screen_does_not(enabled, pace):
    company_id = enabled.connection().company_id
    due_in(enabled, company_id, 1)
    assert pace(company_id, is_interactive=True) == 0
    due_in(enabled, company_id, 1)
    assert pace(company_id) > 0


def test_what_went_ahead_is_taken_from_the_queue_so_that_the_limit_holds(enabled, pace):
    company_id = enabled.connection().company_id
    due_in(enabled, company_id, 1)
    before = next_turn(enabled, company_id)
    pace(company_id, is_interactive=True)
    assert next_turn(enabled, company_id) == before + TURN_MS


def test_nobody_goes_further_ahead_than_the_reserve(enabled, pace):
    company_id = enabled.connection().company_id
    due_in(enabled, company_id, 6)
    assert pace(company_id, is_interactive=True) > 0


class Turns(PaceCompany):
    """Notes who went ahead, and waits for nobody."""

    asked = []  # noqa: RUF012 - emptied by the test that reads it

    def __call__(self, _company_id, *, is_interactive=False):
        self.asked.append(is_interactive)


def test_a_sync_somebody_asked_for_goes_ahead_and_the_hourly_one_does_not(enabled):
    runtime = enabled.runtime
    pace = Turns(runtime.session, runtime.clock, runtime.config.timings)
    refresh = runtime.refresh_reference
    reach = replace(refresh.reach_company, pace_company=pace)
    refresh = replace(refresh, reach_company=reach)
    connection_id = enabled.connection().id

    Turns.asked.clear()
    enabled.do(refresh, connection_id)
    assert Turns.asked
    assert not any(Turns.asked)

    with enabled.session() as session:
        ask_refresh(session, runtime.clock, runtime.doorbell, enabled.tenant)
    Turns.asked.clear()
    enabled.do(refresh, connection_id)
    assert Turns.asked
    assert all(Turns.asked)
