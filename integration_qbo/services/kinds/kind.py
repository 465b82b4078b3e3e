"""What every kind of write has to answer, and who answers for which row.

`push_invoice` knows the steps; a kind knows what is sent, how its effect is found
again, and what follows from an answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from integration_qbo.errors import Cause
from integration_qbo.gateway.client import Gateway
from integration_qbo.gateway.resources import CustomerFacts, InvoiceFacts
from integration_qbo.store.models import Delivery

Written = InvoiceFacts | CustomerFacts
"""What QuickBooks says it has after a write."""

Call = Callable[[Gateway], Written]


class WriteKind(Protocol):
    """One kind of write.  Where it asks QuickBooks it commits before and after."""

    def bind(self, delivery: Any, fence: int, connection_id: str) -> bool:
        """Freeze payload and request id; `False` when there is nothing to send now.

        Raises `NeedsAttention` naming what is missing.  The caller commits.
        """

    def call(self, payload: bytes, request_id: str) -> Call:
        """The one request, exactly as it was frozen."""

    def look_up(self, delivery: Any, connection_id: str) -> Written | None:
        """What the request did, or `None` when it provably did nothing.

        Raises `NeedsAttention` where only a person can tell.
        """

    def confirmed(self, delivery: Any, facts: Written) -> Mapping[str, str]:
        """Take over what QuickBooks has; what the event should tell.  No commit."""

    def stopped(self, delivery: Any, cause: Cause) -> None:
        """Tell those who wait for it that a person is needed.  No commit."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """Finds the kind of a row."""

    by_row: Mapping[type[Delivery], WriteKind]

    def of(self, delivery: Delivery) -> WriteKind:
        """The kind; `KeyError` for a row nobody answers for."""
        return self.by_row[type(delivery)]
