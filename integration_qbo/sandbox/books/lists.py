"""Knows the lists that sales refer to: items, accounts, taxes, terms and more."""

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.change import renamed_for_activity
from integration_qbo.sandbox.books.currency import NAMES
from integration_qbo.sandbox.books.currency import reference as currency
from integration_qbo.sandbox.books.kinds import (
    CREATE_UPDATE,
    READ_ONLY,
    Kind,
    Prepare,
    ordered,
)
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.faults import Fault, Problem
from integration_qbo.sandbox.wire import Doc, decimal, plain

CLASSIFICATIONS = {
    "Bank": "Asset",
    "Accounts Receivable": "Asset",
    "Other Current Asset": "Asset",
    "Fixed Asset": "Asset",
    "Other Asset": "Asset",
    "Accounts Payable": "Liability",
    "Credit Card": "Liability",
    "Other Current Liability": "Liability",
    "Long Term Liability": "Liability",
    "Equity": "Equity",
    "Income": "Revenue",
    "Other Income": "Revenue",
    "Cost of Goods Sold": "Expense",
    "Expense": "Expense",
    "Other Expense": "Expense",
}
USUAL_SUB_TYPES = {
    "Bank": "Checking",
    "Income": "SalesOfProductIncome",
    "Other Income": "OtherMiscellaneousIncome",
    "Expense": "OtherMiscellaneousServiceCost",
    "Other Current Asset": "OtherCurrentAssets",
    "Accounts Receivable": "AccountsReceivable",
    "Accounts Payable": "AccountsPayable",
}
SUB_TYPES = {
    "Bank": "CashOnHand Checking MoneyMarket RentsHeldInTrust Savings TrustAccounts",
    "Accounts Receivable": "AccountsReceivable",
    "Other Current Asset": "AllowanceForBadDebts DevelopmentCosts EmployeeCashAdvances"
    " Inventory OtherCurrentAssets PrepaidExpenses Retainage UndepositedFunds",
    "Fixed Asset": "AccumulatedDepreciation Buildings FurnitureAndFixtures Land"
    " LeaseholdImprovements MachineryAndEquipment OtherFixedAssets Vehicles",
    "Other Asset": "Goodwill Licenses OrganizationalCosts OtherLongTermAssets"
    " SecurityDeposits",
    "Accounts Payable": "AccountsPayable",
    "Credit Card": "CreditCard",
    "Other Current Liability": "FederalIncomeTaxPayable GlobalTaxPayable"
    " GlobalTaxSuspense InsurancePayable LineOfCredit LoanPayable"
    " OtherCurrentLiabilities PayrollClearing PayrollTaxPayable SalesTaxPayable",
    "Long Term Liability": "NotesPayable OtherLongTermLiabilities"
    " ShareholderNotesPayable",
    "Equity": "CommonStock OpeningBalanceEquity OwnersEquity PaidInCapitalOrSurplus"
    " PartnerContributions PartnerDistributions PartnersEquity PreferredStock"
    " RetainedEarnings TreasuryStock",
    "Income": "DiscountsRefundsGiven NonProfitIncome OtherPrimaryIncome"
    " SalesOfProductIncome ServiceFeeIncome UnappliedCashPaymentIncome",
    "Other Income": "DividendIncome InterestEarned OtherInvestmentIncome"
    " OtherMiscellaneousIncome TaxExemptInterest",
    "Cost of Goods Sold": "CostOfLaborCos EquipmentRentalCos"
    " OtherCostsOfServiceCos ShippingFreightDeliveryCos SuppliesMaterialsCogs",
    "Other Expense": "Amortization Depreciation ExchangeGainOrLoss"
    " OtherMiscellaneousExpense PenaltiesSettlements",
}
"""Sub-types by type; one that stands nowhere belongs to an expense."""

TYPES = {
    sub_type: kind for kind, named in SUB_TYPES.items() for sub_type in named.split()
}
NUMBERS = ("UnitPrice", "PurchaseCost", "QtyOnHand", "DueDays", "DiscountDays")
DEEPEST = 5


def _name_of(kind: str, what: str) -> Prepare:
    """Return the rule of a list whose names are unique and may be nested."""

    def prepare(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
        doc = dict(wanted)
        if not str(doc.get("Name") or "").strip():
            raise faults.required("Name")
        if any(mark in doc["Name"] for mark in (":", "\t", "\n")):
            raise Fault([faults.invalid_string("Name")])
        doc.setdefault("Active", True)
        doc = renamed_for_activity(doc, previous, "Name")
        doc = _qualified(books, kind, doc)
        holder = books.holder((kind,), doc["FullyQualifiedName"])
        if holder and not (previous and holder[1] == previous["Id"]):
            raise faults.duplicate_name(f"Another {what} is already using this name.")
        for name in NUMBERS:
            if doc.get(name) is not None:
                doc[name] = plain(decimal(doc[name]))
        return doc

    return prepare


def _qualified(books: Books, kind: str, doc: Doc) -> Doc:
    reference = doc.get("ParentRef") or {}
    if not reference.get("value"):
        doc.pop("ParentRef", None)
        return doc | {"FullyQualifiedName": doc["Name"]}
    parent = books.get(kind, str(reference["value"]))
    if parent is None:
        raise faults.invalid_reference("ParentRef", "ParentRef")
    name = f"{parent['FullyQualifiedName']}:{doc['Name']}"
    if name.count(":") >= DEEPEST:
        raise faults.too_deep()
    named = {"value": parent["Id"], "name": parent["FullyQualifiedName"]}
    return doc | {"ParentRef": named, "FullyQualifiedName": name}


def _item(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = _name_of("Item", "item")(books, wanted, previous)
    doc["Type"] = doc.get("Type") or "Service"
    if doc["Type"] == "Category":
        return doc
    _accounts(books, doc)
    is_bought = doc["Type"] != "Inventory" and doc.get("ExpenseAccountRef")
    if not doc.get("IncomeAccountRef") and not is_bought:
        raise faults.required("IncomeAccountRef")
    for name in ("UnitPrice", "PurchaseCost"):
        doc.setdefault(name, plain(decimal(None)))
    doc["TrackQtyOnHand"] = doc["Type"] == "Inventory"
    if books.is_us:
        doc["Taxable"] = str(doc.get("Taxable", False)).lower() == "true"
    else:
        doc.pop("Taxable", None)
    return doc


def _accounts(books: Books, doc: Doc) -> None:
    for name in ("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef"):
        reference = doc.get(name) or {}
        value = str(reference.get("value") or "")
        if not value:
            doc.pop(name, None)
            continue
        account = books.get("Account", value)
        if account is None:
            raise faults.element_not_found("Accounts", value)
        doc[name] = {"value": value, "name": account["FullyQualifiedName"]}


def _account(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = _name_of("Account", "account")(books, wanted, previous)
    if not doc.get("AccountType"):
        sub_type = doc.get("AccountSubType")
        if not sub_type:
            raise Fault(
                [
                    Problem(
                        "6010",
                        "Account Type or Account SubType is missing",
                        "Either AccountType or AccountSubType must be given.",
                        "AccountType",
                    )
                ]
            )
        doc["AccountType"] = TYPES.get(sub_type, "Expense")
    doc["Classification"] = CLASSIFICATIONS.get(doc["AccountType"], "Asset")
    doc.setdefault(
        "AccountSubType", USUAL_SUB_TYPES.get(doc["AccountType"], "OtherCurrentAssets")
    )
    doc["SubAccount"] = bool(doc.get("ParentRef"))
    for name in ("CurrentBalance", "CurrentBalanceWithSubAccounts"):
        doc[name] = (previous or {}).get(name, 0)
    doc["CurrencyRef"] = currency(books, doc.get("CurrencyRef"))
    return doc


def _term(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = _name_of("Term", "term")(books, wanted, previous)
    del doc["FullyQualifiedName"]
    if doc.get("DueDays") is None and doc.get("DayOfMonthDue") is None:
        raise faults.required("DueDays")
    doc["Type"] = "STANDARD" if doc.get("DueDays") is not None else "DATE_DRIVEN"
    return doc


def _without_path(kind: str, what: str) -> Prepare:
    named = _name_of(kind, what)

    def prepare(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
        doc = named(books, wanted, previous)
        del doc["FullyQualifiedName"]
        return doc

    return prepare


def _nested(kind: str, what: str, flag: str) -> Prepare:
    named = _name_of(kind, what)

    def prepare(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
        doc = named(books, wanted, previous)
        return doc | {flag: bool(doc.get("ParentRef"))}

    return prepare


def _agency(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = dict(wanted)
    name = str(doc.get("DisplayName") or "").strip()
    if not name:
        raise faults.required("DisplayName")
    holder = books.holder(("TaxAgency",), name)
    if holder and not (previous and holder[1] == previous["Id"]):
        raise faults.duplicate_name("Another tax agency is already using this name.")
    doc.setdefault("TaxTrackedOnPurchases", False)
    doc.setdefault("TaxTrackedOnSales", True)
    doc.setdefault("TaxAgencyConfig", "USER_DEFINED")
    return doc


def _company_currency(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = dict(wanted)
    code = str(doc.get("Code") or (previous or {}).get("Code") or "")
    if code not in NAMES:
        raise faults.required("Code")
    holder = books.holder(("CompanyCurrency",), code)
    if holder and not (previous and holder[1] == previous["Id"]):
        raise faults.duplicate_name("Another currency is already using this name.")
    doc.setdefault("Active", True)
    return doc | {"Code": code, "Name": NAMES[code]}


STICKY = frozenset({"Active", "Type", "CurrencyRef", "AccountType", "AccountSubType"})
ITEM = Kind(
    "Item",
    ordered(
        "Name Sku Description Active SubItem ParentRef Level FullyQualifiedName"
        " Taxable SalesTaxIncluded UnitPrice Type IncomeAccountRef PurchaseDesc"
        " PurchaseTaxIncluded PurchaseCost ExpenseAccountRef AssetAccountRef"
        " TrackQtyOnHand QtyOnHand SalesTaxCodeRef PurchaseTaxCodeRef InvStartDate"
    ),
    CREATE_UPDATE,
    _item,
    sticky=STICKY,
    derived=frozenset({"FullyQualifiedName", "Level"}),
)
ACCOUNT = Kind(
    "Account",
    ordered(
        "Name SubAccount ParentRef Description FullyQualifiedName Active"
        " Classification AccountType AccountSubType AcctNum CurrentBalance"
        " CurrentBalanceWithSubAccounts CurrencyRef TaxCodeRef"
    ),
    CREATE_UPDATE,
    _account,
    sticky=STICKY,
    derived=frozenset(
        {
            "FullyQualifiedName",
            "Classification",
            "CurrentBalance",
            "CurrentBalanceWithSubAccounts",
        }
    ),
)
TERM = Kind(
    "Term",
    ordered("Name Active Type DiscountPercent DueDays DiscountDays DayOfMonthDue"),
    CREATE_UPDATE,
    _term,
    sticky=STICKY,
    derived=frozenset({"Type"}),
)
TAX_CODE = Kind(
    "TaxCode",
    ordered(
        "Name Description Active Hidden Taxable TaxGroup SalesTaxRateList"
        " PurchaseTaxRateList TaxCodeConfigType"
    ),
    READ_ONLY,
    has_webhook=False,
    in_changes=False,
)
TAX_RATE = Kind(
    "TaxRate",
    ordered(
        "Name Description Active RateValue AgencyRef TaxReturnLineRef"
        " EffectiveTaxRate SpecialTaxType DisplayType OriginalTaxRate"
    ),
    READ_ONLY,
    has_webhook=False,
    in_changes=False,
)
TAX_AGENCY = Kind(
    "TaxAgency",
    ordered(
        "DisplayName TaxRegistrationNumber TaxTrackedOnPurchases TaxTrackedOnSales"
        " LastFileDate TaxAgencyConfig"
    ),
    frozenset({"create"}),
    _agency,
    name_member="DisplayName",
    in_changes=False,
)
CLASS = Kind(
    "Class",
    ordered("Name SubClass ParentRef FullyQualifiedName Active"),
    CREATE_UPDATE,
    _nested("Class", "class", "SubClass"),
    sticky=STICKY,
    derived=frozenset({"FullyQualifiedName"}),
)
DEPARTMENT = Kind(
    "Department",
    ordered("Name SubDepartment ParentRef FullyQualifiedName Active"),
    CREATE_UPDATE,
    _nested("Department", "location", "SubDepartment"),
    sticky=STICKY,
    derived=frozenset({"FullyQualifiedName"}),
)
PAYMENT_METHOD = Kind(
    "PaymentMethod",
    ordered("Name Active Type"),
    CREATE_UPDATE,
    _without_path("PaymentMethod", "payment method"),
    sticky=STICKY,
)
EXCHANGE_RATE = Kind(
    "ExchangeRate",
    ordered("SourceCurrencyCode TargetCurrencyCode Rate AsOfDate"),
    READ_ONLY,
    name_member="SourceCurrencyCode",
    has_webhook=False,
    in_changes=False,
)
COMPANY_CURRENCY = Kind(
    "CompanyCurrency",
    ordered("Code Name Active"),
    CREATE_UPDATE,
    _company_currency,
    name_member="Code",
    sticky=STICKY,
    derived=frozenset({"Name"}),
)
