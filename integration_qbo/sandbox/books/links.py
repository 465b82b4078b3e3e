"""Knows which payments settle which documents, and keeps both sides true."""

from decimal import Decimal

from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc, decimal, money

Target = tuple[str, str]
"""(TxnType, TxnId) of a document that a payment line settles."""


def targets(payment: Doc | None) -> dict[Target, Decimal]:
    """Return how much a payment puts on each document."""
    found: dict[Target, Decimal] = {}
    for line in (payment or {}).get("Line", []):
        for link in line.get("LinkedTxn", []):
            target = (str(link["TxnType"]), str(link["TxnId"]))
            found[target] = found.get(target, Decimal(0)) + decimal(line["Amount"])
    return found


def payments_of(books: Books, document: Doc, kind: str) -> list[Doc]:
    """Return the payments that settle a document, oldest first.

    A parent may pay for its sub-customers, so every payment of the family counts.
    """
    party = document["CustomerRef"]["value"]
    payers = [party, *_ancestors(books, party)]
    return [
        payment
        for payer in payers
        for payment in books.of_party("Payment", payer)
        if (kind, document["Id"]) in targets(payment)
    ]


def _ancestors(books: Books, party: str) -> list[str]:
    found = []
    customer = books.get("Customer", party)
    while customer and customer.get("ParentRef"):
        parent = str(customer["ParentRef"]["value"])
        found.append(parent)
        customer = books.get("Customer", parent)
    return found


def applied(books: Books, document: Doc, kind: str) -> Decimal:
    """Return how much payments put on an invoice, or take from a credit."""
    return sum(
        (
            targets(payment)[kind, document["Id"]]
            for payment in payments_of(books, document, kind)
        ),
        Decimal(0),
    )


def refresh_document(books: Books, kind: str, object_id: str) -> None:
    """Bring a document's balance and links up to date after a payment changed."""
    document = books.get(kind, object_id)
    if document is None:
        return
    payments = payments_of(books, document, kind)
    used = sum((targets(payment)[kind, object_id] for payment in payments), Decimal(0))
    links = [{"TxnId": payment["Id"], "TxnType": "Payment"} for payment in payments]
    others = [
        link for link in document.get("LinkedTxn", []) if link["TxnType"] != "Payment"
    ]
    document["LinkedTxn"] = others + links
    open_amount = decimal(document["TotalAmt"]) - used
    if kind == "CreditMemo":
        document["RemainingCredit"] = money(open_amount)
    else:
        open_amount -= decimal(document.get("Deposit"))
    document["Balance"] = money(open_amount)
    if "HomeBalance" in document:
        rate = decimal(document.get("ExchangeRate") or 1)
        document["HomeBalance"] = money(open_amount * rate)
    books.rewrite(kind, document, bump=True)


def release(books: Books, kind: str, document: Doc, keep: Decimal) -> None:
    """Let payments go that a smaller, voided or deleted document cannot hold."""
    excess = applied(books, document, kind) - keep
    for payment in reversed(payments_of(books, document, kind)):
        if excess <= 0:
            return
        excess -= _take_off(books, payment, (kind, document["Id"]), excess)


def _take_off(books: Books, payment: Doc, target: Target, most: Decimal) -> Decimal:
    taken = Decimal(0)
    lines = []
    for line in payment["Line"]:
        amount = decimal(line["Amount"])
        links = [(link["TxnType"], link["TxnId"]) for link in line["LinkedTxn"]]
        if target in links and taken < most:
            part = min(amount, most - taken)
            taken += part
            amount -= part
        if amount:
            lines.append(line | {"Amount": money(amount)})
    payment["Line"] = lines
    payment["UnappliedAmt"] = unapplied(payment)
    books.rewrite("Payment", payment, bump=True)
    return taken


def unapplied(payment: Doc) -> Decimal:
    """Return what a payment and the credits on it leave over."""
    left = decimal(payment["TotalAmt"])
    for (kind, _), amount in targets(payment).items():
        left += amount if kind == "CreditMemo" else -amount
    return money(left)
