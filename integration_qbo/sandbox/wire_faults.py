"""Knows the three bodies in which a fault travels: service, gateway JSON, XML."""

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from flask import Response, request

from integration_qbo.sandbox.clock import stamp
from integration_qbo.sandbox.faults import Fault
from integration_qbo.sandbox.wire import Doc, dumps

NAMESPACE = "http://schema.intuit.com/finance/v3"
BEARER = 'Bearer realm="Intuit", error="invalid_token"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def service_body(fault: Fault, moment: float) -> Doc:
    """Return the capital-F body of the accounting service."""
    body: Doc = {"Fault": fault.body()}
    if fault.timed:
        body["time"] = stamp(moment, milliseconds=True)
    return body


def xml_body(fault: Fault, moment: float) -> str:
    """Return the same fault as XML."""
    errors = "".join(
        f"<Error code={quoteattr(problem.code)}"
        + (
            f" element={quoteattr(problem.element)}"
            if problem.element is not None
            else ""
        )
        + f"><Message>{escape(problem.message)}</Message>"
        f"<Detail>{escape(problem.detail)}</Detail></Error>"
        for problem in fault.problems
    )
    return (
        f"{DECLARATION}<IntuitResponse xmlns={quoteattr(NAMESPACE)}"
        f' time="{stamp(moment, milliseconds=True)}">'
        f"<Fault type={quoteattr(fault.type)}>{errors}</Fault></IntuitResponse>"
    )


def _gateway_json(
    code: str, message: str, detail: str | None, kind: str, moment: float
) -> Doc:
    error = {"message": message, "detail": detail, "code": code, "element": None}
    return {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": kind},
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": int(moment * 1000),
        "status": None,
        "cdcresponse": [],
    }


def _json(body: Doc, status: int) -> Response:
    return Response(dumps(body), status=status, content_type="application/json")


@dataclass(frozen=True)
class GatewayFault:
    """What the gateway in front of the service refuses with."""

    code: str
    message: str
    detail: str
    type: str
    status: int


def gateway_xml(fault: GatewayFault, moment: float) -> Response:
    """Answer from the gateway in XML, whatever was asked for."""
    text = (
        f"{DECLARATION}\n"
        f'<IntuitResponse time="{stamp(moment, milliseconds=True)}"'
        f" xmlns={quoteattr(NAMESPACE)}>\n"
        f"    <Fault type={quoteattr(fault.type)}>\n"
        f"        <Error code={quoteattr(fault.code)}>\n"
        f"            <Message>{escape(fault.message)}</Message>\n"
        f"            <Detail>{escape(fault.detail)}</Detail>\n"
        "        </Error>\n    </Fault>\n</IntuitResponse>\n"
    )
    return Response(text, status=fault.status, content_type="text/xml")


def expired_token(token: str, moment: float) -> Response:
    """401: the token was ours and is over."""
    message = "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    detail = f"Token expired: {token[:10]}"
    return _unauthenticated(message, detail, moment)


def foreign_token(token: str, moment: float) -> Response:
    """401: the token was never ours."""
    message = (
        "message=ApplicationAuthenticationFailed; errorCode=003200; statusCode=401"
    )
    return _unauthenticated(message, f"Malformed bearer token: {token[:10]}", moment)


def _unauthenticated(message: str, detail: str, moment: float) -> Response:
    body = _gateway_json("3200", message, detail, "AUTHENTICATION", moment)
    answer = _json(body, 401)
    answer.headers["WWW-Authenticate"] = BEARER
    return answer


def no_token(moment: float) -> Response:
    """401 in XML: nothing that could be a bearer token was sent."""
    message = (
        "message=ApplicationAuthenticationFailed; errorCode=003200; statusCode=401"
    )
    fault = GatewayFault(
        "3200", message, "Malformed bearer token", "AUTHENTICATION", 401
    )
    answer = gateway_xml(fault, moment)
    answer.headers["WWW-Authenticate"] = BEARER
    return answer


def empty_token(moment: float) -> Response:
    """400 in XML: the header is there, its value is empty."""
    message = "message=EmptyField; errorCode=003202; statusCode=400"
    fault = GatewayFault("3202", message, "access_token", "VALIDATION", 400)
    return gateway_xml(fault, moment)


def forbidden(moment: float) -> Response:
    """403: this token is not for this company, or lacks the scope."""
    message = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
    return _json(_gateway_json("3100", message, None, "SERVICE", moment), 403)


def throttled(moment: float, form: str) -> Response:
    """429 in JSON or XML: ``accept`` follows what was asked for."""
    message = "message=ThrottleExceeded; errorCode=003001; statusCode=429"
    detail = "The request limit was reached.  Try again later"
    as_json = form == "json" or (
        form == "accept" and "json" in request.headers.get("Accept", "")
    )
    if not as_json:
        return gateway_xml(
            GatewayFault("3001", message, detail, "SERVICE", 429), moment
        )
    error: dict[str, Any] = {"Message": message, "Detail": detail, "code": "3001"}
    body: Doc = {
        "Fault": {"Error": [error], "type": "SERVICE"},
        "time": stamp(moment, milliseconds=True),
    }
    return _json(body, 429)
