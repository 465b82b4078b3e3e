"""The states of a delivery: the whole product of states and events, written out."""

import pytest

from integration_qbo.domain.delivery import (
    ENDS,
    NEEDS_SOMEONE,
    WORKABLE,
    Event,
    State,
    can,
    move,
    words,
)
from integration_qbo.errors import NotNow

S, E = State, Event

MOVES = {
    S.PLANNED: {
        E.DUE: S.QUEUED,
        E.TO_REVIEW: S.REVIEW,
        E.BLOCKED: S.BLOCKED,
        E.CANCELLED: S.CANCELLED,
        E.SUPERSEDED: S.SUPERSEDED,
    },
    S.REVIEW: {
        E.APPROVED: S.QUEUED,
        E.CANCELLED: S.CANCELLED,
        E.SUPERSEDED: S.SUPERSEDED,
    },
    S.QUEUED: {
        E.NO_ANSWER: S.IN_DOUBT,
        E.BLOCKED: S.BLOCKED,
        E.BEGUN: S.SENDING,
        E.LINKED: S.LINKED,
        E.CANCELLED: S.CANCELLED,
        E.SUPERSEDED: S.SUPERSEDED,
    },
    S.SENDING: {
        E.CONFIRMED: S.PUSHED,
        E.NOT_SENT: S.QUEUED,
        E.NO_ANSWER: S.IN_DOUBT,
        E.BLOCKED: S.BLOCKED,
        E.REFUSED: S.REFUSED,
    },
    S.IN_DOUBT: {
        E.BEGUN: S.SENDING,
        E.CONFIRMED: S.PUSHED,
    },
    S.BLOCKED: {
        E.MENDED: S.QUEUED,
        E.LINKED: S.LINKED,
        E.CANCELLED: S.CANCELLED,
        E.SUPERSEDED: S.SUPERSEDED,
    },
    S.REFUSED: {
        E.RETRIED: S.QUEUED,
        E.LINKED: S.LINKED,
        E.CANCELLED: S.CANCELLED,
        E.SUPERSEDED: S.SUPERSEDED,
    },
    S.PUSHED: {},
    S.LINKED: {},
    S.CANCELLED: {},
    S.SUPERSEDED: {},
}


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_a_move_leads_where_the_table_says_or_is_refused(state, event):
    target = MOVES[state].get(event)

    assert can(state, event) is (target is not None)
    if target is not None:
        assert move(state, event) is target
    else:
        with pytest.raises(NotNow) as refused:
            move(state, event)
        sentence = refused.value.cause.sentence
        assert f"An invoice that is {words(state)} cannot be {words(event)}" in sentence


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_an_earlier_unknown_attempt_turns_only_not_sent_into_doubt(state, event):
    target = MOVES[state].get(event)
    if target is None:
        with pytest.raises(NotNow):
            move(state, event, was_unknown=True)
        return
    expected = S.IN_DOUBT if event is E.NOT_SENT else target
    assert move(state, event, was_unknown=True) is expected


def test_nothing_leaves_an_end():
    assert {state for state in State if not MOVES[state]} == ENDS


def test_doubt_is_left_only_by_looking_or_by_sending_after_looking():
    assert set(MOVES[S.IN_DOUBT]) == {E.BEGUN, E.CONFIRMED}


def test_every_state_can_be_reached_and_is_someones_or_an_end():
    reachable, frontier = {S.PLANNED}, [S.PLANNED]
    while frontier:
        for target in MOVES[frontier.pop()].values():
            if target not in reachable:
                reachable.add(target)
                frontier.append(target)

    assert reachable == set(State)
    assert ENDS | WORKABLE | NEEDS_SOMEONE | {S.PLANNED} == set(State)
    assert not WORKABLE & NEEDS_SOMEONE


def test_states_read_as_words():
    assert words(State.IN_DOUBT) == "in doubt"
    assert words(Event.NOT_SENT) == "not sent"
