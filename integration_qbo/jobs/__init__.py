"""RQ entry points and the doorbell that rings for them.

A job carries an id and does no harm when lost or doubled: the row is the truth.
Arguments and results are JSON, never pickle: whoever may write to Redis must not be
able to run code here.
"""

import logging

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.serializers import JSONSerializer

from integration_qbo.runtime import current_runtime

logger = logging.getLogger(__name__)

QUEUE = "qbo"
_PATIENCE = 0.5
_JOB_SECONDS = {"push_invoice": 120, "refresh_reference": 3600}
_KEEP_FAILED_SECONDS = 86_400


def push_invoice(invoice_id: str) -> None:
    """Work that delivery and whatever else is due at its company."""
    current_runtime().drain_company.for_delivery(invoice_id)


def refresh_reference(connection_id: str) -> None:
    """Re-read the lists of that connection's company."""
    current_runtime().refresh_reference(connection_id)


class RqDoorbell:
    """Rings by putting a job on the queue; without Redis it stays quiet and says so."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE
        )
        self._queue = Queue(QUEUE, connection=self._redis, serializer=JSONSerializer)

    def push_invoice(self, invoice_id: str) -> None:
        """A delivery is due."""
        self._ring("push_invoice", invoice_id)

    def refresh_reference(self, connection_id: str) -> None:
        """QuickBooks' lists are to be read."""
        self._ring("refresh_reference", connection_id)

    def is_heard(self) -> bool:
        """Whether Redis answers and a worker listens."""
        try:
            return bool(Worker.count(connection=self._redis, queue=self._queue))
        except RedisError:
            return False

    def _ring(self, name: str, argument: str) -> None:
        try:
            self._queue.enqueue(
                f"{__name__}.{name}",
                argument,
                job_timeout=_JOB_SECONDS[name],
                result_ttl=0,
                failure_ttl=_KEEP_FAILED_SECONDS,
            )
        except RedisError as trouble:
            logger.warning(
                "Redis did not take the ring for %s (%s); the tick will find it",
                name,
                type(trouble).__name__,
            )
