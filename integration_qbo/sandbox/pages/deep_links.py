"""Knows the addresses under which QuickBooks' own app opens one record."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from integration_qbo.sandbox.pages.common import blueprint


@blueprint.get("/app/invoice")
def open_invoice() -> Response | tuple[str, int]:
    """Open an invoice by ``txnId``, in the company that ``companyId`` names."""
    return _open("pages.invoice", invoice_id="txnId")


@blueprint.get("/app/customerdetail")
def open_customer() -> Response | tuple[str, int]:
    """Open a customer by ``nameId``, in the company that ``companyId`` names."""
    return _open("pages.customer", customer_id="nameId")


def _open(endpoint: str, **named: str) -> Response | tuple[str, int]:
    wanted = {"realm": "companyId", **named}
    values: dict[str, Any] = {
        name: request.args.get(asked, "") for name, asked in wanted.items()
    }
    missing = [asked for name, asked in wanted.items() if not values[name]]
    if missing:
        reason = f"The address names no {' and no '.join(missing)}."
        return render_template("sandbox/refused.html", reason=reason), 404
    return redirect(url_for(endpoint, **values))
