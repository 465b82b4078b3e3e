"""Knows which operation a request means, and runs it on the books."""

from dataclasses import dataclass, field
from typing import Any

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books import payments, sales
from integration_qbo.sandbox.books.catalogue import BY_PATH
from integration_qbo.sandbox.books.change import (
    create,
    current,
    delete,
    refuse_when_frozen,
    update,
)
from integration_qbo.sandbox.books.checks import check_id
from integration_qbo.sandbox.books.kinds import Kind, as_stored
from integration_qbo.sandbox.books.session import Books, Cause
from integration_qbo.sandbox.wire import Doc, dumps


@dataclass(frozen=True)
class Call:
    """One request to the accounting API, as far as the books see it."""

    method: str
    path: str
    full_path: str
    parameters: dict[str, str] = field(default_factory=dict)
    body: Any = None
    cause: Cause = field(default_factory=Cause)

    @property
    def parts(self) -> list[str]:
        """Return the path behind the company, piece by piece."""
        return self.path.split("/")

    @property
    def operation(self) -> str:
        """Return the parameter ``operation``, in lower case."""
        return self.parameters.get("operation", "").lower()

    def unsupported(self) -> faults.Fault:
        """Return the fault for a path that does not exist."""
        relative = self.full_path[self.full_path.index("/v3/") :]
        return faults.unsupported_operation(relative, self.full_path)


def entity_named(name: str, doc: Doc) -> str:
    """Return the JSON text of an answer's first member."""
    return f'"{name}":{dumps(doc)}'


def read(books: Books, call: Call) -> str:
    """Answer a GET on one object; raises Fault."""
    kind = BY_PATH.get(call.parts[0])
    if kind is None:
        raise call.unsupported()
    if kind.name == "Preferences" and len(call.parts) == 1:
        return f'"{kind.name}":{books.text(kind.name, "1")}'
    _, *rest = call.parts
    if len(rest) != 1:
        raise call.unsupported()
    object_id = check_id(rest[0])
    if kind.name == "CompanyInfo":
        object_id = "1"
    if kind.shown_alone is not as_stored:
        doc = books.get(kind.name, object_id)
        text = None if doc is None else dumps(kind.shown_alone(books, doc))
    else:
        text = books.text(kind.name, object_id)
    if text is None:
        if kind.is_transaction and books.was_deleted(kind.name, object_id):
            raise faults.transaction_deleted()
        raise faults.not_found()
    return f'"{kind.name}":{text}'


def write(books: Books, call: Call) -> str:
    """Answer a POST on one object; raises Fault."""
    kind = BY_PATH.get(call.parts[0])
    if kind is None:
        raise call.unsupported()
    if len(call.parts) != 1:
        raise call.unsupported()
    if not isinstance(call.body, dict):
        raise faults.wrong_type()
    books.allow_duplicate_numbers = (
        call.parameters.get("include", "").lower() == "allowduplicatedocnum"
    )
    return entity_named(kind.name, answered(books, kind, call))


def answered(books: Books, kind: Kind, call: Call) -> Doc:
    """Change an object and return it as an answer shows it."""
    doc = change(books, kind, call)
    return kind.shown_alone(books, doc) if "SyncToken" in doc else doc


def change(books: Books, kind: Kind, call: Call) -> Doc:
    """Create, update, delete or void by what the request says."""
    body = call.body
    wants_void = call.operation == "void" or (
        call.parameters.get("include", "").lower() == "void"
    )
    if wants_void:
        _require(kind, "void")
        refuse_when_frozen(books)
        worker = payments.void if kind.name == "Payment" else sales.void
        return worker(books, kind, current(books, kind, body), call.cause)
    if call.operation == "delete":
        _require(kind, "delete")
        return delete(books, kind, body, call.cause)
    if call.operation not in {"", "create", "update"}:
        raise faults.unsupported_action(call.operation)
    if call.operation == "update" or body.get("Id"):
        _require(kind, "update")
        return update(books, kind, body, call.cause)
    _require(kind, "create")
    return create(books, kind, body, call.cause)


def _require(kind: Kind, operation: str) -> None:
    if operation not in kind.operations:
        raise faults.unsupported_action(f"{operation} on {kind.name}")
