"""QuickBooks' query language, written without string formatting of values.

Escapes and limits: ``docs/quickbooks-notes.md#query``.
"""

from collections.abc import Sequence

PAGE = 1000
"""The most objects one answer carries."""


def quote(value: str) -> str:
    """A text as a literal."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def select(
    entity: str,
    *conditions: str,
    order_by: str = "Id",
    start: int = 1,
    size: int = PAGE,
) -> str:
    """All columns of an entity, a page at a time; `start` counts from one."""
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return (
        f"SELECT * FROM {entity}{where} ORDERBY {order_by}"  # noqa: S608 - not SQL
        f" STARTPOSITION {start} MAXRESULTS {size}"
    )


def equals(column: str, value: str) -> str:
    """Column is the value."""
    return f"{column} = {quote(value)}"


def since(column: str, value: str) -> str:
    """Column is at or behind the value."""
    return f"{column} >= {quote(value)}"


def whatever_active() -> str:
    """Inactive ones too; QuickBooks leaves them out unless asked."""
    return "Active IN (true, false)"


def either(column: str, values: Sequence[str]) -> str:
    """Column is one of the values."""
    return f"{column} IN ({', '.join(quote(value) for value in values)})"
