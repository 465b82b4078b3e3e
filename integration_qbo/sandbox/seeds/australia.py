"""Knows the Australian companies: an accounting practice, and a small test one."""

from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.seeds.australian_names import CUSTOMERS
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
    ("1", "Services", "", "0"),
    ("2", "Monthly bookkeeping", "Bookkeeping for one month", "450"),
    ("3", "Business activity statement", "Preparing and lodging a BAS", "330"),
    ("4", "Company tax return", "Company income tax return", "1650"),
    ("5", "Individual tax return", "Individual income tax return", "275"),
    ("6", "Payroll service", "Payroll, per pay run", "85"),
    ("7", "Advisory consultation", "Advice, per hour", "220"),
    ("8", "Annual financial statements", "Annual accounts", "2200"),
    ("9", "Software training", "Training, per hour", "165"),
    ("10", "ASIC annual review", "Annual company review", "310"),
)
ACCOUNTS = (
    ("1", "Business Bank Account", "Bank", "Checking"),
    ("4", "Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
    ("33", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
    ("79", "Sales", "Income", "SalesOfProductIncome"),
    ("80", "Services", "Income", "ServiceFeeIncome"),
    ("86", "Discounts given", "Income", "DiscountsRefundsGiven"),
    ("90", "GST Liabilities Payable", "Other Current Liability", "GlobalTaxPayable"),
    ("91", "Bank charges", "Expense", "BankCharges"),
)


def practice(books: Books) -> None:
    """Fill the accounting practice to which the demo connects."""
    _company(books, "Wattlebird Accounting Pty Ltd", "88 Clarence Street", "Sydney")
    for number, row in enumerate(rows(CUSTOMERS), start=1):
        place(books, "Customer", str(number), _customer(*row))
    place(
        books,
        "Customer",
        "26",
        {
            "DisplayName": "Winery restaurant",
            "ParentRef": ref("9"),
            "Job": True,
            "BillWithParent": True,
        },
    )
    place(books, "Vendor", "30", {"DisplayName": "Office Supplies Direct"})
    place(books, "Vendor", "31", {"DisplayName": "Harbour City Cleaning"})
    place(
        books,
        "Employee",
        "35",
        {"GivenName": "Ruth", "FamilyName": "Abbott"},
    )
    books.set_number("DocNumber", 1000)


def small(books: Books) -> None:
    """Fill the small company that gives the chooser a choice."""
    _company(books, "Ironbark Test Company Pty Ltd", "2 Sample Street", "Hobart")
    place(books, "Customer", "1", {"DisplayName": "Test Client One"})
    place(books, "Customer", "2", {"DisplayName": "Test Client Two"})
    books.set_number("DocNumber", 500)


def _company(books: Books, name: str, street: str, city: str) -> None:
    state, code = ("TAS", "7000") if city == "Hobart" else ("NSW", "2000")
    company(
        books,
        name,
        {
            "Line1": street,
            "City": city,
            "Country": "AUS",
            "CountrySubDivisionCode": state,
            "PostalCode": code,
        },
        CompanyStartDate="2019-07-01",
        FiscalYearStartMonth="July",
    )
    preferences(
        books,
        "AUD",
        {"UsingSalesTax": True, "TaxGroupCodeRef": ref("10")},
    )
    terms(books)
    for account_id, label, kind, sub_type in ACCOUNTS:
        place(
            books,
            "Account",
            account_id,
            {"Name": label, "AccountType": kind, "AccountSubType": sub_type},
        )
    _taxes(books)
    for item_id, label, description, price in ITEMS:
        place(books, "Item", item_id, _item(label, description, price))
    place(books, "PaymentMethod", "1", {"Name": "Cash", "Type": "NON_CREDIT_CARD"})
    place(
        books, "PaymentMethod", "2", {"Name": "Direct debit", "Type": "NON_CREDIT_CARD"}
    )
    place(books, "Class", "5000000000000000101", {"Name": "Compliance"})
    place(books, "Class", "5000000000000000102", {"Name": "Advisory"})
    place(books, "Department", "1", {"Name": "Sydney"})


def _taxes(books: Books) -> None:
    place(
        books,
        "TaxAgency",
        "1",
        {
            "DisplayName": "Australian Taxation Office",
            "TaxTrackedOnPurchases": True,
            "TaxTrackedOnSales": True,
            "TaxAgencyConfig": "SYSTEM_GENERATED",
        },
    )
    tax_rate(books, "20", "GST (sales)", 10, "1")
    tax_rate(books, "8", "GST free (sales)", 0, "1")
    tax_rate(books, "12", "Out of scope (sales)", 0, "1")
    tax_rate(books, "14", "Input taxed (sales)", 0, "1")
    tax_code(books, "10", "GST", "GST at 10 %", "20")
    tax_code(books, "8", "GST free", "GST-free sales", "8")
    tax_code(books, "12", "Out of scope", "Outside the BAS", "12")
    tax_code(books, "14", "Input tax", "Input taxed sales", "14")
    tax_code(books, "16", "GST on capital", "Purchases of capital only")


def _item(name: str, description: str, price: str) -> Doc:
    item: Doc = {
        "Name": name,
        "Type": "Service",
        "UnitPrice": price,
        "IncomeAccountRef": ref("79"),
        "SalesTaxCodeRef": ref("10", "GST"),
        "SalesTaxIncluded": False,
    }
    return item | ({"Description": description} if description else {})


def _customer(  # noqa: PLR0913, PLR0917  (one column each)
    name: str, given: str, family: str, street: str, city: str, state: str, code: str
) -> Doc:
    mailbox = "".join(letter for letter in name.lower() if letter.isalnum())[:20]
    address = {
        "Line1": street,
        "City": city,
        "Country": "Australia",
        "CountrySubDivisionCode": state,
        "PostalCode": code,
    }
    return {
        "DisplayName": name,
        "CompanyName": name,
        "GivenName": given,
        "FamilyName": family,
        "PrimaryEmailAddr": {"Address": f"accounts@{mailbox}.example"},
        "PrimaryPhone": {"FreeFormNumber": "(02) 5550 0000"},
        "BillAddr": address,
    }
