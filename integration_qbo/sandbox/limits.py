"""Knows Intuit's limits: per minute, per second, for batches, for reads.

They count only while the switch ``throttle`` is on; the figures are switches too.
"""

import threading
from collections import deque

from integration_qbo.sandbox.switches import Switches

MINUTE = 60.0
SECOND = 1.0
MONTH = 30 * 86400.0


class Limits:
    """Sliding windows per company, in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[tuple[str, str], deque[float]] = {}

    def clear(self) -> None:
        """Forget what was counted."""
        with self._lock:
            self._windows.clear()

    def refuses(
        self, realm: str, path: str, now: float, switches: Switches, *, in_flight: int
    ) -> bool:
        """Count a request; tell whether it is one too many."""
        if not switches.throttle:
            return False
        is_batch = path == "batch"
        is_read = path in {"query", "cdc"} or "/" in path
        wanted = [("combined", MINUTE, switches.combined_per_minute)]
        if is_batch:
            wanted.append(("batch", MINUTE, switches.batch_per_minute))
        else:
            wanted.append(("minute", MINUTE, switches.per_minute))
        wanted.append(("second", SECOND, switches.per_second))
        if is_read:
            wanted.append(("reads", MONTH, switches.metered_reads))
        if switches.concurrent and in_flight > switches.concurrent:
            return True
        with self._lock:
            windows = [
                (self._window(realm, name, now - span), most)
                for name, span, most in wanted
                if most
            ]
            if any(len(window) >= most for window, most in windows):
                return True
            for window, _ in windows:
                window.append(now)
        return False

    def _window(self, realm: str, name: str, begins: float) -> deque[float]:
        window = self._windows.setdefault((realm, name), deque())
        while window and window[0] <= begins:
            window.popleft()
        return window
