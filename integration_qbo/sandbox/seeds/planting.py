"""Knows which companies exist, and plants those that are still missing."""

from collections.abc import Callable
from dataclasses import dataclass

from integration_qbo.sandbox.books.attachments import FIRST_ID
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.seeds import (
    america,
    american_practice,
    australia,
    automated,
    britain,
    canada,
)
from integration_qbo.sandbox.seeds.placing import open_company
from integration_qbo.sandbox.storage import Store
from integration_qbo.sandbox.switches import Switches


@dataclass(frozen=True)
class Seed:
    """One company before it lives."""

    realm: str
    name: str
    country: str
    zone: str
    fill: Callable[[Books], None]


SEEDS = (
    Seed(
        "9341454210000101",
        "Wattlebird Accounting Pty Ltd",
        "AU",
        "Australia/Sydney",
        australia.practice,
    ),
    Seed(
        "9341454210000102",
        "Ironbark Test Company Pty Ltd",
        "AU",
        "Australia/Hobart",
        australia.small,
    ),
    Seed(
        "9341454210000201",
        "Craig's Design and Landscaping Services",
        "US",
        "America/Los_Angeles",
        america.landscaping,
    ),
    Seed(
        "9341454210000202",
        "Sunny Slope Gardens LLC",
        "US",
        "America/Los_Angeles",
        automated.gardens,
    ),
    Seed(
        "9341454210000203",
        "Bluestem Accounting LLC",
        "US",
        "America/Chicago",
        american_practice.practice,
    ),
    Seed(
        "9341454210000301",
        "Thistle & Oak Studio Ltd",
        "GB",
        "Europe/London",
        britain.studio,
    ),
    Seed(
        "9341454210000401",
        "Maple Trail Outdoor Inc.",
        "CA",
        "America/Toronto",
        canada.outdoor,
    ),
)


def plant(store: Store, now: float) -> None:
    """Plant every seed that is not there yet; the others keep their data."""
    with store.write() as connection:
        rows = connection.execute("SELECT realm FROM company").fetchall()
        present = {row["realm"] for row in rows}
        for seed in SEEDS:
            if seed.realm in present:
                continue
            open_company(connection, seed.realm, seed.name, seed.country, seed.zone)
            books = Books(connection, seed.realm, now, Switches())
            books.set_number("Attachable", FIRST_ID)
            seed.fill(books)
            connection.execute("DELETE FROM effect WHERE realm = ?", (seed.realm,))
