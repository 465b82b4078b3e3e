"""Knows how two customers become one, which only people do, never the API."""

from integration_qbo.sandbox.books import balances
from integration_qbo.sandbox.books.kinds import Kind
from integration_qbo.sandbox.books.session import Books, Cause, Change
from integration_qbo.sandbox.wire import dumps

OWNED = ("Invoice", "CreditMemo", "Payment", "SalesReceipt", "Estimate")


class CannotMergeError(ValueError):
    """Two customers that cannot become one; the sentence says why."""


def merge(books: Books, kind: Kind, loser_id: str, survivor_id: str) -> None:
    """Move everything of one customer to another and let the first disappear."""
    loser, survivor = (
        books.get("Customer", loser_id),
        books.get("Customer", survivor_id),
    )
    if loser is None or survivor is None or loser_id == survivor_id:
        raise CannotMergeError("Choose another customer to merge into.")
    if loser["CurrencyRef"] != survivor["CurrencyRef"]:
        raise CannotMergeError("Customers of different currencies cannot be merged.")
    if books.of_party("Customer", loser_id):
        raise CannotMergeError("A customer with sub-customers cannot be merged.")
    party = {"value": survivor_id, "name": survivor["DisplayName"]}
    for owned in OWNED:
        for document in books.of_party(owned, loser_id):
            document["CustomerRef"] = party
            books.rewrite(owned, document, bump=True)
            books.db.execute(
                "UPDATE entity SET party = ?, body = ?"
                " WHERE realm = ? AND kind = ? AND id = ?",
                (survivor_id, dumps(document), books.realm, owned, document["Id"]),
            )
    books.remove(kind, loser_id)
    balances.refresh(books, survivor_id)
    books.record("Merge", "Customer", survivor, Cause())
    books.changes[-1] = Change("Customer", survivor_id, "Merge", loser_id)
