"""The local Intuit goes wrong exactly as told, and its journal can count it."""

import pytest
import requests

from integration_qbo.sandbox.testing import PRACTICE

INVOICE = {
    "CustomerRef": {"value": "3"},
    "PrivateNote": "marker-1",
    "Line": [
        {
            "Amount": 100,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": {"value": "2"},
                "TaxCodeRef": {"value": "10"},
            },
        }
    ],
}


@pytest.fixture
def api(own_intuit):
    return own_intuit.api(PRACTICE)


def created(intuit):
    effects = intuit.asked("journal")["effects"]
    return [e for e in effects if (e["kind"], e["action"]) == ("Invoice", "Create")]


@pytest.mark.parametrize("what", ["timeout_before", "reset_before"])
def test_before_the_work_nothing_has_happened(own_intuit, api, what):
    own_intuit.control("misbehaviour", what=what, count=1, seconds=0.2, path="invoice")
    with pytest.raises(requests.ConnectionError):
        api.raw("POST", "invoice", json=INVOICE)
    assert created(own_intuit) == []
    api.post("invoice", INVOICE)
    assert len(created(own_intuit)) == 1


@pytest.mark.parametrize("what", ["timeout_after", "reset_after", "cut"])
def test_after_the_work_the_invoice_is_there_and_its_id_replays_the_answer(
    own_intuit, api, what
):
    own_intuit.control("misbehaviour", what=what, count=1, seconds=0.2, path="invoice")
    with pytest.raises(
        (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
    ):
        api.raw("POST", "invoice", json=INVOICE, params={"requestid": "once"})
    assert len(created(own_intuit)) == 1
    first = api.post("invoice", INVOICE, requestid="once")
    assert api.post("invoice", INVOICE, requestid="once") == first
    assert len(created(own_intuit)) == 1


def test_without_honoured_request_ids_duplicates_are_counted_by_marker(own_intuit, api):
    own_intuit.control("switches", request_id="ignore")
    api.post("invoice", INVOICE, requestid="once")
    api.post("invoice", INVOICE, requestid="once")
    stats = own_intuit.asked("stats")
    assert stats["duplicate_markers"] == [
        {"realm": PRACTICE, "marker": "marker-1", "n": 2}
    ]
    assert stats["request_ids_worked_twice"] == [
        {"realm": PRACTICE, "request_id": "once", "bodies": 1, "effects": 2}
    ]


def test_a_late_commit_happens_although_the_client_has_gone(own_intuit, api):
    own_intuit.control("misbehaviour", what="latency", seconds=1.0, count=1)
    with pytest.raises(requests.Timeout):
        api.raw("POST", "invoice", json=INVOICE, timeout=0.3)
    assert created(own_intuit) == []
    for _ in range(50):
        if created(own_intuit):
            break
        own_intuit.asked("clock")
        import time

        time.sleep(0.05)
    assert len(created(own_intuit)) == 1


def test_gateway_errors_come_as_html_and_wrong_json_as_told(own_intuit, api):
    own_intuit.control("misbehaviour", what="answer_before", status=502, count=1)
    answer = api.raw("GET", "customer/1")
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html")
    own_intuit.control("misbehaviour", what="wrong_json", count=1)
    answer = api.raw("GET", "customer/1")
    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    own_intuit.control("misbehaviour", what="fault", code="6190", count=1)
    assert api.refused("invoice", INVOICE)["code"] == "6190"
    own_intuit.control("misbehaviour", what="unauthorized", count=1)
    assert api.raw("GET", "customer/1").status_code == 401
    assert api.raw("GET", "customer/1").status_code == 200


def test_probability_is_seeded_and_repeatable(own_intuit, api):
    def run() -> list[int]:
        own_intuit.control(
            "misbehaviour", seed=7, what="answer_before", status=503, probability=0.5
        )
        found = [api.raw("GET", "customer/1").status_code for _ in range(12)]
        requests.delete(f"{own_intuit.origin}/_control/misbehaviour", timeout=5)
        return found

    first = run()
    assert set(first) == {200, 503}
    assert run() == first


def test_limits_answer_429_in_the_form_asked_for(own_intuit, api):
    own_intuit.control("switches", throttle=True, per_second=0, per_minute=3)
    statuses = [api.raw("GET", "customer/1").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    fault = api.raw("GET", "customer/1").json()["Fault"]
    assert fault["Error"][0]["code"] == "3001"
    own_intuit.control("switches", throttle_form="xml")
    answer = api.raw("GET", "customer/1")
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert "errorCode=003001; statusCode=429" in answer.text
    own_intuit.control("clock", advance_seconds=61)
    assert api.raw("GET", "customer/1").status_code == 200


def test_a_look_up_is_blind_for_the_index_lag(own_intuit, api):
    own_intuit.control("switches", index_lag_seconds=60)
    api.post("customer", {"DisplayName": "Just Made"})
    statement = "select * from Customer where DisplayName = 'Just Made'"
    assert api.query(statement) == {}
    own_intuit.control("clock", advance_seconds=61)
    assert len(api.query(statement)["Customer"]) == 1


def test_the_token_endpoint_can_fail_too(own_intuit):
    own_intuit.control(
        "misbehaviour", what="answer_before", status=503, path="/oauth2/", count=1
    )
    refresh = own_intuit.company(PRACTICE)["refresh_token"]
    wanted = {"grant_type": "refresh_token", "refresh_token": refresh}
    assert own_intuit.token(**wanted).status_code == 503
    assert own_intuit.token(**wanted).status_code == 200


def test_switches_take_back_what_they_tell(own_intuit):
    told = own_intuit.asked("switches")
    assert own_intuit.control("switches", **told) == told
    changed = own_intuit.control("switches", index_lag_seconds=0.5)
    assert changed["index_lag_seconds"] == 0.5
