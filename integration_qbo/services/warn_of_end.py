"""Warn those who can reconnect before a key's known end: 14, 7 and 2 days before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integration_qbo.contract import Host, Permission
from integration_qbo.domain.connection import WITH_TOKENS
from integration_qbo.store.claims import is_at
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection

WARNINGS = (14, 7, 2)
"""Days before the end."""


_WHAT_TO_DO = (
    "After that nothing is sent until somebody connects again; what is due waits.",
    "Disconnect and connect again, on the Connection page, gives a new key now.",
    "Settings and maps are kept.",
)


def end_of(connection: Connection) -> datetime | None:
    """When the refresh token ends for certain, as far as Intuit said so."""
    known = (connection.refresh_expires_at, connection.refresh_hard_expires_at)
    return min((moment for moment in known if moment is not None), default=None)


def days_left(connection: Connection, now: datetime) -> int | None:
    """Whole days until the end; `None` where nobody knows one."""
    end = end_of(connection)
    return None if end is None else (end - now) // timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WarnOfEnd:
    """Tells each warning once; a key that was renewed begins anew.  Commits."""

    session: Callable[[], Session]
    clock: Clock
    deployment_id: str
    host: Host

    def __call__(self) -> int:
        """How many warnings were given."""
        session = self.session()
        now = self.clock.now()
        soon = now + timedelta(days=max(WARNINGS) + 1)
        count = 0
        for connection in session.scalars(
            select(Connection).where(
                Connection.status.in_([status.value for status in WITH_TOKENS]),
                is_at(self.deployment_id),
                (Connection.refresh_expires_at < soon)
                | (Connection.refresh_hard_expires_at < soon)
                | Connection.warned_days.is_not(None),
            )
        ):
            count += self._warn(connection, now)
        session.commit()
        return count

    def _warn(self, connection: Connection, now: datetime) -> int:
        left = days_left(connection, now)
        due = [days for days in WARNINGS if left is not None and left < days]
        if not due:
            connection.warned_days = None
            return 0
        nearest = min(due)
        if connection.warned_days is not None and connection.warned_days <= nearest:
            return 0
        connection.warned_days = nearest
        name = connection.company.name if connection.company else "QuickBooks"
        self.host.notify(
            connection.tenant,
            Permission.CONNECT,
            f"The key to {name} ends in less than {nearest} days",
            _WHAT_TO_DO,
            "",
        )
        return 1
