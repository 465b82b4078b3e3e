"""Knows how an object is created, updated and deleted, whatever its kind."""

from typing import Any

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.checks import check_id, check_lengths, check_shape
from integration_qbo.sandbox.books.kinds import Kind
from integration_qbo.sandbox.books.session import Books, Cause
from integration_qbo.sandbox.wire import Doc

ENVELOPE = {"Id", "SyncToken", "MetaData", "domain", "sparse", "status"}
SUFFIX = " (deleted)"


def create(books: Books, kind: Kind, body: Doc, cause: Cause) -> Doc:
    """Create an object and return it; raises Fault."""
    _checked(books, kind, body)
    refuse_when_frozen(books)
    wanted = _given(kind, body)
    prepared = kind.prepare(books, wanted, None)
    return store(books, kind, prepared, None, cause)


def update(books: Books, kind: Kind, body: Doc, cause: Cause) -> Doc:
    """Change an object, fully or sparsely; raises Fault."""
    _checked(books, kind, body)
    refuse_when_frozen(books)
    previous = current(books, kind, body)
    given = _given(kind, body)
    if _is_true(body.get("sparse")):
        wanted = {k: v for k, v in previous.items() if k not in ENVELOPE} | given
    else:
        kept = {k: previous[k] for k in kind.sticky if k in previous}
        wanted = kept | given
    prepared = kind.prepare(books, wanted, previous)
    if _content(prepared, kind) == _content(previous, kind):
        return previous
    return store(books, kind, prepared, previous, cause)


def delete(books: Books, kind: Kind, body: Doc, cause: Cause) -> Doc:
    """Delete a transaction and return the stub QuickBooks answers with."""
    refuse_when_frozen(books)
    previous = current(books, kind, body)
    if kind.is_transaction:
        refuse_closed(books, previous)
    books.remove(kind, previous["Id"])
    kind.settle(books, previous, None)
    books.record("Delete", kind.name, previous, cause)
    return {"domain": "QBO", "status": "Deleted", "Id": previous["Id"]}


def current(books: Books, kind: Kind, body: Doc) -> Doc:
    """Return the stored object a request means; refuses a stale SyncToken."""
    object_id = check_id(body.get("Id", ""))
    previous = books.get(kind.name, object_id)
    if previous is None:
        if kind.is_transaction and books.was_deleted(kind.name, object_id):
            raise faults.transaction_deleted()
        raise faults.not_found()
    token = body.get("SyncToken")
    if (token is None or token == "") and not kind.is_token_optional:
        raise faults.required("SyncToken")
    if token not in {None, ""} and str(token) != previous["SyncToken"]:
        raise faults.stale(books.user)
    return previous


def store(
    books: Books,
    kind: Kind,
    doc: Doc,
    previous: Doc | None,
    cause: Cause,
) -> Doc:
    """Store a prepared object with its envelope, and settle what follows."""
    if previous is None:
        object_id = str(books.next_number(kind.id_sequence))
        token = 0
    else:
        object_id = previous["Id"]
        token = int(previous["SyncToken"]) + 1
    envelope = {
        "domain": "QBO",
        "sparse": False,
        "Id": object_id,
        "SyncToken": str(token),
        "MetaData": books.stamped(previous),
    }
    stored = books.put(kind, doc | envelope)
    kind.settle(books, previous, stored)
    default = "Create" if previous is None else "Update"
    books.record(cause.action or default, kind.name, stored, cause)
    return books.get(kind.name, object_id) or stored


def refuse_when_frozen(books: Books) -> None:
    """Refuse to change the books of a company whose subscription ended."""
    company = books.get("CompanyInfo", "1") or {}
    for entry in company.get("NameValue", []):
        if entry["Name"] == "SubscriptionStatus" and entry["Value"] == "EXPIRED":
            raise faults.subscription_ended()


def refuse_closed(books: Books, doc: Doc) -> None:
    """Refuse to change a transaction on or before the closing date."""
    closed = books.preference("AccountingInfoPrefs", "BookCloseDate")
    if closed and str(doc.get("TxnDate", "")) <= str(closed):
        raise faults.period_closed()


def renamed_for_activity(doc: Doc, previous: Doc | None, member: str) -> Doc:
    """Add `` (deleted)`` to an inactive object's name, or take it off again."""
    name = str(doc.get(member) or "")
    if doc.get("Active", True):
        was_inactive = previous is not None and not previous.get("Active", True)
        if was_inactive and name == (previous or {}).get(member):
            name = name.removesuffix(SUFFIX)
    elif not name.endswith(SUFFIX):
        name += SUFFIX
    return doc | {member: name}


def _checked(books: Books, kind: Kind, body: Any) -> None:
    nested = books.switches.nested_unknown_property == "refuse"
    check_shape(kind.name, body, nested=nested)
    check_lengths(kind.name, body)


def _given(kind: Kind, body: Doc) -> Doc:
    return {
        name: _normal(value)
        for name, value in body.items()
        if name not in ENVELOPE and name not in kind.derived
    }


def _normal(value: Any) -> Any:
    return None if value == "" else value


def _content(doc: Doc, kind: Kind) -> Doc:
    ignored = ENVELOPE | kind.derived
    return {k: v for k, v in doc.items() if k not in ignored and v is not None}


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"
