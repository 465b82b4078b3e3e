"""Knows the pages of the sales forms: invoices and payments."""

from decimal import InvalidOperation

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.books import payments as payment_rules
from integration_qbo.sandbox.books import sales
from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.change import create, delete, update
from integration_qbo.sandbox.books.session import Books, Cause
from integration_qbo.sandbox.faults import Fault
from integration_qbo.sandbox.pages.common import blueprint, found, listed, page
from integration_qbo.sandbox.wire import Doc, decimal


@blueprint.get("/companies/<realm>/invoices")
def invoices(realm: str) -> str:
    """Show a company's invoices, newest first."""
    search = request.args.get("search", "")
    with intuit().reading(realm) as books:
        rows = listed(books, "Invoice", "number DESC", search)
        return page("invoices", realm, books, invoices=rows, search=search)


@blueprint.get("/companies/<realm>/invoices/<invoice_id>")
def invoice(realm: str, invoice_id: str) -> str:
    """Show one invoice as a document, with what can be done to it."""
    return _invoice_page(realm, invoice_id)


def _invoice_page(realm: str, invoice_id: str, trouble: str = "") -> str:
    with intuit().reading(realm) as books:
        doc = found(books, "Invoice", invoice_id)
        rates = {}
        for line in (doc.get("TxnTaxDetail") or {}).get("TaxLine", []):
            rate = line["TaxLineDetail"]["TaxRateRef"]["value"]
            rates[rate] = (books.get("TaxRate", rate) or {}).get("Name", "Tax")
        return page("invoice", realm, books, invoice=doc, rates=rates, trouble=trouble)


@blueprint.post("/companies/<realm>/invoices/<invoice_id>")
def change_invoice(realm: str, invoice_id: str) -> BaseResponse:
    """Edit, pay, void or delete an invoice."""
    action = request.form.get("action", "")
    try:
        with intuit().changing(realm) as books:
            _act(books, action, found(books, "Invoice", invoice_id))
    except Fault as fault:
        trouble = fault.problems[0].detail
        return Response(_invoice_page(realm, invoice_id, trouble), status=422)
    except InvalidOperation:
        trouble = "An amount is a number, such as 120.50."
        return Response(_invoice_page(realm, invoice_id, trouble), status=422)
    if action == "delete":
        return redirect(url_for("pages.invoices", realm=realm), code=303)
    here = url_for("pages.invoice", realm=realm, invoice_id=invoice_id)
    return redirect(here, code=303)


def _act(books: Books, action: str, doc: Doc) -> None:
    kind = KINDS["Invoice"]
    which = {"Id": doc["Id"], "SyncToken": doc["SyncToken"]}
    if action == "void":
        sales.void(books, kind, doc, Cause())
    elif action == "delete":
        delete(books, kind, which, Cause())
    elif action == "pay":
        amount = decimal(request.form.get("amount") or doc["Balance"])
        link = {"TxnId": doc["Id"], "TxnType": "Invoice"}
        body = {
            "CustomerRef": doc["CustomerRef"],
            "TotalAmt": amount,
            "Line": [{"Amount": amount, "LinkedTxn": [link]}],
        }
        create(books, KINDS["Payment"], body, Cause())
    else:
        edited = {
            "sparse": True,
            "PrivateNote": request.form.get("private_note", ""),
            "DueDate": request.form.get("due_date") or doc["DueDate"],
        }
        update(books, kind, which | edited, Cause())


@blueprint.get("/companies/<realm>/payments")
def payments(realm: str) -> str:
    """Show a company's payments, newest first."""
    with intuit().reading(realm) as books:
        rows = listed(books, "Payment", "number DESC")
        return page("payments", realm, books, payments=rows)


@blueprint.post("/companies/<realm>/payments/<payment_id>")
def change_payment(realm: str, payment_id: str) -> BaseResponse:
    """Void or delete a payment."""
    kind = KINDS["Payment"]
    with intuit().changing(realm) as books:
        doc = found(books, "Payment", payment_id)
        if request.form.get("action") == "void":
            payment_rules.void(books, kind, doc, Cause())
        else:
            which = {"Id": doc["Id"], "SyncToken": doc["SyncToken"]}
            delete(books, kind, which, Cause())
    return redirect(url_for("pages.payments", realm=realm), code=303)
