"""Knows the grants file, with which any client can start at once."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from integration_qbo.sandbox.oauth.endpoints import urls
from integration_qbo.sandbox.oauth.tokens import ACCOUNTING, Tokens

if TYPE_CHECKING:
    from integration_qbo.sandbox.state import Intuit

OWNER = "owner@local-intuit.test"


def write_grants(app: Flask, path: Path, origin: str) -> None:
    """Consent for every company and write the tokens, the file all at once."""
    shared: Intuit = app.extensions["local_intuit"]
    client = next(iter(shared.clients.values()))
    companies = []
    with shared.store.write() as connection:
        tokens = Tokens(connection, shared.clock.now(), shared.switches)
        rows = connection.execute(
            "SELECT realm, name, country FROM company ORDER BY rowid"
        ).fetchall()
        for row in rows:
            consent = tokens.authorize(
                client.client_id, row["realm"], ACCOUNTING, OWNER
            )
            issued = tokens.issue(consent)
            companies.append(
                {
                    "realm_id": row["realm"],
                    "name": row["name"],
                    "country": row["country"],
                    "refresh_token": issued.refresh_token,
                    "access_token": issued.access_token,
                }
            )
    grants = {
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "companies": companies,
        "urls": urls(origin),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(json.dumps(grants, indent=2) + "\n", encoding="utf-8")
    beside.chmod(0o600)
    beside.replace(path)
