"""Knows the US company: names and ids of Intuit's public sample company.

Addresses, numbers and mailboxes are invented.
"""

from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.seeds.american_documents import documents
from integration_qbo.sandbox.seeds.american_names import (
    CUSTOMERS,
    JOBS,
    TITLED,
    VENDORS,
)
from integration_qbo.sandbox.seeds.placing import (
    company,
    place,
    preferences,
    ref,
    rows,
    tax_code,
    tax_rate,
    terms,
)
from integration_qbo.sandbox.wire import Doc

ITEMS = (
    ("1", "Services", "", "0", "1", False),
    ("2", "Hours", "", "0", "1", False),
    ("3", "Concrete", "Concrete for fountain installation", "0", "48", True),
    ("4", "Design", "Custom Design", "75", "82", False),
    ("5", "Rock Fountain", "Rock Fountain", "275", "79", True),
    ("6", "Gardening", "Weekly Gardening Service", "0", "45", False),
    ("7", "Installation", "Installation of landscape design", "50", "52", False),
    ("10", "Pest Control", "Pest Control Services", "35", "54", False),
    ("11", "Pump", "Fountain Pump", "15", "79", True),
    ("13", "Rocks", "Garden Rocks", "0", "48", True),
    ("14", "Sod", "Sod", "0", "49", True),
    ("15", "Soil", "2 cubic ft. bag", "10", "49", True),
)
COMPANY = "Craig's Design and Landscaping Services"
ACCOUNTS = (
    ("1", "Services", "Income", "ServiceFeeIncome"),
    ("4", "Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
    ("5", "Fees Billed", "Income", "ServiceFeeIncome"),
    ("33", "Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable"),
    ("35", "Checking", "Bank", "Checking"),
    ("45", "Landscaping Services", "Income", "ServiceFeeIncome"),
    ("48", "Fountains and Garden Lighting", "Income", "SalesOfProductIncome"),
    ("49", "Plants and Soil", "Income", "SalesOfProductIncome"),
    ("52", "Installation", "Income", "ServiceFeeIncome"),
    ("54", "Pest Control Services", "Income", "ServiceFeeIncome"),
    ("79", "Sales of Product Income", "Income", "SalesOfProductIncome"),
    ("80", "Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
    ("81", "Inventory Asset", "Other Current Asset", "Inventory"),
    ("82", "Design income", "Income", "ServiceFeeIncome"),
    ("84", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
    ("86", "Discounts given", "Income", "DiscountsRefundsGiven"),
    (
        "90",
        "Board of Equalization Payable",
        "Other Current Liability",
        "SalesTaxPayable",
    ),
)


def landscaping(books: Books) -> None:
    """Fill the US sample company with classic sales tax."""
    _company(books)
    _lists(books)
    for row in rows(CUSTOMERS):
        place(books, "Customer", row[0], _customer(*row))
    for job_id, name, parent, given, family, filled in rows(JOBS):
        job = _person(job_id, given, family, filled) | {
            "DisplayName": name,
            "ParentRef": ref(parent),
            "Job": True,
            "Taxable": False,
        }
        owner = books.get("Customer", parent) or {}
        if owner.get("CompanyName"):
            job["CompanyName"] = job["PrintOnCheckName"] = owner["CompanyName"]
        place(books, "Customer", job_id, job)
    for vendor_id, name, given, family, filled in rows(VENDORS):
        vendor = _vendor(vendor_id, name, given, family, filled)
        place(books, "Vendor", vendor_id, vendor)
    place(
        books,
        "Employee",
        "54",
        {
            "GivenName": "John",
            "FamilyName": "Johnson",
            "HiredDate": "2015-01-05",
            "BirthDate": "1980-02-03",
            "PrimaryPhone": {"FreeFormNumber": "(540) 555-0100"},
        },
    )
    place(books, "Employee", "55", {"GivenName": "Emily", "FamilyName": "Platt"})
    documents(books, {item[0]: item[2] or item[1] for item in ITEMS})


def _lists(books: Books) -> None:
    terms(books)
    for account_id, name, kind, sub_type in ACCOUNTS:
        place(
            books,
            "Account",
            account_id,
            {"Name": name, "AccountType": kind, "AccountSubType": sub_type},
        )
    for agency_id, name in (
        ("1", "Arizona Dept. of Revenue"),
        ("2", "Board of Equalization"),
    ):
        place(books, "TaxAgency", agency_id, {"DisplayName": name})
    tax_rate(books, "1", "AZ State tax", "7.1", "1", SpecialTaxType="NONE")
    tax_rate(books, "2", "Tucson City", 2, "1")
    tax_rate(books, "3", "California", 8, "2")
    for code, taxable in (("TAX", True), ("NON", False)):
        place(
            books,
            "TaxCode",
            code,
            {"Name": code, "Description": code, "Active": True}
            | {"Taxable": taxable, "TaxGroup": False},
        )
    tax_code(books, "2", "California", "California", "3")
    tax_code(books, "3", "Tucson", "Tucson", "1", "2")
    for item_id, name, description, price, account, taxable in ITEMS:
        item: Doc = {
            "Name": name,
            "Type": "Service",
            "UnitPrice": price,
            "IncomeAccountRef": ref(account),
            "Taxable": taxable,
        }
        if description:
            item["Description"] = description
        place(books, "Item", item_id, item)
    for method_id, name in (("1", "Cash"), ("2", "Check"), ("3", "Visa")):
        kind = "CREDIT_CARD" if name == "Visa" else "NON_CREDIT_CARD"
        place(books, "PaymentMethod", method_id, {"Name": name, "Type": kind})
    place(books, "Class", "5000000000000000201", {"Name": "Landscaping"})
    place(books, "Department", "1", {"Name": "Middlefield"})


def _company(books: Books) -> None:
    company(
        books,
        COMPANY,
        {
            "Line1": "100 Sample Boulevard",
            "City": "Middlefield",
            "Country": "USA",
            "CountrySubDivisionCode": "CA",
            "PostalCode": "94303",
        },
        CompanyStartDate="2015-06-05",
    )
    custom = [
        ("SalesFormsPrefs.UseSalesCustom1", "BooleanType", "BooleanValue", True),
        ("SalesFormsPrefs.SalesCustomName1", "StringType", "StringValue", "Crew #"),
    ]
    fields = [
        {"CustomField": [{"Name": name, "Type": kind, member: value}]}
        for name, kind, member, value in custom
    ]
    tax = {"UsingSalesTax": True, "TaxGroupCodeRef": ref("2")}
    preferences(books, "USD", tax, CustomField=fields)


def _person(key: str, given: str, family: str, filled: str) -> Doc:
    person: Doc = {}
    if given:
        person["GivenName"] = given
    if family:
        person["FamilyName"] = family
    address = {
        "Line1": f"{100 + int(key)} Sample Street",
        "City": "Middlefield",
        "CountrySubDivisionCode": "CA",
        "PostalCode": "94303",
        "Lat": "37.4000",
        "Long": "-122.2000",
    }
    if "c" in filled:
        address["Country"] = "USA"
    if "b" in filled:
        person["BillAddr"] = address
    if "s" in filled or "d" in filled:
        person["ShipAddr"] = address
    numbers = {"p": "PrimaryPhone", "m": "Mobile", "f": "Fax"}
    for mark, member in numbers.items():
        if mark in filled:
            person[member] = {"FreeFormNumber": f"(650) 555-{int(key):04d}"}
    if "e" in filled:
        person["PrimaryEmailAddr"] = {"Address": f"contact{key}@sample.example"}
    if "w" in filled:
        person["WebAddr"] = {"URI": f"http://www.sample{key}.example"}
    return person


def _customer(key: str, name: str, given: str, family: str, filled: str) -> Doc:
    customer = _person(key, given, family, filled) | {
        "DisplayName": name,
        "Taxable": "t" in filled,
    }
    if "n" in filled:
        customer["CompanyName"] = name
    if "x" in filled:
        customer["DefaultTaxCodeRef"] = ref("2")
    return customer


def _vendor(key: str, name: str, given: str, family: str, filled: str) -> Doc:
    vendor = _person(key, given, family, filled) | {
        "DisplayName": name,
        "Vendor1099": "i" in filled,
    }
    vendor |= TITLED.get(key, {})
    if "a" in filled:
        vendor["AcctNum"] = f"{int(key) * 1111}"
    if "i" in filled:
        vendor["TaxIdentifier"] = "XXXXXXXXXXX0000"
    if "r" in filled:
        vendor["TermRef"] = ref("3")
    if "n" in filled:
        vendor["CompanyName"] = name
    return vendor
