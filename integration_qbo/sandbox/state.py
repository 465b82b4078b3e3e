"""Knows the running local Intuit: its store, clock, switches and journal."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from integration_qbo.sandbox import switches as switchboard
from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.clock import Clock
from integration_qbo.sandbox.journal import Journal
from integration_qbo.sandbox.limits import Limits
from integration_qbo.sandbox.misbehaviour import Misbehaviour
from integration_qbo.sandbox.options import Client
from integration_qbo.sandbox.storage import Store
from integration_qbo.sandbox.switches import Switches
from integration_qbo.sandbox.webhooks import Event, Webhooks


class Intuit:
    """Everything the routes share. One per process and data directory."""

    def __init__(self, store: Store, clock: Clock, clients: dict[str, Client]) -> None:
        self.store = store
        self.clock = clock
        self.clients = clients
        self.journal = Journal(clock)
        self.misbehaviour = Misbehaviour()
        self.limits = Limits()
        self.webhooks = Webhooks(clock)
        self._changing = threading.Lock()
        with store.read() as connection:
            self.switches: Switches = switchboard.load(connection)
            clock.offset = _number(connection, "clock_offset")

    @contextmanager
    def reading(self, realm: str) -> Iterator[Books]:
        """Lend a company's books for reading; raises UnknownCompanyError."""
        with self.store.read() as connection:
            yield Books(connection, realm, self.clock.now(), self.switches)

    @contextmanager
    def changing(self, realm: str) -> Iterator[Books]:
        """Lend a company's books for changing; announces what was committed."""
        with self.store.write() as connection:
            books = Books(connection, realm, self.clock.now(), self.switches)
            yield books
        self.announce(books)

    def announce(self, books: Books) -> None:
        """Send webhooks for the changes of books that were committed."""
        self.webhooks.announce(
            Event(
                books.realm,
                change.kind,
                change.object_id,
                change.action,
                books.now,
                change.deleted_id,
            )
            for change in books.changes
            if KINDS[change.kind].has_webhook
        )

    def set_switches(self, wanted: Mapping[str, Any]) -> Switches:
        """Change some switches and keep them; raises WrongSwitchError."""
        with self._changing, self.store.write() as connection:
            switches = switchboard.changed(self.switches, wanted)
            switchboard.save(connection, switches)
            self.switches = switches
        return switches

    def set_clock(self, offset: float) -> None:
        """Move the clock and keep its offset with the data."""
        with self._changing, self.store.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO setting VALUES ('clock_offset', ?)",
                (repr(offset),),
            )
            self.clock.offset = offset


def _number(connection: sqlite3.Connection, name: str) -> float:
    row = connection.execute(
        "SELECT value FROM setting WHERE name = ?", (name,)
    ).fetchone()
    return float(row["value"]) if row else 0.0
