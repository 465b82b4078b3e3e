"""Take the add-on out: refuse while anything travels, revoke, archive, drop if told."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from integration_qbo.domain.connection import Act, Status, may
from integration_qbo.domain.delivery import State
from integration_qbo.errors import Cause, NotNow
from integration_qbo.services.disconnect import Disconnect
from integration_qbo.store.archive import drop_tables, write_archive
from integration_qbo.store.models import Connection, Delivery
from integration_qbo.store.upgrade import VERSION_TABLE

_TRAVELLING = [State.SENDING.value, State.IN_DOUBT.value]


@dataclass(frozen=True, slots=True)
class Uninstall:
    """Disconnects every tenant, writes the archive, drops tables only when told to.

    Raises `NotNow` while a delivery is on its way or in doubt, or while Intuit has not
    confirmed the end of a key.  Commits.
    """

    session: Callable[[], Session]
    disconnect: Disconnect

    def __call__(self, archive: Path, *, drop: bool) -> dict[str, int]:
        """Rows written by table."""
        session = self.session()
        self._refuse_travelling(session)
        for tenant, status in session.execute(
            select(Connection.tenant, Connection.status)
        ).all():
            if may(Status(status), Act.DISCONNECT):
                self.disconnect(tenant)
        self._refuse_pending(session)
        counts = write_archive(session, archive)
        if drop:
            drop_tables(session, VERSION_TABLE)
        session.commit()
        return counts

    def _refuse_travelling(self, session: Session) -> None:
        count = session.scalar(
            select(func.count()).where(Delivery.state.in_(_TRAVELLING))
        )
        if count:
            raise NotNow(
                Cause(
                    code="in_flight",
                    sentence=f"{count} deliveries are on their way or in doubt.",
                    remedy="Let the worker finish them, or decide them in the invoice"
                    " log; then run this again.",
                )
            )

    def _refuse_pending(self, session: Session) -> None:
        if session.scalar(select(func.count()).where(Connection.is_revocation_pending)):
            raise NotNow(
                Cause(
                    code="revocation_pending",
                    sentence="Intuit has not confirmed the end of a key yet.",
                    remedy="Run this again in a minute.",
                )
            )
