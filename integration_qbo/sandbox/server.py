"""Knows how the app listens: threads, kept-alive HTTP/1.1, one write per answer.

Werkzeug's own handler closes every connection; real clients keep theirs open.
"""

import io
import sys
from collections.abc import Iterable
from typing import Any

from flask import Flask
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.serving import (
    BaseWSGIServer,
    DechunkedInput,
    WSGIRequestHandler,
    make_server,
)
from werkzeug.wrappers import Response

LARGEST_BODY = 16 * 1024 * 1024
HANG_UP = "local_intuit.hang_up"
"""Set in the environment by the app: close the connection after the answer."""


class Handler(WSGIRequestHandler):
    """Reads a request whole, answers it in one write, keeps the line open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 300

    def run_wsgi(self) -> None:
        """Answer one request."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        environ = self.make_environ()
        app: Any = self.server.app
        try:
            body = self._body()
        except (BadRequest, RequestEntityTooLarge) as error:
            app, body = error.get_response(), b""
            environ[HANG_UP] = True
        environ["wsgi.input"] = io.BytesIO(body)
        environ["wsgi.input_terminated"] = True
        environ["CONTENT_LENGTH"] = str(len(body))
        response = Response.from_app(app, environ, buffered=True)
        self._send(response, environ)

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            chunks = DechunkedInput(self.rfile)  # type: ignore[arg-type]
            body = chunks.read(LARGEST_BODY + 1)
            if len(body) > LARGEST_BODY:
                raise RequestEntityTooLarge
            return bytes(body)
        try:
            length = int(self.headers.get("Content-Length", "0"))
        except ValueError:
            raise BadRequest from None
        if length > LARGEST_BODY:
            raise RequestEntityTooLarge
        return self.rfile.read(length) if length > 0 else b""

    def _send(self, response: Response, environ: dict[str, Any]) -> None:
        if environ.get(HANG_UP):
            self.close_connection = True
        raw = environ.get("local_intuit.raw")
        if raw is not None:
            self._send_raw(raw)
            return
        body = response.get_data()
        self.send_response(response.status_code)
        for name, value in response.headers.items():
            if name.lower() not in {"connection", "content-length"}:
                self.send_header(name, value)
        if response.status_code not in {204, 304}:
            self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", self._connection())
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def _connection(self) -> str:
        return "close" if self.close_connection else "keep-alive"

    def _send_raw(self, pieces: Iterable[bytes]) -> None:
        """Write bytes as they come and hang up: an answer gone wrong."""
        self.close_connection = True
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()

    def version_string(self) -> str:
        """Name the server."""
        return "Local-Intuit"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay quiet: the journal knows."""

    def log_error(self, format: str, *args: object) -> None:  # noqa: A002
        """Write what went wrong to the standard error stream."""
        sys.stderr.write(f"{format % args}\n")


def listen(app: Flask, host: str, port: int) -> BaseWSGIServer:
    """Return a server that listens; raises OSError when the port is taken."""
    server = make_server(host, port, app, threaded=True, request_handler=Handler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    return server
