"""The screens as pictures, for the README and the documentation: ``make screenshots``.

Plays the story in a Chromium against freshly started real processes and writes
``docs/screenshots/*.png`` at desktop and at telephone width.  Words and figures are
the same in each run but for days and times, which are today's.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import (
    Browser,
    Error,
    Page,
    ViewportSize,
    sync_playwright,
)

from host_app.demo.chromium import chromium
from host_app.demo.home import CHECKOUT, Facts
from host_app.demo.processes import CannotStart, is_root
from host_app.demo.stack import INTUIT_EMAIL, INTUIT_PASSWORD, Stack, anywhere, stack
from host_app.demo.tales import TALES

_TALE = TALES["AU"]
ALBUM = CHECKOUT / "docs" / "screenshots"
DESKTOP = ViewportSize(width=1280, height=800)
TELEPHONE = ViewportSize(width=390, height=800)
TALLEST = {"desktop": 900, "telephone": 1400}
LARGEST = 150_000
PATIENCE_MS = 30_000
GONE = "Quokka Tours"


class Album:
    """Where the pictures go; no picture may be heavy."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.mkdir(parents=True, exist_ok=True)
        self._kept: set[str] = set()

    def take(self, page: Page, name: str, *, tallest: int | None = None) -> None:
        """A picture of the page from its top, as tall as it needs, within reason."""
        page.wait_for_load_state("networkidle")
        size = page.viewport_size or DESKTOP
        height = page.evaluate("document.documentElement.scrollHeight")
        most = tallest or TALLEST["desktop" if size["width"] > 600 else "telephone"]  # noqa: PLR2004 - between the two widths
        file = self._path / f"{name}.png"
        page.screenshot(
            path=file,
            full_page=True,
            clip={"x": 0, "y": 0, "width": size["width"], "height": min(height, most)},
            animations="disabled",
            caret="hide",
        )
        weight = file.stat().st_size
        if weight > LARGEST:
            raise CannotStart(
                f"{file.name} weighs {weight:,} bytes; at most {LARGEST:,}."
            )
        self._kept.add(file.name)
        print(f"  {file.name} ({weight // 1000} kB)", flush=True)

    def drop_others(self) -> None:
        """Remove pictures of an earlier run that this one did not take."""
        for file in self._path.glob("*.png"):
            if file.name not in self._kept:
                file.unlink()


class Shoot:
    """One walk through the story, a picture at each stop."""

    def __init__(self, page: Page, album: Album, running: Stack, facts: Facts) -> None:
        self._page = page
        self._album = album
        self._running = running
        self._facts = facts

    def walk(self) -> None:
        """All of it, in the order a newcomer meets it."""
        self._page.set_default_timeout(PATIENCE_MS)
        for stop in (
            self._sign_in,
            self._connect,
            self._set_up,
            self._link,
            self._accept,
            self._look_there,
            self._stuck,
            self._telephone,
            self._leave,
        ):
            stop()

    def _sign_in(self) -> None:
        page = self._page
        page.goto(self._running.back_office)
        page.get_by_label("E-mail").fill(_TALE.admin)
        page.get_by_label("Password").fill(self._facts.admin_password)
        page.get_by_role("button", name="Sign in").click()
        self._album.take(page, "back-office", tallest=800)

    def _connect(self) -> None:
        page, album = self._page, self._album
        self._open("Connection")
        album.take(page, "not-connected")
        with page.expect_popup() as opening:
            page.get_by_role("button", name="Connect to QuickBooks").click()
        popup = opening.value
        popup.get_by_label("Email").fill(INTUIT_EMAIL)
        popup.get_by_label("Password").fill(INTUIT_PASSWORD)
        popup.get_by_role("button", name="Sign in").click()
        popup.get_by_label(_TALE.company).check()
        album.take(popup, "choose-company")
        popup.get_by_role("button", name="Connect").click()
        page.get_by_text("Is this the right company?").wait_for()
        album.take(page, "right-company")

    def _set_up(self) -> None:
        page, album = self._page, self._album
        page.get_by_role("button", name="Yes, use it").click()
        self._until("Last read")
        album.take(page, "checklist")
        self._open("Settings")
        page.get_by_label("Default product/service").select_option(
            label="Services → Sales"
        )
        album.take(page, "settings", tallest=1350)
        page.get_by_role("button", name="Save").click()
        self._open("Tax map")
        for rate, code in (
            ("GST", "GST (10 %)"),
            ("GST free", "GST free (0 %)"),
            ("No tax", "Out of scope (0 %)"),
        ):
            page.get_by_label(
                f"QuickBooks tax code for {rate}", exact=True
            ).select_option(label=code)
        page.get_by_role("button", name="Save").click()
        album.take(page, "tax-map")
        self._open("Service map")
        page.get_by_label(
            "QuickBooks product/service for Monthly bookkeeping"
        ).select_option(label="Monthly bookkeeping")
        page.get_by_role("button", name="Save").click()
        album.take(page, "service-map")
        self._open("Connection")
        page.get_by_role("button", name="Enable QuickBooks").click()
        page.get_by_text("enabled since").wait_for()

    def _link(self) -> None:
        page = self._page
        self._open("Client map")
        row = page.get_by_role("row").filter(has_text=GONE)
        row.get_by_role("button", name="Accept").click()
        page.get_by_text(f"Linked: {GONE}").wait_for()
        self._open("Client map")
        self._album.take(page, "client-map", tallest=760)
        row = page.get_by_role("row").filter(has_text="Kookaburra")
        row.get_by_role("link", name="Choose").click()
        self._album.take(page, "choose-customer")

    def _accept(self) -> None:
        page, album = self._page, self._album
        self._proposal("P-1007")
        album.take(page, "proposal")
        self._say_yes("P-1007", picture="accept")
        for number in ("P-1009", "P-1005"):
            self._proposal(number)
            self._say_yes(number)
        self._open("Invoice log")
        self._until("Pushed 3")
        page.reload()
        album.take(page, "invoices-pushed")
        page.get_by_role("link", name=_TALE.unknown).click()
        page.get_by_text("Details").first.wait_for()
        album.take(page, "invoice", tallest=1300)
        self._open("Connection")
        album.take(page, "connection")

    def _look_there(self) -> None:
        page = self._page
        page.goto(f"{self._running.intuit}/companies/{_TALE.realm_id}/customers")
        page.get_by_role("link", name=_TALE.known).click()
        page.locator("ul.plain a").last.click()
        self._album.take(page, "in-quickbooks")

    def _stuck(self) -> None:
        page, album = self._page, self._album
        page.goto(f"{self._running.intuit}/companies/{_TALE.realm_id}/customers")
        page.get_by_role("link", name=GONE).click()
        page.get_by_role("button", name="Make inactive").click()
        page.goto(self._running.back_office)
        self._open("Connection")
        page.get_by_role("button", name="Sync now").click()
        album.take(page, "syncing")
        self._until("1 link broken")
        self._proposal("P-1010")
        self._say_yes("P-1010")
        self._open("Invoice log")
        self._until("Needs you 1")
        page.reload()
        album.take(page, "invoice-log")
        page.get_by_role("link", name=GONE).first.click()
        album.take(page, "invoice-stuck")

    def _telephone(self) -> None:
        page, album = self._page, self._album
        page.set_viewport_size(TELEPHONE)
        for entry in (
            "Connection",
            "Settings",
            "Tax map",
            "Client map",
            "Service map",
            "Invoice log",
        ):
            self._open(entry)
            album.take(page, f"{entry.lower().replace(' ', '-')}-390")
        page.get_by_role("link", name=GONE).first.click()
        album.take(page, "invoice-stuck-390")
        page.set_viewport_size(DESKTOP)

    def _leave(self) -> None:
        page, album = self._page, self._album
        self._open("Connection")
        page.get_by_role("link", name="Disconnect…").click()
        album.take(page, "disconnect")
        page.get_by_role("button", name=f"Disconnect {_TALE.company}").click()
        page.get_by_text("QuickBooks is disconnected").wait_for()
        album.take(page, "disconnected")

    def _open(self, entry: str) -> None:
        """A screen of the add-on, by its name in the menu."""
        endpoint = f"qbo_{entry.lower().replace(' ', '_')}"
        self._page.goto(f"{self._running.back_office}/admin/{endpoint}/")

    def _proposal(self, number: str) -> None:
        self._page.goto(f"{self._running.back_office}/")
        self._page.get_by_role("link", name="Proposals", exact=True).first.click()
        self._page.get_by_role("link", name=number, exact=True).click()

    def _say_yes(self, number: str, *, picture: str = "") -> None:
        page = self._page
        page.get_by_role("link", name="Accept", exact=True).click()
        if picture:
            self._album.take(page, picture)
        page.get_by_role("button", name=f"Accept {number}").click()
        page.get_by_text(f"{number} is accepted").wait_for()

    def _until(self, words: str) -> None:
        """Reload until the words stand on the page."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while words not in self._page.locator("body").inner_text():
            if time.monotonic() > deadline:
                raise CannotStart(f"“{words}” never came on {self._page.url}")
            time.sleep(0.3)
            self._page.reload()


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium that draws the same letters everywhere."""
    executable = chromium()
    options = ["--font-render-hinting=none", "--disable-lcd-text"]
    if is_root():
        options.append("--no-sandbox")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=options)
        try:
            yield opened
        finally:
            opened.close()


def main() -> int:
    """0 when every picture was taken."""
    album = Album(ALBUM)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="screenshots-") as place,
            browser() as opened,
        ):
            home, facts = anywhere(Path(place))
            print("Starting the local Intuit, Redis, the back office and its worker …")
            with stack(home, facts) as running:
                context = opened.new_context(
                    viewport=DESKTOP, locale="en-AU", timezone_id="Australia/Sydney"
                )
                Shoot(context.new_page(), album, running, facts).walk()
    except (CannotStart, Error) as sentence:
        print(f"\nThe pictures could not be taken: {sentence}", file=sys.stderr)
        return 1
    album.drop_others()
    return 0


if __name__ == "__main__":
    sys.exit(main())
