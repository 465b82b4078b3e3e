"""Knows how a person consents in the browser: two plain forms, then back."""

import re
from urllib.parse import parse_qs, urlsplit

import requests

PATIENCE = 10


def filled_in(page: requests.Response, **fields: str) -> dict[str, str]:
    """Return a page's hidden fields with the ones a person fills in."""
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return dict(hidden) | fields


def consent(address: str, realm: str, action: str = "connect") -> str:
    """Sign in, choose a company, and return the address one is sent back to."""
    where = address.partition("?")[0]
    page = requests.get(address, timeout=PATIENCE)
    page = requests.post(
        where,
        filled_in(
            page,
            email="owner@local-intuit.test",
            password="local-intuit",
            action="sign-in",
        ),
        timeout=PATIENCE,
    )
    answer = requests.post(
        where,
        filled_in(page, realm_id=realm, action=action),
        timeout=PATIENCE,
        allow_redirects=False,
    )
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def brought_back(location: str) -> dict[str, str]:
    """Return the parameters of the address one is sent back to."""
    query = parse_qs(urlsplit(location).query)
    return {name: values[0] for name, values in query.items()}
