"""Knows document numbers: who may set them, and what the next one is."""

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc

AUTOMATIC = "AUTO_GENERATE"
SEQUENCE = "DocNumber"


def numbered(books: Books, doc: Doc, previous: Doc | None, kind: str) -> Doc:
    """Give a sale its number by the company's preference.

    Without custom numbers the next one is drawn; with them an absent number
    stays absent. A number sent is stored as it is and does not move the series.
    """
    wanted = doc.get("DocNumber")
    automatic = str(doc.pop("AutoDocNumber", False)).lower() == "true"
    if wanted == AUTOMATIC or automatic:
        return doc | {"DocNumber": str(books.next_number(SEQUENCE))}
    if wanted:
        _refuse_duplicate(books, str(wanted), previous, kind)
        return doc
    if previous is not None and previous.get("DocNumber"):
        return doc | {"DocNumber": previous["DocNumber"]}
    if previous is None and not books.preference("SalesFormsPrefs", "CustomTxnNumbers"):
        return doc | {"DocNumber": str(books.next_number(SEQUENCE))}
    doc.pop("DocNumber", None)
    return doc


def _refuse_duplicate(
    books: Books, number: str, previous: Doc | None, kind: str
) -> None:
    if not books.switches.document_numbers_unique or books.allow_duplicate_numbers:
        return
    holder = books.labelled(kind, number)
    if holder and not (previous and previous["Id"] == holder):
        raise faults.duplicate_number(number, kind, holder)
