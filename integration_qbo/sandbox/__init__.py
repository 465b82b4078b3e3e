"""A local Intuit: OAuth server, accounting API and a page, on this machine only.

Faithful in what it covers, refusing in QuickBooks' manner what it does not. It
imports nothing else of the add-on. ``python -m integration_qbo.sandbox`` starts
it as a process; `create_app` gives it as a WSGI app.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["create_app"]


def create_app(
    data_dir: str | Path,
    *,
    client_id: str = "",
    client_secret: str = "",
    redirect_uris: tuple[str, ...] = (),
) -> "Flask":
    """Return the local Intuit as a WSGI app that keeps its data in a directory.

    Without redirect addresses every address on this machine is accepted. The
    seed companies are planted if the directory is new.
    """
    from integration_qbo.sandbox.app import make_app
    from integration_qbo.sandbox.options import CLIENT_ID, CLIENT_SECRET, Client

    client = Client(
        client_id or CLIENT_ID, client_secret or CLIENT_SECRET, redirect_uris
    )
    return make_app(Path(data_dir), client)
