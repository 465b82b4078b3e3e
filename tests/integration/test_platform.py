"""What an acceptance does, by the state of the connection."""

import pytest

from integration_qbo import Platform
from integration_qbo.store.models import Proposal
from tests.hosts.words import OURS, proposal


def standing(practice):
    return [row.standing for row in practice.rows(Proposal)]


@pytest.mark.parametrize("stage", ["fresh", "awaiting"])
def test_before_a_company_is_confirmed_nothing_is_planned(open_practice, stage):
    practice = open_practice(stage)
    practice.accept(proposal())
    assert (practice.deliveries(), standing(practice)) == ([], [])


def test_while_another_platform_is_on_nothing_is_planned(enabled):
    enabled.host.platforms[OURS] = Platform(key="journal", name="Journal", url="/j")
    enabled.accept(proposal())
    assert (enabled.deliveries(), standing(enabled)) == ([], [])


@pytest.mark.parametrize("stage", ["confirmed", "ready"])
def test_before_enable_it_is_listed_as_earlier(open_practice, stage):
    practice = open_practice(stage)
    practice.accept(proposal())
    assert (practice.deliveries(), standing(practice)) == ([], ["earlier"])


def test_enabled_it_is_planned_and_pushed(enabled):
    enabled.accept(proposal())
    enabled.push()
    assert enabled.invoice().state == "pushed"


@pytest.mark.parametrize("end", ["disable", "disconnect"])
def test_disabled_or_disconnected_it_is_planned_and_held(enabled, end):
    getattr(enabled, end)()
    enabled.accept(proposal())
    enabled.tick()
    row = enabled.invoice()
    assert (row.state, row.held_because) == ("queued", "waiting")
    assert enabled.intuit.creations() == []


def test_what_waited_is_sent_only_when_somebody_says_so(enabled):
    enabled.disable()
    enabled.accept(proposal())
    enabled.enable()
    enabled.tick()
    assert enabled.invoice().state == "queued"
    assert enabled.release() == 1
    enabled.push()
    assert enabled.invoice().state == "pushed"
