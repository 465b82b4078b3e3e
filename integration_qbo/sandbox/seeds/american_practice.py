"""Knows an American accounting practice with classic sales tax; all of it invented.

The rates are those of Austin, Texas: the state's 6.25 % and the city's 2 %.
"""

from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.seeds.placing import (
    accounts,
    company,
    place,
    preferences,
    ref,
    rows,
    tax_code,
    tax_rate,
    terms,
)

# Columns: name, given name, family name, street, city, ZIP code.
CUSTOMERS = """
Barton Creek Veterinary|Elena|Ruiz|1200 Bee Cave Road|Austin|78746
Bluebonnet Bakery|Grace|Whitfield|88 South Congress Avenue|Austin|78704
Cedar Park Dental|Samir|Patel|400 Cypress Creek Road|Cedar Park|78613
Cottonwood Construction LLC|Ray|Delgado|77 Industrial Oaks Boulevard|Austin|78735
Hill Country Honey|June|Abernathy|9 Ranch Road|Dripping Springs|78620
Lone Star Landscaping Inc.|Marcus|Webb|310 Burnet Road|Austin|78757
Mockingbird Music School|Ines|Calloway|56 East 12th Street|Austin|78702
Pecan Street Books|Howard|Lindell|214 East 6th Street|Austin|78701
Round Rock Robotics Inc.|Aisha|Grant|1 Technology Way|Round Rock|78664
Sabine River Outfitters|Cole|Landry|17 Dock Street|Orange|77630
Salt Lick Ceramics|Noor|Haddad|3 Kiln Lane|Driftwood|78619
Travis Heights Yoga|Mina|Osborne|1401 Kenwood Avenue|Austin|78704
"""
ITEMS = (
    ("1", "Services", "", "0", False),
    ("2", "Monthly bookkeeping", "Bookkeeping for one month", "420", False),
    ("3", "Payroll service", "Payroll, per pay run", "65", False),
    ("4", "Business tax return", "Form 1120 or 1065", "1400", False),
    ("5", "Individual tax return", "Form 1040", "475", False),
    ("6", "Advisory consultation", "Advice, per hour", "210", False),
    ("7", "Records binder", "A binder of the year's records", "45", True),
    ("8", "Data processing", "Entry of records kept on paper", "90", True),
)
EXEMPT = "Mockingbird Music School"


def practice(books: Books) -> None:
    """Fill the accounting practice to which the American demo connects."""
    company(
        books,
        "Bluestem Accounting LLC",
        {
            "Line1": "500 West 2nd Street",
            "City": "Austin",
            "Country": "USA",
            "CountrySubDivisionCode": "TX",
            "PostalCode": "78701",
        },
        CompanyStartDate="2018-01-01",
    )
    preferences(books, "USD", {"UsingSalesTax": True, "TaxGroupCodeRef": ref("2")})
    terms(books)
    accounts(books)
    _taxes(books)
    for item_id, name, description, price, taxable in ITEMS:
        item = {
            "Name": name,
            "Type": "Service",
            "UnitPrice": price,
            "IncomeAccountRef": ref("79"),
            "Taxable": taxable,
        }
        place(
            books,
            "Item",
            item_id,
            item | ({"Description": description} if description else {}),
        )
    place(books, "PaymentMethod", "1", {"Name": "Check", "Type": "NON_CREDIT_CARD"})
    for number, row in enumerate(rows(CUSTOMERS), start=1):
        _customer(books, str(number), *row)
    place(books, "Vendor", "30", {"DisplayName": "Capitol Office Supply"})
    place(books, "Employee", "35", {"GivenName": "Dana", "FamilyName": "Whitley"})
    books.set_number("DocNumber", 1000)


def _taxes(books: Books) -> None:
    place(books, "TaxAgency", "1", {"DisplayName": "Texas Comptroller"})
    tax_rate(books, "1", "TX State", "6.25", "1")
    tax_rate(books, "2", "Austin City", 2, "1")
    tax_rate(books, "3", "Orange City", "1.5", "1")
    for code, taxable in (("TAX", True), ("NON", False)):
        body = {"Name": code, "Description": code, "Active": True}
        place(books, "TaxCode", code, body | {"Taxable": taxable, "TaxGroup": False})
    tax_code(books, "2", "Austin", "Texas and Austin", "1", "2")
    tax_code(books, "3", "Orange", "Texas and Orange", "1", "3")


def _customer(  # noqa: PLR0913, PLR0917  (one column each)
    books: Books,
    object_id: str,
    name: str,
    given: str,
    family: str,
    street: str,
    city: str,
    code: str,
) -> None:
    mailbox = "".join(letter for letter in name.lower() if letter.isalnum())[:20]
    address = {
        "Line1": street,
        "City": city,
        "CountrySubDivisionCode": "TX",
        "PostalCode": code,
    }
    customer = {
        "DisplayName": name,
        "CompanyName": name,
        "GivenName": given,
        "FamilyName": family,
        "Taxable": name != EXEMPT,
        "PrimaryEmailAddr": {"Address": f"accounts@{mailbox}.example"},
        "PrimaryPhone": {"FreeFormNumber": f"(512) 555-01{int(object_id):02d}"},
        "BillAddr": address,
        "ShipAddr": address,
    }
    if city == "Orange":
        customer["DefaultTaxCodeRef"] = ref("3")
    place(books, "Customer", object_id, customer)
