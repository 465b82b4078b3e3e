"""Ask a company something with a token that works, renewing it at most once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from integration_qbo.errors import Cause, ConnectionLost, TokenExpired
from integration_qbo.gateway.client import Gateway
from integration_qbo.services.keep_token_fresh import KeepTokenFresh
from integration_qbo.services.lose_connection import LoseConnection
from integration_qbo.store.models import Connection

T = TypeVar("T")


class Door(Protocol):
    """Opens gateways; the real one shares a pool of connections."""

    def open(self, realm_id: str, access_token: str) -> Gateway:
        """A gateway to one company."""


@dataclass(frozen=True, slots=True)
class ReachCompany:
    """Runs a question against the connection's company.  Commits before and after.

    A lost connection is recorded before `ConnectionLost` is passed on.  No database
    transaction is open while the question runs.
    """

    session: Callable[[], Session]
    door: Door
    keep_token_fresh: KeepTokenFresh
    lose_connection: LoseConnection

    def __call__(self, connection_id: str, ask: Callable[[Gateway], T]) -> T:
        """The answer."""
        session = self.session()
        connection = session.get_one(Connection, connection_id)
        company = connection.company
        generation = connection.generation
        if company is None:
            raise ConnectionLost(
                Cause(code="not_connected", sentence="QuickBooks is not connected.")
            )
        realm_id = company.realm_id
        try:
            token = self.keep_token_fresh(connection_id)
            version = session.get_one(Connection, connection_id).token_version
            session.commit()
            try:
                return ask(self.door.open(realm_id, token))
            except TokenExpired:
                token = self.keep_token_fresh(connection_id, beyond=version)
                session.commit()
                return self._last_try(ask, realm_id, token)
        except ConnectionLost as lost:
            self.lose_connection(connection_id, generation, lost.cause)
            raise

    def get_ready(self, connection_id: str) -> None:
        """Have a token that will do, before anything is begun.  Commits.

        Raises what renewing it may raise; a lost connection is recorded first.
        """
        session = self.session()
        generation = session.get_one(Connection, connection_id).generation
        try:
            self.keep_token_fresh(connection_id)
        except ConnectionLost as lost:
            self.lose_connection(connection_id, generation, lost.cause)
            raise
        session.commit()

    def _last_try(self, ask: Callable[[Gateway], T], realm_id: str, token: str) -> T:
        try:
            return ask(self.door.open(realm_id, token))
        except TokenExpired as refused:
            raise ConnectionLost(
                Cause(
                    code="access_lost",
                    sentence="QuickBooks refuses our key although it is new.",
                    remedy="Connect again.",
                    facts=refused.cause.facts,
                )
            ) from refused
