"""Turn an answer that is no success into one of our errors.

QuickBooks answers trouble in three shapes: a JSON ``Fault``, a lower-case ``fault``
from the gateway, and XML or HTML from in front of it
(``docs/quickbooks-notes.md#faults``).  This module knows all three; the question it
answers is never what went wrong but who can help.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integration_qbo.errors import (
    Cause,
    CompanyPaused,
    ConnectionLost,
    NeedsAttention,
    OutcomeUnknown,
    QboError,
    Rejected,
    RetryLater,
    Throttled,
    TokenExpired,
)
from integration_qbo.gateway.fault_codes import Advice, Help, advice_for

_SUCCESS, _UNAUTHORIZED, _FORBIDDEN, _TOO_MANY = 200, 401, 403, 429
_SERVER_ERROR = 500
_XML_ERROR = re.compile(r'<Error code="(?P<code>\d+)"')
_XML_MESSAGE = re.compile(r"<Message>(?P<message>[^<]*)</Message>")
_XML_DETAIL = re.compile(r"<Detail>(?P<detail>[^<]*)</Detail>")
_WAIT_AT_MOST = 300.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """An HTTP answer, as far as faults are read from it."""

    status: int
    headers: Mapping[str, str]
    body: str
    is_write: bool

    @property
    def trace_id(self) -> str:
        """Intuit's id of the request, for support."""
        return self.headers.get("intuit_tid", "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """The first error of a fault, whatever shape it came in."""

    code: str
    message: str
    detail: str
    element: str = ""


def error_of(answer: Answer) -> QboError | None:
    """The error an answer stands for; `None` for a success.

    A fault counts before the status: QuickBooks sends some with 200.  The status
    counts before the code where something in front of QuickBooks has answered.
    """
    fault = read_fault(answer.body)
    if fault is None and answer.status == _SUCCESS:
        return None
    if answer.status == _TOO_MANY:
        return _throttled(answer, fault)
    if fault is None:
        return _without_fault(answer)
    advice = advice_for(fault.code)
    if answer.status == _FORBIDDEN:
        advice = advice_for("3100")
    elif answer.status == _UNAUTHORIZED and advice.help is not Help.CONNECT:
        advice = advice_for("3200")
    elif answer.status >= _SERVER_ERROR:
        advice = advice_for("10000")
    return _advised(advice, answer, fault)


def read_fault(body: str) -> Fault | None:
    """The fault in a body of any of the three shapes; `None` where there is none."""
    text = body.lstrip()
    if text.startswith("<"):
        code = _XML_ERROR.search(text)
        if code is None:
            return None
        return Fault(
            code=code["code"],
            message=_found(_XML_MESSAGE, text, "message"),
            detail=_found(_XML_DETAIL, text, "detail"),
        )
    try:
        data = json.loads(text)
    except ValueError:
        return None
    if not isinstance(data, dict):
        return None
    fault = data.get("Fault") or data.get("fault")
    if not isinstance(fault, dict):
        return None
    errors = fault.get("Error") or fault.get("error") or [{}]
    return _from_json(errors[0])


def _from_json(error: Mapping[str, Any]) -> Fault:
    def text(*names: str) -> str:
        return next((str(error[name]) for name in names if error.get(name)), "")

    return Fault(
        code=text("code"),
        message=text("Message", "message"),
        detail=text("Detail", "detail"),
        element=text("element"),
    )


def _found(pattern: re.Pattern[str], text: str, group: str) -> str:
    match = pattern.search(text)
    return match[group] if match else ""


_ERRORS: Mapping[Help, type[QboError]] = {
    Help.TIME: RetryLater,
    Help.TOKEN: TokenExpired,
    Help.CONNECT: ConnectionLost,
    Help.PERSON: NeedsAttention,
    Help.COMPANY: CompanyPaused,
    Help.NOBODY: Rejected,
}


def _advised(advice: Advice, answer: Answer, fault: Fault) -> QboError:
    if advice is advice_for("3001"):
        return _throttled(answer, fault)
    facts = _facts(answer, fault)
    detail = facts.get("detail")
    sentence = f"{advice.sentence}: {detail}" if detail else advice.sentence
    cause = _cause(advice.cause, sentence, advice.remedy, facts)
    if advice.help is Help.LOOK:
        return OutcomeUnknown(cause) if answer.is_write else RetryLater(cause)
    return _ERRORS[advice.help](cause)


def _throttled(answer: Answer, fault: Fault | None) -> Throttled:
    advice = advice_for("3001")
    facts = _facts(answer, fault)
    return Throttled(
        _cause(advice.cause, advice.sentence, advice.remedy, facts),
        after=_retry_after(answer),
    )


def _without_fault(answer: Answer) -> QboError:
    facts = _facts(answer, None)
    if answer.status == _UNAUTHORIZED:
        advice = advice_for("3200")
        return TokenExpired(_cause(advice.cause, advice.sentence, "", facts))
    if answer.status == _FORBIDDEN:
        advice = advice_for("3100")
        return ConnectionLost(
            _cause(advice.cause, advice.sentence, advice.remedy, facts)
        )
    if answer.is_write:
        return OutcomeUnknown(
            _cause(
                "no_answer",
                "QuickBooks did not confirm",
                "We look before anything is sent again.",
                facts,
            )
        )
    return RetryLater(
        _cause("unavailable", "QuickBooks could not answer just now", "", facts)
    )


def _facts(answer: Answer, fault: Fault | None) -> dict[str, str]:
    facts = {"http": str(answer.status)}
    if answer.trace_id:
        facts["intuit_tid"] = answer.trace_id
    if fault:
        facts["fault"] = fault.code
        if answer.status not in {_UNAUTHORIZED, _FORBIDDEN}:
            # The detail of an authentication fault carries a piece of the token.
            facts["detail"] = fault.detail or fault.message
        if fault.element:
            facts["element"] = fault.element
    return facts


def _cause(code: str, sentence: str, remedy: str, facts: dict[str, str]) -> Cause:
    return Cause(
        code=code, sentence=f"{sentence.rstrip('.')}.", remedy=remedy, facts=facts
    )


def _retry_after(answer: Answer) -> float | None:
    try:
        seconds = float(answer.headers.get("Retry-After", ""))
    except ValueError:
        return None
    return min(seconds, _WAIT_AT_MOST) if seconds > 0 else None
