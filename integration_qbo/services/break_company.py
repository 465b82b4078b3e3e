"""When a whole company has to wait: trouble on the line, or one cause that stops all.

A pause of the machine's own ends by itself; one for a cause ends when a person has
mended it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from integration_qbo.config import Timings
from integration_qbo.errors import Cause, NotNow, RetryLater, Throttled
from integration_qbo.services.doorbell import Doorbell
from integration_qbo.services.link_clients import CLIENT_CAUSES
from integration_qbo.store import queries
from integration_qbo.store.after_commit import after_commit
from integration_qbo.store.claims import companies_with_work
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection, Delivery

FAILURES = 5
"""So many failures of the line in a row open the breaker."""

STOPPED = 10
"""So many deliveries in a row stopped by one cause stop the company."""


@dataclass(frozen=True, slots=True)
class BreakCompany:
    """Counts what goes wrong in a row and pauses; works in the caller's transaction."""

    session: Callable[[], Session]
    clock: Clock
    timings: Timings

    def went_well(self, delivery: Delivery) -> None:
        """QuickBooks has taken something: everything counted so far is history."""
        connection = self._connection(delivery)
        if connection is None:
            return
        connection.line_failures = 0
        connection.stopped_code, connection.stopped_count = "", 0
        if connection.paused_until is not None:
            connection.paused_until = None
            connection.reason_code = connection.reason = ""

    def line_failed(self, delivery: Delivery, cause: Cause) -> None:
        """Nobody answered; after some in a row, longer and longer pauses."""
        connection = self._connection(delivery)
        if connection is not None:
            self._count_failure(connection, cause)

    def probe_failed(self, connection_id: str, cause: Cause) -> None:
        """The read that was to show whether the line works again did not succeed."""
        connection = self.session().get_one(Connection, connection_id)
        self._count_failure(connection, cause)

    def _count_failure(self, connection: Connection, cause: Cause) -> None:
        connection.line_failures += 1
        beyond = connection.line_failures - FAILURES
        if beyond >= 0:
            longest = self.timings.longest_break
            self._pause(
                connection, min(longest, self.timings.first_break * 2**beyond), cause
            )

    def asked_to_wait(self, delivery: Delivery, trouble: RetryLater) -> None:
        """QuickBooks throttles us, or the company as a whole takes nothing now."""
        connection = self._connection(delivery)
        if connection is None:
            return
        usual = (
            self.timings.throttled
            if isinstance(trouble, Throttled)
            else self.timings.probe
        )
        self._pause(connection, trouble.after or usual, trouble.cause)

    def stopped(self, delivery: Delivery, cause: Cause) -> None:
        """A delivery waits for a person; ten in a row for one cause stop the rest.

        What is wrong with one client is no reason to stop the others.
        """
        connection = self._connection(delivery)
        if connection is None or cause.code in CLIENT_CAUSES:
            return
        if connection.stopped_code != cause.code:
            connection.stopped_code, connection.stopped_count = cause.code, 0
        connection.stopped_count += 1
        if connection.stopped_count >= STOPPED and connection.stopped_at is None:
            connection.stopped_at = self.clock.now()
            connection.reason_code, connection.reason = cause.code, cause.sentence

    def _pause(self, connection: Connection, seconds: float, cause: Cause) -> None:
        connection.paused_until = self.clock.now() + timedelta(seconds=seconds)
        connection.reason_code = cause.code
        connection.reason = str(cause)

    def _connection(self, delivery: Delivery) -> Connection | None:
        connection = queries.connection_of(self.session(), delivery.tenant)
        return connection if connection.company_id == delivery.company_id else None


@dataclass(frozen=True, slots=True)
class GoOn:
    """*Go on*: the cause that stopped the company is mended.  Commits."""

    session: Callable[[], Session]
    clock: Clock
    deployment_id: str
    doorbell: Doorbell

    def __call__(self, tenant: str) -> None:
        """Raises `NotNow` when nothing is stopped."""
        session = self.session()
        connection = queries.connection_of(session, tenant)
        if connection.stopped_at is None:
            raise NotNow(
                Cause(code="not_stopped", sentence="Nothing is stopped any more.")
            )
        connection.stopped_at = None
        connection.stopped_code, connection.stopped_count = "", 0
        connection.reason_code = connection.reason = ""
        session.flush()
        waiting = dict(
            companies_with_work(
                session, deployment_id=self.deployment_id, now=self.clock.now()
            )
        )
        first = waiting.get(connection.company_id or 0)
        if first is not None:
            after_commit(session, lambda: self.doorbell.push_invoice(first))
        session.commit()
