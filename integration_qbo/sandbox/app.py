"""Knows how the local Intuit is put together as one WSGI app."""

import json
import secrets
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from integration_qbo.sandbox import control, misconduct, pages
from integration_qbo.sandbox.accounting.routes import blueprint as accounting
from integration_qbo.sandbox.answers import EVERY_HEADERS, plain_json, tid
from integration_qbo.sandbox.clock import Clock
from integration_qbo.sandbox.oauth.authorize import blueprint as authorize
from integration_qbo.sandbox.oauth.endpoints import blueprint as oauth
from integration_qbo.sandbox.options import LOOPBACK, Client
from integration_qbo.sandbox.seeds.planting import plant
from integration_qbo.sandbox.state import Intuit
from integration_qbo.sandbox.storage import Store

LARGEST_REQUEST = 16 * 1024 * 1024
SECRETS = ("access_token", "refresh_token", "client_secret", "password", "code")


def make_app(data_dir: Path, client: Client, clock: Clock | None = None) -> Flask:
    """Return the app over a data directory, planting companies if it is new."""
    clock = clock or Clock()
    store = Store(data_dir)
    shared = Intuit(store, clock, {client.client_id: client})
    plant(store, clock.now())
    app = Flask(
        "integration_qbo.sandbox",
        static_url_path="/_static",
        static_folder="static/sandbox",
    )
    app.secret_key = _secret(store)
    app.config.update(
        SESSION_COOKIE_NAME="local_intuit",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
    )
    app.extensions["local_intuit"] = shared
    for blueprint in (oauth, authorize, accounting, control.blueprint, pages.blueprint):
        app.register_blueprint(blueprint)
    app.before_request(_begin)
    app.after_request(_end)
    app.register_error_handler(HTTPException, _http_error)
    return app


def _secret(store: Store) -> str:
    with store.write() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO setting VALUES ('secret_key', ?)",
            (secrets.token_hex(32),),
        )
        row = connection.execute(
            "SELECT value FROM setting WHERE name = 'secret_key'"
        ).fetchone()
    return str(row["value"])


def _shared() -> Intuit:
    from integration_qbo.sandbox.answers import intuit

    return intuit()


def _begin() -> Response | None:
    host = request.host.rsplit(":", 1)[0].strip("[]")
    if host not in LOOPBACK:
        return plain_json({"error": "This is for this machine only."}, 403)
    if request.path.startswith(("/_control", "/_static")):
        return None
    realm = ""
    parts = request.path.split("/")
    if "company" in parts[:3]:
        realm = next(iter(parts[parts.index("company") + 1 :]), "")
    g.exchange = _shared().journal.begin(
        {
            "method": request.method,
            "path": request.path,
            "query": request.query_string.decode("utf-8", "replace"),
            "realm": realm,
            "request_id": request.args.get("requestid", ""),
            "tid": tid(),
        }
    )
    return misconduct.before()


def _end(answer: Response) -> Response:
    answer.headers["intuit_tid"] = tid()
    answer.headers.update(EVERY_HEADERS)
    exchange = g.pop("exchange", None)
    if exchange is not None:
        answer = misconduct.after(answer)
        exchange.status = answer.status_code
        exchange.replayed = bool(g.get("replayed", False))
        exchange.code = str(g.get("fault_code", ""))
        sent, answered = "", ""
        if exchange.realm:
            sent = request.get_data(as_text=True)
            answered = _text_of(answer)
        elif "tokens" in exchange.path:
            sent = _without_secrets(request.form.to_dict())
        _shared().journal.end(exchange, sent, answered)
    return answer


def _without_secrets(form: dict[str, Any]) -> str:
    return json.dumps({k: "…" if k in SECRETS else v for k, v in form.items()})


def _http_error(error: HTTPException) -> Response:
    """Answer a path nobody knows as the web server in front of Intuit does."""
    if request.path.startswith("/_control"):
        return plain_json({"error": error.description}, error.code or 500)
    text = (
        '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n'
        f"<title>{error.code} {error.name}</title>\n</head><body>\n"
        f"<h1>{error.name}</h1>\n</body></html>\n"
    )
    return Response(text, status=error.code or 500, content_type="text/html")


def _text_of(answer: Response) -> str:
    """What the journal keeps of a body: a PDF is told, not shown."""
    if answer.is_streamed:
        return ""
    body = answer.get_data()
    try:
        return body.decode()
    except UnicodeDecodeError:
        return f"({len(body)} bytes of {answer.mimetype})"
