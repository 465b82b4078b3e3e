"""What a person does in a browser, in the words of the screens."""

import re
import time

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotSeen

from host_app.demo.stack import INTUIT_EMAIL, INTUIT_PASSWORD
from tests.e2e.browsing import PATIENCE_MS
from tests.e2e.office import Office
from tests.e2e.stages import ADMIN, NAMES, WATTLEBIRD


class Person:
    """Somebody at one page."""

    def __init__(self, page: Page, office: Office) -> None:
        self.page = page
        self.office = office

    def sign_in(self) -> None:
        """Sign in to the back office as the administrator."""
        page = self.page
        page.goto(self.office.origin)
        page.get_by_label("E-mail").fill(ADMIN)
        page.get_by_label("Password").fill(self.office.admin_password)
        self.press("Sign in")
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    def go(self, screen: str) -> None:
        """Open a screen of the add-on by its name in the menu."""
        self.page.goto(self.office.screen(screen))

    def press(self, words: str) -> None:
        """Press the button with exactly these words."""
        self.page.get_by_role("button", name=words, exact=True).click()

    def follow(self, words: str) -> None:
        """Click the link with exactly these words."""
        self.page.get_by_role("link", name=words, exact=True).first.click()

    def sees(self, *words: str | re.Pattern[str]) -> None:
        """Each of these stands on the page, at the latest in a moment."""
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one)

    def sees_after_reloading(self, locator: Locator) -> None:
        """Look again until it is there."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while True:
            try:
                locator.first.wait_for(timeout=400)
            except NotSeen:
                if time.monotonic() > deadline:
                    raise
            else:
                return
            self.page.reload()

    def row(self, words: str) -> Locator:
        """The row of a table that holds these words."""
        return self.page.get_by_role("row").filter(has_text=words)

    # Connecting.

    def press_connect(self) -> Page:
        """Press Connect; gives the window that opens."""
        with self.page.expect_popup() as opening:
            self.press("Connect to QuickBooks")
        return opening.value

    def sign_in_there(self, page: Page | None = None) -> None:
        """Sign in at the local Intuit."""
        there = page or self.page
        there.get_by_label("Email").fill(INTUIT_EMAIL)
        there.get_by_label("Password").fill(INTUIT_PASSWORD)
        there.get_by_role("button", name="Sign in").click()
        expect(there.get_by_role("heading", name="Choose a company")).to_be_visible()

    def choose(self, realm: str = WATTLEBIRD, page: Page | None = None) -> None:
        """Choose a company there."""
        there = page or self.page
        there.get_by_label(NAMES[realm]).check()
        there.get_by_role("button", name="Connect", exact=True).click()

    # The back office.

    def accept(self, number: str) -> None:
        """Accept a proposal."""
        self.page.goto(self.office.origin)
        self.follow("Proposals")
        self.follow(number)
        self.follow("Accept")
        self.press(f"Accept {number}")
        self.sees(f"{number} is accepted")
