"""The life of a connection to a QuickBooks company, and what stands before Enable."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from integration_qbo.errors import Cause, NotNow


class Status(StrEnum):
    """Where a connection stands."""

    NEVER = "never"
    AWAITING = "awaiting_confirmation"
    SET_UP = "set_up"
    ENABLED = "enabled"
    DISABLED = "disabled"
    LOST = "needs_reconnecting"
    DISCONNECTED = "disconnected"


class Act(StrEnum):
    """What a person or QuickBooks does to a connection."""

    CONNECT = "connect"
    CONFIRM = "confirm"
    REJECT = "reject"
    ENABLE = "enable"
    DISABLE = "disable"
    LOSE = "lose"
    DISCONNECT = "disconnect"
    SYNC = "sync"


_WITHOUT_COMPANY = frozenset({Status.NEVER, Status.DISCONNECTED})
WITH_TOKENS = frozenset(
    {Status.AWAITING, Status.SET_UP, Status.ENABLED, Status.DISABLED}
)
"""Statuses in which our key to the company is believed to work."""

CONFIRMED = frozenset({Status.SET_UP, Status.ENABLED, Status.DISABLED})
"""Statuses in which the company is the right one and its lists are kept fresh."""

_ACTS: dict[Act, frozenset[Status]] = {
    Act.CONNECT: _WITHOUT_COMPANY | {Status.AWAITING, Status.LOST},
    Act.CONFIRM: frozenset({Status.AWAITING}),
    Act.REJECT: frozenset({Status.AWAITING}),
    Act.ENABLE: frozenset({Status.SET_UP, Status.DISABLED}),
    Act.DISABLE: frozenset({Status.ENABLED}),
    Act.LOSE: WITH_TOKENS,
    Act.DISCONNECT: WITH_TOKENS | {Status.LOST},
    Act.SYNC: CONFIRMED,
}


def may(status: Status, act: Act) -> bool:
    """Whether the act fits the status; buttons are derived from it."""
    return status in _ACTS[act]


def require(status: Status, act: Act) -> None:
    """Raise `NotNow` with a sentence when the act does not fit the status."""
    if not may(status, act):
        raise NotNow(
            Cause(
                code="not_now",
                sentence=f"QuickBooks is {say(status)}: {act.value} does nothing here.",
                remedy="Reload the page to see what comes next.",
            )
        )


def say(status: Status) -> str:
    """The status in the words of the screens."""
    return {
        Status.NEVER: "not connected",
        Status.AWAITING: "waiting for you to confirm the company",
        Status.SET_UP: "connected, not enabled yet",
        Status.ENABLED: "enabled",
        Status.DISABLED: "disabled",
        Status.LOST: "in need of reconnecting",
        Status.DISCONNECTED: "disconnected",
    }[status]


@dataclass(frozen=True, kw_only=True, slots=True)
class SetUpStep:
    """One line of the checklist before Enable: what, whether, and where to do it."""

    key: str
    label: str
    is_done: bool
    hint: str


def missing(steps: list[SetUpStep]) -> list[SetUpStep]:
    """The steps that still stand before Enable."""
    return [step for step in steps if not step.is_done]


def is_stale(expires_at: datetime | None, now: datetime, margin: timedelta) -> bool:
    """Whether an access token should be renewed before it is used."""
    return expires_at is None or expires_at - now <= margin
