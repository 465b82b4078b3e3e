"""Every route of ours, from the app's own map: who gets in, and what is left alone.

A new route is walked without a new test.
"""

import re

import pytest
from sqlalchemy import or_, select, text

from integration_qbo import Permission
from integration_qbo.manifest import BLUEPRINT, TABLES, VIEWS
from integration_qbo.store.models import Base
from tests.hosts.practice import PERSON, Practice
from tests.hosts.words import KNOWN, OTHERS, OURS, proposal

OPEN = {"qbo.static"}
"""What anybody may fetch: style sheet and script."""

ASKS_NOBODY = {"qbo.callback"}
"""Intuit's redirect arrives here; it answers everybody, and changes nothing."""

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NEIGHBOURS = "9341454210000102"


@pytest.fixture
def two(open_practice):
    """Our practice with an invoice, and another one with a company of its own."""
    ours = open_practice(
        "enabled",
        csrf_protect=True,
        # The host's own check is off: ours has to do.
        settings={"WTF_CSRF_CHECK_DEFAULT": False},
    )
    ours.accept(proposal())
    ours.push()
    others = Practice(ours.plain, ours.intuit, OTHERS)
    others.realm_id = NEIGHBOURS
    others.connect()
    others.confirm()
    return ours, others


def addresses(practice):
    """Every address of ours with each method, numbers and words filled in."""
    filled = {"filename": "qbo.css", "name": "x", "path": "x"}
    with practice.app.test_request_context():
        adapter = practice.app.create_url_adapter(None) or practice.app.url_map.bind(
            "localhost"
        )
        for rule in practice.app.url_map.iter_rules():
            if rule.endpoint.split(".")[0] not in (BLUEPRINT, *VIEWS):
                continue
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                values = {name: filled.get(name, "1") for name in rule.arguments}
                url = adapter.build(rule.endpoint, values, method=method)
                yield rule.endpoint, method, url


def contents(practice):
    """Everything stored, but for heartbeats and what a look itself leaves."""
    with practice.session() as session:
        kept = {
            table: session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - our tables
            for table in TABLES
        }
        session.rollback()
    return {
        table: sorted(map(repr, rows))
        for table, rows in kept.items()
        if table not in {"qbo_heartbeat", "qbo_connect_attempt"}
    }


def ids_of(practice):
    """Ids that stand on the practice's screens."""
    return {
        "id": practice.invoice().id,
        "customer": "18",
        "client_ref": KNOWN.ref,
        "ref": KNOWN.ref,
        "level": "client",
        "choice": "off",
    }


def sign_in(practice, tenant, *permissions):
    practice.host.user = PERSON
    practice.host.tenant = tenant
    practice.host.allowed = set(permissions)
    return practice.app.test_client()


def ask(client, method, url, data):
    if method == "GET":
        return client.get(url, query_string=data, buffered=True)
    return client.open(url, method=method, data=data, buffered=True)


def test_there_are_routes_to_walk(two):
    ours, _ = two
    assert len(list(addresses(ours))) > 20


def test_nobody_who_is_not_signed_in_gets_in(two):
    ours, _ = two
    before = contents(ours)
    ours.host.user = None
    client, let_in = ours.app.test_client(), []
    for endpoint, method, url in addresses(ours):
        answer = ask(client, method, url, ids_of(ours))
        if endpoint not in OPEN | ASKS_NOBODY and answer.status_code not in {
            401,
            404,
            405,
        }:
            let_in.append((endpoint, method, answer.status_code))
    assert let_in == []
    assert contents(ours) == before


def test_nobody_without_a_permission_gets_in(two):
    ours, _ = two
    before = contents(ours)
    client, let_in = sign_in(ours, OURS), []
    for endpoint, method, url in addresses(ours):
        answer = ask(client, method, url, ids_of(ours))
        if endpoint not in OPEN | ASKS_NOBODY and answer.status_code not in {
            403,
            404,
            405,
        }:
            let_in.append((endpoint, method, answer.status_code))
    assert let_in == []
    assert contents(ours) == before


def test_nothing_changes_without_the_token_of_a_page(two):
    ours, _ = two
    before = contents(ours)
    client, changed = sign_in(ours, OURS, *Permission), []
    for endpoint, method, url in addresses(ours):
        if method == "GET" or endpoint in OPEN:
            continue
        answer = ask(client, method, url, ids_of(ours))
        if answer.status_code not in {400, 404, 405}:
            changed.append((endpoint, method, answer.status_code))
    assert changed == []
    assert contents(ours) == before


def test_looking_changes_nothing(two):
    ours, _ = two
    client = sign_in(ours, OURS, *Permission)
    before = contents(ours)
    for _endpoint, method, url in addresses(ours):
        if method == "GET":
            ask(client, method, url, {})
            ask(client, method, url, ids_of(ours))
    assert contents(ours) == before


def test_the_others_see_and_change_nothing_of_ours(two):
    ours, others = two
    ids, before = ids_of(ours), contents(ours)
    company = ours.connection().company_id
    secret = {
        ours.invoice().id,
        ours.invoice().marker,
        "Wattlebird",
        ours.invoice().title,
    }
    seen = []
    client = sign_in(others, OTHERS, *Permission)
    for endpoint, method, url in addresses(ours):
        if endpoint.rsplit(".")[-1] in {"start", "callback"} or method != "GET":
            continue
        answer = ask(client, method, url, ids)
        told = answer.get_data(as_text=True).replace(ids["id"], "")
        if any(word and word in told for word in secret):
            seen.append((endpoint, method))
    assert seen == []
    assert company is not None
    assert contents(ours) == before


def test_the_others_cannot_act_on_rows_of_ours(two):
    ours, others = two
    client = sign_in(others, OTHERS, *Permission)
    page = client.get("/admin/qbo_settings/", follow_redirects=True)
    token = TOKEN.search(page.get_data(as_text=True)).group(1)
    row, before = ids_of(ours)["id"], ours.invoice()
    acted = []
    for endpoint, method, url in addresses(ours):
        if method == "GET" or not endpoint.startswith("qbo_invoice_log."):
            continue
        answer = ask(client, method, url, {"id": row, "csrf_token": token})
        if answer.status_code not in {404, 405}:
            acted.append((endpoint, answer.status_code))
    assert acted == []
    assert ours.invoice() == before


def rows_of(practice):
    """What is stored for one tenant, and for its company."""
    company, found = practice.connection().company_id, {}
    with practice.session() as session:
        for table in Base.metadata.sorted_tables:
            mine = [
                table.c[name] == value
                for name, value in (
                    ("tenant", practice.tenant),
                    ("company_id", company),
                )
                if name in table.c
            ]
            if mine and table.name != "qbo_connect_attempt":
                rows = session.execute(select(table).where(or_(*mine))).all()
                found[table.name] = sorted(map(repr, rows))
        session.rollback()
    return found


def test_a_tenant_or_company_named_by_the_browser_is_not_believed(two):
    ours, others = two
    before, company = rows_of(ours), ours.connection()
    assert len(before) > 10
    named = ids_of(ours) | {
        "tenant": OURS,
        "company": str(company.company_id),
        "company_id": str(company.company_id),
        "connection_id": company.id,
        "realm_id": ours.realm_id,
    }
    client = sign_in(others, OTHERS, *Permission)
    page = client.get("/admin/qbo_settings/", follow_redirects=True)
    token = TOKEN.search(page.get_data(as_text=True)).group(1)
    secret = {"Wattlebird", ours.invoice().marker, ours.invoice().title}
    posted, seen = 0, []
    for endpoint, method, url in addresses(ours):
        if endpoint in OPEN | ASKS_NOBODY:
            continue
        data = named | ({} if method == "GET" else {"csrf_token": token})
        told = ask(client, method, url, data).get_data(as_text=True)
        seen += [endpoint] if any(word in told for word in secret) else []
        posted += method == "POST"
    assert posted > 20
    assert seen == []
    assert rows_of(ours) == before


def test_of_a_parameter_given_twice_the_others_half_is_not_read_either(two):
    ours, others = two
    ours_row, before = ours.invoice().id, rows_of(ours)
    client = sign_in(others, OTHERS, *Permission)
    page = client.get("/admin/qbo_settings/", follow_redirects=True)
    token = TOKEN.search(page.get_data(as_text=True)).group(1)
    for ids in (["x", ours_row], [ours_row, "x"]):
        for endpoint, method, url in addresses(ours):
            if endpoint.startswith("qbo_invoice_log.") and method == "POST":
                answer = client.post(url, data={"id": ids, "csrf_token": token})
                assert answer.status_code in {302, 404}, endpoint
            elif endpoint.startswith("qbo_invoice_log."):
                told = client.get(url, query_string={"id": ids}).get_data(as_text=True)
                assert ours.invoice().marker not in told, endpoint
    assert rows_of(ours) == before
