"""Knows the pages of the lists: companies, customers, items, taxes."""

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.change import update
from integration_qbo.sandbox.books.merging import CannotMergeError, merge
from integration_qbo.sandbox.books.session import Books, Cause
from integration_qbo.sandbox.faults import Fault
from integration_qbo.sandbox.pages import common
from integration_qbo.sandbox.pages.common import blueprint, found, listed, page
from integration_qbo.sandbox.wire import Doc, decimal, plain


@blueprint.get("/")
def companies() -> str:
    """Show every company."""
    return render_template("sandbox/companies.html", companies=common.companies())


@blueprint.get("/companies/<realm>/customers")
def customers(realm: str) -> str:
    """Show a company's customers, inactive ones too."""
    search = request.args.get("search", "")
    with intuit().reading(realm) as books:
        rows = listed(books, "Customer", "name, number", search)
        return page("customers", realm, books, customers=rows, search=search)


@blueprint.get("/companies/<realm>/customers/<customer_id>")
def customer(realm: str, customer_id: str) -> str:
    """Show one customer with the forms to change it."""
    return _customer_page(realm, customer_id)


def _customer_page(realm: str, customer_id: str, trouble: str = "") -> str:
    with intuit().reading(realm) as books:
        return page(
            "customer",
            realm,
            books,
            customer=found(books, "Customer", customer_id),
            invoices=books.of_party("Invoice", customer_id),
            others=listed(books, "Customer", "name, number"),
            trouble=trouble,
        )


@blueprint.post("/companies/<realm>/customers/<customer_id>")
def change_customer(realm: str, customer_id: str) -> BaseResponse:
    """Rename, deactivate, activate or merge a customer."""
    action = request.form.get("action", "")
    shown = customer_id
    try:
        with intuit().changing(realm) as books:
            if action == "merge":
                shown = request.form.get("survivor", "")
                merge(books, KINDS["Customer"], customer_id, shown)
            else:
                _change(books, "Customer", customer_id, "DisplayName")
    except (Fault, CannotMergeError) as refused:
        trouble = (
            refused.problems[0].detail if isinstance(refused, Fault) else str(refused)
        )
        return Response(_customer_page(realm, customer_id, trouble), status=422)
    here = url_for("pages.customer", realm=realm, customer_id=shown)
    return redirect(here, code=303)


def _change(books: Books, kind: str, object_id: str, member: str) -> None:
    previous = found(books, kind, object_id)
    wanted: Doc = {"Id": object_id, "sparse": True, "SyncToken": previous["SyncToken"]}
    action = request.form.get("action", "")
    if action == "rename":
        wanted[member] = request.form.get("display_name", "").strip()
    elif action in {"deactivate", "activate"}:
        wanted["Active"] = action == "activate"
    else:
        abort(400)
    update(books, KINDS[kind], wanted, Cause())


@blueprint.get("/companies/<realm>/items")
def items(realm: str) -> str:
    """Show a company's products and services."""
    return _items_page(realm)


def _items_page(realm: str, trouble: str = "") -> str:
    with intuit().reading(realm) as books:
        rows = listed(books, "Item", "name, number")
        return page("items", realm, books, items=rows, trouble=trouble)


@blueprint.post("/companies/<realm>/items/<item_id>")
def change_item(realm: str, item_id: str) -> BaseResponse:
    """Rename, deactivate or activate an item."""
    try:
        with intuit().changing(realm) as books:
            _change(books, "Item", item_id, "Name")
    except Fault as fault:
        return Response(_items_page(realm, fault.problems[0].detail), status=422)
    return redirect(url_for("pages.items", realm=realm), code=303)


@blueprint.get("/companies/<realm>/taxes")
def taxes(realm: str) -> str:
    """Show a company's tax codes and rates."""
    with intuit().reading(realm) as books:
        return page(
            "taxes",
            realm,
            books,
            codes=listed(books, "TaxCode", "number, name"),
            rates=listed(books, "TaxRate", "number"),
        )


@blueprint.post("/companies/<realm>/taxes/<kind>/<object_id>")
def change_tax(realm: str, kind: str, object_id: str) -> BaseResponse:
    """Set a rate's percentage, or switch a code or rate on or off."""
    if kind not in {"TaxCode", "TaxRate"}:
        abort(404)
    with intuit().changing(realm) as books:
        previous = found(books, kind, object_id)
        if request.form.get("action") == "percent" and kind == "TaxRate":
            percent = plain(decimal(request.form.get("percent", "0")))
            changed = previous | {"RateValue": percent}
        else:
            changed = previous | {"Active": request.form.get("action") == "activate"}
        changed["SyncToken"] = str(int(previous["SyncToken"]) + 1)
        changed["MetaData"] = books.stamped(previous)
        books.put(KINDS[kind], changed)
        books.record("Update", kind, changed, Cause())
    return redirect(url_for("pages.taxes", realm=realm), code=303)
