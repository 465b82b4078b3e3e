"""Knows the British company: a design studio with VAT."""

from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.seeds.placing import (
    accounts,
    company,
    customers,
    items,
    place,
    preferences,
    ref,
    tax_code,
    tax_rate,
    terms,
)

NAMES = (
    "Ashdown Primary School",
    "Brindley Canal Boats Ltd",
    "Camden Coffee Roasters",
    "Dovedale Joinery",
    "Ely Cycle Works",
    "Fenland Fisheries Ltd",
)
# tax code id, name, rate id, percent
CODES = (
    ("2", "20.0% S", "4", 20),
    ("3", "5.0% R", "6", 5),
    ("4", "0.0% Z", "8", 0),
    ("5", "Exempt", "10", 0),
    ("6", "No VAT", "12", 0),
)


def studio(books: Books) -> None:
    """Fill the British company."""
    company(
        books,
        "Thistle & Oak Studio Ltd",
        {
            "Line1": "14 Leith Walk",
            "City": "Edinburgh",
            "Country": "GBR",
            "PostalCode": "EH6 5NA",
        },
        FiscalYearStartMonth="April",
    )
    tax = {"UsingSalesTax": True, "TaxGroupCodeRef": ref("2")}
    preferences(books, "GBP", tax)
    terms(books)
    accounts(books)
    place(books, "TaxAgency", "1", {"DisplayName": "HMRC"})
    for code_id, name, rate_id, percent in CODES:
        tax_rate(books, rate_id, f"{name} (Sales)", percent, "1")
        tax_code(books, code_id, name, name, rate_id)
    items(books, ("Services", "Branding", "Web design"), "79")
    customers(books, NAMES)
    books.set_number("DocNumber", 2000)
