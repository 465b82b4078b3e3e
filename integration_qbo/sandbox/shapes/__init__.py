"""Knows which members QuickBooks accepts on each object, and of which type.

Facts from the XSDs that Intuit publishes with its SDKs. A type is written after
a colon: nothing for text, ``*`` for a list, the name of a nested shape or of an
enumeration otherwise.
"""

from functools import cache

from integration_qbo.sandbox.shapes import (
    company,
    enums,
    lists,
    names,
    parts,
    transactions,
)

Members = dict[str, tuple[str, bool]]
"""Member name → (type, whether it is a list)."""

_SOURCES = (
    names.MEMBERS,
    lists.MEMBERS,
    transactions.MEMBERS,
    company.MEMBERS,
    parts.MEMBERS,
)
SCALARS = frozenset({"string", "id", "decimal", "int", "boolean", "date", "any"})
ENUMERATIONS = enums.VALUES


@cache
def members(shape: str) -> Members | None:
    """Return the members of a shape, in the order the schema gives, or None."""
    for source in _SOURCES:
        text = source.get(shape)
        if text is not None:
            return dict(_member(token) for token in text.split())
    return None


def _member(token: str) -> tuple[str, tuple[str, bool]]:
    name, _, kind = token.partition(":")
    return name, (kind.rstrip("*") or "string", kind.endswith("*"))
