"""Knows the four sales forms: invoice, credit memo, sales receipt, estimate."""

from decimal import Decimal

from integration_qbo.sandbox.books import balances, links, terms
from integration_qbo.sandbox.books.currency import is_multiple
from integration_qbo.sandbox.books.kinds import Kind, ordered
from integration_qbo.sandbox.books.parties import deposit_account
from integration_qbo.sandbox.books.sales import sale
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc, decimal, money

ONLINE = (
    "AllowIPNPayment",
    "AllowOnlinePayment",
    "AllowOnlineCreditCardPayment",
    "AllowOnlineACHPayment",
)


def _invoice(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = sale(books, wanted, previous, "Invoice")
    customer = books.get("Customer", doc["CustomerRef"]["value"]) or {}
    doc["DueDate"] = terms.due_date(books, doc, customer)
    for name in ONLINE:
        doc[name] = str(doc.get(name, False)).lower() == "true"
    doc["LinkedTxn"] = (previous or {}).get("LinkedTxn", [])
    paid = links.applied(books, previous, "Invoice") if previous else Decimal(0)
    deposit = money(decimal(doc.get("Deposit")))
    if not deposit:
        doc.pop("Deposit", None)
    doc["Balance"] = money(max(doc["TotalAmt"] - deposit - paid, Decimal(0)))
    if is_multiple(books):
        doc["HomeBalance"] = money(doc["Balance"] * doc["ExchangeRate"])
    return doc


def _credit_memo(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = sale(books, wanted, previous, "CreditMemo")
    used = links.applied(books, previous, "CreditMemo") if previous else Decimal(0)
    doc["RemainingCredit"] = money(max(doc["TotalAmt"] - used, Decimal(0)))
    doc["Balance"] = doc["RemainingCredit"]
    return doc


def _receipt(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = sale(books, wanted, previous, "SalesReceipt")
    account = deposit_account(books, doc)
    doc["DepositToAccountRef"] = {
        "value": account["Id"],
        "name": account["FullyQualifiedName"],
    }
    doc["Balance"] = Decimal(0)
    return doc


def _estimate(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = sale(books, wanted, previous, "Estimate")
    doc["TxnStatus"] = doc.get("TxnStatus") or "Pending"
    doc["LinkedTxn"] = (previous or {}).get("LinkedTxn", [])
    return doc


def _settle_invoice(books: Books, previous: Doc | None, stored: Doc | None) -> None:
    _let_payments_go(books, "Invoice", previous, stored)
    balances.settle_customer(books, previous, stored)


def _settle_credit(books: Books, previous: Doc | None, stored: Doc | None) -> None:
    _let_payments_go(books, "CreditMemo", previous, stored)
    balances.settle_customer(books, previous, stored)


def _let_payments_go(
    books: Books, kind: str, previous: Doc | None, stored: Doc | None
) -> None:
    if previous is None:
        return
    keep = decimal(stored["TotalAmt"]) if stored else Decimal(0)
    links.release(books, kind, previous, keep)


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
    " TxnStatus LinkedTxn Line TxnTaxDetail CustomerRef CustomerMemo BillAddr ShipAddr"
    " FreeFormAddress ShipFromAddr ClassRef SalesTermRef DueDate ShipMethodRef"
    " ShipDate TrackingNum GlobalTaxCalculation TotalAmt HomeTotalAmt"
    " ApplyTaxAfterDiscount PrintStatus EmailStatus BillEmail BillEmailCc"
    " BillEmailBcc Balance HomeBalance RemainingCredit PaymentMethodRef"
    " PaymentRefNum DepositToAccountRef ExpirationDate DeliveryInfo"
)
INVOICE = Kind(
    "Invoice",
    ordered(f"Deposit {' '.join(ONLINE)}", _SALE_ORDER),
    frozenset({"create", "update", "delete", "void", "send", "pdf"}),
    _invoice,
    _settle_invoice,
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
    _settle_credit,
    sequence="Transaction",
    is_transaction=True,
    name_member="DocNumber",
    sticky=SALE_STICKY,
    derived=SALE_DERIVED,
)
SALES_RECEIPT = Kind(
    "SalesReceipt",
    ordered("", _SALE_ORDER),
    frozenset({"create", "update", "delete", "void", "send", "pdf"}),
    _receipt,
    sequence="Transaction",
    is_transaction=True,
    name_member="DocNumber",
    sticky=SALE_STICKY,
    derived=SALE_DERIVED,
)
ESTIMATE = Kind(
    "Estimate",
    ordered("", _SALE_ORDER),
    frozenset({"create", "update", "delete", "send", "pdf"}),
    _estimate,
    sequence="Transaction",
    is_transaction=True,
    name_member="DocNumber",
    sticky=SALE_STICKY,
    derived=SALE_DERIVED,
)
