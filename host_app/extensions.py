"""The Flask extensions of the back office, and how its database is opened."""

import sqlite3
from typing import Any

from flask import Flask, has_request_context, request
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, MetaData, event
from sqlalchemy.orm import DeclarativeBase

LOCK_WAIT_MS = 15_000
"""How long a SQLite connection waits for another one's write lock."""


class Base(DeclarativeBase):
    """Base of all models; constraints have names, so that migrations can alter them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()
login_manager = LoginManager()
csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Bind the extensions to the app."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _on_sqlite_connect)
            event.listen(db.engine, "begin", _on_sqlite_begin)
    migrate.init_app(app, db, render_as_batch=True)
    login_manager.init_app(app)
    csrf.init_app(app)


def _on_sqlite_connect(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own idea of when a transaction begins breaks SAVEPOINTs:
    # SQLAlchemy's documented remedy is to switch it off and to emit BEGIN ourselves.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _on_sqlite_begin(connection: Connection) -> None:
    # A transaction that reads first and writes later is refused at once if another
    # process wrote in between; one that asks for the write lock first waits its turn.
    # Whatever works in the background comes to write, as a posted form does.
    writes = request.method == "POST" if has_request_context() else True
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
