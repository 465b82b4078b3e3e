"""Knows how to be a webhook endpoint: keeps what is delivered, word for word."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 10


class Receiver:
    """A running endpoint; `url` is its address."""

    def __init__(self) -> None:
        self._arrived: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        arrived = self._arrived

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                arrived.put((body.decode(), self.headers["intuit-signature"]))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing: the script tells."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"

    def next(self) -> tuple[str, str]:
        """Return the next delivery: raw body and signature."""
        return self._arrived.get(timeout=PATIENCE)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run an endpoint for a while."""
    running = Receiver()
    thread = threading.Thread(target=running.server.serve_forever)
    thread.start()
    try:
        yield running
    finally:
        running.server.shutdown()
        thread.join()
        running.server.server_close()
