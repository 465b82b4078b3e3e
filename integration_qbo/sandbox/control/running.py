"""Knows how to steer what runs: clock, switches, tokens, misbehaviour, webhooks."""

from flask import Response, request

from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.clock import stamp
from integration_qbo.sandbox.control.common import (
    WrongRequestError,
    answered,
    blueprint,
    body,
    realm_of,
)
from integration_qbo.sandbox.misbehaviour import WrongRuleError
from integration_qbo.sandbox.oauth.tokens import Tokens
from integration_qbo.sandbox.switches import WrongSwitchError
from integration_qbo.sandbox.webhooks import Endpoint, WrongEndpointError


@blueprint.route("/clock", methods=["GET", "POST"])
def clock() -> Response:
    """Read the clock, or move it: advance_seconds or offset_seconds."""
    shared = intuit()
    if request.method == "POST":
        wanted = body()
        try:
            if "advance_seconds" in wanted:
                offset = shared.clock.offset + float(wanted["advance_seconds"])
            else:
                offset = float(wanted["offset_seconds"])
        except (KeyError, TypeError, ValueError):
            raise WrongRequestError(
                "Give advance_seconds or offset_seconds as a number."
            ) from None
        shared.set_clock(offset)
    now = shared.clock.now()
    return answered(
        {"offset_seconds": shared.clock.offset, "now": stamp(now), "epoch": now}
    )


@blueprint.route("/switches", methods=["GET", "POST"])
def switches() -> Response:
    """Read the named switches, or set some of them."""
    shared = intuit()
    if request.method == "POST":
        try:
            shared.set_switches(body())
        except WrongSwitchError as error:
            raise WrongRequestError(str(error)) from None
    return answered(vars(shared.switches))


@blueprint.post("/tokens/expire")
def expire() -> Response:
    """Let the access tokens of a company, or of all, expire now."""
    shared = intuit()
    realm = str(body().get("realm_id") or "")
    with shared.store.write() as connection:
        tokens = Tokens(connection, shared.clock.now(), shared.switches)
        count = tokens.expire_access(realm)
    return answered({"expired": count})


@blueprint.post("/disconnect")
def disconnect() -> Response:
    """Disconnect a company at Intuit: every token of it dies."""
    shared = intuit()
    realm = realm_of(body())
    with shared.store.write() as connection:
        tokens = Tokens(connection, shared.clock.now(), shared.switches)
        count = tokens.end_company(realm, "disconnected at Intuit")
    return answered({"ended": count})


@blueprint.route("/misbehaviour", methods=["GET", "POST", "DELETE"])
def misbehaviour() -> Response:
    """List the rules, add one (or a list, or a seed), or take all away."""
    rules = intuit().misbehaviour
    if request.method == "DELETE":
        rules.clear()
    elif request.method == "POST":
        wanted = body()
        if "seed" in wanted:
            rules.seed(int(wanted.pop("seed")))
        try:
            for rule in wanted.get("rules") or ([wanted] if wanted else []):
                rules.add(rule)
        except WrongRuleError as error:
            raise WrongRequestError(str(error)) from None
    return answered({"rules": rules.rules()})


@blueprint.delete("/misbehaviour/<int:number>")
def behave(number: int) -> Response:
    """Take one rule away."""
    return answered({"removed": intuit().misbehaviour.remove(number)})


@blueprint.route("/webhooks", methods=["GET", "POST", "DELETE"])
def webhooks() -> Response:
    """Show deliveries, set the endpoint (url, verifier, form …), or drop it."""
    hooks = intuit().webhooks
    if request.method == "DELETE":
        hooks.configure(None)
    elif request.method == "POST":
        try:
            hooks.configure(Endpoint(**body()))
        except (TypeError, WrongEndpointError) as error:
            raise WrongRequestError(str(error)) from None
    return answered(hooks.overview())
