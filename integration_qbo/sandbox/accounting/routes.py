"""Knows the paths of the accounting API and how their answers are made."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Blueprint, Response, g, request

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.accounting import (
    batch,
    changes,
    delivery,
    exchange,
    operations,
    taxservice,
    uploads,
)
from integration_qbo.sandbox.accounting.doorkeeper import admit
from integration_qbo.sandbox.accounting.operations import Call
from integration_qbo.sandbox.accounting.replay import Worker, once
from integration_qbo.sandbox.answers import (
    STEADY_HEADERS,
    intuit,
    service_json,
    service_xml,
)
from integration_qbo.sandbox.books.session import Books, Cause
from integration_qbo.sandbox.clock import stamp
from integration_qbo.sandbox.faults import Fault
from integration_qbo.sandbox.query import executor
from integration_qbo.sandbox.wire import dumps, loads
from integration_qbo.sandbox.wire_faults import service_body, xml_body
from integration_qbo.sandbox.xml import answer_xml

blueprint = Blueprint("accounting", __name__)
INNER_HOST = "https://c50.sandbox.qbo.intuit.com"
"""The machine that the real service names in one of its faults."""
READERS = {"cdc": changes.answer, "exchangerate": exchange.answer}
T = TypeVar("T")


def _written(worker: Worker) -> Worker:
    return lambda books, call: _enveloped(worker(books, call))


WRITERS = {
    "batch": _written(batch.answer),
    "exchangerate": _written(exchange.write),
    "taxservice/taxcode": taxservice.make,
}
NOT_MODELLED = {"500"}
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


@blueprint.route("/v3/company/<realm>/<path:path>", methods=METHODS)
@blueprint.route("/company/<realm>/<path:path>", methods=METHODS)
def company(realm: str, path: str) -> Response:
    """Answer one request of the accounting API."""
    refused = admit(realm, path)
    if refused is not None:
        return refused
    full_path = f"{INNER_HOST}/qbo50/v3/company/{realm}/{path}"
    body = request.get_data()
    parameters = request.args.to_dict()
    request_id = parameters.get("requestid", "")
    call = Call(
        request.method, path, full_path, parameters, None, Cause(request_id, body)
    )
    try:
        if call.method == "GET" and call.parts[2:] == ["pdf"]:
            return _pdf(_read(realm, call, delivery.pdf))
        if call.method == "GET" and call.parts[0] == "download":
            return _text(_read(realm, call, uploads.location))
        text, status = _answered(realm, call, body)
    except Fault as fault:
        return _refused(fault)
    if _wants_xml():
        return service_xml(answer_xml(text), status)
    return service_json(text, status)


def _answered(realm: str, call: Call, body: bytes) -> tuple[str, int]:
    if call.path == "query":
        return _query(realm, call, body), 200
    if call.method == "GET":
        reader = READERS.get(call.path, operations.read)
        return _enveloped(_read(realm, call, reader)), 200
    if call.method != "POST":
        raise call.unsupported()
    if call.path == "upload":
        form = request.content_type or ""
        return once(
            realm, call, lambda: uploads.parsed(form, body), _written(uploads.answer)
        )
    if call.parts[2:] == ["send"]:
        return once(realm, call, dict, _written(delivery.send))
    worker = WRITERS.get(call.path.lower()) or _written(operations.write)
    return once(realm, call, lambda: _parsed(body), worker)


def _read(realm: str, call: Call, reader: Callable[[Books, Call], T]) -> T:
    with intuit().reading(realm) as books:
        return reader(books, call)


def _query(realm: str, call: Call, body: bytes) -> str:
    if call.method == "POST":
        statement = body.decode("utf-8", "replace")
    else:
        statement = call.parameters.get("query", "")
    if not statement.strip():
        raise faults.system_failure("java.lang.NullPointerException", status=200)
    with intuit().reading(realm) as books:
        found = executor.answer(books, statement)
    return _enveloped(f'"QueryResponse":{found}')


def _text(content: str) -> Response:
    return Response(content, content_type="text/plain;charset=UTF-8")


@blueprint.get("/_files/<realm>/<object_id>")
def file(realm: str, object_id: str) -> Response:
    """Give out a file whose address was asked for."""
    return uploads.file(realm, object_id)


def _pdf(content: bytes) -> Response:
    answer = Response(content, content_type="application/pdf")
    answer.headers.update(STEADY_HEADERS)
    return answer


def _parsed(body: bytes) -> Any:
    try:
        return loads(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise faults.unreadable(_bad_byte(body, error.start)) from None
    except ValueError:
        raise faults.unreadable("Unexpected character") from None


def _bad_byte(body: bytes, position: int) -> str:
    """Name the byte that is not UTF-8 as the real service does."""
    lead = body[position]
    if lead in range(0xC2, 0xF5) and position + 1 < len(body):
        return f"Invalid UTF-8 middle byte 0x{body[position + 1]:x}"
    return f"Invalid UTF-8 start byte 0x{lead:x}"


def _enveloped(member: str) -> str:
    moment = stamp(intuit().clock.now(), milliseconds=True)
    return f'{{{member},"time":"{moment}"}}'


def _wants_xml() -> bool:
    wanted = request.headers.get("Accept", ""), request.args.get("format", "")
    return not any("json" in value for value in wanted)


def _refused(fault: Fault) -> Response:
    g.fault_code = fault.problems[0].code
    if g.fault_code in NOT_MODELLED:
        g.exchange.refused = f"not modelled: {fault.problems[0].detail[:120]}"
    moment = intuit().clock.now()
    if _wants_xml():
        return service_xml(xml_body(fault, moment), fault.status)
    answer = service_json(dumps(service_body(fault, moment)), fault.status)
    if fault.status >= HTTPStatus.BAD_REQUEST:
        for name in ("QBO-Version", "Expires", "Cache-Control"):
            answer.headers.pop(name, None)
    return answer
