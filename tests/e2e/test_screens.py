"""Every screen of the add-on, in the states it can be in, on a desk and in a hand."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.browsing import DESKTOP, TELEPHONE

MENU = (
    "Connection",
    "Settings",
    "Tax map",
    "Client map",
    "Service map",
    "Invoice log",
    "Audit",
)
AXE = Axe()
STATES = ("new", "awaiting", "confirmed", "ready", "enabled", "busy")


def shot(page: Page, name: str) -> None:
    place = os.environ.get("E2E_SHOTS")
    if place:
        Path(place).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(place, f"{name}.png"), full_page=True)


def troubles_of(page: Page) -> list[str]:
    found = AXE.run(page).response["violations"]
    troubles = [
        f"{each['id']}: {node['html']} {node['any'] or node['all'] or node['none']}"
        for each in found
        for node in each["nodes"]
    ]
    too_wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    if too_wide > 0:
        troubles.append(f"the page is {too_wide} px wider than the window")
    return troubles


def look(person, name: str, path: str) -> list[str]:
    """What is wrong with a page on a desk and in a hand."""
    found = []
    for size in (DESKTOP, TELEPHONE):
        person.page.set_viewport_size(size)
        person.page.goto(path)
        shot(person.page, f"{name}-{size['width']}")
        found += [
            f"{name} at {size['width']}: {each}" for each in troubles_of(person.page)
        ]
    return found


@pytest.mark.parametrize("stage", STATES)
def test_every_screen_is_sound_in_every_state(at, person, stage):
    office = at(stage)
    found = []
    for screen in MENU:
        found += look(
            person, f"{stage}-{screen}".lower().replace(" ", "-"), office.screen(screen)
        )
    upcoming = f"{office.screen('Invoice log')}upcoming"
    found += look(person, f"{stage}-upcoming", upcoming)
    health = f"{office.screen('Connection')}health"
    found += look(person, f"{stage}-health", health)
    assert not found, "\n".join(found)


def test_a_proposal_before_and_after_its_acceptance_is_sound(at, person):
    office = at("enabled")
    found = []
    person.page.goto(office.origin)
    person.follow("Proposals")
    person.follow("P-1010")
    path = person.page.url
    found += look(person, "proposal-sent", path)
    person.page.set_viewport_size(DESKTOP)
    person.accept("P-1010")
    found += look(person, "proposal-accepted", path)
    person.page.set_viewport_size(DESKTOP)
    person.page.goto(path)
    person.press("Complete Individual tax return")
    person.go("Invoice log")
    person.row("to review").get_by_role("link").first.click()
    found += look(person, "invoice-to-review", person.page.url)
    assert not found, "\n".join(found)
