"""What people see when a page is refused, missing or broken, and how pages are sent."""

from flask import Flask, Response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from host_app.practice import NotSeeded

_WORDS = {
    400: ("That could not be read", "Go back, reload the page and send it again."),
    403: ("This is not for you", "Your role does not allow this. Ask an admin."),
    404: ("There is nothing here", "The page or the record does not exist."),
    405: ("There is nothing here", "This address cannot be opened like that."),
    500: ("That did not work", "Nothing was saved. The details are in the log."),
}

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": (
        "object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
    ),
}


def init_app(app: Flask) -> None:
    """Give errors a page of their own, and every page its headers."""
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(NotSeeded, _on_not_seeded)
    app.after_request(_with_headers)


def _page(heading: str, sentence: str, code: int) -> ResponseReturnValue:
    page = render_template(
        "backoffice/error.html", heading=heading, sentence=sentence, code=code
    )
    return page, code


def _on_http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or InternalServerError.code
    heading, sentence = _WORDS.get(code, (error.name, error.description or ""))
    if error.response is not None:
        return error
    return _page(heading, sentence, code)


def _on_csrf_error(error: CSRFError) -> ResponseReturnValue:
    del error
    return _page(
        "This page was open for too long",
        "Nothing was changed. Go back, reload the page and send it again.",
        400,
    )


def _on_not_seeded(error: NotSeeded) -> ResponseReturnValue:
    return _page("The back office is empty", str(error), 503)


def _with_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
