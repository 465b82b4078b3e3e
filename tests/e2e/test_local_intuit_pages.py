"""Every page of the local Intuit a link leads to: sound on a desk and in a hand."""

import re

import pytest

from integration_qbo.sandbox.testing import LANDSCAPING, LocalIntuit
from tests.e2e.browsing import DESKTOP, TELEPHONE
from tests.e2e.test_screens import shot, troubles_of

ENOUGH = 10


@pytest.fixture
def intuit(tmp_path):
    """A local Intuit with an exchange that went well and one that did not."""
    running = LocalIntuit(tmp_path)
    api = running.api(LANDSCAPING)
    api.get("customer/1")
    api.raw("POST", "customer", json={"DisplayName": "Amy's Bird Sanctuary"})
    yield running
    running.stop()


def kind_of(path):
    return re.sub(r"\d+", "N", path.partition("?")[0].partition("#")[0])


@pytest.mark.timeout(180)
def test_every_page_a_link_leads_to_is_sound(browser, intuit):
    context = browser.new_context()
    page = context.new_page()
    waiting, seen, found = ["/"], set(), []
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in seen:
            continue
        seen.add(kind_of(path))
        for size in (DESKTOP, TELEPHONE):
            page.set_viewport_size(size)
            page.goto(f"{intuit.origin}{path}")
            name = re.sub(r"\W+", "-", kind_of(path))
            shot(page, f"local-intuit{name}-{size['width']}")
            assert "local, not Intuit" in page.inner_text("body")
            found += [f"{path} at {size['width']}: {e}" for e in troubles_of(page)]
        links = page.eval_on_selector_all(
            "a[href]", "all => all.map(one => one.getAttribute('href'))"
        )
        waiting += [link for link in links if link.startswith("/")]
    context.close()
    assert len(seen) >= ENOUGH, seen
    assert not found, "\n".join(found)
