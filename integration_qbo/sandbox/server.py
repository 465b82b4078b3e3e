"""Knows how the app listens: threads, kept-alive HTTP/1.1, one write per answer.

Werkzeug's own handler closes every connection; real clients keep theirs open.
"""

import io
import socket
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
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
PLAN = "local_intuit.plan"


@dataclass
class Plan:
    """What the app wants done with the connection instead of a plain answer."""

    raw: Iterable[bytes] | None = None
    reset: bool = False


def plan(environ: dict[str, Any]) -> Plan:
    """Return the plan of a request; without this server nobody follows it."""
    found = environ.setdefault(PLAN, Plan())
    assert isinstance(found, Plan)  # noqa: S101  (only we set it)
    return found


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
            self.close_connection = True
        environ["wsgi.input"] = io.BytesIO(body)
        environ["wsgi.input_terminated"] = True
        environ["CONTENT_LENGTH"] = str(len(body))
        plan(environ)
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
        wanted = plan(environ)
        if wanted.reset:
            self._reset()
            return
        if wanted.raw is not None:
            self._send_raw(wanted.raw)
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

    def _reset(self) -> None:
        """Break the connection so that the client sees a reset."""
        self.close_connection = True
        now = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        self.connection.shutdown(socket.SHUT_RD)
        self.connection.close()

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
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=128) as bound:
        server = make_server(
            host,
            bound.getsockname()[1],
            app,
            threaded=True,
            request_handler=Handler,
            fd=bound.fileno(),
        )
    server.daemon_threads = True  # type: ignore[attr-defined]
    return server
