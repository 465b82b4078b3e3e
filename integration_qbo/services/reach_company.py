"""Ask a company something with a token that works, renewing it at most once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from integration_qbo.errors import Cause, ConnectionLost, TokenExpired
from integration_qbo.gateway.client import Gateway
from integration_qbo.services.keep_token_fresh import KeepTokenFresh
from integration_qbo.services.lose_connection import LoseConnection
from integration_qbo.services.pace_company import PaceCompany
from integration_qbo.store.models import Connection

T = TypeVar("T")


class Reach(Protocol):
    """Asks a connection's company something; `ReachCompany` says what it may raise."""

    def __call__(self, connection_id: str, ask: Callable[[Gateway], T], /) -> T:
        """The answer."""


class Door(Protocol):
    """Opens gateways; the real one shares a pool of connections."""

    def open(
        self, realm_id: str, access_token: str, wait_for_turn: Callable[[], None]
    ) -> Gateway:
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
    pace_company: PaceCompany

    def __call__(self, connection_id: str, ask: Callable[[Gateway], T]) -> T:
        """The answer; each request waits for its turn."""
        return self._ask(connection_id, ask)

    def for_a_person(self, connection_id: str, ask: Callable[[Gateway], T]) -> T:
        """The answer to what somebody waits for: its turns go ahead of the queue's."""
        return self._ask(connection_id, ask, is_interactive=True)

    def get_ready(self, connection_id: str) -> None:
        """Have a token and a turn before anything is begun.  Commits.

        Raises what renewing may raise; a lost connection is recorded first.
        """
        session = self.session()
        connection = session.get_one(Connection, connection_id)
        generation, company_id = connection.generation, connection.company_id
        try:
            self.keep_token_fresh(connection_id)
        except ConnectionLost as lost:
            self.lose_connection(connection_id, generation, lost.cause)
            raise
        session.commit()
        self.pace_company(company_id or 0)

    def at_once(self, connection_id: str, ask: Callable[[Gateway], T]) -> T:
        """The answer to one request whose turn `get_ready` has taken."""
        return self._ask(connection_id, ask, first_is_paced=True)

    def _ask(
        self,
        connection_id: str,
        ask: Callable[[Gateway], T],
        *,
        first_is_paced: bool = False,
        is_interactive: bool = False,
    ) -> T:
        session = self.session()
        connection = session.get_one(Connection, connection_id)
        company = connection.company
        generation = connection.generation
        if company is None:
            raise ConnectionLost(
                Cause(code="not_connected", sentence="QuickBooks is not connected.")
            )
        company_id, realm_id = company.id, company.realm_id
        turns = _Turns(
            self.pace_company,
            company_id,
            first_is_free=first_is_paced,
            is_interactive=is_interactive,
        )
        try:
            token = self.keep_token_fresh(connection_id)
            version = session.get_one(Connection, connection_id).token_version
            session.commit()
            try:
                return ask(self.door.open(realm_id, token, turns))
            except TokenExpired:
                token = self.keep_token_fresh(connection_id, beyond=version)
                session.commit()
                return self._last_try(ask, self.door.open(realm_id, token, turns))
        except ConnectionLost as lost:
            self.lose_connection(connection_id, generation, lost.cause)
            raise

    def _last_try(self, ask: Callable[[Gateway], T], gateway: Gateway) -> T:
        try:
            return ask(gateway)
        except TokenExpired as refused:
            raise ConnectionLost(
                Cause(
                    code="access_lost",
                    sentence="QuickBooks refuses our key although it is new.",
                    remedy="Connect again.",
                    facts=refused.cause.facts,
                )
            ) from refused


class _Turns:
    """Waits for a turn at each call, but for a first one that was taken before."""

    def __init__(
        self,
        pace_company: PaceCompany,
        company_id: int,
        *,
        first_is_free: bool,
        is_interactive: bool,
    ) -> None:
        self._pace_company = pace_company
        self._company_id = company_id
        self._is_free = first_is_free
        self._is_interactive = is_interactive

    def __call__(self) -> None:
        if self._is_free:
            self._is_free = False
            return
        self._pace_company(self._company_id, is_interactive=self._is_interactive)
