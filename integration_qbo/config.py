"""The ``QBO_*`` deployment settings: read once, checked, refused when unsafe."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from ipaddress import ip_address
from math import inf
from typing import Any
from urllib.parse import SplitResult, urlsplit

from integration_qbo.errors import ConfigurationRefused

_DISCOVERY = {
    "production": "https://developer.api.intuit.com/.well-known/openid_configuration",
    "sandbox": (
        "https://developer.api.intuit.com/.well-known/openid_sandbox_configuration"
    ),
}
_API = {
    "production": "https://quickbooks.api.intuit.com",
    "sandbox": "https://sandbox-quickbooks.api.intuit.com",
}
_APP = {
    "production": "https://qbo.intuit.com/app",
    "sandbox": "https://sandbox.qbo.intuit.com/app",
}
_KEY_BYTES = 32
_DEPLOYMENT_LENGTH = 64


class Environment(StrEnum):
    """Which QuickBooks the add-on talks to."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class EncryptionKey:
    """A named AES-256 key; the name stands beside what it sealed."""

    name: str
    secret: bytes = field(repr=False)


_FIXED = frozenset({"refresh", "token_margin"})
"""What is not about waiting for each other keeps its length."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Timings:
    """How long things may take, in seconds; their ratios are what keeps us safe.

    ``quiet`` counts from the last byte sent and must outlast whatever QuickBooks may
    still be doing with a request whose answer we gave up on.  ``turn`` is the time
    between two requests of one company: 450 a minute, within QuickBooks' 500.
    """

    connect: float = 5
    total: float = 30
    lease: float = 60
    quiet: float = 180
    tick: float = 15
    refresh: float = 3600
    token_margin: float = 600
    token_call: float = 20
    key_refused: float = 30
    turn: float = 60 / 450
    first_wait: float = 15
    longest_wait: float = 3600
    throttled: float = 60
    first_break: float = 30
    longest_break: float = 600
    probe: float = 6 * 3600

    def __post_init__(self) -> None:
        """Refuse a set whose ratios would let a second request overtake a first."""
        if (
            self.total >= self.lease / 1.5
            or self.quiet < 3 * self.total
            or self.token_call >= self.lease
        ):
            raise ConfigurationRefused(
                "QBO_TIME_SCALE",
                "The time limits do not fit each other: a lease must be at least 1.5"
                " times, the quiet period three times the request's limit.",
            )

    def scaled(self, factor: float) -> "Timings":
        """All limits shortened or stretched together."""
        scaled = {
            each.name: getattr(self, each.name) * factor
            for each in fields(self)
            if each.name not in _FIXED
        }
        return replace(self, **scaled)


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """Everything a deployment decides.  `api_url` and `app_url` follow from it.

    `largest_request` (bytes) and `is_cookie_secure` are the host's own settings, which
    the doctor looks at.
    """

    environment: Environment
    deployment_id: str
    discovery_url: str
    api_url: str
    app_url: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    encryption_keys: tuple[EncryptionKey, ...]
    redis_url: str
    timings: Timings
    largest_request: int | None
    is_cookie_secure: bool


def read_config(values: Mapping[str, Any]) -> Config:
    """The checked deployment settings.

    Raises `ConfigurationRefused`, naming the setting and what to write there.
    """
    environment = _environment(values)
    discovery_url, api_url, app_url = _addresses(values, environment)
    return Config(
        environment=environment,
        deployment_id=_deployment_id(values),
        discovery_url=discovery_url,
        api_url=api_url,
        app_url=app_url,
        client_id=_required(values, "QBO_CLIENT_ID", "the app's client id"),
        client_secret=_required(values, "QBO_CLIENT_SECRET", "the app's client secret"),
        redirect_uri=_redirect_uri(values, environment),
        encryption_keys=_encryption_keys(values),
        redis_url=_required(values, "QBO_REDIS_URL", "where Redis answers"),
        timings=_timings(values, environment),
        largest_request=values.get("MAX_CONTENT_LENGTH"),
        is_cookie_secure=bool(values.get("SESSION_COOKIE_SECURE")),
    )


def _required(values: Mapping[str, Any], name: str, what: str) -> str:
    value = str(values.get(name) or "").strip()
    if not value:
        raise ConfigurationRefused(name, f"{name} is not set.", f"Set it to {what}.")
    return value


def _deployment_id(values: Mapping[str, Any]) -> str:
    setting = "QBO_DEPLOYMENT_ID"
    given = _required(
        values,
        setting,
        "a name of your own for this deployment, for example books.example.com; a copy"
        " of the database elsewhere has another one",
    )
    if len(given) > _DEPLOYMENT_LENGTH:
        raise ConfigurationRefused(
            setting,
            f"{setting} has {len(given)} characters.",
            f"Write at most {_DEPLOYMENT_LENGTH}.",
        )
    return given


def _environment(values: Mapping[str, Any]) -> Environment:
    given = _required(values, "QBO_ENVIRONMENT", "production, sandbox or local")
    try:
        return Environment(given)
    except ValueError:
        raise ConfigurationRefused(
            "QBO_ENVIRONMENT",
            f"QBO_ENVIRONMENT is {given!r}.",
            "Set it to production, sandbox or local.",
        ) from None


def _addresses(
    values: Mapping[str, Any], environment: Environment
) -> tuple[str, str, str]:
    given = str(values.get("QBO_DISCOVERY_URL") or "").strip()
    if environment is not Environment.LOCAL:
        if given:
            raise ConfigurationRefused(
                "QBO_DISCOVERY_URL",
                "QBO_DISCOVERY_URL is for the local environment only.",
                "Remove it, or set QBO_ENVIRONMENT to local.",
            )
        return _DISCOVERY[environment], _API[environment], _APP[environment]
    url = _required(values, "QBO_DISCOVERY_URL", "the local Intuit's discovery address")
    parts = _parts("QBO_DISCOVERY_URL", url)
    if not is_loopback(parts.hostname):
        raise ConfigurationRefused(
            "QBO_DISCOVERY_URL",
            "QBO_DISCOVERY_URL must be on this machine (127.0.0.1 or localhost).",
        )
    origin = f"{parts.scheme}://{parts.netloc}"
    return url, origin, f"{origin}/app"


def is_loopback(host: str | None) -> bool:
    """Whether a host name means this machine and nothing else."""
    if host is None:
        return False
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(setting: str, url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise ConfigurationRefused(setting, f"{setting} is no address.") from None


def _redirect_uri(values: Mapping[str, Any], environment: Environment) -> str:
    uri = _required(
        values,
        "QBO_REDIRECT_URI",
        "the full address of /integrations/quickbooks/callback, as registered at"
        " Intuit",
    )
    parts = _parts("QBO_REDIRECT_URI", uri)
    local = is_loopback(parts.hostname)
    if parts.scheme != "https" and not (
        local and environment is not Environment.PRODUCTION
    ):
        raise ConfigurationRefused(
            "QBO_REDIRECT_URI",
            "QBO_REDIRECT_URI must begin with https://.",
            "Only the sandbox and local environments accept http://localhost.",
        )
    return uri


def _encryption_keys(values: Mapping[str, Any]) -> tuple[EncryptionKey, ...]:
    setting = "QBO_ENCRYPTION_KEYS"
    given = _required(
        values,
        setting,
        "NAME:KEY, the key being 32 random bytes in base64"
        " (`flask qbo new-key` prints one)",
    )
    keys: list[EncryptionKey] = []
    for entry in given.split(","):
        name, separator, text = entry.strip().partition(":")
        try:
            secret = base64.b64decode(text, validate=True)
        except binascii.Error:
            secret = b""
        # The dot ends the name in what is sealed.
        if not separator or not name or "." in name or len(secret) != _KEY_BYTES:
            raise ConfigurationRefused(
                setting,
                f"The entry number {len(keys) + 1} of {setting} is not NAME:KEY with"
                " a name without dots and 32 bytes in base64.",
                "`flask qbo new-key` prints one.",
            )
        keys.append(EncryptionKey(name, secret))
    if len({key.name for key in keys}) != len(keys):
        raise ConfigurationRefused(setting, f"Two keys of {setting} share a name.")
    return tuple(keys)


def _timings(values: Mapping[str, Any], environment: Environment) -> Timings:
    setting = "QBO_TIME_SCALE"
    value = values.get(setting)
    given = "" if value is None else str(value).strip()
    if not given:
        return Timings()
    if environment is not Environment.LOCAL:
        raise ConfigurationRefused(
            setting, f"{setting} is for the local environment only."
        )
    try:
        factor = float(given)
    except ValueError:
        factor = 0
    if not 0 < factor < inf:
        raise ConfigurationRefused(
            setting,
            f"{setting} is {given!r}.",
            "Set it to a number above 0; 1 keeps the usual limits.",
        )
    return Timings().scaled(factor)
