"""Knows the notes and files that are kept beside records."""

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.kinds import Kind, ordered
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc

FIRST_ID = 5000000000000149600
"""Ids of attachments are long: no client may read them into a small number."""

STORED = ("FileAccessUri", "Size", "ContentType", "FileName")


def _attachable(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = dict(wanted)
    before = previous or {}
    for name in STORED:
        if name in before:
            doc[name] = before[name]
    if not doc.get("Note") and not doc.get("FileName"):
        raise faults.required("Note")
    doc["AttachableRef"] = [
        _reference(books, each) for each in doc.get("AttachableRef") or []
    ]
    if not doc["AttachableRef"]:
        del doc["AttachableRef"]
    return doc


def _reference(books: Books, reference: Doc) -> Doc:
    entity = reference.get("EntityRef") or {}
    kind, value = str(entity.get("type") or ""), str(entity.get("value") or "")
    if not value:
        return reference
    if books.get(kind, value) is None:
        raise faults.business(
            f"The entity {kind} {value} that you are trying to link does not exist."
            f" {kind} {value}"
        )
    return {
        "EntityRef": {"value": value, "type": kind},
        "IncludeOnSend": bool(reference.get("IncludeOnSend", False)),
    }


def keep_file(books: Books, object_id: str, content: bytes) -> None:
    """Keep what a file holds."""
    books.db.execute(
        "INSERT OR REPLACE INTO file VALUES (?, ?, ?)",
        (books.realm, object_id, content),
    )


def file_of(books: Books, object_id: str) -> bytes | None:
    """What a file holds, or None."""
    row = books.db.execute(
        "SELECT content FROM file WHERE realm = ? AND id = ?", (books.realm, object_id)
    ).fetchone()
    return None if row is None else bytes(row["content"])


ATTACHABLE = Kind(
    "Attachable",
    ordered(
        "FileName FileAccessUri TempDownloadUri Size ContentType Category Lat Long"
        " PlaceName Tag",
        "Note AttachableRef",
    ),
    frozenset({"create", "update", "delete"}),
    _attachable,
    name_member="FileName",
    derived=frozenset({"FileAccessUri", "TempDownloadUri", "Size"}),
    # A delete by the id alone was answered with success (recorded 2020).
    is_token_optional=True,
    has_webhook=False,
    in_changes=False,
)
