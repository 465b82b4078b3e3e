"""The smallest host there can be: Flask, Flask-SQLAlchemy, Flask-Admin, the add-on.

Its practice lives in `integration_qbo.testing.FakeHost`; its only table is a note, so
that tests can stage something of the host's beside what the add-on stages.
"""

from collections.abc import Mapping
from typing import Any

from flask import Flask, has_request_context, request
from flask_admin import Admin
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData, event
from sqlalchemy.orm import Mapped, mapped_column

from integration_qbo import QuickBooksOnline
from integration_qbo.testing import FakeHost, QuietBell

LOCK_WAIT_MS = 10_000


class PlainHost:
    """An app with the add-on, and what a test needs to reach of it."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        host: FakeHost,
        *,
        bell: QuietBell | None = None,
        csrf_protect: bool = False,
        emits_begin: bool = True,
    ) -> None:
        self.app = Flask(__name__)
        self.app.config.update(settings)
        self.host = host
        self.bell = bell
        # Its metadata alone knows the note: every host has a declarative base.
        self.db = SQLAlchemy(metadata=MetaData())
        self.Note = _note(self.db)
        self.db.init_app(self.app)
        with self.app.app_context():
            if self.db.engine.dialect.name == "sqlite" and emits_begin:
                event.listen(self.db.engine, "connect", _on_sqlite_connect)
                event.listen(self.db.engine, "begin", _on_sqlite_begin)
        if csrf_protect:
            CSRFProtect(self.app)
        self.admin = Admin(self.app, name="Plain")
        self.quickbooks = QuickBooksOnline(host=host, db=self.db)
        self.quickbooks.init_app(self.app, admin=self.admin, doorbell=bell)

    def close(self) -> None:
        """Leave the database."""
        with self.app.app_context():
            self.db.session.remove()
            self.db.engine.dispose()


def _note(db: SQLAlchemy) -> type:
    class Note(db.Model):  # type: ignore[name-defined, misc]
        __tablename__ = "note"
        id: Mapped[int] = mapped_column(primary_key=True)
        text: Mapped[str]

    return Note


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA foreign_keys = ON")


def _on_sqlite_begin(connection: Any) -> None:
    writes = request.method == "POST" if has_request_context() else True
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
