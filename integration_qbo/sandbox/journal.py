"""Knows what was asked of the local Intuit: the requests, newest kept.

Effects on the books are kept in the store, in the transaction that made them;
requests are kept in memory and forgotten at the end of the process.
"""

import threading
from collections import deque
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

from integration_qbo.sandbox.clock import Clock

KEPT = 20_000
BODIES_KEPT = 300


@dataclass
class Exchange:
    """One request and its answer; ``misbehaviour`` names what was done to it."""

    number: int
    at: float
    method: str
    path: str
    query: str
    realm: str = ""
    request_id: str = ""
    status: int = 0
    code: str = ""
    tid: str = ""
    seconds: float = 0.0
    misbehaviour: str = ""
    replayed: bool = False
    refused: str = ""
    sent: str = field(default="", repr=False)
    answered: str = field(default="", repr=False)

    def summary(self) -> dict[str, Any]:
        """Return everything but the bodies."""
        values = asdict(self)
        del values["sent"], values["answered"]
        return values


class Journal:
    """Counts and remembers; safe under threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._numbers = count(1)
        self.clear()

    def clear(self) -> None:
        """Forget everything asked so far."""
        with self._lock:
            self._exchanges: deque[Exchange] = deque(maxlen=KEPT)
            self._with_bodies: deque[Exchange] = deque()
            self._in_flight: dict[str, int] = {}
            self._most_in_flight: dict[str, int] = {}
            self._total = 0

    def begin(self, exchange_of: dict[str, Any]) -> Exchange:
        """Note that a request has arrived."""
        with self._lock:
            exchange = Exchange(
                number=next(self._numbers), at=self._clock.now(), **exchange_of
            )
            self._exchanges.append(exchange)
            self._total += 1
            realm = exchange.realm
            if realm:
                now = self._in_flight.get(realm, 0) + 1
                self._in_flight[realm] = now
                most = self._most_in_flight.get(realm, 0)
                self._most_in_flight[realm] = max(most, now)
        return exchange

    def end(self, exchange: Exchange, sent: str, answered: str) -> None:
        """Note the answer; bodies are kept for the newest requests only."""
        with self._lock:
            exchange.seconds = round(self._clock.now() - exchange.at, 6)
            exchange.sent, exchange.answered = sent, answered
            self._with_bodies.append(exchange)
            if len(self._with_bodies) > BODIES_KEPT:
                oldest = self._with_bodies.popleft()
                oldest.sent = oldest.answered = ""
            if exchange.realm and self._in_flight.get(exchange.realm, 0):
                self._in_flight[exchange.realm] -= 1

    def in_flight(self, realm: str) -> int:
        """Return how many requests of a company are being answered now."""
        return self._in_flight.get(realm, 0)

    def exchanges(self, since: int = 0) -> list[Exchange]:
        """Return the remembered requests after a number, oldest first."""
        with self._lock:
            return [entry for entry in self._exchanges if entry.number > since]

    def figures(self) -> dict[str, Any]:
        """Count by status, and the heaviest minute and crowd of each company."""
        with self._lock:
            entries = list(self._exchanges)
            most = dict(self._most_in_flight)
            total = self._total
        by_status: dict[str, int] = {}
        moments: dict[str, list[float]] = {}
        for entry in entries:
            key = str(entry.status)
            by_status[key] = by_status.get(key, 0) + 1
            if entry.realm:
                moments.setdefault(entry.realm, []).append(entry.at)
        return {
            "requests": total,
            "by_status": by_status,
            "most_in_flight": most,
            "most_per_60_seconds": {
                realm: _heaviest(sorted(times)) for realm, times in moments.items()
            },
        }


def _heaviest(times: list[float], window: float = 60.0) -> int:
    heaviest = first = 0
    for position, moment in enumerate(times):
        while times[first] <= moment - window:
            first += 1
        heaviest = max(heaviest, position - first + 1)
    return heaviest
