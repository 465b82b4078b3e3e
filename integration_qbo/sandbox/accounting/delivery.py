"""Knows how a document is sent by e-mail and drawn as a PDF."""

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.accounting.operations import Call
from integration_qbo.sandbox.books.catalogue import BY_PATH
from integration_qbo.sandbox.books.change import refuse_when_frozen, store
from integration_qbo.sandbox.books.checks import check_id, is_email
from integration_qbo.sandbox.books.kinds import Kind
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.clock import stamp
from integration_qbo.sandbox.faults import Fault
from integration_qbo.sandbox.wire import Doc, dumps

DAY = 86400
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    b" /Resources << /Font << /F1 5 0 R >> >> >>"
)


def _document(books: Books, call: Call, operation: str) -> tuple[Kind, Doc]:
    name, object_id, _ = call.parts
    kind = BY_PATH.get(name)
    if kind is None or operation not in kind.operations:
        raise call.unsupported()
    document = books.get(kind.name, check_id(object_id))
    if document is None:
        if books.was_deleted(kind.name, object_id):
            raise faults.transaction_deleted()
        raise faults.not_found()
    return kind, document


def send(books: Books, call: Call) -> str:
    """Note a document as sent; nothing leaves this machine."""
    kind, document = _document(books, call, "send")
    refuse_when_frozen(books)
    address = call.parameters.get("sendTo") or (document.get("BillEmail") or {}).get(
        "Address"
    )
    if not address:
        raise faults.required("BillEmail")
    if not is_email(address):
        raise Fault([faults.invalid_email(address)])
    _count_emails(books)
    delivered = document | {
        "EmailStatus": "EmailSent",
        "BillEmail": {"Address": address},
        "DeliveryInfo": {"DeliveryType": "Email", "DeliveryTime": stamp(books.now)},
    }
    sent = store(books, kind, delivered, document, call.cause.acting("Emailed"))
    return f'"{kind.name}":{dumps(sent)}'


def _count_emails(books: Books) -> None:
    row = books.db.execute(
        "SELECT COUNT(*) AS n FROM effect WHERE realm = ? AND action = 'Emailed'"
        " AND at > ?",
        (books.realm, books.now - DAY),
    ).fetchone()
    if row["n"] >= books.switches.emails_per_day:
        raise faults.business(
            f"You have sent {row['n']} emails today, which is the limit."
        )


def pdf(books: Books, call: Call) -> bytes:
    """Return a small, valid PDF of a document."""
    kind, document = _document(books, call, "pdf")
    lines = [
        f"{kind.name} {document.get('DocNumber', document['Id'])}",
        f"For {(document.get('CustomerRef') or {}).get('name', '')}",
        f"Date {document.get('TxnDate', '')}",
        *(
            f"{line.get('Description') or ''}   {line.get('Amount', '')}".rstrip()
            for line in document.get("Line", [])
            if line.get("Id")
        ),
        f"Total {document['TotalAmt']}",
        "Local Intuit: not a document of Intuit or QuickBooks",
    ]
    return _drawn(lines)


def _drawn(lines: list[str]) -> bytes:
    text = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines).encode(
        "latin-1", "replace"
    )
    content = b"BT /F1 12 Tf 60 780 Td 18 TL\n" + text + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, value in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def _escaped(text: str) -> str:
    for mark in ("\\", "(", ")"):
        text = text.replace(mark, f"\\{mark}")
    return text
