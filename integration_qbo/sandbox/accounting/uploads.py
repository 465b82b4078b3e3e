"""Knows how files come in with their description, and how they are given out."""

from email import message_from_bytes
from email.message import Message
from http import HTTPStatus
from typing import Any

from flask import Response, request

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.accounting.operations import Call
from integration_qbo.sandbox.answers import intuit
from integration_qbo.sandbox.books.attachments import ATTACHABLE, file_of, keep_file
from integration_qbo.sandbox.books.change import create
from integration_qbo.sandbox.books.checks import check_id
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.faults import Fault
from integration_qbo.sandbox.wire import Doc, dumps, loads
from integration_qbo.sandbox.wire_faults import service_body

MINUTES = 15
Parts = list[tuple[Any, bytes]]
"""(what describes the file, what it holds), a pair for each file."""


def parsed(content_type: str, body: bytes) -> Parts:
    """Read a multipart body, with whatever line ends it has; raises Fault."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = message_from_bytes(head + body)
    metadata: dict[str, Any] = {}
    content: dict[str, bytes] = {}
    for part in message.walk():
        name = str(part.get_param("name", "", "content-disposition") or "")
        kind, _, number = name.rpartition("_")
        if kind == "file_metadata":
            metadata[number] = _described(part)
        elif kind == "file_content":
            content[number] = _bytes_of(part)
    if not content:
        raise faults.required("file_content")
    return [(metadata.get(number), content[number]) for number in sorted(content)]


def _described(part: Message) -> Any:
    try:
        return loads(_bytes_of(part).decode())
    except ValueError:
        raise faults.unreadable("Unexpected character") from None


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def answer(books: Books, call: Call) -> str:
    """Keep each file; what one of them lacks is told beside the others."""
    answers = []
    for described, content in call.body:
        try:
            kept = _kept(books, call, described, content)
        except Fault as fault:
            told = service_body(fault, books.now)
            answers.append(dumps({"Fault": told["Fault"]}))
        else:
            answers.append(dumps({"Attachable": kept}))
    return f'"AttachableResponse":[{",".join(answers)}]'


def _kept(books: Books, call: Call, described: Any, content: bytes) -> Doc:
    wanted = described if isinstance(described, dict) else {}
    wanted = {"FileName": "attachment"} | wanted
    doc = create(books, ATTACHABLE, wanted, call.cause)
    doc = doc | {
        "FileAccessUri": f"/v3/company/{books.realm}/download/{doc['Id']}",
        "Size": len(content),
        "ContentType": wanted.get("ContentType", "application/octet-stream"),
    }
    books.rewrite("Attachable", doc, bump=False)
    keep_file(books, doc["Id"], content)
    return {"TempDownloadUri": address(books.realm, doc["Id"])} | doc


def address(realm: str, object_id: str) -> str:
    """Where a file can be fetched without a token for a while."""
    return f"{request.host_url}_files/{realm}/{object_id}"


def location(books: Books, call: Call) -> str:
    """Answer ``GET /download/ID``: the address, as plain text."""
    object_id = check_id(call.parts[1])
    if file_of(books, object_id) is None:
        raise faults.not_found()
    return address(books.realm, object_id)


def file(realm: str, object_id: str) -> Response:
    """Give a file out."""
    with intuit().reading(realm) as books:
        content, doc = file_of(books, object_id), books.get("Attachable", object_id)
    if content is None or doc is None:
        return Response(status=HTTPStatus.NOT_FOUND)
    answer = Response(content, content_type=doc["ContentType"])
    # Whatever it is, a browser of this machine keeps it and does not run it.
    answer.headers["Content-Disposition"] = "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
