"""Knows what customers owe, from their invoices, credits and payments."""

from decimal import Decimal

from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc, decimal, money

OPEN_AMOUNTS = {"Invoice": "Balance", "CreditMemo": "RemainingCredit"}


def settle_customer(books: Books, previous: Doc | None, stored: Doc | None) -> None:
    """Bring the balances of every customer concerned up to date."""
    parties = {
        doc["CustomerRef"]["value"]
        for doc in (previous, stored)
        if doc is not None and doc.get("CustomerRef")
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
    children = books.of_party("Customer", party)
    jobs = sum((decimal(child.get("BalanceWithJobs")) for child in children), own)
    before = (customer.get("Balance"), customer.get("BalanceWithJobs"))
    if before != (own, jobs):
        amounts = {"Balance": money(own), "BalanceWithJobs": money(jobs)}
        books.rewrite("Customer", customer | amounts, bump=False)
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
