"""Take in what the host announces: in its transaction, and never in its face."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from integration_qbo.contract import PLATFORM_KEY, Host
from integration_qbo.domain.billing import local_day
from integration_qbo.domain.connection import Status
from integration_qbo.domain.delivery import Event
from integration_qbo.errors import Cause, QboError
from integration_qbo.services.record_move import record_move
from integration_qbo.store.billing import TITLE, not_planned
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection, Invoice

logger = logging.getLogger(__name__)

NOT_PLANNED = "could_not_be_planned"


@dataclass(frozen=True, slots=True)
class Announcement:
    """Runs the planning of an announcement in a SAVEPOINT; never commits.

    Content that cannot be planned becomes a row a person sees; it goes once the same
    is announced again and can be planned.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host

    def plans_now(self, connection: Connection) -> bool:
        """Whether anything is planned for the tenant, by the state it is in."""
        active = self.host.active_platform(connection.tenant)
        if active is not None and active.key != PLATFORM_KEY:
            return False
        status = Status(connection.status)
        return connection.company_id is not None and status not in {
            Status.NEVER,
            Status.AWAITING,
        }

    def today(self, tenant: str) -> date:
        """The day it is where the practice is, by business time."""
        return self.day_and_time(tenant)[0]

    def day_and_time(self, tenant: str) -> tuple[date, datetime]:
        """Today where the practice is, by business time, and the database's time."""
        zone = self.host.tenant_info(tenant).zone
        times = self.clock.times()
        return local_day(times.business_now, zone), times.now

    def __call__(
        self,
        connection: Connection,
        ref: str,
        plan: Callable[[], object],
        *,
        reads_anew: bool = False,
    ) -> bool:
        """Plan; `False` when it could not be planned and stands in the log.

        `reads_anew`: the content was asked for again, so that an older row about it
        goes when it can be planned now.
        """
        session = self.session()
        try:
            with session.begin_nested():
                plan()
        except SQLAlchemyError as trouble:
            if not _is_about_content(trouble):
                # The transaction itself is in trouble: hiding that loses the row.
                raise
            self._show(connection, ref, _bug(ref, trouble))
        except QboError as refused:
            self._show(connection, ref, refused.cause)
        except Exception as bug:
            logger.exception("A proposal could not be planned")
            self._show(connection, ref, _bug(ref, bug))
        else:
            if reads_anew:
                self._no_longer(connection, ref)
            return True
        return False

    def _show(self, connection: Connection, ref: str, cause: Cause) -> None:
        session = self.session()
        now = self.clock.now()
        self._no_longer(connection, ref)
        with session.begin_nested():
            invoice = Invoice(
                tenant=connection.tenant,
                company_id=connection.company_id,
                client_ref="",
                client_name="",
                title=ref[:TITLE],
                created_at=now,
                next_at=now,
            )
            session.add(invoice)
            session.flush()
            record_move(session, invoice, Event.BLOCKED, at=now, cause=cause)

    def _no_longer(self, connection: Connection, ref: str) -> None:
        """The same was announced again: an older *could not be planned* goes."""
        session = self.session()
        for row in not_planned(session, connection.company_id, ref):
            record_move(session, row, Event.SUPERSEDED, at=self.clock.now())


def _is_about_content(trouble: SQLAlchemyError) -> bool:
    """Whether the database refused a value rather than failed."""
    if isinstance(trouble, DBAPIError):
        return isinstance(trouble, (DataError, IntegrityError))
    return True


def _bug(ref: str, trouble: Exception) -> Cause:
    return Cause(
        code=NOT_PLANNED,
        sentence=f"“{ref}” could not be planned ({type(trouble).__name__}).",
        remedy="Mend it and announce it again.",
    )
