"""Knows what time it is in the local Intuit, and how Intuit writes it.

Intuit renders every moment in US Pacific time, even for companies elsewhere.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo


@cache
def zone(name: str) -> ZoneInfo:
    """Return an IANA zone; raises ZoneInfoNotFoundError for a wrong name."""
    return ZoneInfo(name)


class Clock:
    """The real time plus an offset that the control API moves.

    ``tick`` is injected in tests; it returns seconds since the epoch.
    """

    def __init__(self, tick: Callable[[], float] = time.time) -> None:
        self._tick = tick
        self.offset = 0.0

    def now(self) -> float:
        """Return seconds since the epoch as the local Intuit sees them."""
        return self._tick() + self.offset


def stamp(moment: float, *, milliseconds: bool = False) -> str:
    """Render a moment as Intuit does: ISO 8601, US Pacific, with its offset."""
    local = datetime.fromtimestamp(moment, zone("America/Los_Angeles"))
    return local.isoformat(timespec="milliseconds" if milliseconds else "seconds")


def local_date(moment: float, zone_name: str) -> date:
    """Return the date at a company's own place."""
    return datetime.fromtimestamp(moment, zone(zone_name)).date()


def parse_moment(text: str) -> float:
    """Read an ISO 8601 date or moment; without an offset it is US Pacific.

    Raises ValueError when it is neither.
    """
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone("America/Los_Angeles"))
    return value.timestamp()


def utc(moment: float) -> str:
    """Render a moment in UTC, as the webhooks' newer form does."""
    value = datetime.fromtimestamp(moment, UTC)
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def add_days(day: date, days: int) -> date:
    """Return the date so many days later."""
    return day + timedelta(days=days)
