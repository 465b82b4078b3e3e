"""Answers that are no success, in every shape QuickBooks gives them, as our errors.

Bodies are composed from what is documented (``docs/quickbooks-notes.md#faults``).
"""

import json

import pytest

from integration_qbo.errors import (
    CompanyPaused,
    ConnectionLost,
    NeedsAttention,
    OutcomeUnknown,
    Rejected,
    RetryLater,
    Throttled,
    TokenExpired,
)
from integration_qbo.gateway.fault_codes import ADVICE, Help, advice_for
from integration_qbo.gateway.faults import Answer, error_of, read_fault


def service_fault(code, detail="What is wrong", *, message="Title", element=None):
    error = {"Message": message, "Detail": detail, "code": code}
    if element is not None:
        error["element"] = element
    return json.dumps(
        {
            "Fault": {"Error": [error], "type": "ValidationFault"},
            "time": "2026-11-22T01:02:03.004-08:00",
        }
    )


def gateway_fault(code, status, detail=None):
    message = f"message=Refused; errorCode=00{code}; statusCode={status}"
    error = {"message": message, "detail": detail, "code": code, "element": None}
    return json.dumps(
        {"warnings": None, "fault": {"error": [error], "type": "SERVICE"}, "time": 1}
    )


def xml_fault(code, detail="The limit was reached"):
    return (
        '<?xml version="1.0"?>\n<IntuitResponse time="2026-11-22T01:02:03.004-08:00"'
        ' xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE">'
        f'<Error code="{code}"><Message>message=X; errorCode=00{code}</Message>'
        f"<Detail>{detail}</Detail></Error></Fault></IntuitResponse>"
    )


HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


def answer(status, body="", *, write=True, **headers):
    return Answer(
        status=status,
        headers={"intuit_tid": "1-abc-def"} | headers,
        body=body,
        is_write=write,
    )


@pytest.mark.parametrize("body", ['{"Invoice":{"Id":"1"}}', "", "[]", "plain"])
def test_a_success_is_no_error(body):
    assert error_of(answer(200, body)) is None


@pytest.mark.parametrize(
    "body", [service_fault("6240"), gateway_fault("6240", 400), xml_fault("6240")]
)
def test_one_fault_reads_the_same_in_all_three_shapes(body):
    assert read_fault(body).code == "6240"
    assert type(error_of(answer(400, body))) is Rejected


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        "[1, 2]",
        '"text"',
        "null",
        '{"Fault": null}',
        '{"Fault": "text"}',
        '{"Fault": {}}',
        HTML,
        "<html>",
    ],
)
def test_what_is_no_fault_is_not_read_as_one(body):
    assert read_fault(body) is None


def test_of_several_errors_the_first_is_told():
    body = json.dumps(
        {
            "Fault": {
                "Error": [
                    {"Message": "One", "Detail": "first", "code": "2500"},
                    {"Message": "Two", "Detail": "second", "code": "6000"},
                ],
                "type": "ValidationFault",
            }
        }
    )

    assert read_fault(body).detail == "first"


@pytest.mark.parametrize(
    "body",
    [
        '{"Fault":{"Error":[],"type":"SystemFault"}}',
        '{"Fault":{"type":"SystemFault"}}',
        '{"Fault":{"Error":[{}],"type":"SystemFault"}}',
    ],
)
def test_a_fault_without_an_error_is_a_fault_all_the_same(body):
    assert read_fault(body).code == ""
    assert isinstance(error_of(answer(400, body)), Rejected)


@pytest.mark.parametrize(
    ("status", "body", "error", "code"),
    [
        # The person, here or there.
        (400, service_fault("2500"), NeedsAttention, "broken_reference"),
        (400, service_fault("610"), NeedsAttention, "broken_reference"),
        (400, service_fault("6240"), Rejected, "name_taken"),
        (400, service_fault("6140"), Rejected, "number_taken"),
        (400, service_fault("6210"), Rejected, "period_closed"),
        (400, service_fault("6070"), Rejected, "amount_refused"),
        (400, service_fault("6000"), Rejected, "business_rule"),
        (400, service_fault("2020"), Rejected, "refused"),
        (400, service_fault("2010"), Rejected, "our_mistake"),
        (400, service_fault("99999"), Rejected, "refused"),
        (400, service_fault("not a number"), Rejected, "refused"),
        # A fault counts even when the status says success.
        (200, service_fault("2500"), NeedsAttention, "broken_reference"),
        (200, service_fault("10000"), OutcomeUnknown, "broken_there"),
        # The company.
        (400, service_fault("6190"), CompanyPaused, "subscription_ended"),
        # The key.
        (401, gateway_fault("3200", 401, "Token expired: AB01"), TokenExpired, None),
        (401, xml_fault("3200"), TokenExpired, None),
        (401, "", TokenExpired, None),
        (401, HTML, TokenExpired, None),
        (403, gateway_fault("3100", 403), ConnectionLost, "access_lost"),
        (403, "", ConnectionLost, "access_lost"),
        (400, service_fault("120"), ConnectionLost, "access_lost"),
        (401, gateway_fault("120", 401), ConnectionLost, "access_lost"),
        # The pace.
        (429, xml_fault("3001"), Throttled, "throttled"),
        (429, gateway_fault("3001", 429), Throttled, "throttled"),
        (429, service_fault("003001"), Throttled, "throttled"),
        (429, "", Throttled, "throttled"),
        (429, HTML, Throttled, "throttled"),
        (400, service_fault("003001"), Throttled, "throttled"),
        # Nobody knows.
        (500, service_fault("10000"), OutcomeUnknown, "broken_there"),
        (500, service_fault("6000"), OutcomeUnknown, "broken_there"),
        (500, HTML, OutcomeUnknown, "no_answer"),
        (502, HTML, OutcomeUnknown, "no_answer"),
        (503, "", OutcomeUnknown, "no_answer"),
        (504, "", OutcomeUnknown, "no_answer"),
        (302, "", OutcomeUnknown, "no_answer"),
        (404, HTML, OutcomeUnknown, "no_answer"),
        (400, "", OutcomeUnknown, "no_answer"),
    ],
)
def test_a_write_that_did_not_succeed_is_the_error_of_its_remedy(
    status, body, error, code
):
    found = error_of(answer(status, body))

    assert type(found) is error
    if code is not None:
        assert found.cause.code == code
    assert found.cause.sentence.endswith(".")
    assert found.cause.facts["http"] == str(status)
    assert found.cause.facts["intuit_tid"] == "1-abc-def"


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, service_fault("10000")), (502, HTML), (404, ""), (302, ""), (400, "")],
)
def test_a_read_that_did_not_succeed_is_simply_tried_again(status, body):
    assert type(error_of(answer(status, body, write=False))) is RetryLater


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        ("0.5", 0.5),
        ("100000", 300.0),
        ("0", None),
        ("-5", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("nan", None),
        ("", None),
    ],
)
def test_a_pause_that_was_asked_for_is_kept_within_reason(header, seconds):
    found = error_of(answer(429, "", **{"Retry-After": header}))

    assert found.after == seconds


def test_what_quickbooks_says_stands_in_the_sentence_and_in_the_facts():
    found = error_of(
        answer(400, service_fault("2500", "Item 9 not found", element="Line.ItemRef"))
    )

    assert "Item 9 not found" in found.cause.sentence
    assert found.cause.facts["fault"] == "2500"
    assert found.cause.facts["detail"] == "Item 9 not found"
    assert found.cause.facts["element"] == "Line.ItemRef"


@pytest.mark.parametrize("status", [401, 403])
def test_the_piece_of_token_in_an_authentication_fault_is_kept_nowhere(status):
    body = gateway_fault("3200", status, "Token expired: AB01canary")

    found = error_of(answer(status, body))

    assert "AB01canary" not in repr(found.cause)


@pytest.mark.parametrize("code", sorted(ADVICE))
def test_every_documented_code_has_a_sentence_a_remedy_and_somebody_who_can_help(code):
    advice = advice_for(code)

    assert advice_for(f"00{code}") is advice
    assert advice.cause == advice.cause.lower()
    assert " " not in advice.cause
    assert len(advice.sentence.split()) > 3
    assert advice.remedy or advice.help is Help.TOKEN
    assert error_of(answer(400, service_fault(code))) is not None


def test_an_answer_without_a_trace_id_has_none_in_its_facts():
    found = error_of(Answer(status=400, headers={}, body="", is_write=True))

    assert "intuit_tid" not in found.cause.facts
