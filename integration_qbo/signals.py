"""What the add-on announces to the host, in the past tense, ids only, after commit.

Receivers take ``sender`` (the tenant) and keyword arguments, accept further ones
they do not know, and change nothing they are given.  A receiver that raises is
logged and undoes nothing.
"""

import logging

from blinker import Namespace, Signal

logger = logging.getLogger(__name__)

_signals = Namespace()

invoice_pushed = _signals.signal("invoice_pushed")
"""An invoice exists in QuickBooks.  ``invoice_id`` is the add-on's."""

invoice_blocked = _signals.signal("invoice_blocked")
"""An invoice waits for a person.  ``invoice_id``, ``code`` of the cause."""

connection_lost = _signals.signal("connection_lost")
"""QuickBooks no longer accepts our key; everything due waits.  ``code``."""


def announce(signal: Signal, tenant: str, **ids: str) -> None:
    """Send to every receiver; one that raises is logged and keeps nobody else waiting.

    Called after commit: what is announced stays true whatever a receiver does.
    """
    for receiver in signal.receivers_for(tenant):
        try:
            receiver(tenant, **ids)
        except Exception:
            logger.exception("A receiver of %s failed", signal)
