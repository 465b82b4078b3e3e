"""Everything the add-on knows, as files a person can read, without any secret."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Column, MetaData, Table, select, text
from sqlalchemy.orm import Session

from integration_qbo.store.models import Base

_SECRET = frozenset(
    {"access_sealed", "refresh_sealed", "previous_sealed", "state_hash", "browser_hash"}
)
_PAGE = 1000


def write_archive(session: Session, path: Path) -> dict[str, int]:
    """One file of JSON lines a table, in a zip; rows by table.

    Sealed tokens and the marks of sign-in attempts are left out.  Refuses to write
    over an existing file (`FileExistsError`).
    """
    counts = {}
    with path.open("xb") as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for table in Base.metadata.sorted_tables:
            counts[table.name] = 0
            with archive.open(f"{table.name}.jsonl", "w") as lines:
                for row in _rows(session, table):
                    lines.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                    counts[table.name] += 1
    return counts


def drop_tables(session: Session, version_table: str) -> None:
    """Drop the add-on's tables and its version table, nothing else."""
    connection = session.connection()
    Base.metadata.drop_all(connection)
    if connection.dialect.name == "postgresql":
        # On SQLite a trigger goes with its table.
        for function in ("qbo_delivery_write_once", "qbo_audit_only_grows"):
            connection.execute(text(f"DROP FUNCTION IF EXISTS {function}()"))
    Table(version_table, MetaData()).drop(connection, checkfirst=True)


def _rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    columns: list[Column[Any]] = [
        column for column in table.columns if column.name not in _SECRET
    ]
    result = session.execute(
        select(*columns).order_by(*table.primary_key.columns),
        execution_options={"yield_per": _PAGE},
    )
    for row in result:
        yield {
            column.name: _plain(value)
            for column, value in zip(columns, row, strict=True)
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
