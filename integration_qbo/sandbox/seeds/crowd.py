"""Knows how a hundred thousand customers are made in seconds."""

from itertools import islice
from typing import TYPE_CHECKING

from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.session import Books, sort_key
from integration_qbo.sandbox.storage import fold
from integration_qbo.sandbox.wire import Doc, dumps

if TYPE_CHECKING:
    import sqlite3

CHUNK = 5000


def crowd(books: Books, count: int) -> int:
    """Make so many ordinary customers at once; return the first new id.

    They are stored as the rules would store them: the first goes through the
    rules, the others are copies of it with their own name, id and mailbox.
    """
    kind = KINDS["Customer"]
    first = books.last_number(kind.id_sequence) + 1
    books.set_number(kind.id_sequence, first + count - 1)
    pattern = kind.prepare(books, {"DisplayName": f"Crowd {first}"}, None)
    base = pattern | {
        "domain": "QBO",
        "sparse": False,
        "SyncToken": "0",
        "MetaData": books.stamped(None),
    }
    made = (_member(base, number) for number in range(first, first + count))
    while chunk := list(islice(made, CHUNK)):
        _insert(books, kind.order, chunk)
    books.touch()
    return first


def _member(base: Doc, number: int) -> Doc:
    name = f"Crowd member {number:07d}"
    return base | {
        "Id": str(number),
        "DisplayName": name,
        "FullyQualifiedName": name,
        "PrintOnCheckName": name,
        "PrimaryEmailAddr": {"Address": f"crowd{number}@crowd.example"},
    }


def _insert(books: Books, order: tuple[str, ...], docs: list[Doc]) -> None:
    db: sqlite3.Connection = books.db
    members = [name for name in order if name in docs[0]]
    db.executemany(
        "INSERT INTO entity (realm, kind, id, number, sync, active, name, label,"
        " party, created, updated, body)"
        " VALUES (?, 'Customer', ?, ?, 0, 1, ?, ?, '', ?, ?, ?)",
        [
            (
                books.realm,
                doc["Id"],
                int(doc["Id"]),
                sort_key(doc["DisplayName"]),
                fold(doc["DisplayName"]),
                books.now,
                books.now,
                dumps({name: doc[name] for name in members}),
            )
            for doc in docs
        ],
    )
