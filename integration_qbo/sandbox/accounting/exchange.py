"""Knows exchange rates: invented ones, until somebody sets another."""

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.accounting.operations import Call
from integration_qbo.sandbox.books.currency import NAMES, home, is_multiple, rate
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import dumps


def answer(books: Books, call: Call) -> str:
    """Answer ``GET /exchangerate``; raises Fault."""
    source = call.parameters.get("sourcecurrencycode", "").upper()
    if not source:
        raise faults.required("sourcecurrencycode")
    if source not in NAMES or (source != home(books) and not is_multiple(books)):
        raise faults.invalid_reference("sourcecurrencycode", "sourcecurrencycode")
    on = call.parameters.get("asofdate") or books.today.isoformat()
    found = {
        "SourceCurrencyCode": source,
        "TargetCurrencyCode": home(books),
        "Rate": rate(books, source),
        "AsOfDate": on,
        "domain": "QBO",
        "sparse": False,
        "SyncToken": "0",
        "MetaData": {"LastUpdatedTime": books.stamped(None)["LastUpdatedTime"]},
    }
    return f'"ExchangeRate":{dumps(found)}'
