"""Knows who is let in: bearer token, company, scope, limits."""

from flask import Response, g, request

from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.oauth.people import PEOPLE
from integration_qbo.sandbox.oauth.tokens import ACCOUNTING, Tokens
from integration_qbo.sandbox.wire_faults import (
    empty_token,
    expired_token,
    forbidden,
    foreign_token,
    no_token,
    throttled,
)


def admit(realm: str, path: str) -> Response | None:
    """Return the refusal, or None for who may pass."""
    shared = intuit()
    moment = shared.clock.now()
    header = request.headers.get("Authorization")
    if header is None or not header.startswith("Bearer"):
        return no_token(moment)
    token = header.removeprefix("Bearer").strip()
    if not token:
        return empty_token(moment)
    with shared.store.read() as connection:
        consent, known = Tokens(connection, moment, shared.switches).bearer(token)
    if consent is None:
        return expired_token(token, moment) if known else foreign_token(token, moment)
    if consent.realm != realm or not consent.allows(ACCOUNTING):
        return forbidden(moment)
    crowd = shared.journal.in_flight(realm)
    if shared.limits.refuses(realm, path, moment, shared.switches, in_flight=crowd):
        return throttled(moment, shared.switches.throttle_form)
    g.user = PEOPLE[consent.person].full_name
    return None
