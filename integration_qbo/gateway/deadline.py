"""A limit on a whole HTTP exchange and on the size of its answer.

The timeouts of requests hold for one wait at a time: a server that sends a byte now
and then keeps a caller for ever.  Here a watch is set when the request leaves and hangs
up when the exchange as a whole takes too long.
"""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Timer
from typing import Any

from requests import Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as HungUp
from requests.exceptions import ContentDecodingError
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

ANSWER_LIMIT = 8 * 1024 * 1024
"""Decoded bytes of the largest answer that is read: a full page of customers is
smaller by half."""

_CHUNK = 16 * 1024


class _Watch:
    """Hangs up on a connection when its exchange takes too long."""

    seconds: float
    sock: Any
    _timer: Timer | None = None

    def watch(self) -> None:
        """Set it, anew for each exchange."""
        self.call_off()
        self._timer = Timer(self.seconds, self._hang_up)
        self._timer.daemon = True
        self._timer.start()

    def call_off(self) -> None:
        """The exchange is over."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _hang_up(self) -> None:
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


class _WatchedConnection(_Watch, HTTPConnection):
    """A connection over HTTP."""

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send, watched from the first byte."""
        self.watch()
        _or_call_off(self, lambda: HTTPConnection.request(self, *args, **kwargs))

    def getresponse(self) -> Any:
        """Read the head of the answer; the body is still watched."""
        return _or_call_off(self, lambda: HTTPConnection.getresponse(self))


class _WatchedSecureConnection(_Watch, HTTPSConnection):
    """A connection over HTTPS."""

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send, watched from the first byte."""
        self.watch()
        _or_call_off(self, lambda: HTTPSConnection.request(self, *args, **kwargs))

    def getresponse(self) -> Any:
        """Read the head of the answer; the body is still watched."""
        return _or_call_off(self, lambda: HTTPSConnection.getresponse(self))


def _or_call_off(watch: _Watch, act: Callable[[], Any]) -> Any:
    try:
        return act()
    except BaseException:
        watch.call_off()
        raise


class WatchedAdapter(HTTPAdapter):
    """A pool of connections on which no exchange takes longer than `seconds`."""

    def __init__(self, seconds: float, **kwargs: Any) -> None:
        self._seconds = seconds
        super().__init__(**kwargs)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Have the pools make watched connections."""
        super().init_poolmanager(*args, **kwargs)
        plain = type("Connection", (_WatchedConnection,), {"seconds": self._seconds})
        secure = type(
            "Connection", (_WatchedSecureConnection,), {"seconds": self._seconds}
        )
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("Pool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }


def read_whole(response: Response, seconds: float) -> None:
    """Read the body, up to `ANSWER_LIMIT`; raises `HungUp` beyond limit or time.

    The watch is called off whatever happens.
    """
    connection = response.raw.connection
    began = time.monotonic()
    body = bytearray()
    try:
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > ANSWER_LIMIT or time.monotonic() - began > seconds:
                response.close()
                raise HungUp("the answer is too long or takes too long")
    except ContentDecodingError as broken:
        raise HungUp("the answer cannot be decoded") from broken
    finally:
        if isinstance(connection, _Watch):
            connection.call_off()
    response._content = bytes(body)  # noqa: SLF001 - where requests keeps what it read
