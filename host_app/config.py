"""Where the back office gets its settings from, and which it cannot do without."""

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

REQUIRED = {
    "SECRET_KEY": (
        "SECRET_KEY is not set. Create one with "
        '`python -c "import secrets; print(secrets.token_hex(32))"` '
        "and put it into the environment."
    ),
    "SQLALCHEMY_DATABASE_URI": (
        "DATABASE_URL is not set. For example: "
        "DATABASE_URL=sqlite:////var/lib/backoffice/backoffice.sqlite3 or "
        "DATABASE_URL=postgresql://user:password@host/backoffice"
    ),
}

SHORTEST_SECRET = 16

DEFAULTS: dict[str, Any] = {
    "BACKOFFICE_QUICKBOOKS": True,
    # Cookies ignore ports: two apps on one address would overwrite each other's.
    "SESSION_COOKIE_NAME": "backoffice_session",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_SECURE": False,
    "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
    # As long as the session: a form left open over lunch still saves.
    "WTF_CSRF_TIME_LIMIT": None,
    "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,
}

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class ConfigurationError(RuntimeError):
    """A setting is missing or makes no sense; the message says what to do."""


def settings(
    given: Mapping[str, Any] | None, environ: Mapping[str, str] = os.environ
) -> dict[str, Any]:
    """The settings of the app: defaults, then the environment, then what is given.

    Raises `ConfigurationError` when one that is needed is missing.
    """
    merged = DEFAULTS | _from_environment(environ) | dict(given or {})
    for name, sentence in REQUIRED.items():
        if not merged.get(name):
            raise ConfigurationError(sentence)
    if len(merged["SECRET_KEY"]) < SHORTEST_SECRET:
        raise ConfigurationError(
            f"SECRET_KEY is shorter than {SHORTEST_SECRET} characters: "
            "sessions signed with it could be forged."
        )
    merged["SQLALCHEMY_DATABASE_URI"] = _database_url(merged["SQLALCHEMY_DATABASE_URI"])
    return merged


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: value for name, value in environ.items() if name.startswith("QBO_")
    }
    if "SECRET_KEY" in environ:
        found["SECRET_KEY"] = environ["SECRET_KEY"]
    if "DATABASE_URL" in environ:
        found["SQLALCHEMY_DATABASE_URI"] = environ["DATABASE_URL"]
    for name in ("BACKOFFICE_QUICKBOOKS", "SESSION_COOKIE_SECURE"):
        if name in environ:
            found[name] = _yes_or_no(name, environ[name])
    return found


def _yes_or_no(name: str, value: str) -> bool:
    word = value.strip().lower()
    if word not in _TRUE | _FALSE:
        raise ConfigurationError(f"{name} is {value!r}; say true or false.")
    return word in _TRUE


def _database_url(text: str) -> str:
    try:
        url = make_url(text)
    except ArgumentError:
        raise ConfigurationError(
            "DATABASE_URL is not a database address: it should look like "
            "sqlite:////path/file.sqlite3 or postgresql://user:password@host/name"
        ) from None
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)
