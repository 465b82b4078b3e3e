"""From python-quickbooks' entities to our facts."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.term import Term

from integration_qbo.gateway.resources import (
    CompanyFacts,
    CustomerFacts,
    InvoiceFacts,
    ListEntry,
    PreferenceFacts,
)


def company(info: CompanyInfo) -> CompanyFacts:
    """Name and country of a company."""
    return CompanyFacts(name=info.CompanyName, country=info.Country)


def preferences(prefs: Preferences, told: Mapping[str, Any]) -> PreferenceFacts:
    """What decides how an invoice must look.

    Tax and accounting are read as they were told: python-quickbooks fills in what is
    absent, and absence says that sales tax is not automated.
    """
    sales, currency = prefs.SalesFormsPrefs, prefs.CurrencyPrefs
    tax, books = told.get("TaxPrefs", {}), told.get("AccountingInfoPrefs", {})
    per_line = books.get("ClassTrackingPerTxnLine")
    per_invoice = books.get("ClassTrackingPerTxn")
    home = currency.HomeCurrency if currency else None
    return PreferenceFacts(
        home_currency=_ref(home),
        custom_numbers=bool(sales and sales.CustomTxnNumbers),
        uses_sales_tax=bool(tax.get("UsingSalesTax")),
        is_tax_automated=bool(tax.get("PartnerTaxEnabled")),
        tax_code_id=str(tax.get("TaxGroupCodeRef", {}).get("value", "")),
        is_tax_unfinished=tax.get("PartnerTaxEnabled") is False,
        multi_currency=bool(getattr(currency, "MultiCurrencyEnabled", False)),
        applies_credits=bool(getattr(sales, "AutoApplyCredit", False)),
        closed_until=str(books.get("BookCloseDate") or ""),
        classes="line" if per_line else "invoice" if per_invoice else "",
    )


def item(entity: Item) -> ListEntry:
    """A product or service; its path through categories is its name."""
    return ListEntry(
        qbo_id=str(entity.Id),
        name=entity.FullyQualifiedName or entity.Name,
        is_active=bool(entity.Active),
        facts={
            "type": entity.Type,
            "income_account": getattr(entity.IncomeAccountRef, "name", "") or "",
        },
    )


def tax_code(entity: TaxCode) -> ListEntry:
    """A tax code and the rates it applies to sales."""
    details = getattr(entity.SalesTaxRateList, "TaxRateDetail", None) or []
    details = sorted(details, key=lambda detail: _said(detail, "TaxOrder") or 0)
    rate_ids = [_rate_id(detail) for detail in details]
    bases = [_said(detail, "TaxTypeApplicable") or "TaxOnAmount" for detail in details]
    return ListEntry(
        qbo_id=str(entity.Id),
        name=entity.Name,
        is_active=bool(entity.Active),
        facts={
            "sales_rate_ids": rate_ids,
            "sales_bases": bases,
            "is_group": bool(entity.TaxGroup),
        },
    )


def tax_rate(entity: TaxRate) -> ListEntry:
    """A tax rate; percent as text, exactly as QuickBooks says it."""
    return ListEntry(
        qbo_id=str(entity.Id),
        name=entity.Name,
        is_active=bool(entity.Active),
        facts={"percent": str(entity.RateValue)},
    )


def term(entity: Term) -> ListEntry:
    """A payment term."""
    return ListEntry(
        qbo_id=str(entity.Id),
        name=entity.Name,
        is_active=bool(entity.Active),
        facts={"due_days": entity.DueDays},
    )


def customer(entity: Customer) -> CustomerFacts:
    """A customer."""
    return CustomerFacts(
        qbo_id=str(entity.Id),
        display_name=entity.DisplayName,
        full_name=entity.FullyQualifiedName or entity.DisplayName,
        email=getattr(entity.PrimaryEmailAddr, "Address", "") or "",
        currency=_ref(entity.CurrencyRef),
        is_active=bool(entity.Active),
        sync_token=str(entity.SyncToken),
        is_taxable=bool(entity.Taxable),
        tax_code_id=_ref(entity.DefaultTaxCodeRef),
    )


def invoice(entity: Invoice | CreditMemo, trace_id: str) -> InvoiceFacts:
    """An invoice or a credit memo."""
    created = getattr(entity.MetaData, "CreateTime", None)
    return InvoiceFacts(
        qbo_id=str(entity.Id),
        sync_token=str(entity.SyncToken),
        doc_number=entity.DocNumber or "",
        customer_id=_ref(entity.CustomerRef),
        total=Decimal(entity.TotalAmt or 0),
        tax=Decimal(getattr(entity.TxnTaxDetail, "TotalTax", 0) or 0),
        private_note=entity.PrivateNote or "",
        created_at=datetime.fromisoformat(created) if created else None,
        balance=Decimal(entity.Balance or 0),
        email=getattr(entity.BillEmail, "Address", "") or "",
        is_emailed=getattr(entity, "EmailStatus", "") == "EmailSent",
        trace_id=trace_id,
    )


def _ref(ref: Any) -> str:
    return str(getattr(ref, "value", "") or "")


def _said(detail: Any, name: str) -> Any:
    return detail.get(name) if isinstance(detail, dict) else getattr(detail, name, None)


def _rate_id(detail: Any) -> str:
    # python-quickbooks leaves the details of a rate list as plain dicts.
    if isinstance(detail, dict):
        return str(detail["TaxRateRef"]["value"])
    return _ref(detail.TaxRateRef)
