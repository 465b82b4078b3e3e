"""Knows the batch endpoint: up to thirty independent items in one request."""

from dataclasses import replace
from typing import Any

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.accounting.operations import Call, answered, entity_named
from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.faults import Fault
from integration_qbo.sandbox.query import executor
from integration_qbo.sandbox.wire import Doc, dumps

MOST = 30
LONGEST_REQUEST_ID = 36
OPERATIONS = frozenset({"create", "update", "delete", "void"})


def answer(books: Books, call: Call) -> str:
    """Work the items one by one; a refused one does not hurt the others."""
    if len(call.cause.request_id) > LONGEST_REQUEST_ID:
        raise faults.invalid_request_id(call.cause.request_id)
    body = call.body if isinstance(call.body, dict) else {}
    items = body.get("BatchItemRequest")
    if not isinstance(items, list) or not items:
        raise faults.required("BatchItemRequest")
    if len(items) > MOST:
        raise faults.too_many_in_batch()
    answers = [_item(books, call, item) for item in items]
    return f'"BatchItemResponse":[{",".join(answers)}]'


def _item(books: Books, call: Call, item: Any) -> str:
    if not isinstance(item, dict):
        raise faults.wrong_type()
    # Each item stands alone: what it did is undone when it is refused.
    books.db.execute("SAVEPOINT item")
    changes = len(books.changes)
    try:
        found = _worked(books, call, item)
    except Fault as fault:
        books.db.execute("ROLLBACK TO item")
        del books.changes[changes:]
        found = f'"Fault":{dumps(fault.body())}'
    books.db.execute("RELEASE item")
    name = dumps(str(item.get("bId", "")))
    return f'{{{found},"bId":{name}}}'


def _worked(books: Books, call: Call, item: Doc) -> str:
    if item.get("Query") is not None:
        return f'"QueryResponse":{executor.answer(books, str(item["Query"]))}'
    names = [name for name in item if name in KINDS]
    if not names:
        others = [name for name in item if name[:1].isupper()]
        raise faults.query_invalid(
            f"invalid context declaration: {others[0] if others else ''}"
        )
    operation = str(item.get("operation", "")).lower()
    if operation not in OPERATIONS:
        raise faults.unsupported_action(operation or "without a name")
    if str(item.get("optionsData", "")).lower() == "void":
        operation = "void"
    kind = KINDS[names[0]]
    if not isinstance(item[kind.name], dict):
        raise faults.wrong_type()
    parameters = {"operation": "" if operation == "create" else operation}
    single = replace(call, parameters=parameters, body=item[kind.name])
    return entity_named(kind.name, answered(books, kind, single))
