"""Knows exchange rates: invented ones, until somebody sets another."""

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.accounting.operations import Call
from integration_qbo.sandbox.books.change import refuse_when_frozen
from integration_qbo.sandbox.books.currency import (
    NAMES,
    exchange_rate,
    home,
    is_multiple,
    rate,
)
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc, decimal, dumps, plain


def answer(books: Books, call: Call) -> str:
    """Answer ``GET /exchangerate``; raises Fault."""
    code = _known(books, call.parameters.get("sourcecurrencycode", ""))
    on = call.parameters.get("asofdate") or books.today.isoformat()
    set_by_hand = exchange_rate(books, code)
    found = {
        "SourceCurrencyCode": code,
        "TargetCurrencyCode": home(books),
        "Rate": rate(books, code),
        "AsOfDate": on,
        "domain": "QBO",
        "sparse": False,
        "SyncToken": (set_by_hand or {}).get("SyncToken", "0"),
        "MetaData": {"LastUpdatedTime": books.stamped(None)["LastUpdatedTime"]},
    }
    return f'"ExchangeRate":{dumps(found)}'


def write(books: Books, call: Call) -> str:
    """Set the rate of a currency; the currency says which one is meant."""
    refuse_when_frozen(books)
    body: Doc = call.body if isinstance(call.body, dict) else {}
    code = _known(books, str(body.get("SourceCurrencyCode") or ""))
    if body.get("Rate") is None:
        raise faults.required("Rate")
    kept = exchange_rate(books, code)
    if kept is None:
        raise faults.invalid_reference("SourceCurrencyCode", "SourceCurrencyCode")
    kept |= {
        "Rate": plain(decimal(body["Rate"])),
        "AsOfDate": str(body.get("AsOfDate") or books.today.isoformat()),
    }
    books.rewrite("ExchangeRate", kept, bump=True)
    stored = books.get("ExchangeRate", kept["Id"]) or kept
    books.record("Update", "ExchangeRate", stored, call.cause)
    return f'"ExchangeRate":{dumps(stored)}'


def _known(books: Books, given: str) -> str:
    code = given.upper()
    if not code:
        raise faults.required("sourcecurrencycode")
    if code not in NAMES or (code != home(books) and not is_multiple(books)):
        raise faults.invalid_reference("sourcecurrencycode", "sourcecurrencycode")
    return code
