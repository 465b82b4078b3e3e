"""Knows invoices and credit memos: defaults, lines, tax, totals, numbers."""

from decimal import Decimal

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books import balances, numbering, terms
from integration_qbo.sandbox.books.change import refuse_closed, store
from integration_qbo.sandbox.books.currency import home, is_multiple
from integration_qbo.sandbox.books.currency import reference as currency
from integration_qbo.sandbox.books.kinds import Kind, ordered
from integration_qbo.sandbox.books.lines import Lines
from integration_qbo.sandbox.books.session import Books, Cause
from integration_qbo.sandbox.tax import us, world
from integration_qbo.sandbox.wire import Doc, decimal, money, plain

ONLINE = (
    "AllowIPNPayment",
    "AllowOnlinePayment",
    "AllowOnlineCreditCardPayment",
    "AllowOnlineACHPayment",
)
TAXABLE_LINES = 750
LINES = 10_000


def _invoice(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = _sale(books, wanted, previous, "Invoice")
    customer = books.get("Customer", doc["CustomerRef"]["value"]) or {}
    doc["DueDate"] = terms.due_date(books, doc, customer)
    for name in ONLINE:
        doc[name] = str(doc.get(name, False)).lower() == "true"
    doc["LinkedTxn"] = (previous or {}).get("LinkedTxn", [])
    paid = balances.applied_to(books, "Invoice", previous["Id"]) if previous else 0
    deposit = money(decimal(doc.get("Deposit")))
    if not deposit:
        doc.pop("Deposit", None)
    doc["Balance"] = money(max(doc["TotalAmt"] - deposit - paid, Decimal(0)))
    if is_multiple(books):
        doc["HomeBalance"] = money(doc["Balance"] * doc["ExchangeRate"])
    return doc


def _credit_memo(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = _sale(books, wanted, previous, "CreditMemo")
    used = balances.applied_to(books, "CreditMemo", previous["Id"]) if previous else 0
    doc["RemainingCredit"] = money(max(doc["TotalAmt"] - used, Decimal(0)))
    doc["Balance"] = doc["RemainingCredit"]
    return doc


def _sale(books: Books, wanted: Doc, previous: Doc | None, kind: str) -> Doc:
    doc = dict(wanted)
    if not doc.get("Line"):
        raise faults.required("Line")
    customer = _customer(books, doc)
    doc["TxnDate"] = str(doc.get("TxnDate") or books.today.isoformat())[:10]
    refuse_closed(books, doc)
    if previous is not None:
        refuse_closed(books, previous)
    doc = numbering.numbered(books, doc, previous, kind)
    doc["CurrencyRef"] = _currency(books, doc, customer, previous)
    if is_multiple(books):
        doc["ExchangeRate"] = plain(decimal(doc.get("ExchangeRate") or 1))
    else:
        doc.pop("ExchangeRate", None)
    doc = _addresses(books, doc, customer, previous)
    doc = _references(books, doc)
    doc = _totalled(books, doc, Lines(books, doc["Line"], previous))
    doc["PrintStatus"] = doc.get("PrintStatus") or "NeedToPrint"
    doc["EmailStatus"] = doc.get("EmailStatus") or "NotSet"
    if doc["EmailStatus"] == "NeedToSend" and not doc.get("BillEmail"):
        raise faults.required("BillEmail")
    _custom_fields(books, doc)
    return doc


def _customer(books: Books, doc: Doc) -> Doc:
    value = str((doc.get("CustomerRef") or {}).get("value") or "")
    if not value:
        raise faults.required("CustomerRef")
    customer = books.get("Customer", value)
    if customer is None:
        raise faults.element_not_found("Names", value)
    if not customer.get("Active", True):
        raise faults.made_inactive()
    doc["CustomerRef"] = {"value": value, "name": customer["DisplayName"]}
    return customer


def _currency(books: Books, doc: Doc, customer: Doc, previous: Doc | None) -> Doc:
    if previous is not None:
        return dict(previous["CurrencyRef"])
    wanted = doc.get("CurrencyRef")
    own = customer["CurrencyRef"]["value"]
    if wanted and wanted.get("value") not in (None, "", own):
        raise faults.business(
            "The currency of the transaction must be the customer's currency."
        )
    if not wanted and own != home(books) and is_multiple(books):
        raise faults.required("CurrencyRef")
    return currency(books, {"value": own})


def _addresses(books: Books, doc: Doc, customer: Doc, previous: Doc | None) -> Doc:
    for name in ("BillAddr", "ShipAddr"):
        given = doc.get(name)
        if given and previous and given == previous.get(name):
            continue
        if given:
            values = {k: v for k, v in given.items() if v and k != "Id"}
            number = str(books.next_number("Address"))
            doc[name] = {"Id": number} | values
        elif customer.get(name):
            doc[name] = dict(customer[name])
        else:
            doc.pop(name, None)
    return doc


def _references(books: Books, doc: Doc) -> Doc:
    _named(books, doc, "SalesTermRef", "Term", "Terms")
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
        doc.setdefault("ApplyTaxAfterDiscount", False)
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


SALE_STICKY = frozenset({"DocNumber", "CustomField", "CurrencyRef", "ExchangeRate"})
SALE_DERIVED = frozenset(
    {
        "TotalAmt",
        "Balance",
        "HomeTotalAmt",
        "HomeBalance",
        "RemainingCredit",
        "DeliveryInfo",
        "InvoiceLink",
        "RecurDataRef",
    }
)
_SALE_ORDER = (
    "CustomField DocNumber TxnDate DepartmentRef CurrencyRef ExchangeRate PrivateNote"
    " LinkedTxn Line TxnTaxDetail CustomerRef CustomerMemo BillAddr ShipAddr"
    " FreeFormAddress ShipFromAddr ClassRef SalesTermRef DueDate ShipMethodRef"
    " ShipDate TrackingNum GlobalTaxCalculation TotalAmt HomeTotalAmt"
    " ApplyTaxAfterDiscount PrintStatus EmailStatus BillEmail BillEmailCc"
    " BillEmailBcc Balance HomeBalance RemainingCredit DeliveryInfo"
)
INVOICE = Kind(
    "Invoice",
    ordered(f"Deposit {' '.join(ONLINE)}", _SALE_ORDER),
    frozenset({"create", "update", "delete", "void", "send", "pdf"}),
    _invoice,
    balances.settle_customer,
    sequence="Transaction",
    is_transaction=True,
    name_member="DocNumber",
    sticky=SALE_STICKY,
    derived=SALE_DERIVED,
)
CREDIT_MEMO = Kind(
    "CreditMemo",
    ordered("", _SALE_ORDER),
    frozenset({"create", "update", "delete", "send", "pdf"}),
    _credit_memo,
    balances.settle_customer,
    sequence="Transaction",
    is_transaction=True,
    name_member="DocNumber",
    sticky=SALE_STICKY,
    derived=SALE_DERIVED,
)
