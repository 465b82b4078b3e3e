"""What browsers are told, and what forged requests come to."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from integration_qbo import Permission
from integration_qbo.manifest import BLUEPRINT, VIEWS
from tests.hosts.practice import PERSON
from tests.hosts.words import OURS

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
CONNECTION = "/admin/qbo_connection/"
START = "/integrations/quickbooks/start"
CALLBACK = "/integrations/quickbooks/callback"
COOKIE_LIMIT = 4093


def sign_in(practice, *permissions):
    practice.host.user = PERSON
    practice.host.tenant = OURS
    practice.host.allowed = set(permissions or Permission)
    return practice.app.test_client()


def token_of(client):
    page = client.get(CONNECTION, follow_redirects=True)
    return TOKEN.search(page.get_data(as_text=True)).group(1)


def press_connect(client, token, **more):
    return client.post(START, data={"csrf_token": token}, **more)


def pages(practice):
    with practice.app.test_request_context():
        adapter = practice.app.url_map.bind("localhost")
        for rule in practice.app.url_map.iter_rules():
            ours = rule.endpoint.split(".")[0] in (BLUEPRINT, *VIEWS)
            if ours and "GET" in rule.methods and not rule.arguments:
                yield adapter.build(rule.endpoint)


def test_every_answer_says_what_a_browser_may_do_with_it(enabled):
    client, walked = sign_in(enabled), 0
    for url in pages(enabled):
        headers = client.get(url).headers
        policy = dict(
            part.strip().split(" ", 1)
            for part in headers["Content-Security-Policy"].split(";")
        )
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["default-src"] == policy["object-src"] == "'none'"
        assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        told = "no-referrer" if url.startswith("/integrations/") else "same-origin"
        assert headers["Referrer-Policy"] == told
        walked += 1
    assert walked > 10


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"])
def test_the_wrong_method_changes_nothing(ready, method):
    client, before = sign_in(ready), ready.connection()
    answers, looked_at = {}, set(pages(ready))
    for rule in ready.app.url_map.iter_rules():
        ours = rule.endpoint.split(".")[0] in (BLUEPRINT, *VIEWS)
        if not ours or rule.rule in looked_at or rule.arguments:
            continue
        answer = client.open(rule.rule, method=method)
        if answer.status_code != (200 if method == "OPTIONS" else 405):
            answers[rule.rule] = answer.status_code
    assert answers == {}
    assert ready.connection() == before


def test_a_permission_taken_away_is_gone_at_once(ready):
    client = sign_in(ready)
    token = token_of(client)
    ready.host.allowed.discard(Permission.CONNECT)
    answer = client.post(f"{CONNECTION}enable", data={"csrf_token": token})
    assert answer.status_code == 403
    assert ready.connection().status == "set_up"


def test_whoever_did_not_sign_in_lately_is_asked_to(enabled):
    client = sign_in(enabled)
    token = token_of(client)
    enabled.host.is_recent = False
    page = client.post(
        f"{CONNECTION}disconnect", data={"csrf_token": token}, follow_redirects=True
    )
    assert "needs a fresh sign-in" in page.get_data(as_text=True)
    assert enabled.connection().status == "enabled"
    page = client.get(f"{CONNECTION}leave", follow_redirects=True)
    assert "needs a fresh sign-in" in page.get_data(as_text=True)


def test_connect_asks_for_a_recent_sign_in_too(fresh):
    client = sign_in(fresh)
    token = token_of(client)
    fresh.host.is_recent = False
    answer = press_connect(client, token)
    assert answer.headers["Location"].endswith(CONNECTION)
    fresh.host.is_recent = True
    assert "state=" in press_connect(client, token).headers["Location"]


def test_sixty_abandoned_clicks_leave_a_small_cookie(fresh):
    client = sign_in(fresh)
    token = token_of(client)
    for _click in range(60):
        assert press_connect(client, token).status_code == 302
    assert len(client.get_cookie("session").value) < COOKIE_LIMIT / 4


def test_intuit_is_asked_for_accounting_alone(fresh):
    client = sign_in(fresh)
    address = press_connect(client, token_of(client)).headers["Location"]
    assert parse_qs(urlsplit(address).query)["scope"] == [
        "com.intuit.quickbooks.accounting"
    ]


def test_a_forged_host_does_not_choose_where_intuit_answers(fresh):
    client = sign_in(fresh)
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    address = press_connect(client, token_of(client), headers=forged).headers
    asked = parse_qs(urlsplit(address["Location"]).query)
    assert asked["redirect_uri"] == [fresh.runtime.config.redirect_uri]


def test_markup_in_intuits_error_is_shown_as_text(fresh):
    client = sign_in(fresh)
    address = press_connect(client, token_of(client)).headers["Location"]
    state = parse_qs(urlsplit(address).query)["state"][0]
    wicked = "<script>alert(1)</script>"
    page = client.get(
        CALLBACK,
        query_string={"state": state, "error": wicked, "error_description": wicked},
        follow_redirects=True,
    )
    told = page.get_data(as_text=True)
    assert page.status_code == 200
    assert wicked not in told
    assert "&lt;script&gt;" in told


@pytest.mark.parametrize(
    "realm", ["../../1", "1?x=2", "%2f", "1" * 30, "", "\N{DEVANAGARI DIGIT ONE}", "²"]
)
def test_a_company_id_is_digits_and_nothing_else(fresh, realm):
    client = sign_in(fresh)
    address = press_connect(client, token_of(client)).headers["Location"]
    state = parse_qs(urlsplit(address).query)["state"][0]
    exchanged = len(fresh.intuit.requests_to("/oauth2/v1/tokens/bearer"))
    page = client.get(
        CALLBACK,
        query_string={"state": state, "code": "AB1", "realmId": realm},
        follow_redirects=True,
    )
    assert "without a company" in page.get_data(as_text=True)
    assert len(fresh.intuit.requests_to("/oauth2/v1/tokens/bearer")) == exchanged
    assert fresh.connection().status == "never"


def test_every_page_opens_before_any_company_is_connected(fresh):
    client = sign_in(fresh)
    answers = {url: client.get(url).status_code for url in pages(fresh)}
    broken = {url: code for url, code in answers.items() if code >= 500}
    assert broken == {}
    assert len(answers) > 10


LISTS = [f"/admin/{view}/" for view in VIEWS if view != "qbo_connection"]
ABSURD = (
    {"page_size": "1000000000"},
    {"page": "-1"},
    {"page": "99999999"},
    {"sort": "99"},
    {"sort": "x"},
    {"flt0_99": "1"},
    {"flt0_0": "not a moment"},
    {"show": "nothing"},
)
PAYLOADS = (
    "' OR 1=1 --",
    "'; DROP TABLE qbo_audit; --",
    "%",
    "\\",
    "_",
    "1 UNION SELECT 1",
)


@pytest.mark.parametrize("asked", ABSURD, ids=str)
def test_absurd_pages_and_filters_end_in_a_page(enabled, asked):
    client = sign_in(enabled)
    for address in LISTS:
        page = client.get(address, query_string=asked, follow_redirects=True)
        assert page.status_code in {200, 400, 404}, address


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_search_is_a_text_and_never_sql(enabled, payload):
    client = sign_in(enabled)
    for address in LISTS:
        page = client.get(address, query_string={"search": payload})
        assert page.status_code in {200, 302}, address
    assert enabled.connection().status == "enabled"
