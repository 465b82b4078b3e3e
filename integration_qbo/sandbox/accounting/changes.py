"""Knows change data capture: what changed since a moment, kind by kind."""

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.accounting.operations import Call
from integration_qbo.sandbox.books.catalogue import BY_LOWER_NAME
from integration_qbo.sandbox.books.kinds import Kind
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.clock import parse_moment, stamp
from integration_qbo.sandbox.wire import dumps

ILLEGAL = "java.lang.IllegalArgumentException: "
LONGEST_DAYS = 30
MOST = 1000
DAY = 86400


def answer(books: Books, call: Call) -> str:
    """Return the member ``CDCResponse``; raises Fault."""
    names = call.parameters.get("entities", "")
    if not names.strip():
        raise faults.system_failure(f"{ILLEGAL}entities is required", status=200)
    kinds = [_kind(name.strip()) for name in names.split(",")]
    since = _since(books, call)
    left = MOST
    found = []
    for kind in kinds:
        text, count = _changed(books, kind, since, left)
        left -= count
        if text:
            found.append(text)
    return f'"CDCResponse":[{{"QueryResponse":[{",".join(found) or "{}"}]}}]'


def _kind(name: str) -> Kind:
    kind = BY_LOWER_NAME.get(name.lower())
    if kind is None or not kind.in_changes:
        raise faults.system_failure(
            f"{ILLEGAL}Invalid entity supplied : entity={name}", status=200
        )
    return kind


def _since(books: Books, call: Call) -> float:
    text = call.parameters.get("changedSince", "")
    if not text:
        raise faults.system_failure(f"{ILLEGAL}changedSince is required", status=200)
    try:
        # A plus sign that was not encoded arrives as a blank.
        since = parse_moment(text.replace(" ", "+"))
    except ValueError:
        raise faults.invalid_date("changedSince", text) from None
    return max(since, books.now - LONGEST_DAYS * DAY)


def _changed(books: Books, kind: Kind, since: float, most: int) -> tuple[str, int]:
    rows = books.db.execute(
        "SELECT body FROM entity WHERE realm = ? AND kind = ? AND updated >= ?"
        " ORDER BY updated DESC, number DESC LIMIT ?",
        (books.realm, kind.name, since, most),
    ).fetchall()
    bodies = [str(row["body"]) for row in rows]
    gone = books.db.execute(
        "SELECT id, updated FROM tombstone WHERE realm = ? AND kind = ?"
        " AND updated >= ? ORDER BY updated LIMIT ?",
        (books.realm, kind.name, since, most - len(bodies)),
    ).fetchall()
    bodies += [
        dumps(
            {
                "domain": "QBO",
                "status": "Deleted",
                "Id": row["id"],
                "MetaData": {"LastUpdatedTime": stamp(row["updated"])},
            }
        )
        for row in gone
    ]
    if not bodies:
        return "", 0
    text = (
        f'{{"{kind.name}":[{",".join(bodies)}],'
        f'"startPosition":1,"maxResults":{len(bodies)}}}'
    )
    return text, len(bodies)
