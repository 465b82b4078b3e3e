"""Real databases that go back to a known state before every test.

A state is saved once, by name, and brought back cheaply: on SQLite the file is copied,
on PostgreSQL the rows are, within one statement's round trip.
"""

import shutil
from pathlib import Path

from sqlalchemy import MetaData, create_engine, text
from sqlalchemy.pool import NullPool


class SqliteDatabase:
    """A database in a file; every app that opened it must have left."""

    dialect = "sqlite"

    def __init__(self, place: Path) -> None:
        self._place = place
        self.file = place / "database.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def has(self, state: str) -> bool:
        """Whether the state was saved."""
        return self._saved(state).exists()

    def save(self, state: str) -> None:
        """Keep the present state."""
        shutil.copy(self.file, self._saved(state))

    def restore(self, state: str) -> None:
        """Bring a saved state back."""
        self.clear()
        shutil.copy(self._saved(state), self.file)

    def clear(self) -> None:
        """Begin with nothing."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)

    def _saved(self, state: str) -> Path:
        return self._place / f"{state}.saved"


class PostgresDatabase:
    """A database of a server; states are kept as schemas of it."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = create_engine(url, poolclass=NullPool)
        self._restoring: dict[str, str] = {}

    def has(self, state: str) -> bool:
        """Whether the state was saved."""
        return state in self._restoring

    def save(self, state: str) -> None:
        """Keep the present state."""
        present = MetaData()
        with self._engine.begin() as connection:
            present.reflect(connection)
            names = [table.name for table in present.sorted_tables]
            connection.execute(text(f"CREATE SCHEMA saved_{state}"))
            for name in names:
                connection.execute(
                    text(f"CREATE TABLE saved_{state}.{name} AS TABLE {name}")
                )
        self._restoring[state] = "; ".join(
            # Audit entries refuse to go, as they should.
            ["SET LOCAL session_replication_role = replica"]
            + [f"DELETE FROM {name}" for name in reversed(names)]  # noqa: S608 - our tables
            + [
                f"INSERT INTO {name} SELECT * FROM saved_{state}.{name}"  # noqa: S608 - our tables
                for name in names
            ]
        )

    def restore(self, state: str) -> None:
        """Bring a saved state back."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(self._restoring[state])

    def clear(self) -> None:
        """Begin with nothing, saved states included."""
        with self._engine.begin() as connection:
            for name in ["public", *(f"saved_{state}" for state in self._restoring)]:
                connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        self._restoring.clear()


Database = SqliteDatabase | PostgresDatabase
