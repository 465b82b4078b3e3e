"""Knows how changes are announced: signed, in either form, retried, held back.

The endpoint must be on this machine. One thread delivers in order; what is not
acknowledged holds the later events back, as the real service does.
"""

import base64
import hashlib
import hmac
import http.client
import json
import queue
import random
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from integration_qbo.sandbox.clock import Clock, stamp, utc
from integration_qbo.sandbox.options import LOOPBACK

DEADLINE = 3.0
LADDER = (10.0, 20.0, 30.0, 300.0, 1200.0, 7200.0, 14400.0, 21600.0)
LAST_STEP = 21600.0
KEPT = 1000
OPERATIONS = {
    "Create": "created",
    "Update": "updated",
    "Delete": "deleted",
    "Merge": "merged",
    "Void": "voided",
    "Emailed": "emailed",
}
FORMS = ("legacy", "cloudevents")


class WrongEndpointError(ValueError):
    """An endpoint that cannot be used; the sentence says why."""


@dataclass(frozen=True)
class Event:
    """One change of one object; ``deleted_id`` only for a merge."""

    realm: str
    kind: str
    object_id: str
    action: str
    at: float
    deleted_id: str = ""


@dataclass
class Endpoint:
    """Where deliveries go, and how they are made awkward.

    ``gather_seconds`` collects events into one delivery, ``duplicates`` repeats
    each delivery, ``shuffle`` mixes the events, ``retry_seconds`` replaces the
    real ladder of waits.
    """

    url: str
    verifier: str
    form: str = "cloudevents"
    gather_seconds: float = 0.05
    duplicates: int = 0
    shuffle: bool = False
    retry_seconds: tuple[float, ...] = LADDER
    seed: int = 0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or parts.hostname not in LOOPBACK:
            raise WrongEndpointError("The endpoint must be on this machine.")
        if self.form not in FORMS:
            raise WrongEndpointError(f"The form is one of: {', '.join(FORMS)}.")
        self.retry_seconds = tuple(float(wait) for wait in self.retry_seconds)


@dataclass
class Delivery:
    """One attempt to deliver; status 0 means no answer in time."""

    at: float
    attempt: int
    status: int
    events: int
    body: str = field(repr=False, default="")


def signature(verifier: str, body: bytes) -> str:
    """Return the value of ``intuit-signature`` for a body."""
    digest = hmac.new(verifier.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def legacy(events: list[Event]) -> bytes:
    """Write events in the older form, gathered by company."""
    by_realm: dict[str, list[dict[str, str]]] = {}
    for event in events:
        entity = {
            "name": event.kind,
            "id": event.object_id,
            "operation": event.action,
            "lastUpdated": utc(event.at),
        }
        if event.deleted_id:
            entity["deletedId"] = event.deleted_id
        by_realm.setdefault(event.realm, []).append(entity)
    notifications = [
        {"realmId": realm, "dataChangeEvent": {"entities": entities}}
        for realm, entities in by_realm.items()
    ]
    return json.dumps(
        {"eventNotifications": notifications}, separators=(",", ":")
    ).encode()


def cloudevents(events: list[Event]) -> bytes:
    """Write events in the newer form: an array, one entry each."""
    entries = []
    for event in events:
        data = {"deletedid": event.deleted_id} if event.deleted_id else {}
        entries.append(
            {
                "specversion": "1.0",
                "id": str(uuid.uuid4()),
                "source": "intuit.localintuit",
                "type": f"qbo.{event.kind.lower()}.{OPERATIONS[event.action]}.v1",
                "datacontenttype": "application/json",
                "time": utc(event.at),
                "intuitentityid": event.object_id,
                "intuitaccountid": event.realm,
                "data": data,
            }
        )
    return json.dumps(entries, separators=(",", ":")).encode()


class Webhooks:
    """Takes events and delivers them in the background."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queue: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._endpoint: Endpoint | None = None
        self._changed = threading.Event()
        self._thread: threading.Thread | None = None
        self.deliveries: deque[Delivery] = deque(maxlen=KEPT)

    def configure(self, endpoint: Endpoint | None) -> None:
        """Deliver to an endpoint from now on, or to nobody."""
        self._endpoint = endpoint
        self._changed.set()
        if endpoint and self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def announce(self, events: Iterable[Event]) -> None:
        """Take events of committed changes; without an endpoint they are lost."""
        if self._endpoint is None:
            return
        for event in events:
            self._queue.put(event)

    def overview(self) -> dict[str, Any]:
        """Return the endpoint and the latest deliveries."""
        endpoint = self._endpoint
        return {
            "endpoint": asdict(endpoint) if endpoint else None,
            "deliveries": [asdict(delivery) for delivery in self.deliveries],
        }

    def _run(self) -> None:
        while True:
            events = [self._queue.get()]
            endpoint = self._endpoint
            if endpoint is None:
                continue
            time.sleep(endpoint.gather_seconds)
            while not self._queue.empty():
                events.append(self._queue.get())
            if endpoint.shuffle:
                random.Random(endpoint.seed).shuffle(events)  # noqa: S311
            self._deliver(endpoint, events)

    def _deliver(self, endpoint: Endpoint, events: list[Event]) -> None:
        write = legacy if endpoint.form == "legacy" else cloudevents
        body = write(events)
        for _ in range(1 + endpoint.duplicates):
            self._until_acknowledged(endpoint, body, len(events))

    def _until_acknowledged(self, endpoint: Endpoint, body: bytes, count: int) -> None:
        attempt = 0
        while self._endpoint is endpoint:
            attempt += 1
            status = self._post(endpoint, body)
            self.deliveries.append(
                Delivery(self._clock.now(), attempt, status, count, body.decode())
            )
            if status == 200:  # noqa: PLR2004
                return
            steps = endpoint.retry_seconds
            wait = steps[attempt - 1] if attempt <= len(steps) else LAST_STEP
            self._changed.clear()
            self._changed.wait(wait)

    def _post(self, endpoint: Endpoint, body: bytes) -> int:
        parts = urlsplit(endpoint.url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(str(parts.hostname), parts.port, timeout=DEADLINE)
        headers = {
            "Content-Type": "application/json",
            "intuit-signature": signature(endpoint.verifier, body),
            "intuit-created-time": stamp(self._clock.now(), milliseconds=True),
            "intuit-t-id": str(uuid.uuid4()),
            "intuit-notification-schema-version": "0.1",
            "user-agent": "intuit_notification_server/0.1",
        }
        path = parts.path or "/"
        try:
            connection.request(
                "POST", f"{path}?{parts.query}" if parts.query else path, body, headers
            )
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()
