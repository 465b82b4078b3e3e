"""Knows SQL: the one file in which the local Intuit keeps everything."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (
    name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS company (
    realm TEXT PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL,
    zone TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS sequence (
    realm TEXT NOT NULL, name TEXT NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (realm, name));
CREATE TABLE IF NOT EXISTS entity (
    row INTEGER PRIMARY KEY, realm TEXT NOT NULL, kind TEXT NOT NULL,
    id TEXT NOT NULL, number INTEGER NOT NULL, sync INTEGER NOT NULL,
    active INTEGER NOT NULL, name TEXT NOT NULL, label TEXT NOT NULL,
    party TEXT NOT NULL, created REAL NOT NULL, updated REAL NOT NULL,
    body TEXT NOT NULL, UNIQUE (realm, kind, id));
CREATE INDEX IF NOT EXISTS entity_name ON entity (realm, kind, name, number);
CREATE INDEX IF NOT EXISTS entity_live_name
    ON entity (realm, kind, active, name, number);
CREATE INDEX IF NOT EXISTS entity_live_number ON entity (realm, kind, active, number);
CREATE INDEX IF NOT EXISTS entity_live_updated
    ON entity (realm, kind, active, updated, number);
CREATE INDEX IF NOT EXISTS entity_label ON entity (realm, kind, label);
CREATE INDEX IF NOT EXISTS entity_party ON entity (realm, kind, party);
CREATE INDEX IF NOT EXISTS entity_updated ON entity (realm, kind, updated);
CREATE TABLE IF NOT EXISTS tally (
    realm TEXT NOT NULL, kind TEXT NOT NULL, active INTEGER NOT NULL,
    n INTEGER NOT NULL, PRIMARY KEY (realm, kind, active));
CREATE TRIGGER IF NOT EXISTS tally_more AFTER INSERT ON entity BEGIN
    INSERT INTO tally VALUES (new.realm, new.kind, new.active, 1)
    ON CONFLICT DO UPDATE SET n = n + 1; END;
CREATE TRIGGER IF NOT EXISTS tally_less AFTER DELETE ON entity BEGIN
    UPDATE tally SET n = n - 1 WHERE realm = old.realm AND kind = old.kind
    AND active = old.active; END;
CREATE TRIGGER IF NOT EXISTS tally_other AFTER UPDATE OF active ON entity
    WHEN old.active != new.active BEGIN
    UPDATE tally SET n = n - 1 WHERE realm = old.realm AND kind = old.kind
    AND active = old.active;
    INSERT INTO tally VALUES (new.realm, new.kind, new.active, 1)
    ON CONFLICT DO UPDATE SET n = n + 1; END;
CREATE TABLE IF NOT EXISTS tombstone (
    realm TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    updated REAL NOT NULL, PRIMARY KEY (realm, kind, id));
CREATE TABLE IF NOT EXISTS replay (
    realm TEXT NOT NULL, request_id TEXT NOT NULL, at REAL NOT NULL,
    digest TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (realm, request_id));
CREATE TABLE IF NOT EXISTS file (
    realm TEXT NOT NULL, id TEXT NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (realm, id));
CREATE TABLE IF NOT EXISTS effect (
    number INTEGER PRIMARY KEY, at REAL NOT NULL, realm TEXT NOT NULL,
    kind TEXT NOT NULL, id TEXT NOT NULL, action TEXT NOT NULL,
    request_id TEXT NOT NULL, digest TEXT NOT NULL, marker TEXT NOT NULL,
    doc_number TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS authorization (
    number INTEGER PRIMARY KEY, client_id TEXT NOT NULL, realm TEXT,
    scope TEXT NOT NULL, person TEXT NOT NULL, started REAL NOT NULL,
    ended TEXT);
CREATE TABLE IF NOT EXISTS code (
    code TEXT PRIMARY KEY, authorization INTEGER NOT NULL,
    redirect_uri TEXT NOT NULL, expires REAL NOT NULL, used INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS access_token (
    token TEXT PRIMARY KEY, authorization INTEGER NOT NULL, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS refresh_token (
    token TEXT PRIMARY KEY, authorization INTEGER NOT NULL,
    issued REAL NOT NULL, expires REAL NOT NULL, replaced REAL);
CREATE INDEX IF NOT EXISTS refresh_by_authorization
    ON refresh_token (authorization);
CREATE INDEX IF NOT EXISTS access_by_authorization ON access_token (authorization);
"""


class Store:
    """One SQLite file, many readers, one writer at a time.

    A write is one transaction: everything in the ``with`` block is committed
    together or not at all. Reads see the last committed state.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / "local-intuit.sqlite3"
        self._idle: list[sqlite3.Connection] = []
        self._writing = threading.RLock()
        self._writer = self._open()
        self._writer.executescript(_SCHEMA)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, timeout=30
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.create_function("fold", 1, fold, deterministic=True)
        return connection

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for reading; one consistent view until the end."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._open()
        try:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")
        finally:
            self._idle.append(connection)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Lend the writing connection; commits at the end, or undoes all."""
        with self._writing:
            connection = self._writer
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close every connection; the store is not used afterwards."""
        with self._writing:
            self._writer.close()
            while self._idle:
                self._idle.pop().close()


def fold(text: object) -> str:
    """Return a text as QuickBooks compares names: without case or outer blanks."""
    return str(text).strip().casefold() if text is not None else ""
