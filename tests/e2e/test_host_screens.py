"""Every page of the demo host that a link leads to: sound on a desk and in a hand."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import DESKTOP
from tests.e2e.test_screens import look, troubles_of

ENOUGH = 12
"""Fewer pages than this would mean that the links were not followed."""


def links_of(page, origin):
    """Where the page leads, within the host."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    return [
        link.split("#")[0]
        for link in found
        if link.startswith(f"{origin}/") and "/static/" not in link
    ]


@pytest.mark.timeout(300)
def test_every_page_a_link_leads_to_is_sound(at, person):
    office = at("busy")
    person.page.set_viewport_size(DESKTOP)
    waiting, seen, found = [f"{office.origin}/admin/"], set(), []
    while waiting:
        url = waiting.pop(0)
        path = urlsplit(url).path
        # One page of each kind: which record it shows is in the query.
        if path in seen or "/qbo_" in path:
            continue
        seen.add(path)
        name = f"host-{path.strip('/').replace('/', '-') or 'start'}"
        found += look(person, name, url)
        waiting += links_of(person.page, office.origin)
    assert len(seen) >= ENOUGH, seen
    assert not found, "\n".join(found)


def test_the_sign_in_page_is_sound_too(office, open_browser):
    page = open_browser().new_page()
    page.goto(office.origin)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert troubles_of(page) == []


def test_the_way_to_the_content_is_one_key(at, person):
    """The first press of Tab offers to skip the menu; Enter takes it."""
    at("enabled")
    page = person.page
    person.go("Invoice log")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent.trim()")
    assert focused.lower().startswith("skip"), focused
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate(
        "document.activeElement.closest('main, [role=main], #main, .qbo') !== null"
    )
    assert inside, page.evaluate("document.activeElement.outerHTML")
