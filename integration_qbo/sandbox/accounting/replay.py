"""Knows that a request id is worked once: its first answer is given again."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import g

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.accounting.operations import Call
from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.faults import Fault
from integration_qbo.sandbox.switches import Switches
from integration_qbo.sandbox.wire import dumps
from integration_qbo.sandbox.wire_faults import service_body

LONGEST = 50
Worker = Callable[[Books, Call], str]


def once(
    realm: str, call: Call, parsed: Callable[[], Any], work: Worker
) -> tuple[str, int]:
    """Run a write, or repeat the answer its request id already got.

    Work, answer and request id are committed together.
    """
    shared = intuit()
    request_id = call.cause.request_id
    if len(request_id) > LONGEST:
        raise faults.invalid_request_id(request_id)
    shelf = Shelf(realm, call, shared.clock.now(), shared.switches)
    try:
        with shared.store.write() as connection:
            kept = shelf.kept(connection)
            if kept is not None:
                return kept
            books = Books(connection, realm, shelf.now, shelf.switches, user=g.user)
            text = work(books, replace(call, body=parsed()))
            shelf.keep(connection, 200, text)
        shared.announce(books)
    except Fault as fault:
        if shelf.switches.replay_failures:
            body = dumps(service_body(fault, shelf.now))
            with shared.store.write() as connection:
                shelf.keep(connection, fault.status, body)
        raise
    return text, 200


@dataclass(frozen=True)
class Shelf:
    """Where the first answer to a request id is kept, for one request."""

    realm: str
    call: Call
    now: float
    switches: Switches

    def kept(self, connection: sqlite3.Connection) -> tuple[str, int] | None:
        """Return the answer given before, if it is still kept."""
        request_id = self.call.cause.request_id
        if not request_id or self.switches.request_id == "ignore":
            return None
        row = connection.execute(
            "SELECT * FROM replay WHERE realm = ? AND request_id = ?",
            (self.realm, request_id),
        ).fetchone()
        if row is None:
            return None
        if row["at"] + self.switches.request_id_window_seconds <= self.now:
            return None
        if self.switches.request_id == "refuse":
            raise faults.duplicate_request()
        g.replayed = True
        return row["body"], row["status"]

    def keep(self, connection: sqlite3.Connection, status: int, text: str) -> None:
        """Keep an answer, if the request has an id."""
        cause = self.call.cause
        if not cause.request_id:
            return
        connection.execute(
            "INSERT OR REPLACE INTO replay VALUES (?, ?, ?, ?, ?, ?)",
            (self.realm, cause.request_id, self.now, cause.digest, status, text),
        )
