"""Knows the Canadian company: combined and compound taxes, several currencies."""

from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.seeds.placing import (
    accounts,
    company,
    currencies,
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
    "Aurora Outfitters",
    "Boreal Books",
    "Cascadia Kayaks",
    "Érablière Dubois",
    "Fundy Seafoods",
)
# rate id, name, percent, agency
RATES = (
    ("1", "GST", "5", "1"),
    ("2", "HST (ON)", "13", "1"),
    ("3", "QST", "9.975", "2"),
    ("4", "PST (BC)", "7", "3"),
    ("5", "QST before 2013", "9.5", "2"),
    ("6", "Zero-rated", "0", "1"),
    ("7", "Exempt", "0", "1"),
)
# code id, name, rate ids
CODES = (
    ("5", "GST", ("1",)),
    ("6", "HST ON", ("2",)),
    ("7", "GST/QST QC - 9.975", ("1", "3")),
    ("8", "GST/PST BC", ("1", "4")),
    ("3", "Zero-rated", ("6",)),
    ("2", "Exempt", ("7",)),
)
COMPOUND = "9"


def outdoor(books: Books) -> None:
    """Fill the Canadian company."""
    company(
        books,
        "Maple Trail Outdoor Inc.",
        {
            "Line1": "200 Rue Sainte-Catherine",
            "City": "Montréal",
            "Country": "CAN",
            "CountrySubDivisionCode": "QC",
            "PostalCode": "H2X 1L1",
        },
        SupportedLanguages="en,fr",
    )
    tax = {"UsingSalesTax": True, "TaxGroupCodeRef": ref("7")}
    preferences(books, "CAD", tax, multicurrency=True)
    currencies(books)
    terms(books)
    accounts(books)
    for agency_id, name in (
        ("1", "Canada Revenue Agency"),
        ("2", "Revenu Québec"),
        ("3", "Ministry of Finance BC"),
    ):
        place(books, "TaxAgency", agency_id, {"DisplayName": name})
    for rate_id, name, percent, agency in RATES:
        tax_rate(books, rate_id, name, percent, agency)
    for code_id, name, rate_ids in CODES:
        tax_code(books, code_id, name, name, *rate_ids)
    _compound(books)
    items(books, ("Services", "Guided tour", "Equipment rental"), "79")
    for code in ("USD", "EUR"):
        place(books, "CompanyCurrency", {"USD": "1", "EUR": "2"}[code], {"Code": code})
    customers(books, NAMES)
    place(
        books,
        "Customer",
        "6",
        {"DisplayName": "Granite State Guides", "CurrencyRef": ref("USD")},
    )
    books.set_number("DocNumber", 3000)


def _compound(books: Books) -> None:
    """Place a code whose second tax is charged on the first one too."""
    details = [
        {"TaxRateRef": ref("1", "GST"), "TaxTypeApplicable": "TaxOnAmount"}
        | {"TaxOrder": 0},
        {"TaxRateRef": ref("5", "QST before 2013")}
        | {"TaxTypeApplicable": "TaxOnAmountPlusTax", "TaxOrder": 1},
    ]
    name = "GST/QST QC before 2013"
    tax_code(books, COMPOUND, name, name, SalesTaxRateList={"TaxRateDetail": details})
