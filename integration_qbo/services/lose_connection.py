"""A connection that stopped working: say so once, to those who can mend it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from integration_qbo.contract import Host, Permission
from integration_qbo.domain.connection import WITH_TOKENS, Status
from integration_qbo.errors import Cause
from integration_qbo.signals import announce, connection_lost
from integration_qbo.store.after_commit import after_commit
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection


@dataclass(frozen=True, slots=True)
class LoseConnection:
    """Marks the connection *needs reconnecting*; everything due stays.  Commits.

    Does nothing when the connection has meanwhile been renewed or ended.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host

    def __call__(self, connection_id: str, generation: int, cause: Cause) -> None:
        """Mark, commit, announce."""
        session = self.session()
        session.rollback()
        connection = session.get(Connection, connection_id, with_for_update=True)
        if (
            connection is None
            or connection.generation != generation
            or Status(connection.status) not in WITH_TOKENS
        ):
            session.rollback()
            return
        tenant = connection.tenant
        connection.status = Status.LOST.value
        connection.status_since = self.clock.now()
        connection.generation += 1
        connection.reason_code = cause.code
        connection.reason = cause.sentence
        connection.access_sealed = None
        self.host.notify(
            tenant,
            Permission.CONNECT,
            "QuickBooks needs reconnecting",
            [cause.sentence, "Nothing is lost: what is due waits until then."],
            "",
        )
        after_commit(
            session, lambda: announce(connection_lost, tenant, code=cause.code)
        )
        session.commit()
