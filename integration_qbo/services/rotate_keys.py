"""Seal what rests in the database with the first key, so that others can go."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from integration_qbo.errors import ConnectionLost
from integration_qbo.services.keep_token_fresh import access_place, refresh_place
from integration_qbo.store.models import Connection
from integration_qbo.store.secrets import Vault, key_name

_PLACES: Mapping[str, Callable[[Connection], str]] = {
    "access_sealed": access_place,
    "refresh_sealed": refresh_place,
    "previous_sealed": refresh_place,
}
"""The sealed columns, and where each is at home."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rotated:
    """What was sealed anew, what could not be opened, and which keys are still used."""

    sealed_anew: int
    unreadable: int
    used: Mapping[str, int]
    """How many texts rest under each key now."""


@dataclass(frozen=True, slots=True)
class RotateKeys:
    """Seals every token under another key than the first anew.  Commits.

    Safe while the worker runs: a token that changes meanwhile is left as it is, it
    was sealed with the first key already.  May be stopped and run again.
    """

    session: Callable[[], Session]
    vault: Vault

    def __call__(self) -> Rotated:
        """Rotate; what could not be opened is left as it is and counted."""
        session = self.session()
        sealed_anew = unreadable = 0
        for connection in session.scalars(select(Connection)).all():
            for column, place in _PLACES.items():
                sealed = getattr(connection, column)
                if sealed is None or key_name(sealed) == self.vault.first:
                    continue
                try:
                    text = self.vault.open(sealed, place(connection))
                except ConnectionLost:
                    unreadable += 1
                    continue
                self._replace(connection, column, sealed, text)
                sealed_anew += 1
        session.commit()
        return Rotated(
            sealed_anew=sealed_anew, unreadable=unreadable, used=self._used()
        )

    def _replace(
        self, connection: Connection, column: str, sealed: str, text: str
    ) -> None:
        self.session().execute(
            update(Connection)
            .where(
                Connection.id == connection.id, getattr(Connection, column) == sealed
            )
            .values({column: self.vault.seal(text, _PLACES[column](connection))})
            .execution_options(synchronize_session=False)
        )

    def _used(self) -> Mapping[str, int]:
        session = self.session()
        columns = [getattr(Connection, name) for name in _PLACES]
        names = Counter(
            key_name(sealed)
            for row in session.execute(select(*columns))
            for sealed in row
            if sealed is not None
        )
        session.commit()
        return names
