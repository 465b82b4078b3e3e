"""What time it is: the database's clock, and business time beside it.

Leases and deadlines follow `Clock.now`; what falls due follows `Clock.business_now`,
which a demo may move ahead.  All processes share both because both come from the
database.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.orm import Session

from integration_qbo.store.models import ClockOffset

_THE_ROW = 1


class Times(NamedTuple):
    """One moment by both clocks."""

    now: datetime
    business_now: datetime


class Clock(Protocol):
    """The time as use cases see it; always aware, always UTC."""

    def now(self) -> datetime:
        """The database's time."""

    def business_now(self) -> datetime:
        """The time by which things fall due."""

    def times(self) -> Times:
        """Both, in one statement."""


class DatabaseClock:
    """The clock of a running app."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def now(self) -> datetime:
        """The database's time."""
        session = self._session()
        return _moment(session.execute(select(_stamp(session))).scalar_one())

    def business_now(self) -> datetime:
        """The time by which things fall due: now plus the shared offset, if any."""
        return self.times().business_now

    def times(self) -> Times:
        """Both, in one statement."""
        session = self._session()
        seconds = (
            select(ClockOffset.seconds)
            .where(ClockOffset.id == _THE_ROW)
            .scalar_subquery()
        )
        stamp, offset = session.execute(select(_stamp(session), seconds)).one()
        now = _moment(stamp)
        return Times(now, now + timedelta(seconds=offset or 0))

    def offset(self) -> timedelta:
        """How far business time runs ahead."""
        row = self._session().get(ClockOffset, _THE_ROW)
        return timedelta(seconds=row.seconds if row else 0)

    def advance(self, by: timedelta) -> timedelta:
        """Move business time ahead; the caller commits.  Returns the new offset."""
        session = self._session()
        row = session.get(ClockOffset, _THE_ROW, with_for_update=True)
        if row is None:
            row = ClockOffset(id=_THE_ROW, seconds=0)
            session.add(row)
        row.seconds += int(by.total_seconds())
        return timedelta(seconds=row.seconds)


def _stamp(session: Session) -> ColumnElement[object]:
    if session.get_bind().dialect.name == "sqlite":
        return literal_column("strftime('%Y-%m-%dT%H:%M:%f', 'now')")
    return literal_column("clock_timestamp()")


def _moment(stamp: object) -> datetime:
    if isinstance(stamp, datetime):
        return stamp.astimezone(UTC)
    return datetime.fromisoformat(str(stamp)).replace(tzinfo=UTC)
