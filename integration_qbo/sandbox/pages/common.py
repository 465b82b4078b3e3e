"""Knows what every page shares: the blueprint, its protection, its money."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.books.session import Books, UnknownCompanyError
from integration_qbo.sandbox.wire import Doc, loads

blueprint = Blueprint("pages", __name__)
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'{};"
    " base-uri 'none'; frame-ancestors 'none'"
)
# A browser follows form-action through the redirect back to the app.
APPS = " https: http://localhost:* http://127.0.0.1:*"
SHOWN = 200


@blueprint.app_context_processor
def _names() -> dict[str, Any]:
    return {"money": money}


def money(value: Any, currency: str = "") -> str:
    """Write an amount for people."""
    return f"{value or 0:,.2f} {currency}".strip()


@blueprint.get("/favicon.ico")
def icon() -> tuple[str, int]:
    """Give none, so that it cannot be taken for Intuit's."""
    return "", 204


@blueprint.after_app_request
def _protect(answer: Response) -> Response:
    if answer.mimetype == "text/html":
        apps = APPS if request.path.startswith("/connect/") else ""
        answer.headers["Content-Security-Policy"] = POLICY.format(apps)
        answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.errorhandler(UnknownCompanyError)
def _unknown(error: UnknownCompanyError) -> tuple[str, int]:
    del error
    return render_template("sandbox/refused.html", reason="No such company."), 404


def page(name: str, realm: str, books: Books, **values: Any) -> str:
    """Render a company's page."""
    company = books.get("CompanyInfo", "1")
    return render_template(
        f"sandbox/{name}.html", realm=realm, company=company, **values
    )


def listed(books: Books, kind: str, order: str, search: str = "") -> list[Doc]:
    """Return a company's objects, inactive ones too, as many as a page shows."""
    like = f"%{search.strip().lower()}%"
    rows = books.db.execute(
        "SELECT body FROM entity WHERE realm = ? AND kind = ?"  # noqa: S608
        f" AND (name LIKE ? OR label LIKE ?) ORDER BY {order} LIMIT {SHOWN}",
        (books.realm, kind, like, like),
    ).fetchall()
    return [loads(row["body"]) for row in rows]


def found(books: Books, kind: str, object_id: str) -> Doc:
    """Return an object; a page that is not there otherwise."""
    doc = books.get(kind, object_id)
    if doc is None:
        abort(404)
    return doc


def companies() -> list[Any]:
    """Return the register with what each company holds."""
    with intuit().store.read() as connection:
        return connection.execute(
            "SELECT realm, name, country,"
            " (SELECT COALESCE(SUM(n), 0) FROM tally WHERE realm = company.realm"
            " AND kind = 'Customer' AND active = 1) AS customers,"
            " (SELECT COALESCE(SUM(n), 0) FROM tally WHERE realm = company.realm"
            " AND kind = 'Invoice') AS invoices,"
            " (SELECT COUNT(*) FROM authorization WHERE realm = company.realm"
            " AND ended IS NULL) AS connections FROM company ORDER BY rowid"
        ).fetchall()
