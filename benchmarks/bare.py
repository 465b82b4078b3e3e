"""A WSGI app that does nothing, behind the local Intuit's own server.

``python -m benchmarks.bare`` prints its port; what a request costs without the local
Intuit is measured against it.
"""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from integration_qbo.sandbox.server import listen


class Bare(Flask):
    """Answers before Flask does anything."""

    def wsgi_app(
        self, _environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """The same short answer to everything."""
        body = b'{"nothing": true}'
        start_response(
            "200 OK",
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
            ],
        )
        return [body]


def main() -> None:
    """Serve until killed."""
    server = listen(Bare(__name__), "127.0.0.1", 0)
    sys.stdout.write(f"{server.port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
