"""Refuse a database engine whose savepoints do not hold what they promise."""

from sqlalchemy import Engine, text

from integration_qbo.errors import ConfigurationRefused


def refuse_silent_begin(engine: Engine) -> None:
    """Raise `ConfigurationRefused` for a SQLite engine that does not emit BEGIN.

    Python's driver begins a transaction only before a write.  A row staged in a
    SAVEPOINT after reads alone would then survive the host's rollback
    (``docs/adr/0004-sqlite-emits-begin.md``).
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        driver = connection.connection.dbapi_connection
        has_begun = driver is not None and bool(getattr(driver, "in_transaction", 0))
    if not has_begun:
        raise ConfigurationRefused(
            "SQLALCHEMY_DATABASE_URI",
            "This SQLite engine does not emit BEGIN: a rolled back acceptance could"
            " leave its invoice behind.",
            "Add SQLAlchemy's recipe for SQLite transactions (docs/host-contract.md).",
        )
