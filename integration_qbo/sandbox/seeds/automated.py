"""Knows a US company with automated sales tax, for which an engine stands in."""

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

NAMES = ("Desert Bloom Nursery", "Golden Gate Gardens", "Harbor View Inn")
# state, agency id, rate id, percent, code id: the stand-in's whole knowledge
STATES = (
    ("CA", "1", "1", "8.625", "4"),
    ("AZ", "2", "2", "8.6", "5"),
    ("NY", "3", "3", "8.875", "6"),
)


def gardens(books: Books) -> None:
    """Fill the company with automated sales tax."""
    company(
        books,
        "Sunny Slope Gardens LLC",
        {
            "Line1": "9 Sample Court",
            "City": "Palo Alto",
            "Country": "USA",
            "CountrySubDivisionCode": "CA",
            "PostalCode": "94301",
        },
    )
    tax = {"UsingSalesTax": True, "PartnerTaxEnabled": True}
    preferences(books, "USD", tax | {"TaxGroupCodeRef": ref("4")})
    terms(books)
    accounts(books)
    for code, taxable in (("TAX", True), ("NON", False)):
        body = {"Name": code, "Description": code, "Active": True}
        place(books, "TaxCode", code, body | {"Taxable": taxable, "TaxGroup": False})
    for state, agency, rate, percent, code in STATES:
        place(books, "TaxAgency", agency, {"DisplayName": f"{state} tax department"})
        tax_rate(books, rate, f"{state} combined", percent, agency)
        tax_code(books, code, state, f"{state} automated", rate)
    items(books, ("Services", "Planting", "Fertilizer"), "79", Taxable=True)
    customers(books, NAMES)
    books.set_number("DocNumber", 100)
