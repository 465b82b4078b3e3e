"""Knows the control API: clock, tokens, books behind the API's back, journal."""

from typing import Any

from flask import Blueprint, Response, request

from integration_qbo.sandbox.answers import intuit, plain_json
from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.session import Books, Cause, UnknownCompanyError
from integration_qbo.sandbox.clock import stamp
from integration_qbo.sandbox.misbehaviour import WrongRuleError
from integration_qbo.sandbox.oauth.authorize import RefusedError, consent, problem, wish
from integration_qbo.sandbox.oauth.people import PEOPLE
from integration_qbo.sandbox.oauth.tokens import ACCOUNTING, Tokens
from integration_qbo.sandbox.switches import WrongSwitchError
from integration_qbo.sandbox.wire import Doc, dumps, loads

blueprint = Blueprint("control", __name__, url_prefix="/_control")
OWNER = "owner@local-intuit.test"


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


def _json(value: Any) -> Response:
    return Response(dumps(value), content_type="application/json;charset=utf-8")


@blueprint.get("", strict_slashes=False)
def index() -> Response:
    """List what there is."""
    from flask import current_app

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
    return _json({"control": sorted(found, key=lambda entry: str(entry["path"]))})


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
    return _json(
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
    return _json(vars(shared.switches))


@blueprint.post("/tokens/expire")
def expire() -> Response:
    """Let the access tokens of a company, or of all, expire now."""
    shared = intuit()
    realm = str(body().get("realm_id") or "")
    with shared.store.write() as connection:
        tokens = Tokens(connection, shared.clock.now(), shared.switches)
        count = tokens.expire_access(realm)
    return _json({"expired": count})


@blueprint.post("/disconnect")
def disconnect() -> Response:
    """Disconnect a company at Intuit: every token of it dies."""
    shared = intuit()
    realm = _realm(body())
    with shared.store.write() as connection:
        tokens = Tokens(connection, shared.clock.now(), shared.switches)
        count = tokens.end_company(realm, "disconnected at Intuit")
    return _json({"ended": count})


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
        return _json({"location": asked.back(error=error)})
    person = PEOPLE[str(wanted.get("email") or OWNER)]
    realm = _realm(wanted) if asked.names_company else None
    return _json({"location": consent(asked, realm, person)})


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
    with shared.store.write() as connection:
        books = Books(connection, _realm(wanted), shared.clock.now(), shared.switches)
        previous = books.get(kind.name, str(wanted.get("id")))
        if previous is None:
            raise WrongRequestError(f"There is no {kind.name} {wanted.get('id')}.")
        if wanted.get("delete"):
            books.remove(kind, previous["Id"])
            kind.settle(books, previous, None)
            books.record("Delete", kind.name, previous, Cause())
            return _json({"deleted": previous["Id"]})
        changed = previous | dict(wanted.get("changes") or {})
        changed |= {
            "SyncToken": str(int(previous["SyncToken"]) + 1),
            "MetaData": books.stamped(previous),
        }
        stored = books.put(kind, changed)
        kind.settle(books, previous, stored)
        books.record("Update", kind.name, stored, Cause())
    return _json(stored)


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
    return _json({"entities": [loads(row["body"]) for row in rows]})


@blueprint.get("/journal")
def journal() -> Response:
    """List requests and effects: since, effects_since, realm_id, path."""
    shared = intuit()
    since = request.args.get("since", 0, int)
    effects_since = request.args.get("effects_since", 0, int)
    realm = request.args.get("realm_id", "")
    path = request.args.get("path", "")
    bodies = request.args.get("bodies", "") == "true"
    found = []
    for entry in shared.journal.exchanges(since):
        if realm not in ("", entry.realm) or path not in entry.path:
            continue
        shown = entry.summary()
        if bodies:
            shown |= {"sent": entry.sent, "answered": entry.answered}
        found.append(shown)
    with shared.store.read() as connection:
        rows = connection.execute(
            "SELECT * FROM effect WHERE number > ? AND (? = '' OR realm = ?)"
            " ORDER BY number",
            (effects_since, realm, realm),
        ).fetchall()
    return _json({"requests": found, "effects": [dict(row) for row in rows]})


@blueprint.get("/stats")
def stats() -> Response:
    """Count requests, duplicates by marker and number, bodies per request id."""
    shared = intuit()
    with shared.store.read() as connection:
        effects = connection.execute(
            "SELECT realm, kind, action, COUNT(*) AS n FROM effect"
            " GROUP BY realm, kind, action"
        ).fetchall()
        markers = connection.execute(
            "SELECT realm, marker, COUNT(*) AS n FROM effect"
            " WHERE action = 'Create' AND kind = 'Invoice' AND marker != ''"
            " GROUP BY realm, marker HAVING COUNT(*) > 1"
        ).fetchall()
        names = connection.execute(
            "SELECT realm, kind, label, COUNT(*) AS n FROM entity"
            " WHERE kind IN ('Invoice', 'CreditMemo') AND label != ''"
            " GROUP BY realm, kind, label HAVING COUNT(*) > 1"
        ).fetchall()
        bodies = connection.execute(
            "SELECT realm, request_id, COUNT(DISTINCT digest) AS bodies,"
            " COUNT(*) AS effects FROM effect WHERE request_id != ''"
            " GROUP BY realm, request_id HAVING COUNT(*) > 1"
        ).fetchall()
    return _json(
        shared.journal.figures()
        | {
            "effects": [dict(row) for row in effects],
            "duplicate_markers": [dict(row) for row in markers],
            "duplicate_numbers": [dict(row) for row in names],
            "request_ids_worked_twice": [dict(row) for row in bodies],
        }
    )


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
    return _json({"rules": rules.rules()})


@blueprint.delete("/misbehaviour/<int:number>")
def behave(number: int) -> Response:
    """Take one rule away."""
    return _json({"removed": intuit().misbehaviour.remove(number)})


@blueprint.post("/reset")
def reset() -> Response:
    """Empty journal, counters and rules; the books stay."""
    shared = intuit()
    body()
    shared.journal.clear()
    shared.limits.clear()
    shared.misbehaviour.clear()
    with shared.store.write() as connection:
        connection.execute("DELETE FROM effect")
    return _json({"journal": "empty"})


def _realm(wanted: Doc) -> str:
    realm = str(wanted.get("realm_id") or "")
    with intuit().store.read() as connection:
        row = connection.execute(
            "SELECT 1 FROM company WHERE realm = ?", (realm,)
        ).fetchone()
    if row is None:
        raise WrongRequestError(f"There is no company {realm!r}; give realm_id.")
    return realm
