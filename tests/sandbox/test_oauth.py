"""Codes, tokens, rotation, expiry, revocation: with exact bodies and headers."""

import json
from base64 import urlsafe_b64decode

import pytest
import requests

from integration_qbo.sandbox.testing import LANDSCAPING, PRACTICE, LocalIntuit

CALLBACK = "http://localhost:9/callback"
DAY = 86400


def redeem(intuit, code, **more):
    form = {"grant_type": "authorization_code", "code": code} | {
        "redirect_uri": CALLBACK
    }
    return intuit.token(**(form | more))


def refresh(intuit, token):
    return intuit.token(grant_type="refresh_token", refresh_token=token)


def test_a_code_is_good_once_and_tells_nothing_of_the_company(intuit):
    back = intuit.consent(PRACTICE)
    assert (back["realmId"], back["state"]) == (PRACTICE, "state")
    answer = redeem(intuit, back["code"])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json;charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache, no-store"
    assert answer.headers["Pragma"] == "no-cache"
    assert "intuit_tid" in answer.headers
    body = answer.json()
    assert list(body) == [
        "x_refresh_token_expires_in",
        "refresh_token",
        "access_token",
        "token_type",
        "expires_in",
    ]
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    assert body["x_refresh_token_expires_in"] == 8726400
    assert body["refresh_token"].startswith("AB11")
    again = redeem(intuit, back["code"])
    assert again.status_code == 400
    assert again.json() == {
        "error": "invalid_grant",
        "error_description": "Token invalid",
    }


def test_a_code_ends_after_five_minutes_and_with_another_address(own_intuit):
    code = own_intuit.consent()["code"]
    other = redeem(own_intuit, code, redirect_uri="http://localhost:9/other")
    assert other.json()["error"] == "invalid_grant"
    own_intuit.control("clock", advance_seconds=301)
    assert redeem(own_intuit, code).json()["error"] == "invalid_grant"


def test_credentials_may_stand_in_the_body(intuit):
    back = intuit.consent()
    form = {
        "grant_type": "authorization_code",
        "code": back["code"],
        "redirect_uri": CALLBACK,
        "client_id": intuit.grants["client_id"],
        "client_secret": intuit.grants["client_secret"],
    }
    answer = requests.post(intuit.urls["token"], data=form, timeout=5)
    assert answer.status_code == 200


def test_wrong_credentials_are_an_invalid_client(intuit):
    answer = requests.post(
        intuit.urls["token"],
        data={"grant_type": "refresh_token", "refresh_token": "x"},
        auth=(intuit.grants["client_id"], "wrong"),
        timeout=5,
    )
    assert answer.status_code == 401
    assert answer.json() == {"error": "invalid_client"}
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="Intuit"'


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "AB11x"}, "invalid_grant"),
    ],
)
def test_odd_token_requests_are_named(intuit, form, error):
    answer = intuit.token(**form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_an_expired_access_token_gets_the_gateways_body(own_intuit):
    api = own_intuit.api(PRACTICE)
    own_intuit.control("clock", advance_seconds=3601)
    answer = api.raw("GET", "companyinfo/" + PRACTICE)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == (
        'Bearer realm="Intuit", error="invalid_token"'
    )
    body = answer.json()
    assert body["fault"]["type"] == "AUTHENTICATION"
    error = body["fault"]["error"][0]
    assert error["code"] == "3200"
    assert error["message"] == (
        "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    )
    assert error["detail"].startswith("Token expired: ")
    assert isinstance(body["time"], int)
    assert "QBO-Version" not in answer.headers


def test_missing_foreign_and_wrong_tokens_are_told_apart(intuit):
    base = f"{intuit.origin}/v3/company/{PRACTICE}/customer/1"
    json_wanted = {"Accept": "application/json"}
    missing = requests.get(base, headers=json_wanted, timeout=5)
    assert (missing.status_code, missing.headers["Content-Type"]) == (401, "text/xml")
    empty = requests.get(
        base, headers=json_wanted | {"Authorization": "Bearer "}, timeout=5
    )
    assert empty.status_code == 400
    assert "errorCode=003202" in empty.text
    unknown = requests.get(
        base, headers=json_wanted | {"Authorization": "Bearer x"}, timeout=5
    )
    assert unknown.status_code == 401
    assert "ApplicationAuthenticationFailed" in unknown.text
    other = intuit.api(LANDSCAPING).session.headers["Authorization"]
    foreign = requests.get(
        base, headers=json_wanted | {"Authorization": other}, timeout=5
    )
    assert foreign.status_code == 403
    assert foreign.json()["fault"]["error"][0]["code"] == "3100"


def test_the_refresh_token_changes_once_a_day_and_the_old_one_ends(own_intuit):
    first = own_intuit.company(PRACTICE)["refresh_token"]
    assert refresh(own_intuit, first).json()["refresh_token"] == first
    own_intuit.control("clock", advance_seconds=DAY)
    second = refresh(own_intuit, first).json()["refresh_token"]
    assert second != first
    refused = refresh(own_intuit, first)
    assert refused.status_code == 400
    assert refused.json() == {
        "error": "invalid_grant",
        "error_description": "Incorrect or invalid refresh token",
    }
    assert refresh(own_intuit, second).json()["refresh_token"] == second


def test_with_grace_the_old_refresh_token_leads_to_the_new_one(own_intuit):
    own_intuit.control("switches", rotation="every", rotation_grace_seconds=60)
    first = own_intuit.company(PRACTICE)["refresh_token"]
    second = refresh(own_intuit, first).json()["refresh_token"]
    assert refresh(own_intuit, first).json()["refresh_token"] == second
    own_intuit.control("clock", advance_seconds=61)
    assert refresh(own_intuit, first).status_code == 400


def test_a_refresh_token_rolls_until_the_hard_end(own_intuit):
    token = own_intuit.company(PRACTICE)["refresh_token"]
    asked = requests.post(
        own_intuit.urls["token"],
        data={"grant_type": "refresh_token", "refresh_token": token},
        auth=(own_intuit.grants["client_id"], own_intuit.grants["client_secret"]),
        headers={"x-include-refresh-token-hard-expires-in": "true"},
        timeout=5,
    ).json()
    assert 157679000 < asked["x_refresh_token_hard_expires_in"] <= 157680000
    for _ in range(18):
        own_intuit.control("clock", advance_seconds=100 * DAY)
        token = refresh(own_intuit, token).json()["refresh_token"]
    own_intuit.control("clock", advance_seconds=30 * DAY)
    assert refresh(own_intuit, token).status_code == 400


def test_an_unused_refresh_token_ends_after_101_days(own_intuit):
    token = own_intuit.company(PRACTICE)["refresh_token"]
    own_intuit.control("clock", advance_seconds=101 * DAY + 1)
    assert refresh(own_intuit, token).json()["error"] == "invalid_grant"


def test_revoking_ends_both_tokens_with_an_empty_answer(own_intuit):
    api = own_intuit.api(PRACTICE)
    token = own_intuit.company(PRACTICE)["refresh_token"]
    answer = requests.post(
        own_intuit.urls["revoke"],
        json={"token": token},
        auth=(own_intuit.grants["client_id"], own_intuit.grants["client_secret"]),
        timeout=5,
    )
    assert (answer.status_code, answer.content) == (200, b"")
    assert api.raw("GET", "customer/1").status_code == 401
    assert refresh(own_intuit, token).json()["error"] == "invalid_grant"


def test_disconnecting_at_intuit_ends_every_token_of_the_company(own_intuit):
    api = own_intuit.api(PRACTICE)
    own_intuit.control("disconnect", realm_id=PRACTICE)
    assert api.raw("GET", "customer/1").status_code == 401
    token = own_intuit.company(PRACTICE)["refresh_token"]
    assert refresh(own_intuit, token).status_code == 400
    assert own_intuit.api(LANDSCAPING).raw("GET", "customer/1").status_code == 200


def test_a_second_consent_may_end_the_first(own_intuit):
    first = own_intuit.company(PRACTICE)["refresh_token"]
    own_intuit.consent(PRACTICE)
    assert refresh(own_intuit, first).status_code == 200
    own_intuit.control("switches", second_consent_ends_first=True)
    own_intuit.consent(PRACTICE)
    assert refresh(own_intuit, first).status_code == 400


def test_an_unknown_scope_comes_back_and_a_foreign_address_does_not(tmp_path):
    intuit = LocalIntuit(tmp_path, "--redirect-uri", CALLBACK)
    try:
        asked = {
            "client_id": intuit.grants["client_id"],
            "response_type": "code",
            "scope": "com.intuit.quickbooks.accounting",
            "redirect_uri": CALLBACK,
            "state": "s",
        }
        page = requests.get(intuit.urls["authorize"], params=asked, timeout=5)
        assert page.status_code == 200
        wrong = asked | {"redirect_uri": CALLBACK + "/"}
        page = requests.get(intuit.urls["authorize"], params=wrong, timeout=5)
        assert page.status_code == 400
        assert "redirect_uri" in page.text
        answer = requests.get(
            intuit.urls["authorize"],
            params=asked | {"scope": "everything"},
            timeout=5,
            allow_redirects=False,
        )
        assert answer.headers["Location"] == f"{CALLBACK}?error=invalid_scope&state=s"
    finally:
        intuit.stop()


def test_an_id_token_comes_with_openid_only(intuit):
    scope = "openid com.intuit.quickbooks.accounting"
    back = intuit.consent(PRACTICE, scope=scope)
    claims = redeem(intuit, back["code"]).json()["id_token"].split(".")[1]
    told = json.loads(urlsafe_b64decode(claims + "=="))
    assert told["aud"] == [intuit.grants["client_id"]]
    assert told["realmid"] == PRACTICE
    assert told["iss"] == "https://oauth.platform.intuit.com/op/v1"


def test_tokens_and_books_survive_a_restart(own_intuit):
    token = own_intuit.company(PRACTICE)["refresh_token"]
    api = own_intuit.api(PRACTICE)
    made = api.post("customer", {"DisplayName": "Kept"})["Customer"]
    assert own_intuit.stop() == 0
    own_intuit.start()
    assert refresh(own_intuit, token).status_code == 200
    again = own_intuit.api(PRACTICE).get(f"customer/{made['Id']}")
    assert again["Customer"] == made
