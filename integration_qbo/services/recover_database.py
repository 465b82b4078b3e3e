"""A database that was restored from a backup, or copied, finds its place again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from integration_qbo.contract import Host
from integration_qbo.domain.connection import Status
from integration_qbo.domain.delivery import ENDS, Event, State
from integration_qbo.errors import Cause
from integration_qbo.services.record_move import record_move
from integration_qbo.services.set_up import hold_queue
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection, Delivery

_OPEN = [state.value for state in State if state not in ENDS]
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """This database goes on here, and lacks what happened after its backup.  Commits.

    Whatever is unfinished may have been sent after the backup was taken: it is looked
    up in QuickBooks before anything goes out.  The connection belongs to this
    deployment from now on.
    """

    session: Callable[[], Session]
    clock: Clock
    deployment_id: str

    def __call__(self, since: datetime) -> int:
        """How many deliveries are looked up first; `since` is when it was taken."""
        session = self.session()
        session.execute(
            update(Connection)
            .values(
                deployment_id=self.deployment_id,
                generation=Connection.generation + 1,
                drain_lease_until=None,
                token_lease_until=None,
                refresh_lease_until=None,
            )
            .execution_options(synchronize_session=False)
        )
        count = 0
        after = ""
        while rows := session.scalars(
            select(Delivery)
            .where(Delivery.state.in_(_OPEN), Delivery.id > after)
            .order_by(Delivery.id)
            .limit(_PAGE)
        ).all():
            for row in rows:
                self._doubt(row, since)
            count += len(rows)
            after = rows[-1].id
            session.commit()
        session.commit()
        return count

    def _doubt(self, row: Delivery, since: datetime) -> None:
        row.lease_until = None
        row.first_sent_at = min(row.first_sent_at or since, since)
        row.last_sent_at = row.last_sent_at or since
        row.first_unknown_at = row.first_unknown_at or since
        if row.payload is not None and row.state in {
            State.QUEUED.value,
            State.SENDING.value,
        }:
            record_move(
                self.session(),
                row,
                Event.NO_ANSWER,
                at=self.clock.now(),
                cause=restored_since(since),
            )


def restored_since(since: datetime) -> Cause:
    """Why something that was never sent is looked for all the same."""
    return Cause(
        code="restored",
        sentence=(
            f"The database was restored from a backup of {since:%d %b %Y, %H:%M} UTC;"
            " this may have been sent after it."
        ),
        remedy="We look in QuickBooks before anything is sent.",
    )


@dataclass(frozen=True, slots=True)
class Copied:
    """This database is a copy to try things with: it forgets the keys.  Commits.

    Nothing is told to Intuit: the keys stay good where the database was copied from.
    The queue is held, and connecting again is possible.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host
    deployment_id: str

    def __call__(self) -> int:
        """How many connections were forgotten."""
        session = self.session()
        count = 0
        for connection in session.scalars(select(Connection)):
            if connection.deployment_id in {"", self.deployment_id}:
                continue
            connection.access_sealed = connection.refresh_sealed = None
            connection.previous_sealed = None
            connection.is_revocation_pending = False
            connection.live_key = None
            connection.generation += 1
            connection.status = Status.DISCONNECTED.value
            connection.status_since = self.clock.now()
            connection.deployment_id = ""
            connection.next_refresh_at = None
            self.host.release_platform(connection.tenant)
            hold_queue(session, connection.company_id or 0)
            count += 1
        session.commit()
        return count
