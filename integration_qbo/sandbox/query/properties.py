"""Knows which properties a query may name, and where their values stand."""

from dataclasses import dataclass

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.kinds import Kind
from integration_qbo.sandbox.shapes import members

COMMON = "Id MetaData.CreateTime MetaData.LastUpdatedTime"
QUERYABLE = {
    "Customer": "DisplayName GivenName FamilyName MiddleName CompanyName Title Suffix"
    " PrintOnCheckName FullyQualifiedName Active Balance BalanceWithJobs Job Taxable"
    " PrimaryEmailAddr PrimaryPhone Mobile Notes ResaleNum ParentRef",
    "Vendor": "DisplayName GivenName FamilyName MiddleName CompanyName Title Suffix"
    " PrintOnCheckName Active Balance PrimaryEmailAddr PrimaryPhone AcctNum Vendor1099",
    "Employee": "DisplayName GivenName FamilyName MiddleName PrintOnCheckName Active"
    " PrimaryEmailAddr PrimaryPhone HiredDate",
    "Item": "Name FullyQualifiedName Type Active Sku Description UnitPrice Taxable"
    " SubItem ParentRef QtyOnHand IncomeAccountRef",
    "Account": "Name FullyQualifiedName Active Classification AccountType"
    " AccountSubType AcctNum CurrentBalance SubAccount ParentRef Description",
    "Term": "Name Active DueDays Type",
    "TaxCode": "Name Active Description Taxable TaxGroup",
    "TaxRate": "Name Active Description RateValue AgencyRef",
    "TaxAgency": "DisplayName TaxTrackedOnSales TaxTrackedOnPurchases",
    "Class": "Name FullyQualifiedName Active SubClass ParentRef",
    "Department": "Name FullyQualifiedName Active SubDepartment ParentRef",
    "PaymentMethod": "Name Active Type",
    "Invoice": "DocNumber TxnDate DueDate TotalAmt Balance CustomerRef PrivateNote"
    " EmailStatus PrintStatus SalesTermRef DepartmentRef ShipDate",
    "CreditMemo": "DocNumber TxnDate TotalAmt Balance RemainingCredit CustomerRef"
    " PrivateNote",
    "Payment": "TxnDate TotalAmt UnappliedAmt CustomerRef PaymentRefNum PrivateNote"
    " PaymentMethodRef DepositToAccountRef",
    "SalesReceipt": "DocNumber TxnDate TotalAmt Balance CustomerRef PrivateNote"
    " PaymentRefNum",
    "Estimate": "DocNumber TxnDate TotalAmt CustomerRef TxnStatus PrivateNote"
    " ExpirationDate",
    "CompanyInfo": "CompanyName Country",
    "Preferences": "",
    "CompanyCurrency": "Code Name Active",
    "ExchangeRate": "SourceCurrencyCode TargetCurrencyCode AsOfDate",
    "Attachable": "FileName Note ContentType Size",
}
INSIDE = {
    "EmailAddress": "Address",
    "TelephoneNumber": "FreeFormNumber",
    "Reference": "value",
    "WebSiteAddress": "URI",
}
TYPED = frozenset({"decimal", "int", "boolean", "date"})


@dataclass(frozen=True)
class Property:
    """One property: its true spelling, its type, and its SQL expression."""

    name: str
    type: str
    column: str


def find(kind: Kind, wanted: str) -> Property:
    """Return a property by name, whatever the case; raises 4001."""
    lower = wanted.lower()
    for name in f"{COMMON} {QUERYABLE.get(kind.name, '')}".split():
        if name.lower() == lower:
            return _property(kind, name)
    if any(name.lower() == lower for name in members(kind.name) or ()):
        raise faults.query_invalid(f"property '{wanted}' is not queryable")
    raise faults.query_invalid(f"Property {wanted} not found for Entity {kind.name}")


COLUMNS = {
    "Id": ("id", "number"),
    "MetaData.CreateTime": ("moment", "created"),
    "MetaData.LastUpdatedTime": ("moment", "updated"),
    "Active": ("boolean", "active"),
    "Code": ("name", "name"),
    "FullyQualifiedName": ("name", "name"),
    "DocNumber": ("label", "label"),
    "DisplayName": ("label", "label"),
    "CustomerRef": ("id", "party"),
}


def _property(kind: Kind, name: str) -> Property:
    if name in COLUMNS:
        return Property(name, *COLUMNS[name])
    declared = (members(kind.name) or {}).get(name, ("string", False))[0]
    inside = INSIDE.get(declared)
    path = f"$.{name}.{inside}" if inside else f"$.{name}"
    kept = declared if declared in TYPED else "string"
    if inside == "value":
        kept = "id"
    return Property(name, kept, f"json_extract(body, '{path}')")
