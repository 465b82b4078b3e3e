"""How long an answer may take and how large it may be, against a server that tries."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from integration_qbo.config import Timings
from integration_qbo.errors import OutcomeUnknown, RetryLater
from integration_qbo.gateway.deadline import ANSWER_LIMIT, WatchedAdapter
from integration_qbo.gateway.transport import Transport

TIMINGS = Timings(connect=0.5, total=0.6, lease=1.2, quiet=3, token_call=1)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server on this machine that gives every caller this answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        is_over = threading.Event()

        def serve() -> None:
            while not is_over.is_set():
                try:
                    peer, _address = server.accept()
                except OSError:
                    return
                with peer:
                    try:
                        peer.recv(65536)
                        answer(peer)
                    except OSError:
                        pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/v3/company/1/invoice"
        finally:
            is_over.set()
            server.close()


@pytest.fixture
def transport() -> Iterator[Transport]:
    pool = WatchedAdapter(TIMINGS.total, max_retries=0)
    with Transport(pool, TIMINGS, "token", lambda: None) as session:
        yield session


def drip_head(peer: socket.socket) -> None:
    for byte in HEAD:
        peer.sendall(bytes([byte]))
        time.sleep(0.1)


def drip_body(peer: socket.socket) -> None:
    peer.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
    for _byte in range(1000):
        peer.sendall(b" ")
        time.sleep(0.1)


def never_end(peer: socket.socket) -> None:
    peer.sendall(HEAD + b"\r\n")
    while True:
        peer.sendall(b" " * 65536)


def gzip_bomb(peer: socket.socket) -> None:
    packed = gzip.compress(b" " * (10 * ANSWER_LIMIT))
    peer.sendall(
        HEAD
        + f"Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
        + packed
    )


def broken_gzip(peer: socket.socket) -> None:
    peer.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!")


def silence(peer: socket.socket) -> None:
    time.sleep(3)


TRICKS = [drip_head, drip_body, never_end, gzip_bomb, broken_gzip, silence]


@pytest.mark.parametrize("trick", TRICKS)
def test_a_write_is_given_up_in_time_and_its_outcome_is_unknown(transport, trick):
    with serving(trick) as url:
        began = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            transport.request("POST", url, data=b"{}")
        assert time.monotonic() - began < 3 * TIMINGS.total


@pytest.mark.parametrize("trick", TRICKS)
def test_a_read_is_given_up_in_time_and_tried_later(transport, trick):
    with serving(trick) as url, pytest.raises(RetryLater):
        transport.request("GET", url)


def test_no_redirect_is_followed(transport):
    asked = []

    def elsewhere(peer: socket.socket) -> None:
        asked.append(1)
        peer.sendall(
            b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:9/\r\n"
            b"Content-Length: 0\r\n\r\n"
        )

    with serving(elsewhere) as url, pytest.raises(OutcomeUnknown):
        transport.request("POST", url, data=b"{}")
    assert asked == [1]


def test_an_answer_in_time_is_read_whole_and_the_connection_is_kept(transport):
    callers = []

    def answer(peer: socket.socket) -> None:
        callers.append(1)
        for _round in range(2):
            peer.sendall(HEAD + b'Content-Length: 11\r\n\r\n{"a": true}')
            peer.recv(65536)

    with serving(answer) as url:
        assert transport.request("GET", url).json() == {"a": True}
        time.sleep(2 * TIMINGS.total)
        assert transport.request("GET", url).json() == {"a": True}
    assert callers == [1]


def test_nobody_who_listens_there_means_that_nothing_was_sent(transport):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(RetryLater):
        transport.request("POST", f"http://127.0.0.1:{port}/v3/company/1/invoice")
