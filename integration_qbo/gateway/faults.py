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
    ConnectionLost,
    NeedsAttention,
    OutcomeUnknown,
    QboError,
    Rejected,
    RetryLater,
    Throttled,
    TokenExpired,
)

_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY = 401, 403, 429
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


# Codes by who can help; sentences name what a bookkeeper can do.
_BROKEN_REFERENCE = frozenset({"610", "2500", "6250"})
_LOST_ACCESS = frozenset({"120", "3100"})
_SENTENCES: dict[str, tuple[str, str, str]] = {
    "2500": (
        "broken_reference",
        "Something this invoice uses is inactive or deleted in QuickBooks",
        "Make it active there, or choose another one here.",
    ),
    "6140": (
        "number_taken",
        "The invoice number is already used in QuickBooks",
        "Give the invoice another number.",
    ),
    "6190": (
        "subscription_ended",
        "The QuickBooks subscription of this company has ended",
        "Renew it in QuickBooks; what waits is sent afterwards.",
    ),
    "6210": (
        "period_closed",
        "The books are closed at the invoice's date",
        "Reopen the period in QuickBooks, or give the invoice a later date.",
    ),
    "6240": (
        "name_taken",
        "QuickBooks already has a customer, vendor or employee of that name",
        "Link the client to the customer, or create it under another name.",
    ),
}
_SENTENCES["610"] = _SENTENCES["6250"] = _SENTENCES["2500"]
_SENTENCES["6200"] = _SENTENCES["6210"]


def error_of(answer: Answer) -> QboError | None:
    """The error an answer stands for; `None` for a success.

    A fault counts before the status: QuickBooks sends some with 200.
    """
    fault = read_fault(answer.body)
    if fault is None and answer.status == 200:  # noqa: PLR2004 - HTTP's own
        return None
    facts = _facts(answer, fault)
    if answer.status == _TOO_MANY or (fault and fault.code in {"3001", "003001"}):
        return Throttled(
            _cause("throttled", "QuickBooks asked us to slow down", "", facts),
            after=_retry_after(answer),
        )
    if answer.status == _UNAUTHORIZED and not (fault and fault.code in _LOST_ACCESS):
        return TokenExpired(
            _cause("token_expired", "QuickBooks no longer takes our key", "", facts)
        )
    if answer.status == _FORBIDDEN or (fault and fault.code in _LOST_ACCESS):
        return ConnectionLost(
            _cause(
                "access_lost",
                "The QuickBooks user who connected has lost access to this company",
                "Connect again as a user who administers it.",
                facts,
            )
        )
    if answer.status >= _SERVER_ERROR or fault is None:
        return _unclear(answer, facts)
    return _refused(fault, facts)


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


def _refused(fault: Fault, facts: dict[str, str]) -> QboError:
    code, sentence, remedy = _SENTENCES.get(
        fault.code,
        (
            "refused",
            f"QuickBooks refused this: {fault.detail or fault.message}",
            "Mend what it names, then retry.",
        ),
    )
    if fault.code in _SENTENCES and fault.detail:
        sentence = f"{sentence} ({fault.detail})"
    cause = _cause(code, sentence, remedy, facts)
    if fault.code in _BROKEN_REFERENCE:
        return NeedsAttention(cause)
    return Rejected(cause)


def _unclear(answer: Answer, facts: dict[str, str]) -> QboError:
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
