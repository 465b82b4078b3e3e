"""The states of a delivery to QuickBooks and the moves between them.

The only place that decides what may follow what.  A hold is not a state: it is a
flag with a reason that keeps a delivery from being claimed.
"""

from enum import StrEnum

from integration_qbo.errors import Cause, NotNow


class State(StrEnum):
    """Where our side of a delivery stands; the document has a life of its own."""

    PLANNED = "planned"
    REVIEW = "review"
    QUEUED = "queued"
    SENDING = "sending"
    IN_DOUBT = "in_doubt"
    PUSHED = "pushed"
    BLOCKED = "blocked"
    REFUSED = "refused"
    LINKED = "linked"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class Event(StrEnum):
    """What happens to a delivery."""

    DUE = "due"
    TO_REVIEW = "to_review"
    APPROVED = "approved"
    BLOCKED = "blocked"
    MENDED = "mended"
    BEGUN = "begun"
    CONFIRMED = "confirmed"
    NOT_SENT = "not_sent"
    NO_ANSWER = "no_answer"
    ABSENT = "absent"
    REFUSED = "refused"
    RETRIED = "retried"
    LINKED = "linked"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class Hold(StrEnum):
    """Why a delivery is not claimed although its state would allow it."""

    WAITING = "waiting"
    LATE = "late"
    NEEDS_PERSON = "needs_person"


ENDS = frozenset({State.PUSHED, State.LINKED, State.CANCELLED, State.SUPERSEDED})
"""States that nothing leaves."""

WORKABLE = frozenset({State.QUEUED, State.SENDING, State.IN_DOUBT})
"""States a worker may claim."""

NEEDS_SOMEONE = frozenset({State.REVIEW, State.BLOCKED, State.REFUSED})
"""States that wait for a person."""

_MOVES: dict[tuple[State, Event], State] = {
    (State.PLANNED, Event.DUE): State.QUEUED,
    (State.PLANNED, Event.TO_REVIEW): State.REVIEW,
    (State.PLANNED, Event.BLOCKED): State.BLOCKED,
    (State.REVIEW, Event.APPROVED): State.QUEUED,
    (State.QUEUED, Event.BLOCKED): State.BLOCKED,
    (State.BLOCKED, Event.MENDED): State.QUEUED,
    (State.BLOCKED, Event.LINKED): State.LINKED,
    (State.REFUSED, Event.RETRIED): State.QUEUED,
    (State.REFUSED, Event.LINKED): State.LINKED,
    (State.QUEUED, Event.LINKED): State.LINKED,
    (State.QUEUED, Event.BEGUN): State.SENDING,
    (State.IN_DOUBT, Event.BEGUN): State.SENDING,
    (State.QUEUED, Event.NO_ANSWER): State.IN_DOUBT,
    (State.SENDING, Event.CONFIRMED): State.PUSHED,
    (State.IN_DOUBT, Event.CONFIRMED): State.PUSHED,
    (State.SENDING, Event.NOT_SENT): State.QUEUED,
    (State.SENDING, Event.NO_ANSWER): State.IN_DOUBT,
    (State.SENDING, Event.BLOCKED): State.BLOCKED,
    (State.SENDING, Event.REFUSED): State.REFUSED,
    **{
        (state, event): target
        for event, target in (
            (Event.CANCELLED, State.CANCELLED),
            (Event.SUPERSEDED, State.SUPERSEDED),
        )
        for state in (
            State.PLANNED,
            State.REVIEW,
            State.QUEUED,
            State.BLOCKED,
            State.REFUSED,
        )
    },
}


def move(state: State, event: Event, *, was_unknown: bool = False) -> State:
    """The state that follows; raises `NotNow` for a move that does not exist.

    `was_unknown` says that an earlier attempt of the same request ended without an
    answer.  Then "not sent this time" proves nothing about that one, and the
    delivery goes back to doubt instead of to the queue.
    """
    try:
        target = _MOVES[state, event]
    except KeyError:
        raise NotNow(
            Cause(
                code="no_such_move",
                sentence=f"An invoice that is {words(state)} cannot be {words(event)}.",
                remedy="Reload the page to see where it stands.",
            )
        ) from None
    if event is Event.NOT_SENT and was_unknown:
        return State.IN_DOUBT
    return target


def can(state: State, event: Event) -> bool:
    """Whether `move` would accept; buttons are derived from it."""
    return (state, event) in _MOVES


def words(value: State | Event) -> str:
    """A state or event as a person reads it."""
    return value.value.replace("_", " ")
