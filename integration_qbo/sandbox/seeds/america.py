"""Knows the US company: names and ids of Intuit's public sample company.

Addresses, numbers and mailboxes are invented.
"""

from integration_qbo.sandbox.books import balances
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.seeds.placing import (
    place,
    preferences,
    ref,
    tax_code,
    tax_rate,
    terms,
)
from integration_qbo.sandbox.wire import Doc, decimal, money

# id, display name, given, family, what is filled in:
# b bill address, s the same ship address, d a different one, p phone, m mobile,
# f fax, e e-mail, w web, t taxable, c country, x default tax code, n a company name
CUSTOMERS = (
    ("1", "Amy's Bird Sanctuary", "Amy", "Lark", "nbspet"),
    ("2", "Bill's Windsurf Shop", "Bill", "Gale", "nbpe"),
    ("3", "Cool Cars", "Grace", "Torque", "nbpe"),
    ("4", "Diego Rodriguez", "Diego", "Rodriguez", "bpe"),
    ("5", "Dukes Basketball Camp", "Peter", "Dukes", "nbspet"),
    ("6", "Dylan Sollfrank", "Dylan", "Sollfrank", ""),
    ("7", "Freeman Sporting Goods", "Kirby", "Freeman", "nbspmfew"),
    ("10", "Geeta Kalapatapu", "Geeta", "Kalapatapu", "bspe"),
    ("11", "Gevelber Photography", "Lisa", "Gevelber", "nbspew"),
    ("12", "Jeff's Jalopies", "Jeff", "Axle", "nbspe"),
    ("13", "John Melton", "John", "Melton", "bspe"),
    ("14", "Kate Whelan", "Kate", "Whelan", "bspec"),
    ("15", "Pye's Cakes", "Karen", "Pye", "nbspmew"),
    ("16", "Kookies by Kathy", "Kathy", "Crumb", "nbpe"),
    ("17", "Mark Cho", "Mark", "Cho", "bspe"),
    ("18", "Paulsen Medical Supplies", "Kathy", "Paulsen", "nbdpe"),
    ("19", "Rago Travel Agency", "Jeff", "Rago", "nbspe"),
    ("20", "Red Rock Diner", "Stephanie", "Stone", "nbspe"),
    ("21", "Rondonuwu Fruit and Vegi", "Tony", "Rondonuwu", "bspe"),
    ("22", "Shara Barnett", "Shara", "Barnett", "bspe"),
    ("24", "Sonnenschein Family Store", "Russ", "Sonnenschein", "nbspex"),
    ("25", "Sushi by Katsuyuki", "Katsuyuki", "Wasa", "nbspe"),
    ("26", "Travis Waldron", "Travis", "Waldron", "bspet"),
    ("27", "Video Games by Dan", "Dan", "Pixel", "nbspe"),
    ("28", "Wedding Planning by Whitney", "Whitney", "Vale", "nbspew"),
    ("29", "Weiskopf Consulting", "Nicola", "Weiskopf", "nbspe"),
)
JOBS = (
    ("8", "0969 Ocean View Road", "7", "Sasha", "Ocean", "bspmfew"),
    ("9", "55 Twin Lane", "7", "Amelia", "", "bspmfew"),
    ("23", "Barnett Design", "22", "Shara", "Barnett", "bspe"),
)
FIRST_WITHOUT_COMPANY = 52
VENDORS = (
    ("30", "Books by Bessie", "Bessie", "Williams", "bpewa"),
    ("31", "Brosnahan Insurance Agency", "Nick", "Brosnahan", "bpmfwai"),
    ("32", "Cal Telephone", "", "", "bpr"),
    ("33", "Chin's Gas and Oil", "", "", ""),
    ("34", "Cigna Health Care", "", "", "pa"),
    ("35", "Computers by Jenni", "Jenni", "Winslow", "bpmfe"),
    ("36", "Diego's Road Warrior Bodyshop", "", "", ""),
    ("37", "EDD", "", "", ""),
    ("38", "Ellis Equipment Rental", "Julie", "Ellis", "bpmewac"),
    ("39", "Fidelity", "", "", ""),
    ("40", "Hall Properties", "Melanie", "Hall", "bpmwai"),
    ("41", "Hicks Hardware", "Geoff", "Hicks", "bpmwa"),
    ("42", "Lee Advertising", "Laurel", "Lee", "bpa"),
    ("43", "Mahoney Mugs", "", "", ""),
    ("44", "Met Life Dental", "", "", ""),
    ("45", "National Eye Care", "", "", "bpfewar"),
    ("46", "Norton Lumber and Building Materials", "Julie", "Norton", "bpea"),
    ("47", "Pam Seitz", "Pam", "Seitz", "bpmfewar"),
    ("48", "PG&E", "", "", "bpea"),
    ("49", "Robertson & Associates", "Jenny", "Robertson", "bpa"),
    ("50", "Tania's Nursery", "Tania", "Kronberg", "bpeac"),
    ("51", "Tim Philip Masonry", "Tim", "Philip", "bpmewai"),
    ("52", "Tony Rondonuwu", "Tony", "Rondonuwu", "e"),
    ("53", "United States Treasury", "", "", "bpewa"),
    ("56", "Bob's Burger Joint", "", "", ""),
    ("57", "Squeaky Kleen Car Wash", "", "", ""),
)
TITLED = {
    "38": {"Title": "Ms.", "MiddleName": "I."},
    "42": {"Title": "Mrs.", "MiddleName": "J."},
    "52": {"Title": "Mr.", "MiddleName": "L", "Suffix": "Jr."},
}
ITEMS = (
    ("1", "Services", "", "0", "1", False),
    ("2", "Hours", "", "0", "1", False),
    ("3", "Concrete", "Concrete for fountain installation", "0", "48", True),
    ("4", "Design", "Custom Design", "75", "82", False),
    ("5", "Rock Fountain", "Rock Fountain", "275", "79", True),
    ("6", "Gardening", "Weekly Gardening Service", "0", "45", False),
    ("7", "Installation", "Installation of landscape design", "50", "52", False),
    ("11", "Pump", "Fountain Pump", "15", "79", True),
    ("13", "Rocks", "Garden Rocks", "0", "48", True),
    ("14", "Sod", "Sod", "0", "49", True),
    ("15", "Soil", "2 cubic ft. bag", "10", "49", True),
)
DESCRIPTIONS = {item[0]: item[2] or item[1] for item in ITEMS}
CHECK = "2"
MEMO = "Thank you for your business and have a great day!"
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
    ("79", "Sales of Product Income", "Income", "SalesOfProductIncome"),
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
# id, customer, date, lines of (item, quantity, price, tax), tax code
INVOICES = (
    ("75", "1", "2018-12-20", (("6", "4", "59.75", "NON"),), ""),
    ("95", "2", "2018-12-21", (("6", "1", "85", "NON"),), ""),
    (
        "96",
        "24",
        "2018-12-22",
        (("5", "1", "275", "TAX"), ("11", "1", "60.25", "TAX")),
        "2",
    ),
    ("103", "18", "2018-12-23", (("4", "12", "75", "NON"),), ""),
    ("119", "8", "2018-12-24", (("7", "9.55", "50", "NON"),), ""),
    ("129", "26", "2018-12-27", (("5", "1", "384", "TAX"),), "2"),
)


# id, customer, date, item, quantity, price, paid by
RECEIPTS = (
    ("11", "6", "2018-11-07", "4", "4.5", "75", "2"),
    ("17", "14", "2018-11-14", "4", "3", "75", ""),
    ("38", "15", "2018-11-25", "11", "6", "12.75", "1"),
    ("47", "12", "2018-12-05", "4", "5", "75", ""),
)
# id, customer, date, item, quantity, price
ESTIMATES = (
    ("41", "10", "2018-11-27", "4", "7.75", "75"),
    ("46", "20", "2018-12-03", "6", "2", "35"),
    ("48", "18", "2018-12-03", "4", "4", "75"),
)


def landscaping(books: Books) -> None:
    """Fill the US sample company with classic sales tax."""
    _company(books)
    _lists(books)
    for row in CUSTOMERS:
        place(books, "Customer", row[0], _customer(*row))
    for job_id, name, parent, given, family, filled in JOBS:
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
    for vendor_id, name, given, family, filled in VENDORS:
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
    _documents(books)


def _line(item: str, quantity: str, price: str, tax: str = "NON") -> Doc:
    amount = money(decimal(quantity) * decimal(price))
    detail = {
        "ItemRef": ref(item),
        "Qty": quantity,
        "UnitPrice": price,
        "TaxCodeRef": ref(tax),
    }
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": amount,
        "Description": DESCRIPTIONS[item],
        "SalesItemLineDetail": detail,
    }


def _documents(books: Books) -> None:
    for number, (key, customer, day, *line, method) in enumerate(RECEIPTS, 1003):
        receipt = _form(customer, day) | {
            "DocNumber": str(number),
            "Line": [_line(*line)],
        }
        if method:
            receipt["PaymentMethodRef"] = ref(method)
        if method == CHECK:
            # A walk-in without an address who paid by check.
            receipt["PaymentRefNum"] = "10264"
            receipt["BillAddr"] = {
                part: receipt["BillAddr"][part] for part in ("Line1", "Lat", "Long")
            }
            del receipt["BillEmail"]
        place(books, "SalesReceipt", key, receipt)
    for number, (key, customer, day, *line) in enumerate(ESTIMATES, 1001):
        estimate = _form(customer, day) | {
            "DocNumber": str(number),
            "Line": [_line(*line)],
            "TxnStatus": "Closed",
        }
        place(books, "Estimate", key, estimate)
    for number, (key, customer, day, rows, code) in enumerate(INVOICES, 1032):
        body = _form(customer, day) | {
            "DocNumber": str(number),
            "Line": [_line(*row) for row in rows],
        }
        if code:
            body["TxnTaxDetail"] = {"TxnTaxCodeRef": ref(code)}
        place(books, "Invoice", key, body)
        balances.refresh(books, customer)
    books.set_number("Transaction", 144)
    books.set_number("DocNumber", 1037)


def _form(customer: str, day: str) -> Doc:
    """Return what a sales form made by hand carries: its address in free lines."""
    form: Doc = {"TxnDate": day}
    if not customer:
        return form
    address = {
        "Line1": "Sample Name",
        "Line2": f"{100 + int(customer)} Sample Street",
        "Line3": "Middlefield, CA  94303",
        "Lat": "INVALID",
        "Long": "INVALID",
    }
    return form | {
        "CustomerRef": ref(customer),
        "CustomerMemo": {"value": MEMO},
        "BillAddr": address,
        "BillEmail": {"Address": f"contact{customer}@sample.example"},
    }


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
    name = "Craig's Design and Landscaping Services"
    address = {
        "Id": "1",
        "Line1": "100 Sample Boulevard",
        "City": "Middlefield",
        "Country": "USA",
        "CountrySubDivisionCode": "CA",
        "PostalCode": "94303",
    }
    books.set_number("Address", 1)
    place(
        books,
        "CompanyInfo",
        "1",
        {
            "CompanyName": name,
            "LegalName": name,
            "CompanyAddr": address,
            "CustomerCommunicationAddr": address,
            "LegalAddr": address,
            "PrimaryPhone": {"FreeFormNumber": "(650) 555-0100"},
            "CompanyStartDate": "2015-06-05",
            "FiscalYearStartMonth": "January",
            "Country": "US",
            "Email": {"Address": "craig@local-intuit.test"},
            "WebAddr": {},
            "SupportedLanguages": "en",
            "NameValue": [
                {"Name": "NeoEnabled", "Value": "true"},
                {"Name": "IndustryType", "Value": "Landscaping Services"},
                {"Name": "IndustryCode", "Value": "561730"},
                {"Name": "SubscriptionStatus", "Value": "PAID"},
                {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"},
                {"Name": "PayrollFeature", "Value": "false"},
                {"Name": "AccountantFeature", "Value": "false"},
            ],
        },
    )
    custom = [
        {
            "CustomField": [
                {
                    "Name": "SalesFormsPrefs.UseSalesCustom1",
                    "Type": "BooleanType",
                    "BooleanValue": True,
                }
            ]
        },
        {
            "CustomField": [
                {
                    "Name": "SalesFormsPrefs.SalesCustomName1",
                    "Type": "StringType",
                    "StringValue": "Crew #",
                }
            ]
        },
    ]
    tax = {"UsingSalesTax": True, "TaxGroupCodeRef": ref("2")}
    preferences(books, "USD", tax, CustomField=custom)


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
    if int(key) < FIRST_WITHOUT_COMPANY:
        vendor["CompanyName"] = name
    return vendor
