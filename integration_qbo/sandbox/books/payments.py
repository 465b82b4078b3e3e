"""Knows payments: money a customer gave, and the documents it settles."""

from decimal import Decimal

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books import balances, links
from integration_qbo.sandbox.books.change import refuse_closed, store
from integration_qbo.sandbox.books.currency import reference as currency
from integration_qbo.sandbox.books.kinds import Kind, ordered
from integration_qbo.sandbox.books.parties import customer_of, deposit_account
from integration_qbo.sandbox.books.session import Books, Cause
from integration_qbo.sandbox.wire import Doc, decimal, money

SETTLED = ("Invoice", "CreditMemo")


def _payment(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = dict(wanted)
    if doc.get("TotalAmt") is None:
        raise faults.business("You must set a transaction amount.")
    customer = customer_of(books, doc)
    doc["TotalAmt"] = money(decimal(doc["TotalAmt"]))
    if doc["TotalAmt"] < 0:
        raise faults.business("Transaction amount must be 0 or greater.")
    doc["TxnDate"] = str(doc.get("TxnDate") or books.today.isoformat())[:10]
    refuse_closed(books, doc)
    if previous is not None:
        refuse_closed(books, previous)
    doc["CurrencyRef"] = currency(books, customer.get("CurrencyRef"))
    doc["DepositToAccountRef"] = {"value": deposit_account(books, doc)["Id"]}
    doc["ProcessPayment"] = False
    lines = [_line(books, line) for line in doc.get("Line") or []]
    doc["Line"] = [line for line in lines if line["Amount"]]
    doc["UnappliedAmt"] = links.unapplied(doc)
    if doc["UnappliedAmt"] < 0:
        raise faults.business(
            "The amount applied is more than the amount of the payment."
        )
    _check_targets(books, doc, previous)
    doc["LinkedTxn"] = []
    return doc


def _line(books: Books, line: Doc) -> Doc:
    if line.get("Amount") is None:
        raise faults.required("Line.Amount")
    found = []
    for link in line.get("LinkedTxn") or []:
        kind, object_id = str(link.get("TxnType")), str(link.get("TxnId"))
        if kind not in SETTLED or books.get(kind, object_id) is None:
            path = "Line.LinkedTxn"
            raise faults.invalid_reference(path, path)
        found.append({"TxnId": object_id, "TxnType": kind})
    return {"Amount": money(decimal(line["Amount"])), "LinkedTxn": found}


def _check_targets(books: Books, doc: Doc, previous: Doc | None) -> None:
    before = links.targets(previous)
    payer = doc["CustomerRef"]["value"]
    for target, amount in links.targets(doc).items():
        kind, object_id = target
        document = books.get(kind, object_id) or {}
        if not _pays_for(books, payer, document["CustomerRef"]["value"]):
            raise faults.business(
                "The transaction you are linking to belongs to another customer."
            )
        open_amount = decimal(document[balances.OPEN_AMOUNTS[kind]])
        if amount > open_amount + before.get(target, Decimal(0)):
            raise faults.business(
                "The amount applied is more than the open balance of the transaction."
            )


def _pays_for(books: Books, payer: str, party: str) -> bool:
    while party and party != payer:
        customer = books.get("Customer", party) or {}
        party = str((customer.get("ParentRef") or {}).get("value") or "")
    return party == payer


def _settle(books: Books, previous: Doc | None, stored: Doc | None) -> None:
    before, after = links.targets(previous), links.targets(stored)
    concerned = {
        target
        for target in before.keys() | after.keys()
        if before.get(target) != after.get(target)
    }
    parties = {previous["CustomerRef"]["value"]} if previous else set()
    if stored:
        parties.add(stored["CustomerRef"]["value"])
    for kind, object_id in sorted(concerned):
        links.refresh_document(books, kind, object_id)
        document = books.get(kind, object_id)
        if document:
            parties.add(document["CustomerRef"]["value"])
    for party in sorted(parties):
        balances.refresh(books, party)


def void(books: Books, kind: Kind, previous: Doc, cause: Cause) -> Doc:
    """Make a payment nothing and let its documents be open again."""
    refuse_closed(books, previous)
    note = previous.get("PrivateNote")
    doc = previous | {
        "TotalAmt": Decimal(0),
        "UnappliedAmt": Decimal(0),
        "Line": [],
        "PrivateNote": f"Voided - {note}" if note else "Voided",
    }
    return store(books, kind, doc, previous, cause.acting("Void"))


PAYMENT = Kind(
    "Payment",
    ordered(
        "CustomerRef DepositToAccountRef PaymentMethodRef PaymentRefNum TotalAmt"
        " UnappliedAmt ProcessPayment",
        "TxnDate CurrencyRef ExchangeRate PrivateNote Line LinkedTxn",
    ),
    frozenset({"create", "update", "delete", "void", "send", "pdf"}),
    _payment,
    _settle,
    sequence="Transaction",
    is_transaction=True,
    name_member="PaymentRefNum",
    sticky=frozenset({"CurrencyRef"}),
    derived=frozenset({"UnappliedAmt", "LinkedTxn"}),
)
