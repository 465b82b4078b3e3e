"""Knows what customers owe, and what payments and credits have settled."""

from decimal import Decimal

from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc, dumps, money


def applied_to(books: Books, kind: str, object_id: str) -> Decimal:
    """Return how much payments apply to an invoice, or take from a credit."""
    row = books.db.execute(
        "SELECT party FROM entity WHERE realm = ? AND kind = ? AND id = ?",
        (books.realm, kind, object_id),
    ).fetchone()
    if row is None:
        return Decimal(0)
    total = Decimal(0)
    for payment in books.of_party("Payment", row["party"]):
        for line in payment.get("Line", []):
            for link in line.get("LinkedTxn", []):
                if (link["TxnType"], link["TxnId"]) == (kind, object_id):
                    total += Decimal(str(line["Amount"]))
    return total


def settle_customer(books: Books, previous: Doc | None, stored: Doc | None) -> None:
    """Bring the balances of every customer concerned up to date."""
    parties = {
        doc["CustomerRef"]["value"] for doc in (previous, stored) if doc is not None
    }
    for party in sorted(parties):
        refresh(books, party)


def refresh(books: Books, party: str) -> None:
    """Recompute a customer's balance, and its parents' with jobs.

    As recorded, LastUpdatedTime moves and SyncToken does not.
    """
    customer = books.get("Customer", party)
    if customer is None:
        return
    own = _own(books, party)
    jobs = sum((_with_jobs(books, child) for child in _children(books, party)), own)
    before = (customer.get("Balance"), customer.get("BalanceWithJobs"))
    if before != (own, jobs):
        changed = customer | {
            "Balance": money(own),
            "BalanceWithJobs": money(jobs),
            "MetaData": books.stamped(customer),
        }
        books.db.execute(
            "UPDATE entity SET body = ?, updated = ?"
            " WHERE realm = ? AND kind = 'Customer' AND id = ?",
            (dumps(changed), books.now, books.realm, party),
        )
    parent = customer.get("ParentRef", {}).get("value")
    if parent:
        refresh(books, parent)


def _own(books: Books, party: str) -> Decimal:
    row = books.db.execute(
        "SELECT COALESCE(SUM(CASE kind WHEN 'Invoice' THEN"
        " CAST(ROUND(json_extract(body, '$.Balance') * 100) AS INTEGER)"
        " WHEN 'CreditMemo' THEN"
        " -CAST(ROUND(json_extract(body, '$.RemainingCredit') * 100) AS INTEGER)"
        " ELSE -CAST(ROUND(json_extract(body, '$.UnappliedAmt') * 100) AS INTEGER)"
        " END), 0) AS cents FROM entity"
        " WHERE realm = ? AND kind IN ('Invoice', 'CreditMemo', 'Payment')"
        " AND party = ?",
        (books.realm, party),
    ).fetchone()
    return money(Decimal(row["cents"]) / 100)


def _children(books: Books, party: str) -> list[str]:
    rows = books.db.execute(
        "SELECT id FROM entity WHERE realm = ? AND kind = 'Customer' AND party = ?",
        (books.realm, party),
    ).fetchall()
    return [str(row["id"]) for row in rows]


def _with_jobs(books: Books, party: str) -> Decimal:
    customer = books.get("Customer", party)
    value = (customer or {}).get("BalanceWithJobs", 0)
    return Decimal(str(value))
