"""Names made of markup, from the host and from QuickBooks, are text on every screen."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from integration_qbo import Permission, Platform
from integration_qbo.views.present import safe_address
from tests.hosts.practice import PERSON
from tests.hosts.words import (
    BOOKS_ITEM,
    GST_CODE,
    KNOWN,
    OURS,
    QUOKKA,
    SERVICES_ITEM,
    line,
    proposal,
)
from tests.integration.test_access import addresses

TAG = "qboxss"
WICKED = f"x'\"><{TAG} onload=alert(1)>{{{{7*7}}}}"
"""Leaves an attribute, opens an element, brings a handler and a template."""

SCRIPT_ADDRESS = "javascript:alert(1)"
FLASK_ADMINS_OWN = "javascript:void(0)"
"""What Flask-Admin's page links lead to where there is no further page."""

SHORT = f"<{TAG}>'\""
"""For names QuickBooks keeps short."""


class Reader(HTMLParser):
    """What a browser would find on a page."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.shown = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found += [tag] if tag == TAG else []
        self.found += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        self.found += [
            f"{tag} {name}={value}"
            for name, value in attrs
            if (value or "").strip().lower().startswith("javascript:")
            and value != FLASK_ADMINS_OWN
        ]

    def handle_data(self, data):
        self.shown += data


@pytest.fixture
def wicked(enabled):
    """A practice in which every name, here and in QuickBooks, is markup."""
    host, intuit = enabled.host, enabled.intuit
    host.infos[OURS] = replace(host.infos[OURS], name=WICKED)
    for ref, client in host.all_clients[OURS].items():
        name = client.name if ref == KNOWN.ref else f"{WICKED} {ref}"
        host.all_clients[OURS][ref] = replace(
            client,
            name=name,
            company_name=WICKED,
            given_name=WICKED,
            phone=WICKED,
            url=SCRIPT_ADDRESS,
        )
    host.all_services[OURS] = [
        replace(each, name=WICKED, description=WICKED)
        for each in host.all_services[OURS]
    ]
    host.all_tax_rates[OURS] = [
        replace(each, name=WICKED) for each in host.all_tax_rates[OURS]
    ]
    for customer, name in ((QUOKKA, KNOWN.name), ("12", WICKED), ("13", f"y{WICKED}")):
        intuit.change("Customer", customer, DisplayName=name, FullyQualifiedName=name)
    for item in (SERVICES_ITEM, BOOKS_ITEM):
        intuit.change("Item", item, Name=WICKED, FullyQualifiedName=WICKED + item)
    intuit.change("TaxCode", GST_CODE, Name=SHORT, Description=WICKED)
    enabled.refresh()
    wicked = line(description=WICKED)
    for ref, client_ref in (("p-1", KNOWN.ref), ("p-2", "c-kooka")):
        enabled.accept(
            proposal(
                ref,
                wicked,
                title=WICKED,
                number=SHORT,
                client_ref=client_ref,
                url=SCRIPT_ADDRESS,
            )
        )
    enabled.push()
    host.user = replace(PERSON, name=WICKED)
    host.allowed, host.tenant = set(Permission), OURS
    return enabled


@pytest.fixture
def elsewhere(fresh):
    """A practice with another platform on whose address is a script."""
    fresh.host.platforms[OURS] = Platform(
        key="journal", name=WICKED, url=SCRIPT_ADDRESS
    )
    fresh.host.user, fresh.host.allowed = PERSON, set(Permission)
    fresh.host.tenant = OURS
    return fresh


def every_page(practice):
    """Every page of ours with every invoice, client and search."""
    client = practice.app.test_client()
    rows = practice.deliveries()
    clients = practice.host.all_clients[OURS]
    asked = [{}, {"search": WICKED}]
    asked += [{"id": row.id} for row in rows]
    asked += [{"id": str(number)} for number in range(1, 5)]
    asked += [{"client_ref": ref, "ref": ref} for ref in clients]
    for _endpoint, method, url in addresses(practice):
        if method != "GET" or "/static/" in url:
            continue
        for query in asked:
            answer = client.get(url, query_string=query, follow_redirects=True)
            if answer.mimetype == "text/html":
                yield url, query, answer.get_data(as_text=True)
            else:
                assert answer.mimetype == "application/json", url


def test_markup_in_any_name_is_shown_as_text_on_every_screen(wicked):
    broken, showing = [], set()
    for url, query, page in every_page(wicked):
        read = Reader(page)
        if read.found:
            broken.append((url, query, read.found))
        if f"<{TAG}" in read.shown:
            showing.add(url)
        assert "49" not in read.shown.split(TAG, 1)[-1][:20], url
    assert broken == []
    assert len(showing) >= 7, showing


def test_another_platform_brings_no_script_either(elsewhere):
    pages = [(url, Reader(page)) for url, _query, page in every_page(elsewhere)]
    assert [(url, page.found) for url, page in pages if page.found] == []
    assert any(f"<{TAG}" in page.shown for _url, page in pages)


@pytest.mark.parametrize(
    ("address", "leads_there"),
    [
        ("/clients/7", True),
        ("https://office.example/clients/7?tab=2", True),
        ("http://office.example", True),
        ("javascript:alert(1)", False),
        (" JavaScript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https:evil.example", False),
        ("clients/7", False),
        ("", False),
        (None, False),
    ],
)
def test_a_link_leads_to_a_path_here_or_to_a_web_page(address, leads_there):
    assert safe_address(address) == (address if leads_there else "")
