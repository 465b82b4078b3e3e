"""The story, played without a browser: from Connect to invoices in QuickBooks.

``make tour``.  Real processes, fresh data, free ports.  Each step prints what a
person sees; the first deviation ends the tour and says what was expected.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from host_app.demo.books import Books, Invoice
from host_app.demo.home import Facts
from host_app.demo.processes import CannotStart
from host_app.demo.stack import (
    INTUIT_EMAIL,
    INTUIT_PASSWORD,
    Stack,
    anywhere,
    stack,
)
from host_app.demo.tales import TALES, Tale
from host_app.demo.visitor import Deviation, Visitor

PATIENCE = 30.0


class Story:
    """The steps in their order; each is told by its first line."""

    def __init__(self, tale: Tale, running: Stack, facts: Facts) -> None:
        self._tale = tale
        self._running = running
        self._facts = facts
        self._person = Visitor()
        self._books = Books(running.intuit, tale.realm_id)
        self._number = 0
        self._seen_invoices: set[str] = set()
        self._seen_customers: set[str] = set()
        self._accepted_on = self._today()

    def play(self) -> None:
        """All of it; `Deviation` at the first step that goes otherwise."""
        with closing(self._person), closing(self._books):
            for step in (
                self.sign_in,
                self.connect,
                self.confirm,
                self.choose_item,
                self.map_tax,
                self.enable,
                self.accept,
                self.look_into_quickbooks,
                self.rename_there,
                self.a_month_passes,
                self.disconnect,
            ):
                self._tell(step)

    def sign_in(self) -> None:
        """Sign in to the back office."""
        person = self._person
        person.open(self._running.back_office)
        person.fill("E-mail", self._tale.admin)
        person.fill("Password", self._facts.admin_password)
        person.press("Sign in")
        self._saw(self._tale.practice)

    def connect(self) -> None:
        """Connect to QuickBooks: sign in there and choose the company."""
        person = self._person
        person.follow("Connection")
        self._saw("Not connected to QuickBooks")
        person.press("Connect to QuickBooks")
        person.fill("Email", INTUIT_EMAIL)
        person.fill("Password", INTUIT_PASSWORD)
        person.press("Sign in")
        self._saw("Choose a company")
        person.fill(f"{self._tale.company} ({self._tale.country})", "on")
        person.press("Connect")
        self._saw("Is this the right company?", self._tale.company)

    def confirm(self) -> None:
        """Say that it is the right one; its lists are read."""
        self._person.press("Yes, use it")
        self._saw("not enabled yet", "Before Enable")
        self._person.sees_within(PATIENCE, "Last read")
        self._saw("Last read")

    def choose_item(self) -> None:
        """Choose the default product/service."""
        person = self._person
        person.follow("Settings")
        person.fill("Default product/service", self._tale.item)
        person.press("Save")
        self._saw("Settings saved.")

    def map_tax(self) -> None:
        """Choose a QuickBooks tax code for each rate of the practice."""
        person = self._person
        person.follow("Tax map")
        for rate, code in self._tale.tax_codes.items():
            person.fill(f"QuickBooks tax code for {rate}", code)
        person.press("Save")
        self._saw("3 choices saved.")
        self._show(person.row("No tax"))

    def enable(self) -> None:
        """Enable QuickBooks."""
        person = self._person
        person.follow("Connection")
        person.press("Enable QuickBooks")
        self._saw(f"Connected to {self._tale.company}, enabled since")

    def accept(self) -> None:
        """Accept a proposal of a client QuickBooks knows, and of one it does not."""
        self._seen_customers = self._books.customers()
        self._expect(
            "a customer there before", self._tale.known in self._seen_customers
        )
        self._expect(
            "no such customer there", self._tale.unknown not in self._seen_customers
        )
        self._accepted_on = self._today()
        for number in ("P-1007", "P-1009"):
            person = self._person
            person.follow("Proposals")
            person.follow(number)
            person.follow("Accept")
            person.press(f"Accept {number}")
            self._saw(f"{number} is accepted")

    def look_into_quickbooks(self) -> None:
        """Two invoices are in QuickBooks, and one new customer."""
        self._pushed(self._tale.known, self._tale.unknown)
        day = self._accepted_on
        self._compare(self._tale.monthly(self._tale.known, day), self._tale.first(day))
        added = self._books.customers() - self._seen_customers
        self._expect(
            f"one new customer, {self._tale.unknown}",
            added == {self._tale.unknown},
            added,
        )

    def rename_there(self) -> None:
        """Rename a customer in QuickBooks, press Sync, see the new name here."""
        person = self._person
        person.open(f"{self._running.intuit}/companies/{self._tale.realm_id}/customers")
        person.follow(self._tale.known)
        person.fill("Display name", self._tale.renamed)
        person.press("Rename")
        self._saw(self._tale.renamed)
        person.open(self._running.back_office)
        person.follow("Connection")
        person.press("Sync now")
        self._saw("QuickBooks' lists are being read")
        person.follow("Client map")
        person.sees_within(PATIENCE, self._tale.renamed)
        self._show(person.row(self._tale.renamed))

    def a_month_passes(self) -> None:
        """A month passes; the recurring line is invoiced again."""
        due = self._accepted_on + relativedelta(months=1)
        days = (due - self._today()).days
        self._books.advance(timedelta(days=days))
        self._running.flask("qbo", "clock", "--advance", f"{days}d")
        self._pushed(self._tale.known)
        self._compare(self._tale.monthly(self._tale.renamed, due))

    def disconnect(self) -> None:
        """Disconnect; the key is revoked at Intuit."""
        person = self._person
        before = self._connected_apps()
        person.open(self._running.back_office)
        person.follow("Connection")
        person.follow("Disconnect…")
        person.press(f"Disconnect {self._tale.company}")
        self._saw(
            "QuickBooks is disconnected.", f"Disconnected from {self._tale.company}"
        )
        after = self._connected_apps()
        self._show(f"apps connected there: {before} before, {after} now")
        self._expect("one app less connected there", after == before - 1, after)
        self._expect("an accepted revocation", self._books.revocations() == 1)

    def _connected_apps(self) -> int:
        """What the last column of the local Intuit's list of companies says."""
        self._person.open(f"{self._running.intuit}/")
        return int(self._person.row(self._tale.company).split()[-1])

    def _pushed(self, *clients: str) -> None:
        """Wait until the log shows a new pushed invoice for each of these clients."""
        person = self._person
        person.open(self._running.back_office)
        person.follow("Invoice log")
        count = len(self._seen_invoices) + len(clients)
        person.sees_within(PATIENCE, f"Pushed {count}")
        # The count is read after the rows: once more, for both to tell the same.
        person.reload()
        for client in clients:
            self._show(person.row(client))

    def _compare(self, *expected: Invoice) -> None:
        """The invoices there that are new since the last look are exactly these."""
        found = self._books.invoices()
        new = {
            one.customer: one
            for key, one in found.items()
            if key not in self._seen_invoices
        }
        for invoice in new.values():
            self._show(f"In QuickBooks: {invoice}")
        self._expect(
            f"{len(expected)} new invoices in QuickBooks",
            len(found) - len(self._seen_invoices) == len(expected),
            f"{len(found)} after {len(self._seen_invoices)}",
        )
        for invoice in expected:
            there = new.get(invoice.customer)
            self._expect(f"this invoice:\n{invoice}", there == invoice, there)
        self._seen_invoices = set(found)

    def _tell(self, step: Callable[[], None]) -> None:
        self._number += 1
        began = time.monotonic()
        print(f"{self._number:2}  {step.__doc__}", flush=True)
        step()
        print(f"      ({time.monotonic() - began:.1f} s)", flush=True)

    def _saw(self, *words: str) -> None:
        self._person.sees(*words)
        for one in words:
            self._show(f"sees “{one}”")

    def _show(self, text: str) -> None:
        for line in text.splitlines():
            print(f"      {line}", flush=True)

    def _expect(self, what: str, holds: bool, seen: object = "") -> None:  # noqa: FBT001
        if not holds:
            raise Deviation(f"expected {what}\nsaw {seen}")

    def _today(self) -> date:
        return datetime.now(ZoneInfo(self._tale.zone)).date()


def main() -> int:
    """0 when the story went as told in every country; 1 at the first deviation."""
    parser = argparse.ArgumentParser(prog="python -m host_app.demo.tour")
    parser.add_argument("countries", nargs="*", metavar="COUNTRY", default=list(TALES))
    began = time.monotonic()
    for country in parser.parse_args().countries:
        if country not in TALES:
            print(f"There is no story of {country}, only of: {', '.join(TALES)}.")
            return 1
        if not _play(TALES[country]):
            return 1
    print(f"\nThe story went as told, in {time.monotonic() - began:.0f} seconds.")
    return 0


def _play(tale: Tale) -> bool:
    began = time.monotonic()
    place = Path(tempfile.mkdtemp(prefix="tour-"))
    home, facts = anywhere(place)
    print(f"\n{tale.practice} ({tale.country})\n")
    print("Starting the local Intuit, Redis, the back office and its worker …")
    try:
        with stack(home, facts, country=tale.country) as running:
            print(f"      ({time.monotonic() - began:.1f} s)", flush=True)
            Story(tale, running, facts).play()
    except (Deviation, CannotStart) as sentence:
        print(f"\nThe tour went otherwise: {sentence}", file=sys.stderr)
        print(f"Data and logs are kept in {place}", file=sys.stderr)
        return False
    shutil.rmtree(place)
    return True


if __name__ == "__main__":
    sys.exit(main())
