"""Knows the command line: starts the local Intuit and writes the grants file."""

import argparse
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from integration_qbo.sandbox.options import CLIENT_ID, CLIENT_SECRET, LOOPBACK


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; return the exit status."""
    options = _parser().parse_args(arguments)
    if options.host not in LOOPBACK:
        print(  # noqa: T201  (to whoever started it)
            f"The local Intuit listens on this machine only; {options.host!r} is"
            " not a loopback address.",
            file=sys.stderr,
        )
        return 2
    from integration_qbo.sandbox.app import make_app
    from integration_qbo.sandbox.grants import write_grants
    from integration_qbo.sandbox.options import Client
    from integration_qbo.sandbox.server import listen

    client = Client(
        options.client_id,
        options.client_secret,
        tuple(options.redirect_uri),
        options.disconnect_uri,
    )
    app = make_app(options.data, client)
    if options.limits:
        app.extensions["local_intuit"].set_switches({"throttle": True})
    try:
        server = listen(app, options.host, options.port)
    except OSError as error:
        print(  # noqa: T201
            f"Cannot listen on {options.host}:{options.port}: {error.strerror}.",
            file=sys.stderr,
        )
        return 1
    host = f"[{options.host}]" if ":" in options.host else options.host
    origin = f"http://{host}:{server.port}"
    if options.grants:
        write_grants(app, options.grants, origin)
    print(f"Local Intuit listens on {origin}", flush=True)  # noqa: T201

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.serve_forever(poll_interval=0.05)
    server.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m integration_qbo.sandbox",
        description="A local stand-in for Intuit's OAuth server and QuickBooks.",
    )
    parser.add_argument("--port", type=int, required=True, help="0 for a free one")
    parser.add_argument("--data", type=Path, required=True, help="directory to keep")
    parser.add_argument("--grants", type=Path, help="JSON file to start a client with")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument(
        "--redirect-uri",
        action="append",
        default=[],
        help="register an address; without any, every local one is accepted",
    )
    parser.add_argument(
        "--disconnect-uri",
        default="",
        help="where the browser goes after a disconnect on the page",
    )
    parser.add_argument(
        "--limits", action="store_true", help="enforce Intuit's published limits"
    )
    parser.add_argument("--client-id", default=CLIENT_ID)
    parser.add_argument("--client-secret", default=CLIENT_SECRET)
    return parser


if __name__ == "__main__":
    sys.exit(main())
