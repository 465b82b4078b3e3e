"""When QuickBooks' lists are read again, and whether only their changes are asked for.

QuickBooks tells changes of the last thirty days, and never tells that a customer was
merged away (``docs/quickbooks-notes.md#changes``).
"""

import hashlib
from datetime import UTC, datetime, timedelta

OVERLAP = timedelta(minutes=5)
"""Changes are asked for from this long before the last answer: an index lags."""

REACH = timedelta(days=29)
"""How far back changes are trusted; QuickBooks stops at thirty days."""

WHOLE_EVERY = timedelta(days=7)
"""Every list is read whole this often, and the ids on both sides are compared."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SOONEST = 6


def next_refresh(key: str, now: datetime, period: timedelta) -> datetime:
    """A company's next turn: always at the same point of the period, its own.

    A turn that would come within a sixth of the period is left out.
    """
    digest = hashlib.sha256(key.encode()).digest()
    point = period * (int.from_bytes(digest[:4]) / 2**32)
    earliest = now + period / _SOONEST
    return earliest + (point - (earliest - _EPOCH)) % period


def is_whole_due(
    read_to: datetime | None, whole_at: datetime | None, now: datetime
) -> bool:
    """Whether changes do not suffice: the first time, after a long gap, once a week."""
    return (
        read_to is None
        or whole_at is None
        or read_to < now - REACH
        or whole_at <= now - WHOLE_EVERY
    )
