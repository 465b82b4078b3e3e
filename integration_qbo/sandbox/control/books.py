"""Knows how to consent without a browser and to change books behind the API's back."""

from flask import Response, request

from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.session import Cause
from integration_qbo.sandbox.control.common import (
    WrongRequestError,
    answered,
    blueprint,
    body,
    realm_of,
)
from integration_qbo.sandbox.oauth.authorize import (
    RefusedError,
    consent,
    problem,
    wish,
)
from integration_qbo.sandbox.oauth.people import PEOPLE
from integration_qbo.sandbox.oauth.tokens import ACCOUNTING
from integration_qbo.sandbox.seeds.crowd import crowd as make_crowd
from integration_qbo.sandbox.wire import loads

OWNER = "owner@local-intuit.test"


@blueprint.post("/authorize")
def authorize() -> Response:
    """Consent without a browser: returns where the browser would be sent."""
    wanted = body()
    defaults = {"scope": ACCOUNTING, "client_id": next(iter(intuit().clients))}
    values = defaults | {k: str(v) for k, v in wanted.items()}
    try:
        asked = wish(values)
    except RefusedError as refused:
        raise WrongRequestError(str(refused)) from None
    error = problem(asked, "code")
    if error:
        return answered({"location": asked.back(error=error)})
    person = PEOPLE[str(wanted.get("email") or OWNER)]
    realm = realm_of(wanted) if asked.names_company else None
    return answered({"location": consent(asked, realm, person)})


@blueprint.route("/entity", methods=["GET", "POST"])
def entity() -> Response:
    """Read objects as stored, or change or delete one behind the API's back."""
    shared = intuit()
    if request.method == "GET":
        return _entities(request.args.to_dict())
    wanted = body()
    kind = KINDS.get(str(wanted.get("entity")))
    if kind is None:
        raise WrongRequestError(f"There is no entity {wanted.get('entity')!r}.")
    with shared.changing(realm_of(wanted)) as books:
        previous = books.get(kind.name, str(wanted.get("id")))
        if previous is None:
            raise WrongRequestError(f"There is no {kind.name} {wanted.get('id')}.")
        if wanted.get("delete"):
            books.remove(kind, previous["Id"])
            kind.settle(books, previous, None)
            books.record("Delete", kind.name, previous, Cause())
            return answered({"deleted": previous["Id"]})
        changed = previous | dict(wanted.get("changes") or {})
        changed |= {
            "SyncToken": str(int(previous["SyncToken"]) + 1),
            "MetaData": books.stamped(previous),
        }
        stored = books.put(kind, changed)
        kind.settle(books, previous, stored)
        books.record("Update", kind.name, stored, Cause())
    return answered(stored)


def _entities(wanted: dict[str, str]) -> Response:
    shared = intuit()
    with shared.store.read() as connection:
        rows = connection.execute(
            "SELECT body FROM entity WHERE realm = ? AND kind = ?"
            " AND (? = '' OR id = ?) ORDER BY number LIMIT 5000",
            (
                wanted.get("realm_id", ""),
                wanted.get("entity", ""),
                wanted.get("id", ""),
                wanted.get("id", ""),
            ),
        ).fetchall()
    return answered({"entities": [loads(row["body"]) for row in rows]})


@blueprint.post("/crowd")
def crowd() -> Response:
    """Make many customers at once: realm_id, count."""
    shared = intuit()
    wanted = body()
    with shared.changing(realm_of(wanted)) as books:
        first = make_crowd(books, int(wanted.get("count", 100_000)))
    return answered({"first_id": str(first)})
