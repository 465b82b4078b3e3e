"""Many rows in one statement, on either database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from integration_qbo.store.base import Base

_CHUNK = 500
"""Rows a statement: SQLite takes some thirty thousand values at once."""


def upsert(
    session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows, or overwrite what they name of those with the same primary key.

    All rows name the same columns.  The caller commits.
    """
    dialect = session.get_bind().dialect.name
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    keys = [column.name for column in inspect(model).primary_key]
    for first in range(0, len(rows), _CHUNK):
        statement = make(model).values(list(rows[first : first + _CHUNK]))
        others = {
            name: statement.excluded[name] for name in rows[0] if name not in keys
        }
        session.execute(
            statement.on_conflict_do_update(index_elements=keys, set_=others)
        )
