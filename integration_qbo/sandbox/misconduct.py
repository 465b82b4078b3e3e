"""Knows how a rule of misbehaviour is carried out on one request."""

import time
from collections.abc import Callable

from flask import Response, g, request

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.answers import intuit, service_json
from integration_qbo.sandbox.faults import Fault
from integration_qbo.sandbox.misbehaviour import (
    AFTER,
    HTML_BAD_GATEWAY,
    SERVER_TIMEOUT,
    Rule,
    Seen,
    dripped,
    flooded,
    held,
)
from integration_qbo.sandbox.server import plan
from integration_qbo.sandbox.wire import dumps
from integration_qbo.sandbox.wire_faults import expired_token, service_body, throttled

HTML_STATUSES = {500, 502, 503, 504}
FAULTS: dict[str, Callable[[], Fault]] = {
    "610": faults.not_found,
    "2500": faults.made_inactive,
    "5010": lambda: faults.stale("Olive Owner"),
    "6000": lambda: faults.business("This was asked for by a rule."),
    "6140": lambda: faults.duplicate_number("1001", "Invoice", "1"),
    "6190": faults.subscription_ended,
    "6210": faults.period_closed,
    "6240": faults.duplicate_name,
    "600": faults.duplicate_request,
    "120": faults.no_longer_admin,
    "10000": lambda: faults.system_failure("java.lang.NullPointerException"),
}


def before() -> Response | None:
    """Misbehave instead of working, or remember to do it afterwards."""
    where = request.path
    if request.query_string:
        where += "?" + request.query_string.decode("utf-8", "replace")
    realm = g.exchange.realm
    seen = Seen(request.method, where, realm, request.get_data(as_text=True))
    rule = intuit().misbehaviour.meet(seen)
    if rule is None:
        return None
    g.exchange.misbehaviour = rule.what
    if rule.what == "latency":
        time.sleep(rule.seconds)
        return None
    if rule.what in AFTER:
        g.rule = rule
        return None
    return _instead(rule)


def _instead(rule: Rule) -> Response:
    moment = intuit().clock.now()
    if rule.what == "timeout_before":
        return _silent(rule)
    if rule.what == "reset_before":
        return _reset()
    if rule.what == "unauthorized":
        header = request.headers.get("Authorization", "")
        return expired_token(header.removeprefix("Bearer "), moment)
    if rule.what == "throttle":
        answer = throttled(moment, intuit().switches.throttle_form)
        answer.headers.update(rule.headers)
        return answer
    if rule.what == "fault":
        fault = FAULTS[rule.code]()
        return service_json(dumps(service_body(fault, moment)), fault.status)
    return _replaced(rule)


def after(answer: Response) -> Response:
    """Spoil an answer whose work is done."""
    rule: Rule | None = g.pop("rule", None)
    if rule is None:
        return answer
    if rule.what == "timeout_after":
        return _silent(rule)
    if rule.what == "reset_after":
        return _reset()
    if rule.what == "answer_after":
        return _replaced(rule)
    if rule.what == "wrong_json":
        return service_json('{"Invoice":{"Id":"', answer.status_code)
    return _spoiled(rule, answer)


def _spoiled(rule: Rule, answer: Response) -> Response:
    body = answer.get_data()
    size = rule.bytes if rule.what == "flood" else len(body)
    head = (
        f"HTTP/1.1 {answer.status}\r\nContent-Type: {answer.content_type}\r\n"
        f"Content-Length: {size}\r\nConnection: close\r\n\r\n"
    ).encode()
    if rule.what == "drip":
        plan(request.environ).raw = dripped(head + body, rule.seconds or 1.0)
    elif rule.what == "flood":
        plan(request.environ).raw = flooded(head, rule.bytes)
    else:
        kept = body[: rule.bytes or len(body) // 2]
        plan(request.environ).raw = iter([head + kept])
    return answer


def _silent(rule: Rule) -> Response:
    plan(request.environ).raw = held(rule.seconds or SERVER_TIMEOUT)
    return Response(status=504)


def _reset() -> Response:
    plan(request.environ).reset = True
    return Response(status=504)


def _replaced(rule: Rule) -> Response:
    text = rule.text
    if not text and rule.status in HTML_STATUSES:
        text = HTML_BAD_GATEWAY.replace("502 Bad Gateway", f"{rule.status} Error")
    answer = Response(text, status=rule.status, content_type=rule.content_type)
    answer.headers.update(rule.headers)
    return answer
