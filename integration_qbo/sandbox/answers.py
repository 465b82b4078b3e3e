"""Knows how an answer leaves the local Intuit: content type, headers, tid."""

import json
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from flask import Response, current_app, g

if TYPE_CHECKING:
    from integration_qbo.sandbox.state import Intuit

STEADY_HEADERS = {
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    "Expires": "0",
    "QBO-Version": "1988.128",
}
EVERY_HEADERS = {
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


def intuit() -> "Intuit":
    """Return what the routes share."""
    return cast("Intuit", current_app.extensions["local_intuit"])


def new_tid() -> str:
    """Return an id for one answer, in Intuit's form."""
    value = secrets.token_hex(16)
    return f"1-{value[:8]}-{value[8:]}"


def tid() -> str:
    """Return the id of the answer being made."""
    if "tid" not in g:
        g.tid = new_tid()
    return str(g.tid)


def plain_json(
    body: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Answer JSON outside the accounting API (OAuth, control)."""
    answer = Response(
        json.dumps(body, separators=(",", ":"), ensure_ascii=False),
        status=status,
        content_type="application/json;charset=utf-8",
    )
    answer.headers.update(headers or {})
    return answer


def service_json(text: str, status: int = 200) -> Response:
    """Answer JSON from the accounting service."""
    fine = status < HTTPStatus.BAD_REQUEST
    answer = Response(
        text,
        status=status,
        content_type=("application/json;charset=utf-8" if fine else "application/json"),
    )
    answer.headers.update(STEADY_HEADERS)
    return answer


def service_xml(text: str, status: int = 200) -> Response:
    """Answer XML from the accounting service."""
    answer = Response(text, status=status, content_type="application/xml;charset=UTF-8")
    answer.headers.update(STEADY_HEADERS)
    return answer
