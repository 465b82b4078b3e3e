"""Many rows in one statement, on either database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from integration_qbo.store.base import Base


def upsert(
    session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows, or overwrite what they name of those with the same primary key.

    All rows name the same columns; those they leave out take their default when new.
    One statement is made and given every row: one with thousands of values in it would
    take twenty times as long to write down.  The caller commits.
    """
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    keys = [column.name for column in inspect(model).primary_key]
    statement = make(model)
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=keys, set_=others),
        [dict(row) for row in rows],
    )
