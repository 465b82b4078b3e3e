"""Refuse a database engine that does not hold what a deployment promises."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from integration_qbo.errors import ConfigurationRefused


def refuse_trial_database(session: Session) -> None:
    """Raise `ConfigurationRefused` for SQLite, where real books are at stake."""
    if session.get_bind().dialect.name == "sqlite":
        raise ConfigurationRefused(
            "SQLALCHEMY_DATABASE_URI",
            "SQLite is for trying the add-on; production keys need PostgreSQL.",
            "Name a PostgreSQL database, or set QBO_ENVIRONMENT to sandbox.",
        )


def refuse_silent_begin(session: Session) -> None:
    """Raise `ConfigurationRefused` for a SQLite engine that does not emit BEGIN.

    Python's driver begins a transaction only before a write.  A row staged in a
    SAVEPOINT after reads alone would then survive the host's rollback
    (``docs/adr/0004-sqlite-emits-begin.md``).  Asks the session's own connection:
    another one would wait for the write lock this one may hold.
    """
    if session.get_bind().dialect.name != "sqlite":
        return
    was_idle = not session.in_transaction()
    connection = session.connection()
    connection.execute(text("SELECT 1"))
    driver = connection.connection.dbapi_connection
    begins_itself = getattr(driver, "isolation_level", None) is not None
    has_begun = bool(getattr(driver, "in_transaction", False))
    if was_idle:
        session.rollback()
    if begins_itself or not has_begun:
        raise ConfigurationRefused(
            "SQLALCHEMY_DATABASE_URI",
            "This SQLite engine does not emit BEGIN: a rolled back acceptance could"
            " leave its invoice behind.",
            "Add SQLAlchemy's recipe for SQLite transactions (docs/host-contract.md).",
        )
