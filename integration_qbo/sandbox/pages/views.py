"""Knows the pages: companies, their customers, items, taxes and documents."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.change import update
from integration_qbo.sandbox.books.session import Books, Cause, UnknownCompanyError
from integration_qbo.sandbox.faults import Fault
from integration_qbo.sandbox.pages import blueprint
from integration_qbo.sandbox.wire import Doc, loads

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'{};"
    " base-uri 'none'; frame-ancestors 'none'"
)
# A browser follows form-action through the redirect back to the app.
APPS = " https: http://localhost:* http://127.0.0.1:*"
SHOWN = 200


@blueprint.app_context_processor
def _names() -> dict[str, Any]:
    return {"money": _money}


def _money(value: Any, currency: str = "") -> str:
    text = f"{value or 0:,.2f}"
    return f"{text} {currency}".strip()


@blueprint.after_app_request
def _protect(answer: Response) -> Response:
    if answer.mimetype == "text/html":
        apps = APPS if request.path.startswith("/connect/") else ""
        answer.headers["Content-Security-Policy"] = POLICY.format(apps)
        answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _books(connection: Any, realm: str) -> Books:
    shared = intuit()
    try:
        return Books(connection, realm, shared.clock.now(), shared.switches)
    except UnknownCompanyError:
        abort(404)


def _page(name: str, **values: Any) -> str:
    return render_template(f"sandbox/{name}.html", **values)


@blueprint.get("/")
def companies() -> str:
    """Show every company."""
    with intuit().store.read() as connection:
        rows = connection.execute(
            "SELECT realm, name, country,"
            " (SELECT COUNT(*) FROM entity WHERE realm = company.realm"
            " AND kind = 'Customer' AND active = 1) AS customers,"
            " (SELECT COUNT(*) FROM entity WHERE realm = company.realm"
            " AND kind = 'Invoice') AS invoices,"
            " (SELECT COUNT(*) FROM authorization WHERE realm = company.realm"
            " AND ended IS NULL) AS connections FROM company ORDER BY rowid"
        ).fetchall()
    return _page("companies", companies=rows)


def _listed(books: Books, kind: str, search: str, order: str) -> list[Doc]:
    rows = books.db.execute(
        "SELECT body FROM entity WHERE realm = ? AND kind = ?"  # noqa: S608
        f" AND (name LIKE ? OR label LIKE ?) ORDER BY {order} LIMIT {SHOWN}",
        (books.realm, kind, f"%{search.lower()}%", f"%{search.lower()}%"),
    ).fetchall()
    return [loads(row["body"]) for row in rows]


@blueprint.get("/companies/<realm>/customers")
def customers(realm: str) -> str:
    """Show a company's customers, inactive ones too."""
    search = request.args.get("search", "")
    with intuit().store.read() as connection:
        books = _books(connection, realm)
        company = books.get("CompanyInfo", "1")
        found = _listed(books, "Customer", search, "name, number")
    return _page(
        "customers", realm=realm, company=company, customers=found, search=search
    )


@blueprint.get("/companies/<realm>/customers/<customer_id>")
def customer(realm: str, customer_id: str) -> str:
    """Show one customer with the form to rename it."""
    return _customer_page(realm, customer_id)


def _customer_page(realm: str, customer_id: str, trouble: str = "") -> str:
    with intuit().store.read() as connection:
        books = _books(connection, realm)
        company = books.get("CompanyInfo", "1")
        found = books.get("Customer", customer_id)
        if found is None:
            abort(404)
        invoices = books.of_party("Invoice", customer_id)
    return _page(
        "customer",
        realm=realm,
        company=company,
        customer=found,
        invoices=invoices,
        trouble=trouble,
    )


@blueprint.post("/companies/<realm>/customers/<customer_id>")
def change_customer(realm: str, customer_id: str) -> BaseResponse:
    """Rename a customer, or make it inactive or active again."""
    action = request.form.get("action", "")
    wanted: Doc = {"Id": customer_id, "sparse": True}
    if action == "rename":
        wanted["DisplayName"] = request.form.get("display_name", "").strip()
    elif action in {"deactivate", "activate"}:
        wanted["Active"] = action == "activate"
    else:
        abort(400)
    shared = intuit()
    try:
        with shared.changing(realm) as books:
            previous = books.get("Customer", customer_id)
            if previous is None:
                abort(404)
            wanted["SyncToken"] = previous["SyncToken"]
            update(books, KINDS["Customer"], wanted, Cause())
    except Fault as fault:
        page = _customer_page(realm, customer_id, fault.problems[0].detail)
        return Response(page, status=422)
    here = url_for("pages.customer", realm=realm, customer_id=customer_id)
    return redirect(here, code=303)


@blueprint.get("/companies/<realm>/invoices")
def invoices(realm: str) -> str:
    """Show a company's invoices, newest first."""
    search = request.args.get("search", "")
    with intuit().store.read() as connection:
        books = _books(connection, realm)
        company = books.get("CompanyInfo", "1")
        found = _listed(books, "Invoice", search, "number DESC")
    return _page(
        "invoices", realm=realm, company=company, invoices=found, search=search
    )


@blueprint.get("/companies/<realm>/invoices/<invoice_id>")
def invoice(realm: str, invoice_id: str) -> str:
    """Show one invoice as a document."""
    with intuit().store.read() as connection:
        books = _books(connection, realm)
        company = books.get("CompanyInfo", "1")
        found = books.get("Invoice", invoice_id)
        if found is None:
            abort(404)
        rates = {
            line["TaxLineDetail"]["TaxRateRef"]["value"]: (
                books.get("TaxRate", line["TaxLineDetail"]["TaxRateRef"]["value"]) or {}
            ).get("Name", "Tax")
            for line in (found.get("TxnTaxDetail") or {}).get("TaxLine", [])
        }
    return _page("invoice", realm=realm, company=company, invoice=found, rates=rates)
