"""Knows the pages around the books: settings, connected apps, traffic."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.session import Books, Cause
from integration_qbo.sandbox.oauth.tokens import Tokens
from integration_qbo.sandbox.pages.common import SHOWN, blueprint, listed, page
from integration_qbo.sandbox.wire import Doc

SWITCHES = (
    ("SalesFormsPrefs", "CustomTxnNumbers", "Apps may set document numbers"),
    ("SalesFormsPrefs", "AllowDiscount", "Discounts on sales forms"),
    ("SalesFormsPrefs", "AllowDeposit", "Deposits on sales forms"),
    ("AccountingInfoPrefs", "ClassTrackingPerTxnLine", "Classes on lines"),
    ("AccountingInfoPrefs", "TrackDepartments", "Locations"),
    ("TaxPrefs", "UsingSalesTax", "Sales tax"),
)


@blueprint.get("/companies/<realm>/settings")
def settings(realm: str) -> str:
    """Show preferences, closing date, subscription and connected apps."""
    with intuit().reading(realm) as books:
        apps = books.db.execute(
            "SELECT * FROM authorization WHERE realm = ? AND ended IS NULL", (realm,)
        ).fetchall()
        return page(
            "settings",
            realm,
            books,
            preferences=books.preferences,
            switches=SWITCHES,
            terms=listed(books, "Term", "number"),
            is_paid=_subscription(books) != "EXPIRED",
            apps=apps,
        )


def _subscription(books: Books) -> str:
    info = books.get("CompanyInfo", "1") or {}
    values = {entry["Name"]: entry["Value"] for entry in info.get("NameValue", [])}
    return str(values.get("SubscriptionStatus", ""))


@blueprint.post("/companies/<realm>/settings")
def change_settings(realm: str) -> BaseResponse:
    """Change preferences and the closing date, or the subscription."""
    with intuit().changing(realm) as books:
        if request.form.get("action") == "subscription":
            _toggle_subscription(books)
        else:
            _change_preferences(books)
    return redirect(url_for("pages.settings", realm=realm), code=303)


def _change_preferences(books: Books) -> None:
    changed = {
        group: dict(value) if isinstance(value, dict) else value
        for group, value in books.preferences.items()
    }
    for group, name, _ in SWITCHES:
        changed[group][name] = name in request.form
    changed["SalesFormsPrefs"]["DefaultTerms"] = {"value": request.form["terms"]}
    closed = request.form.get("book_close_date", "").strip()
    changed["AccountingInfoPrefs"].pop("BookCloseDate", None)
    if closed:
        changed["AccountingInfoPrefs"]["BookCloseDate"] = closed
    _store(books, "Preferences", books.preferences, changed)


def _toggle_subscription(books: Books) -> None:
    info = books.get("CompanyInfo", "1") or {}
    wanted = "EXPIRED" if _subscription(books) != "EXPIRED" else "PAID"
    values = [
        entry | {"Value": wanted} if entry["Name"] == "SubscriptionStatus" else entry
        for entry in info["NameValue"]
    ]
    _store(books, "CompanyInfo", info, info | {"NameValue": values})


def _store(books: Books, kind: str, previous: Doc, changed: Doc) -> None:
    changed["SyncToken"] = str(int(previous["SyncToken"]) + 1)
    changed["MetaData"] = books.stamped(previous)
    books.put(KINDS[kind], changed)
    books.record("Update", kind, changed, Cause())


@blueprint.post("/companies/<realm>/disconnect")
def disconnect(realm: str) -> BaseResponse:
    """Disconnect every app as a person does in QuickBooks.

    The browser then goes to the app's disconnect address, if it gave one.
    """
    shared = intuit()
    with shared.store.write() as connection:
        tokens = Tokens(connection, shared.clock.now(), shared.switches)
        tokens.end_company(realm, "disconnected at Intuit")
    where = next((c.disconnect_uri for c in shared.clients.values()), "")
    if where:
        return redirect(f"{where}?realmId={realm}", code=303)
    return redirect(url_for("pages.settings", realm=realm), code=303)


@blueprint.get("/traffic")
def traffic() -> str:
    """Show the newest requests, of one company or of all."""
    realm = request.args.get("realm", "")
    entries = [
        entry
        for entry in reversed(intuit().journal.exchanges())
        if realm in ("", entry.realm) and entry.status
    ]
    return render_template("sandbox/traffic.html", entries=entries[:SHOWN], realm=realm)


@blueprint.get("/traffic/<int:number>")
def exchange(number: int) -> str:
    """Show one request and its answer."""
    entry = next(iter(intuit().journal.exchanges(number - 1)), None)
    if entry is None or entry.number != number:
        abort(404)
    return render_template("sandbox/exchange.html", entry=entry)
