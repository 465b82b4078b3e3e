"""End a connection: at once for us, as soon as Intuit confirms for Intuit."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from integration_qbo.contract import Host
from integration_qbo.domain.connection import Act, Status, require
from integration_qbo.errors import ConnectionLost, RetryLater
from integration_qbo.gateway.oauth import OAuth
from integration_qbo.services.keep_token_fresh import refresh_place
from integration_qbo.services.set_up import hold_queue
from integration_qbo.store import queries
from integration_qbo.store.claims import is_at
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection
from integration_qbo.store.secrets import Vault


@dataclass(frozen=True, slots=True)
class Revoke:
    """Ends tokens at Intuit that are kept for nothing else.  Commits."""

    session: Callable[[], Session]
    vault: Vault
    deployment_id: str
    oauth: OAuth

    def __call__(self) -> int:
        """Try every pending revocation once; how many are still pending."""
        session = self.session()
        pending = session.scalars(
            select(Connection.id).where(
                Connection.is_revocation_pending, is_at(self.deployment_id)
            )
        ).all()
        return sum(not self._revoke(connection_id) for connection_id in pending)

    def _revoke(self, connection_id: str) -> bool:
        session = self.session()
        connection = session.get_one(Connection, connection_id)
        sealed, place = connection.refresh_sealed, refresh_place(connection)
        generation = connection.generation
        session.commit()
        if sealed is not None:
            try:
                self.oauth.revoke(self.vault.open(sealed, place))
            except RetryLater:
                return False
            except ConnectionLost:
                # The key that sealed it is gone: nobody can revoke it any more.
                pass
        current = session.get_one(Connection, connection_id, with_for_update=True)
        if current.generation == generation:
            current.refresh_sealed = None
            current.is_revocation_pending = False
        session.commit()
        return True


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Stops everything at once, holds the queue, releases the platform.  Commits.

    Settings and maps stay with the company.  The refresh token stays, sealed and
    usable for revocation only, until Intuit has confirmed.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host
    revoke: Revoke

    def __call__(self, tenant: str) -> int:
        """How many invoices wait now."""
        session = self.session()
        connection = queries.connection_of(session, tenant)
        require(Status(connection.status), Act.DISCONNECT)
        connection.status = Status.DISCONNECTED.value
        connection.status_since = self.clock.now()
        connection.generation += 1
        connection.live_key = None
        connection.access_sealed = connection.previous_sealed = None
        connection.access_expires_at = None
        connection.enabled_at = None
        connection.next_refresh_at = None
        connection.reason_code = connection.reason = ""
        connection.is_revocation_pending = connection.refresh_sealed is not None
        held = hold_queue(session, connection.company_id or 0)
        self.host.release_platform(tenant)
        session.commit()
        self.revoke()
        return held
