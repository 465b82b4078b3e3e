"""How a use case tells a worker that a row waits; losing a ring does no harm."""

from typing import Protocol


class Doorbell(Protocol):
    """Never raises and never waits long: the tick finds what nobody rang for."""

    def push_invoice(self, invoice_id: str) -> None:
        """A delivery is due."""

    def refresh_reference(self, connection_id: str) -> None:
        """QuickBooks' lists are to be read."""
