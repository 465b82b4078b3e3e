"""Knows how seed objects get into the books: by the rules, with known ids."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.currency import NAMES, home, usual_rate
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc, decimal, plain


def open_company(
    connection: sqlite3.Connection, realm: str, name: str, country: str, zone: str
) -> None:
    """Enter a company in the register; its objects follow."""
    connection.execute(
        "INSERT INTO company (realm, name, country, zone) VALUES (?, ?, ?, ?)",
        (realm, name, country, zone),
    )


def place(books: Books, kind_name: str, object_id: str, body: Mapping[str, Any]) -> Doc:
    """Store one object under a known id, filled in by its kind's rules."""
    kind = KINDS[kind_name]
    wanted = {k: v for k, v in body.items() if k != "Active"}
    doc = kind.prepare(books, wanted, None)
    if "Active" in (body.keys() | kind.sticky):
        doc["Active"] = bool(body.get("Active", True))
    envelope = {
        "domain": "QBO",
        "sparse": False,
        "Id": object_id,
        "SyncToken": "0",
        "MetaData": books.stamped(None),
    }
    if object_id.isdigit():
        last = books.last_number(kind.id_sequence)
        books.set_number(kind.id_sequence, max(last, int(object_id)))
    return books.put(kind, doc | envelope)


def ref(value: str, name: str = "") -> Doc:
    """Return a reference."""
    return {"value": value, "name": name} if name else {"value": value}


def rows(table: str) -> list[list[str]]:
    """Return the cells of a table written one row a line, parted by bars."""
    return [
        [cell.strip() for cell in line.split("|")]
        for line in table.strip().splitlines()
    ]


def company(books: Books, name: str, address: Doc, **more: object) -> None:
    """Place CompanyInfo for a company at an address."""
    number = str(books.next_number("Address"))
    where = {"Id": number} | address
    place(
        books,
        "CompanyInfo",
        "1",
        {
            "CompanyName": name,
            "LegalName": name,
            "CompanyAddr": where,
            "CustomerCommunicationAddr": where,
            "LegalAddr": where,
            "PrimaryPhone": {"FreeFormNumber": "555 0100"},
            "CompanyStartDate": "2019-01-01",
            "FiscalYearStartMonth": "January",
            "Country": books.country,
            "Email": {"Address": "office@local-intuit.test"},
            "WebAddr": {},
            "SupportedLanguages": "en",
            "NameValue": [
                {"Name": "NeoEnabled", "Value": "true"},
                {"Name": "SubscriptionStatus", "Value": "PAID"},
                {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"},
                {"Name": "PayrollFeature", "Value": "false"},
                {"Name": "AccountantFeature", "Value": "false"},
            ],
        }
        | more,
    )


def tax_rate(
    books: Books, rate_id: str, name: str, percent: object, agency: str, **more: object
) -> None:
    """Place a tax rate."""
    percent = plain(decimal(percent))
    body = {
        "Name": name,
        "Description": name,
        "Active": True,
        "RateValue": percent,
        "AgencyRef": ref(agency),
        "SpecialTaxType": "NONE" if percent else "ZERO_RATE",
        "DisplayType": "ReadOnly",
    }
    place(books, "TaxRate", rate_id, body | more)


def tax_code(
    books: Books, code_id: str, name: str, description: str, *rates: str, **more: object
) -> None:
    """Place a tax code that applies rates in order to the amount."""
    details = [
        {
            "TaxRateRef": ref(rate, (books.get("TaxRate", rate) or {}).get("Name", "")),
            "TaxTypeApplicable": "TaxOnAmount",
            "TaxOrder": order,
        }
        for order, rate in enumerate(rates)
    ]
    body = {
        "Name": name,
        "Description": description,
        "Active": True,
        "Hidden": False,
        "Taxable": True,
        "TaxGroup": True,
        "SalesTaxRateList": {"TaxRateDetail": details},
        "PurchaseTaxRateList": {"TaxRateDetail": []},
    }
    place(books, "TaxCode", code_id, body | more)


def terms(books: Books) -> None:
    """Place the five usual terms."""
    usual = (
        ("1", "Due on receipt", 0),
        ("2", "Net 15", 15),
        ("3", "Net 30", 30),
        ("4", "Net 60", 60),
        ("5", "Net 10", 10),
    )
    for term_id, name, days in usual:
        place(
            books,
            "Term",
            term_id,
            {"Name": name, "DueDays": days, "DiscountDays": 0, "Active": True},
        )


def accounts(books: Books) -> None:
    """Place the accounts every company needs for sales."""
    for account_id, name, kind, sub_type in (
        ("1", "Chequing", "Bank", "Checking"),
        ("4", "Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
        (
            "33",
            "Accounts Receivable (A/R)",
            "Accounts Receivable",
            "AccountsReceivable",
        ),
        ("79", "Sales", "Income", "SalesOfProductIncome"),
        ("86", "Discounts given", "Income", "DiscountsRefundsGiven"),
    ):
        body = {"Name": name, "AccountType": kind, "AccountSubType": sub_type}
        place(books, "Account", account_id, body)


def items(books: Books, names: tuple[str, ...], account: str, **more: object) -> None:
    """Place service items, numbered from one."""
    for number, name in enumerate(names, start=1):
        body = {"Name": name, "Type": "Service", "IncomeAccountRef": ref(account)}
        place(books, "Item", str(number), body | more)


def customers(books: Books, names: tuple[str, ...]) -> None:
    """Place customers with a name and a mailbox, numbered from one."""
    for number, name in enumerate(names, start=1):
        mailbox = {"Address": f"contact{number}@customer.example"}
        body = {"DisplayName": name, "CompanyName": name, "PrimaryEmailAddr": mailbox}
        place(books, "Customer", str(number), body)


def currencies(books: Books) -> None:
    """Place the exchange rate of every currency but the company's own."""
    for number, code in enumerate(sorted(set(NAMES) - {home(books)}), start=1):
        rate = {
            "SourceCurrencyCode": code,
            "TargetCurrencyCode": home(books),
            "Rate": usual_rate(books, code),
            "AsOfDate": books.today.isoformat(),
        }
        place(books, "ExchangeRate", str(number), rate)


def preferences(
    books: Books,
    currency: str,
    tax: Doc,
    *,
    multicurrency: bool = False,
    **sales: object,
) -> None:
    """Place the company's preferences."""
    place(
        books,
        "Preferences",
        "1",
        {
            "AccountingInfoPrefs": {
                "FirstMonthOfFiscalYear": "January",
                "UseAccountNumbers": False,
                "TaxYearMonth": "January",
                "ClassTrackingPerTxn": False,
                "ClassTrackingPerTxnLine": True,
                "TrackDepartments": True,
                "DepartmentTerminology": "Location",
                "CustomerTerminology": "Customers",
            },
            "ProductAndServicesPrefs": {
                "ForSales": True,
                "ForPurchase": True,
                "QuantityWithPriceAndRate": True,
                "QuantityOnHand": True,
            },
            "SalesFormsPrefs": {
                "CustomField": _custom_fields(),
                "CustomTxnNumbers": False,
                "AllowDeposit": True,
                "AllowDiscount": True,
                "DefaultDiscountAccount": "86",
                "AllowEstimates": True,
                "ETransactionPaymentEnabled": False,
                "AllowServiceDate": True,
                "AllowShipping": False,
                "DefaultTerms": ref("3"),
                "AutoApplyCredit": False,
                "AutoApplyPayments": False,
                "DefaultCustomerMessage": "Thank you for your business!",
            }
            | sales,
            "EmailMessagesPrefs": {
                "InvoiceMessage": {
                    "Subject": "Invoice",
                    "Message": "Your invoice is attached. Thank you.",
                },
                "EstimateMessage": {
                    "Subject": "Estimate",
                    "Message": "Your estimate is attached. Thank you.",
                },
            },
            "VendorAndPurchasesPrefs": {
                "TrackingByCustomer": True,
                "BillableExpenseTracking": True,
            },
            "TimeTrackingPrefs": {
                "UseServices": True,
                "BillCustomers": True,
                "ShowBillRateToAll": False,
                "WorkWeekStartDate": "Monday",
                "MarkTimeEntriesBillable": True,
            },
            "TaxPrefs": tax,
            "CurrencyPrefs": {
                "MultiCurrencyEnabled": multicurrency,
                "HomeCurrency": ref(currency),
            },
            "OtherPrefs": {
                "NameValue": [
                    {
                        "Name": "SalesFormsPrefs.DefaultCustomerMessage",
                        "Value": "Thank you for your business!",
                    },
                    {"Name": "SalesFormsPrefs.DefaultItem", "Value": "1"},
                    {"Name": "DTXCopyMemo", "Value": "false"},
                ]
            },
        },
    )


def _custom_fields() -> list[Doc]:
    return [
        {
            "CustomField": [
                {
                    "Name": "SalesFormsPrefs.UseSalesCustom1",
                    "Type": "BooleanType",
                    "BooleanValue": False,
                }
            ]
        }
    ]
