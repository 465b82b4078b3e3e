"""A Chromium, and a whole demo of real processes that each test finds at a stage.

One set of processes and one browser serve all browser tests of a worker process.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from host_app.demo.chromium import chromium
from host_app.demo.stack import anywhere, stack
from tests.e2e import stages
from tests.e2e.browsing import CHROMIUM_OPTIONS, DESKTOP, PATIENCE_MS, Watch
from tests.e2e.office import Office
from tests.e2e.person import Person


@pytest.fixture(scope="session")
def office(tmp_path_factory) -> Iterator[Office]:
    """All processes of a demo; tests ask for `at`, which brings them to a stage."""
    home, facts = anywhere(tmp_path_factory.mktemp("office"))
    with stack(home, facts) as running:
        office = Office(running, home, facts)
        office.save("new")
        yield office
        office.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium with a fresh profile; there is no test without one."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium(), args=CHROMIUM_OPTIONS
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def cookies(office, browser):
    """What a browser holds once the administrator has signed in."""
    context = browser.new_context()
    person = Person(context.new_page(), office)
    person.sign_in()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def at(office) -> Callable[[str], Office]:
    """Bring the office to a stage."""

    def bring(stage: str) -> Office:
        stages.bring(office, stage)
        return office

    return bring


@pytest.fixture
def visitor(office):
    """Somebody signed in who needs no browser, for what is not looked at."""
    person = stages.signed_in(office)
    yield person
    person.close()


@pytest.fixture
def open_browser(office, browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser of somebody's own; afterwards nothing may have gone wrong in it.

    Wrong is a message in the console, a script's exception, a request to a host that
    is not ours.
    """
    watch = Watch(office)
    opened: list[BrowserContext] = []

    def open_one(**options) -> BrowserContext:
        context = browser.new_context(**({"viewport": DESKTOP} | options))
        context.set_default_timeout(PATIENCE_MS)
        watch.over(context)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert not watch.troubles


@pytest.fixture
def person(office, open_browser, cookies) -> Person:
    """The administrator at a desktop, signed in."""
    context = open_browser(storage_state=cookies)
    return Person(context.new_page(), office)


def pytest_report_header() -> str | None:
    """Say where screenshots go, if anywhere."""
    place = os.environ.get("E2E_SHOTS")
    return f"screenshots: {place}" if place else None
