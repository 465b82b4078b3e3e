"""Intuit's OAuth server: authorise, exchange, refresh, revoke.

Endpoints come from the discovery document, and only from hosts we know.  Facts:
``docs/quickbooks-notes.md#oauth``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from integration_qbo.config import Config, Environment, is_loopback
from integration_qbo.errors import Cause, ConnectionLost, NeedsAttention, RetryLater

SCOPE = "com.intuit.quickbooks.accounting"
_ASK_HARD_END = {"x-include-refresh-token-hard-expires-in": "true"}
_INTUIT = ".intuit.com"


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenSet:
    """What the token endpoint gives; lifetimes in seconds from now."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_lifetime: int
    refresh_lifetime: int
    hard_lifetime: int | None


class OAuth(Protocol):
    """What connecting needs of Intuit."""

    def authorization_url(self, state: str) -> str:
        """Where the user signs in and chooses a company."""

    def exchange(self, code: str) -> TokenSet:
        """Tokens for a one-time code."""

    def refresh(self, refresh_token: str) -> TokenSet:
        """New tokens; the refresh token may have changed."""

    def revoke(self, refresh_token: str) -> None:
        """End both tokens at Intuit."""


class IntuitOAuth:
    """The real OAuth server, or the local one."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._endpoints: dict[str, str] | None = None

    def authorization_url(self, state: str) -> str:
        """Where the user signs in and chooses a company."""
        url: str
        url, _state = self._session().create_authorization_url(
            self._endpoint("authorization_endpoint"), state=state
        )
        return url

    def exchange(self, code: str) -> TokenSet:
        """Tokens for a one-time code; `NeedsAttention` when it is no longer good."""
        return self._tokens(
            lambda session: session.fetch_token(
                self._endpoint("token_endpoint"), code=code, headers=_ASK_HARD_END
            ),
            refused=NeedsAttention(
                Cause(
                    code="code_refused",
                    sentence="Intuit did not accept the answer of the sign-in page.",
                    remedy="Press Connect once more.",
                )
            ),
        )

    def refresh(self, refresh_token: str) -> TokenSet:
        """New tokens; `ConnectionLost` when Intuit no longer takes the old one."""
        return self._tokens(
            lambda session: session.refresh_token(
                self._endpoint("token_endpoint"),
                refresh_token=refresh_token,
                headers=_ASK_HARD_END,
            ),
            refused=ConnectionLost(
                Cause(
                    code="key_refused",
                    sentence=(
                        "QuickBooks no longer accepts our key. Most often somebody"
                        " disconnected the app in QuickBooks, or the key expired."
                    ),
                    remedy="Connect again.",
                )
            ),
        )

    def revoke(self, refresh_token: str) -> None:
        """End both tokens at Intuit; `RetryLater` when it could not be done now."""
        try:
            answer = requests.post(
                self._endpoint("revocation_endpoint"),
                json={"token": refresh_token},
                auth=(self._config.client_id, self._config.client_secret),
                headers={"Accept": "application/json"},
                timeout=self._config.timings.token_call,
                allow_redirects=False,
            )
        except requests.RequestException as trouble:
            raise _unreachable(trouble) from trouble
        # 400 says that the token is already dead, which is what we want.
        if answer.status_code not in {200, 400}:
            raise _unreachable(None, http=str(answer.status_code))

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            client_id=self._config.client_id,
            client_secret=self._config.client_secret,
            redirect_uri=self._config.redirect_uri,
            scope=SCOPE,
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106
            default_timeout=self._config.timings.token_call,
        )

    def _tokens(
        self,
        ask: Callable[[OAuth2Session], dict[str, Any]],
        *,
        refused: ConnectionLost | NeedsAttention,
    ) -> TokenSet:
        try:
            with self._session() as session:
                return _read(ask(session))
        except OAuthError as error:
            if error.error == "invalid_grant":
                raise refused from error
            raise NeedsAttention(
                Cause(
                    code="oauth_refused",
                    sentence=f"Intuit refused the request ({error.error}).",
                    remedy="Check QBO_CLIENT_ID, QBO_CLIENT_SECRET and"
                    " QBO_REDIRECT_URI against the app's page at Intuit.",
                )
            ) from error
        except (requests.RequestException, ValueError, KeyError) as trouble:
            raise _unreachable(trouble) from trouble

    def _endpoint(self, name: str) -> str:
        if self._endpoints is None:
            self._endpoints = self._discover()
        return self._endpoints[name]

    def _discover(self) -> dict[str, str]:
        try:
            answer = requests.get(
                self._config.discovery_url, timeout=self._config.timings.token_call
            )
            answer.raise_for_status()
            document = answer.json()
            endpoints = {
                name: str(document[name])
                for name in (
                    "authorization_endpoint",
                    "token_endpoint",
                    "revocation_endpoint",
                )
            }
        except (requests.RequestException, ValueError, KeyError) as trouble:
            raise _unreachable(trouble) from trouble
        for url in endpoints.values():
            self._known_host(url)
        return endpoints

    def _known_host(self, url: str) -> None:
        host = urlsplit(url).hostname or ""
        local = self._config.environment is Environment.LOCAL
        if not (is_loopback(host) if local else host.endswith(_INTUIT)):
            raise NeedsAttention(
                Cause(
                    code="foreign_endpoint",
                    sentence=f"The discovery document names a foreign host ({host}).",
                    remedy="Check QBO_DISCOVERY_URL.",
                )
            )


def _read(token: dict[str, Any]) -> TokenSet:
    hard = token.get("x_refresh_token_hard_expires_in")
    return TokenSet(
        access_token=str(token["access_token"]),
        refresh_token=str(token["refresh_token"]),
        access_lifetime=int(token["expires_in"]),
        refresh_lifetime=int(token["x_refresh_token_expires_in"]),
        hard_lifetime=int(hard) if hard else None,
    )


def _unreachable(trouble: Exception | None, **facts: str) -> RetryLater:
    if trouble is not None:
        facts["trouble"] = type(trouble).__name__
    return RetryLater(
        Cause(
            code="oauth_unreachable",
            sentence="Intuit's sign-in service did not answer.",
            remedy="Try again in a minute.",
            facts=facts,
        )
    )
