"""Knows that a request id is worked once: its first answer is given again."""

import sqlite3
from collections.abc import Callable
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
    now = shared.clock.now()
    try:
        with shared.store.write() as connection:
            kept = _kept(connection, realm, request_id, now, shared.switches)
            if kept is not None:
                return kept
            books = Books(connection, realm, now, shared.switches, user=g.user)
            text = work(books, _with_body(call, parsed()))
            _keep(connection, realm, call, now, 200, text)
            g.effects = books.changes
    except Fault as fault:
        if shared.switches.replay_failures and request_id:
            with shared.store.write() as connection:
                body = dumps(service_body(fault, now))
                _keep(connection, realm, call, now, fault.status, body)
        raise
    return text, 200


def _with_body(call: Call, body: Any) -> Call:
    return Call(
        call.method, call.path, call.full_path, call.parameters, body, call.cause
    )


def _kept(
    connection: sqlite3.Connection,
    realm: str,
    request_id: str,
    now: float,
    switches: Switches,
) -> tuple[str, int] | None:
    if not request_id or switches.request_id == "ignore":
        return None
    row = connection.execute(
        "SELECT * FROM replay WHERE realm = ? AND request_id = ?", (realm, request_id)
    ).fetchone()
    if row is None or row["at"] + switches.request_id_window_seconds <= now:
        return None
    if switches.request_id == "refuse":
        raise faults.duplicate_request()
    g.replayed = True
    return row["body"], row["status"]


def _keep(
    connection: sqlite3.Connection,
    realm: str,
    call: Call,
    now: float,
    status: int,
    text: str,
) -> None:
    if not call.cause.request_id:
        return
    connection.execute(
        "INSERT OR REPLACE INTO replay VALUES (?, ?, ?, ?, ?, ?)",
        (realm, call.cause.request_id, now, call.cause.digest, status, text),
    )
