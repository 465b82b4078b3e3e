"""Knows the machine side of OAuth: discovery, token, revoke, userinfo, keys."""

import base64
import binascii
import hmac
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from integration_qbo.sandbox.answers import intuit, plain_json
from integration_qbo.sandbox.oauth import keys
from integration_qbo.sandbox.oauth.people import PEOPLE
from integration_qbo.sandbox.oauth.tokens import InvalidGrantError, Issued, Tokens
from integration_qbo.sandbox.options import Client
from integration_qbo.sandbox.wire_faults import expired_token, foreign_token

ISSUER = "https://oauth.platform.intuit.com/op/v1"
"""Who id tokens say they are from: clients compare with this very text."""

blueprint = Blueprint("oauth", __name__)

NO_STORE = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}


def urls(origin: str) -> dict[str, str]:
    """Return where everything is found, for the grants file and discovery."""
    return {
        "discovery": f"{origin}/.well-known/openid_sandbox_configuration/",
        "authorize": f"{origin}/connect/oauth2",
        "token": f"{origin}/oauth2/v1/tokens/bearer",
        "revoke": f"{origin}/v2/oauth2/tokens/revoke",
        "userinfo": f"{origin}/v1/openid_connect/userinfo",
        "jwks": f"{origin}/op/v1/jwks",
        "api": origin,
    }


def _origin() -> str:
    return request.host_url.rstrip("/")


@blueprint.get("/.well-known/<name>/", strict_slashes=False)
def discovery(name: str) -> Response:
    """Serve both discovery documents; they differ in nothing here."""
    if name not in {"openid_sandbox_configuration", "openid_configuration"}:
        return plain_json({"error": "not_found"}, 404)
    where = urls(_origin())
    return jsonify(
        {
            "issuer": ISSUER,
            "authorization_endpoint": where["authorize"],
            "token_endpoint": where["token"],
            "userinfo_endpoint": where["userinfo"],
            "revocation_endpoint": where["revoke"],
            "jwks_uri": where["jwks"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email", "profile", "address", "phone"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_post",
                "client_secret_basic",
            ],
            "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
        }
    )


def _refused(error: str, description: str = "", status: int = 400) -> Response:
    body = {"error": error}
    if description:
        body["error_description"] = description
    answer = plain_json(body, status, NO_STORE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Intuit"'
    return answer


def _client(form: Any) -> Client | None:
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        try:
            decoded = base64.b64decode(header[6:], validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
        client_id, _, secret = decoded.partition(":")
    client = intuit().clients.get(str(client_id))
    if client is None or not hmac.compare_digest(
        client.client_secret.encode(), str(secret).encode()
    ):
        return None
    return client


@blueprint.post("/oauth2/v1/tokens/bearer")
def token() -> Response:
    """Exchange a code, or renew by a refresh token."""
    form = request.form
    client = _client(form)
    if client is None:
        return _refused("invalid_client", status=401)
    grant_type = form.get("grant_type")
    if not grant_type:
        return _refused("invalid_request")
    if grant_type == "authorization_code":
        return _redeem(client, form)
    if grant_type == "refresh_token":
        return _refresh(client, form)
    return _refused("unsupported_grant_type")


def _redeem(client: Client, form: Any) -> Response:
    code, redirect_uri = form.get("code"), form.get("redirect_uri")
    if not code or not redirect_uri:
        return _refused("invalid_request")
    shared = intuit()
    with shared.store.write() as connection:
        tokens = Tokens(connection, shared.clock.now(), shared.switches)
        try:
            issued = tokens.redeem(code, client.client_id, redirect_uri)
        except InvalidGrantError:
            return _refused("invalid_grant", "Token invalid")
    return _issued(issued, with_identity=True)


def _refresh(client: Client, form: Any) -> Response:
    value = form.get("refresh_token")
    if not value:
        return _refused("invalid_request")
    shared = intuit()
    with shared.store.write() as connection:
        tokens = Tokens(connection, shared.clock.now(), shared.switches)
        try:
            issued = tokens.refresh(value, client.client_id)
        except InvalidGrantError:
            return _refused("invalid_grant", "Incorrect or invalid refresh token")
    return _issued(issued, with_identity=False)


def _issued(issued: Issued, *, with_identity: bool) -> Response:
    body: dict[str, Any] = {
        "x_refresh_token_expires_in": issued.refresh_seconds,
        "refresh_token": issued.refresh_token,
        "access_token": issued.access_token,
        "token_type": "bearer",
        "expires_in": issued.access_seconds,
    }
    wanted = request.headers.get("x-include-refresh-token-hard-expires-in", "")
    if wanted.lower() == "true":
        body["x_refresh_token_hard_expires_in"] = issued.hard_seconds
    if with_identity and issued.authorization.allows("openid"):
        body["id_token"] = _id_token(issued)
    return plain_json(body, 200, NO_STORE)


def _id_token(issued: Issued) -> str:
    consent = issued.authorization
    now = int(intuit().clock.now())
    claims = {
        "sub": PEOPLE[consent.person].subject,
        "aud": [consent.client_id],
        "auth_time": int(consent.started),
        "iss": ISSUER,
        "exp": now + 3600,
        "iat": now,
    }
    if consent.realm:
        claims["realmid"] = consent.realm
    return keys.signed(keys.signing_key(intuit().store), claims)


@blueprint.post("/v2/oauth2/tokens/revoke")
def revoke() -> Response:
    """End an authorization by one of its tokens; empty answer."""
    client = _client(request.form)
    if client is None:
        return _refused("invalid_client", status=401)
    body = request.get_json(silent=True)
    value = body.get("token") if isinstance(body, dict) else None
    value = value or request.form.get("token")
    if not value:
        return _refused("invalid_request")
    shared = intuit()
    with shared.store.write() as connection:
        tokens = Tokens(connection, shared.clock.now(), shared.switches)
        known = tokens.revoke(str(value), client.client_id)
    if not known:
        return _refused("invalid_request")
    return current_app.response_class(status=200, headers=NO_STORE)


@blueprint.get("/v1/openid_connect/userinfo")
def userinfo() -> Response:
    """Tell who consented, as far as the scopes allow."""
    value = request.headers.get("Authorization", "").removeprefix("Bearer ")
    shared = intuit()
    with shared.store.read() as connection:
        tokens = Tokens(connection, shared.clock.now(), shared.switches)
        consent, known = tokens.bearer(value)
    if consent is None:
        moment = shared.clock.now()
        return expired_token(value, moment) if known else foreign_token(value, moment)
    person = PEOPLE[consent.person]
    body: dict[str, Any] = {"sub": person.subject}
    if consent.allows("email"):
        body |= {"email": person.email, "emailVerified": True}
    if consent.allows("profile"):
        body |= {"givenName": person.given_name, "familyName": person.family_name}
    if consent.allows("phone"):
        body |= {"phoneNumber": "+61 255501234", "phoneNumberVerified": False}
    if consent.allows("address"):
        body["address"] = {
            "streetAddress": "1 Example Street",
            "locality": "Sydney",
            "region": "NSW",
            "postalCode": "2000",
            "country": "AU",
        }
    return plain_json(body, 200, NO_STORE)


@blueprint.get("/op/v1/jwks")
def jwks() -> Response:
    """Publish the key that id tokens are signed with."""
    return jsonify(keys.key_set(keys.signing_key(intuit().store)))
