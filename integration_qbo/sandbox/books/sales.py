"""Knows what all sales forms share: parties, lines, tax, totals, void."""

from decimal import Decimal

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books import numbering
from integration_qbo.sandbox.books.change import refuse_closed, store
from integration_qbo.sandbox.books.currency import home, is_multiple, rate
from integration_qbo.sandbox.books.currency import reference as currency
from integration_qbo.sandbox.books.kinds import Kind
from integration_qbo.sandbox.books.lines import Lines
from integration_qbo.sandbox.books.parties import addressed, customer_of
from integration_qbo.sandbox.books.session import Books, Cause
from integration_qbo.sandbox.tax import us, world
from integration_qbo.sandbox.wire import Doc, decimal, money, plain

TAXABLE_LINES = 750
LINES = 10_000


def sale(books: Books, wanted: Doc, previous: Doc | None, kind: str) -> Doc:
    """Return a sales form with everything filled in that all kinds share."""
    doc = dict(wanted)
    if not doc.get("Line"):
        raise faults.required("Line")
    customer = customer_of(books, doc, required=kind != "SalesReceipt")
    doc["TxnDate"] = str(doc.get("TxnDate") or books.today.isoformat())[:10]
    refuse_closed(books, doc)
    if previous is not None:
        refuse_closed(books, previous)
    doc = numbering.numbered(books, doc, previous, kind)
    doc["CurrencyRef"] = _currency(books, doc, customer, previous)
    if is_multiple(books):
        of_today = rate(books, doc["CurrencyRef"]["value"])
        doc["ExchangeRate"] = plain(decimal(doc.get("ExchangeRate") or of_today))
    else:
        doc.pop("ExchangeRate", None)
    doc = addressed(books, doc, customer, previous)
    doc = _references(books, doc)
    doc = _totalled(books, doc, Lines(books, doc["Line"], previous))
    doc["PrintStatus"] = doc.get("PrintStatus") or "NeedToPrint"
    doc["EmailStatus"] = doc.get("EmailStatus") or "NotSet"
    if doc["EmailStatus"] == "NeedToSend" and not doc.get("BillEmail"):
        raise faults.required("BillEmail")
    _custom_fields(books, doc)
    return doc


def _currency(books: Books, doc: Doc, customer: Doc, previous: Doc | None) -> Doc:
    if previous is not None:
        return dict(previous["CurrencyRef"])
    wanted = doc.get("CurrencyRef")
    own = customer["CurrencyRef"]["value"] if customer else home(books)
    if wanted and wanted.get("value") not in (None, "", own):
        raise faults.business(
            "The currency of the transaction must be the customer's currency."
        )
    if not wanted and own != home(books) and is_multiple(books):
        raise faults.required("CurrencyRef")
    return currency(books, {"value": own})


def _references(books: Books, doc: Doc) -> Doc:
    _named(books, doc, "SalesTermRef", "Term", "Terms")
    _named(books, doc, "PaymentMethodRef", "PaymentMethod", "PaymentMethods")
    if books.preference("AccountingInfoPrefs", "ClassTrackingPerTxn"):
        _named(books, doc, "ClassRef", "Class", "Klasses")
    else:
        doc.pop("ClassRef", None)
    if books.preference("AccountingInfoPrefs", "TrackDepartments"):
        _named(books, doc, "DepartmentRef", "Department", "Depts")
    else:
        doc.pop("DepartmentRef", None)
    return doc


def _named(books: Books, doc: Doc, member: str, kind: str, family: str) -> None:
    value = str((doc.get(member) or {}).get("value") or "")
    if not value:
        doc.pop(member, None)
        return
    found = books.get(kind, value)
    if found is None:
        raise faults.element_not_found(family, value)
    if not found.get("Active", True):
        raise faults.made_inactive()
    name = found.get("FullyQualifiedName") or found["Name"]
    doc[member] = {"value": value, "name": name}


def _totalled(books: Books, doc: Doc, lines: Lines) -> Doc:
    if len(lines.entries) > LINES:
        raise faults.business(f"A transaction can have {LINES} lines at most.")
    discount = sum((line["Amount"] for line in lines.discounts), Decimal(0))
    if books.is_us:
        doc["ApplyTaxAfterDiscount"] = (
            str(doc.get("ApplyTaxAfterDiscount", False)).lower() == "true"
        )
        doc.pop("GlobalTaxCalculation", None)
        tax: Doc | None = us.apply(books, doc, lines.items, discount)
    else:
        doc["GlobalTaxCalculation"] = world.mode(doc)
        doc.pop("ApplyTaxAfterDiscount", None)
        tax = world.apply(books, doc, lines.items, discount)
    if tax and tax.get("TaxLine") and len(lines.items) > TAXABLE_LINES:
        raise faults.business(f"A taxed transaction has {TAXABLE_LINES} lines at most.")
    total_tax = tax["TotalTax"] if tax else Decimal(0)
    doc["TxnTaxDetail"] = tax
    total = lines.subtotal - discount + total_tax
    if total < 0:
        raise faults.business("Transaction amount must be 0 or greater.")
    doc["Line"] = lines.answered()
    doc["TotalAmt"] = money(total)
    if is_multiple(books):
        doc["HomeTotalAmt"] = money(total * doc["ExchangeRate"])
    return doc


def _custom_fields(books: Books, doc: Doc) -> None:
    given = {
        str(entry.get("DefinitionId")): entry for entry in doc.get("CustomField") or []
    }
    fields = []
    for definition, name in custom_field_names(books).items():
        entry = {"DefinitionId": definition, "Name": name, "Type": "StringType"}
        value = given.get(definition, {}).get("StringValue")
        if value:
            entry["StringValue"] = str(value)
        fields.append(entry)
    doc["CustomField"] = fields


def custom_field_names(books: Books) -> dict[str, str]:
    """Return the custom fields of sales forms: definition id → name."""
    names = {}
    groups = books.preference("SalesFormsPrefs", "CustomField", [])
    for entry in (field for group in groups for field in group["CustomField"]):
        prefix = "SalesFormsPrefs.SalesCustomName"
        if entry["Name"].startswith(prefix):
            names[entry["Name"].removeprefix(prefix)] = entry["StringValue"]
    return names


def void(books: Books, kind: Kind, previous: Doc, cause: Cause) -> Doc:
    """Make every amount zero and keep the document (recorded 2022)."""
    refuse_closed(books, previous)
    note = previous.get("PrivateNote")
    lines = []
    for old in previous["Line"]:
        line = dict(old, Amount=Decimal(0))
        detail = dict(line.get("SalesItemLineDetail") or {})
        if detail:
            detail.pop("UnitPrice", None)
            detail.pop("TaxInclusiveAmt", None)
            if "Qty" in detail:
                detail["Qty"] = Decimal(0)
            line["SalesItemLineDetail"] = detail
        lines.append(line)
    zeros = {
        name: Decimal(0)
        for name in ("TotalAmt", "Balance", "HomeTotalAmt", "HomeBalance", "Deposit")
        if name in previous
    }
    doc = (
        previous
        | zeros
        | {
            "PrivateNote": f"Voided - {note}" if note else "Voided",
            "Line": lines,
            "LinkedTxn": [],
            "TxnTaxDetail": {"TotalTax": Decimal(0)},
        }
    )
    return store(books, kind, doc, previous, cause.acting("Void"))
