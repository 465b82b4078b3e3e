"""*Sync*: ask for a refresh now; a worker does it."""

from sqlalchemy.orm import Session

from integration_qbo.domain.connection import Act, Status, require
from integration_qbo.services.doorbell import Doorbell
from integration_qbo.store import queries
from integration_qbo.store.after_commit import after_commit
from integration_qbo.store.clock import Clock


def ask_refresh(
    session: Session, clock: Clock, doorbell: Doorbell, tenant: str
) -> None:
    """Note the wish, commit, ring.  Asking twice changes nothing."""
    connection = queries.connection_of(session, tenant)
    require(Status(connection.status), Act.SYNC)
    connection.refresh_requested_at = clock.now()
    connection_id = connection.id
    after_commit(session, lambda: doorbell.refresh_reference(connection_id))
    session.commit()
