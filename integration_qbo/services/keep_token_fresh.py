"""An access token that can be used now, renewed by one process at a time."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from integration_qbo.config import Timings
from integration_qbo.domain.connection import is_stale
from integration_qbo.errors import Cause, ConnectionLost, RetryLater
from integration_qbo.gateway.oauth import OAuth, TokenSet
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection
from integration_qbo.store.secrets import Vault

_POLL = 0.2

_GRACE = timedelta(hours=26)
"""How long Intuit may still take the refresh token before the present one."""


def access_place(connection: Connection) -> str:
    """Where an access token rests."""
    return f"qbo_connection|access|{connection.tenant}|{connection.id}"


def refresh_place(connection: Connection) -> str:
    """Where a refresh token rests."""
    return f"qbo_connection|refresh|{connection.tenant}|{connection.id}"


def keep(
    connection: Connection, tokens: TokenSet, *, vault: Vault, now: datetime
) -> None:
    """Put a token set on the connection; the caller commits before using it."""
    connection.access_sealed = vault.seal(tokens.access_token, access_place(connection))
    connection.refresh_sealed = vault.seal(
        tokens.refresh_token, refresh_place(connection)
    )
    connection.access_expires_at = now + timedelta(seconds=tokens.access_lifetime)
    connection.refresh_expires_at = now + timedelta(seconds=tokens.refresh_lifetime)
    if tokens.hard_lifetime is not None:
        connection.refresh_hard_expires_at = now + timedelta(
            seconds=tokens.hard_lifetime
        )
    connection.token_version += 1
    connection.token_lease_until = None


def copy_of(connection: Connection, deployment_id: str) -> Cause | None:
    """Why a connection another deployment made is not used; `None` for our own."""
    if connection.deployment_id in {"", deployment_id}:
        return None
    return Cause(
        code="copied_database",
        sentence=(
            "This database looks like a copy: QuickBooks was connected by the"
            f" deployment “{connection.deployment_id}”. Nothing is sent from here."
        ),
        remedy=(
            "If this is the one that goes on, run “flask qbo restored” on the server;"
            " if it is a copy to try things with, run “flask qbo copied”."
        ),
    )


def lock_of(connection: Connection, vault: Vault) -> Cause | None:
    """Why the tokens cannot be read here until a key is back; `None` if they can."""
    sealed = connection.refresh_sealed
    return None if sealed is None else vault.missing(sealed)


@dataclass(frozen=True, slots=True)
class KeepTokenFresh:
    """Gives an access token of the connection, renewing it when little is left.

    The renewal is leased on the row and saved by comparing the token version it
    consumed: a second process waits and reads again.  The new pair is committed
    before it is used.  Raises `ConnectionLost` when Intuit refuses the stored key,
    `RetryLater` when nobody could renew it now.  Commits.
    """

    session: Callable[[], Session]
    clock: Clock
    vault: Vault
    oauth: OAuth
    timings: Timings
    deployment_id: str

    def __call__(self, connection_id: str, *, beyond: int | None = None) -> str:
        """The token; `beyond` names a version that turned out to be dead."""
        deadline = time.monotonic() + self.timings.token_call
        while True:
            connection = self._read(connection_id)
            if not self._needs_renewal(connection, beyond):
                return self._open(connection)
            if self._lease(connection):
                return self._renew(connection)
            if time.monotonic() > deadline:
                raise RetryLater(
                    Cause(
                        code="token_busy",
                        sentence="QuickBooks' key is being renewed elsewhere.",
                        remedy="We try again by ourselves.",
                    )
                )
            time.sleep(_POLL)

    def _read(self, connection_id: str) -> Connection:
        session = self.session()
        session.rollback()
        connection = session.get(Connection, connection_id)
        if connection is None or connection.refresh_sealed is None:
            raise ConnectionLost(
                Cause(
                    code="not_connected",
                    sentence="QuickBooks is not connected.",
                    remedy="Connect it.",
                )
            )
        copy = copy_of(connection, self.deployment_id)
        if copy is not None:
            raise RetryLater(copy)
        locked = lock_of(connection, self.vault)
        if locked is not None:
            raise RetryLater(locked)
        return connection

    def _needs_renewal(self, connection: Connection, beyond: int | None) -> bool:
        if connection.access_sealed is None or connection.token_version == beyond:
            return True
        margin = timedelta(seconds=self.timings.token_margin)
        return is_stale(connection.access_expires_at, self.clock.now(), margin)

    def _open(self, connection: Connection) -> str:
        sealed = connection.access_sealed or ""
        return self.vault.open(sealed, access_place(connection))

    def _lease(self, connection: Connection) -> bool:
        session = self.session()
        now = self.clock.now()
        leased = session.execute(
            update(Connection)
            .where(
                Connection.id == connection.id,
                Connection.token_version == connection.token_version,
                Connection.generation == connection.generation,
                or_(
                    Connection.token_lease_until.is_(None),
                    Connection.token_lease_until < now,
                ),
            )
            .values(token_lease_until=now + timedelta(seconds=self.timings.lease))
            .execution_options(synchronize_session=False)
        )
        session.commit()
        return bool(leased.rowcount)  # type: ignore[attr-defined]

    def _renew(self, connection: Connection) -> str:
        consumed = (connection.token_version, connection.generation)
        connection_id = connection.id
        keys = self._keys(connection)
        still_good = self._still_good(connection)
        self.session().commit()
        try:
            tokens = self._ask(connection_id, keys)
        except RetryLater:
            self._release(connection_id)
            if still_good is not None:
                # The renewal came early; what is left of the present key serves.
                return still_good
            raise
        except Exception:
            self._release(connection_id)
            raise
        self._save(connection_id, consumed, tokens)
        return tokens.access_token

    def _keys(self, connection: Connection) -> list[str]:
        """The present refresh token and, once it was refused, the one before."""
        place = refresh_place(connection)
        keys = [self.vault.open(connection.refresh_sealed or "", place)]
        if (
            connection.key_refused_at is not None
            and connection.previous_sealed is not None
            and connection.previous_until is not None
            and connection.previous_until > self.clock.now()
        ):
            keys.append(self.vault.open(connection.previous_sealed, place))
        return keys

    def _still_good(self, connection: Connection) -> str | None:
        if connection.access_sealed is None or connection.access_expires_at is None:
            return None
        if connection.access_expires_at <= self.clock.now():
            return None
        return self._open(connection)

    def _ask(self, connection_id: str, keys: Sequence[str]) -> TokenSet:
        """Renew; a first refusal is believed only after it was repeated.

        A lost race looks exactly like a key that is dead.
        """
        for key in keys:
            try:
                return self.oauth.refresh(key)
            except ConnectionLost as no:
                refused = no
        if self._was_refused_before(connection_id):
            raise refused
        raise RetryLater(
            Cause(
                code="key_doubted",
                sentence="Intuit refused our key; it is asked once more.",
                remedy="It goes on by itself, or the connection says what to do.",
            ),
            after=self.timings.key_refused,
        )

    def _was_refused_before(self, connection_id: str) -> bool:
        session = self.session()
        connection = session.get_one(
            Connection, connection_id, with_for_update=True, populate_existing=True
        )
        now = self.clock.now()
        long_enough = timedelta(seconds=self.timings.key_refused)
        before = connection.key_refused_at
        if before is None:
            connection.key_refused_at = now
        session.commit()
        return before is not None and now - before >= long_enough

    def _save(
        self, connection_id: str, consumed: tuple[int, int], tokens: TokenSet
    ) -> None:
        """Keep the pair before it is used, however long the database is away."""
        until = time.monotonic() + self.timings.lease
        while True:
            try:
                self._save_once(connection_id, consumed, tokens)
            except DBAPIError:
                self.session().rollback()
                if time.monotonic() > until:
                    raise
                time.sleep(_POLL)
            else:
                return

    def _save_once(
        self, connection_id: str, consumed: tuple[int, int], tokens: TokenSet
    ) -> None:
        session = self.session()
        current = session.get(
            Connection, connection_id, with_for_update=True, populate_existing=True
        )
        if current is None or (current.token_version, current.generation) != consumed:
            session.rollback()
            if current is None or current.generation != consumed[1]:
                # Disconnected meanwhile: a key nobody keeps must not stay alive.
                with suppress(RetryLater):
                    self.oauth.revoke(tokens.refresh_token)
            raise RetryLater(
                Cause(
                    code="token_overtaken",
                    sentence="The connection changed while its key was renewed.",
                )
            )
        now = self.clock.now()
        current.previous_sealed = current.refresh_sealed
        current.previous_until = now + _GRACE
        current.key_refused_at = None
        keep(current, tokens, vault=self.vault, now=now)
        current.deployment_id = self.deployment_id
        session.commit()

    def _release(self, connection_id: str) -> None:
        session = self.session()
        session.execute(
            update(Connection)
            .where(Connection.id == connection_id)
            .values(token_lease_until=None)
            .execution_options(synchronize_session=False)
        )
        session.commit()
