"""Knows the control API: how a test or a tour steers the local Intuit."""

from typing import Any

from flask import Blueprint, Response, current_app, request

from integration_qbo.sandbox.answers import intuit, plain_json
from integration_qbo.sandbox.books.session import UnknownCompanyError
from integration_qbo.sandbox.wire import Doc, dumps, loads

blueprint = Blueprint("control", __name__, url_prefix="/_control")


class WrongRequestError(ValueError):
    """A control request that cannot be carried out; the sentence says why."""


@blueprint.errorhandler(WrongRequestError)
def _wrong(error: WrongRequestError) -> Response:
    return plain_json({"error": str(error)}, 400)


@blueprint.errorhandler(UnknownCompanyError)
def _no_company(error: UnknownCompanyError) -> Response:
    return plain_json({"error": f"There is no company {error}."}, 404)


def body() -> Doc:
    """Return the JSON object sent; a form from a foreign page is refused."""
    if request.mimetype != "application/json":
        raise WrongRequestError("Send JSON with Content-Type: application/json.")
    try:
        value = loads(request.get_data() or b"{}")
    except ValueError:
        raise WrongRequestError("The body is not JSON.") from None
    if not isinstance(value, dict):
        raise WrongRequestError("The body must be a JSON object.")
    return value


def answered(value: Any) -> Response:
    """Return a value as a JSON answer."""
    return Response(dumps(value), content_type="application/json;charset=utf-8")


def realm_of(wanted: Doc) -> str:
    """Return the company a request names; refuses one that is not there."""
    realm = str(wanted.get("realm_id") or "")
    with intuit().store.read() as connection:
        row = connection.execute(
            "SELECT 1 FROM company WHERE realm = ?", (realm,)
        ).fetchone()
    if row is None:
        raise WrongRequestError(f"There is no company {realm!r}; give realm_id.")
    return realm


@blueprint.get("", strict_slashes=False)
def index() -> Response:
    """List what there is."""
    found = [
        {
            "path": str(rule),
            "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
            "does": (current_app.view_functions[rule.endpoint].__doc__ or "").split(
                "\n"
            )[0],
        }
        for rule in current_app.url_map.iter_rules()
        if str(rule).startswith("/_control")
    ]
    return answered({"control": sorted(found, key=lambda entry: str(entry["path"]))})
