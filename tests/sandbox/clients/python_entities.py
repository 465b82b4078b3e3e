"""python-quickbooks on every entity of a company, one small act each.

Unlike the other scripts it goes on after a deviation and tells all of them.

    python python_entities.py GRANTS
"""

import json
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from intuitlib.client import AuthClient
from quickbooks import QuickBooks
from quickbooks.objects.account import Account
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import (
    Address,
    AttachableRef,
    CustomerMemo,
    EmailAddress,
    PhoneNumber,
    Ref,
    WebAddress,
)
from quickbooks.objects.companycurrency import CompanyCurrency
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.department import Department
from quickbooks.objects.detailline import (
    DetailLine,
    DiscountLineDetail,
    SalesItemLine,
    SalesItemLineDetail,
)
from quickbooks.objects.employee import Employee
from quickbooks.objects.estimate import Estimate
from quickbooks.objects.exchangerate import ExchangeRate
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment
from quickbooks.objects.paymentmethod import PaymentMethod
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.tax import TxnTaxDetail
from quickbooks.objects.taxagency import TaxAgency
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.taxservice import TaxRateDetails, TaxService
from quickbooks.objects.term import Term
from quickbooks.objects.trackingclass import Class
from quickbooks.objects.vendor import Vendor

COMPANY, CANADIAN = "9341454210000201", "9341454210000401"
ACTS: list[Callable[[QuickBooks], None]] = []


def act(function: Callable[[QuickBooks], None]) -> Callable[[QuickBooks], None]:
    """One act of the script; its first line says what it does."""
    ACTS.append(function)
    return function


def say(word: str, what: str | None) -> None:
    """One line an act."""
    sys.stdout.write(f"{word:8}python-quickbooks: {what}\n")


def address() -> Address:
    """Somewhere."""
    place = Address()
    place.Line1, place.Line2 = "4 Quay Street", "Floor 2"
    place.City, place.Country = "Sausalito", "USA"
    place.CountrySubDivisionCode, place.PostalCode = "CA", "94965"
    return place


def line(qb: QuickBooks, amount: float) -> SalesItemLine:
    """A line whose quantity and price are left at the library's zeros."""
    one = SalesItemLine()
    one.LineNum = 1
    one.Description = "as agreed"
    one.Amount = amount
    one.SalesItemLineDetail = SalesItemLineDetail()
    one.SalesItemLineDetail.ItemRef = Item.all(max_results=1, qb=qb)[0].to_ref()
    return one


def first_customer(qb: QuickBooks) -> Customer:
    """Whoever comes first."""
    return Customer.all(max_results=1, qb=qb)[0]


@act
def accounts(qb: QuickBooks) -> None:
    """makes an account by its sub-type alone, and renames it"""
    account = Account()
    account.AcctNum, account.Name = "201130", "Petty cash 20"
    account.AccountSubType = "CashOnHand"
    account.save(qb=qb)
    read = Account.get(account.Id, qb=qb)
    assert (read.Name, read.AcctNum) == ("Petty cash 20", "201130")
    assert read.AccountType == "Bank"
    found = Account.filter(Name="Petty cash 20", qb=qb)[0]
    found.Name = "Petty cash 21"
    found.save(qb=qb)
    assert Account.get(account.Id, qb=qb).Name == "Petty cash 21"


@act
def customers(qb: QuickBooks) -> None:
    """makes a customer with every kind of detail, and renames its contact"""
    customer = Customer()
    customer.Title, customer.Suffix = "Dr", "Jr"
    customer.GivenName, customer.MiddleName, customer.FamilyName = "Ann", "B", "Lee"
    customer.CompanyName = customer.DisplayName = "Lee Boats"
    customer.FullyQualifiedName = "Lee Boats"
    customer.BillAddr = address()
    customer.PrimaryPhone = PhoneNumber()
    customer.PrimaryPhone.FreeFormNumber = "415-555-0100"
    customer.PrimaryEmailAddr = EmailAddress()
    customer.PrimaryEmailAddr.Address = "ann@lee.example"
    customer.save(qb=qb)
    read = Customer.get(customer.Id, qb=qb)
    for name in ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix"):
        assert getattr(read, name) == getattr(customer, name), name
    assert read.FullyQualifiedName == read.DisplayName == "Lee Boats"
    assert read.BillAddr.Line2 == "Floor 2"
    assert read.BillAddr.Country == "USA"
    assert read.PrimaryPhone.FreeFormNumber == "415-555-0100"
    other = first_customer(qb)
    other.GivenName = "Changed"
    other.save(qb=qb)
    assert Customer.get(other.Id, qb=qb).GivenName == "Changed"


@act
def departments(qb: QuickBooks) -> None:
    """makes a location and renames one"""
    made = Department()
    made.Name = "Harbour"
    made.save(qb=qb)
    assert Department.get(made.Id, qb=qb).Name == "Harbour"
    one = Department.all(max_results=1, qb=qb)[0]
    one.Name = "Inland"
    one.save(qb=qb)
    assert Department.get(one.Id, qb=qb).Name == "Inland"


@act
def employees(qb: QuickBooks) -> None:
    """makes an employee and renames one"""
    employee = Employee()
    employee.SSN = None
    employee.GivenName, employee.FamilyName = "John", "Sailor"
    employee.HiredDate = "2020-07-22"
    employee.PrimaryAddr = address()
    employee.PrimaryPhone = PhoneNumber()
    employee.PrimaryPhone.FreeFormNumber = "4155550101"
    employee.save(qb=qb)
    read = Employee.get(employee.Id, qb=qb)
    assert (read.GivenName, read.FamilyName) == ("John", "Sailor")
    assert read.PrimaryAddr.PostalCode == "94965"
    assert read.PrimaryPhone.FreeFormNumber == "4155550101"
    one = Employee.all(max_results=1, qb=qb)[0]
    one.FamilyName = "Seaman"
    one.save(qb=qb)
    assert Employee.get(one.Id, qb=qb).FamilyName == "Seaman"


@act
def vendors(qb: QuickBooks) -> None:
    """makes a vendor with every kind of detail"""
    vendor = Vendor()
    vendor.TaxIdentifier, vendor.AcctNum = "99-9999999", "35372649"
    vendor.Title, vendor.Suffix = "Ms.", "Sr."
    vendor.GivenName, vendor.FamilyName = "Dianne", "Sails"
    vendor.CompanyName = vendor.DisplayName = vendor.PrintOnCheckName = "Sails Inc."
    vendor.BillAddr = address()
    vendor.PrimaryPhone = PhoneNumber()
    vendor.PrimaryPhone.FreeFormNumber = "415-555-0102"
    vendor.PrimaryEmailAddr = EmailAddress()
    vendor.PrimaryEmailAddr.Address = "dianne@sails.example"
    vendor.WebAddr = WebAddress()
    vendor.WebAddr.URI = "http://sails.example"
    vendor.save(qb=qb)
    read = Vendor.get(vendor.Id, qb=qb)
    for name in ("AcctNum", "Title", "GivenName", "Suffix", "PrintOnCheckName"):
        assert getattr(read, name) == getattr(vendor, name), name
    assert read.WebAddr.URI == "http://sails.example"
    one = Vendor.all(max_results=1, qb=qb)[0]
    one.GivenName = "Updated"
    one.save(qb=qb)
    assert Vendor.get(one.Id, qb=qb).GivenName == "Updated"


@act
def terms(qb: QuickBooks) -> None:
    """makes a term and changes one"""
    term = Term()
    term.Name, term.DueDays = "Net 12", 12
    term.save(qb=qb)
    read = Term.get(term.Id, qb=qb)
    assert (read.Name, read.DueDays) == ("Net 12", 12)
    one = Term.all(max_results=1, qb=qb)[0]
    one.DueDays = 61
    one.save(qb=qb)
    assert Term.get(one.Id, qb=qb).DueDays == 61


@act
def classes(qb: QuickBooks) -> None:
    """makes a class and renames one"""
    made = Class()
    made.Name = "Boats"
    made.save(qb=qb)
    assert Class.get(made.Id, qb=qb).Name == "Boats"
    one = Class.all(max_results=1, qb=qb)[0]
    one.Name = "Ships"
    one.save(qb=qb)
    assert Class.get(one.Id, qb=qb).Name == "Ships"


@act
def items(qb: QuickBooks) -> None:
    """makes an item that is kept in stock, and one that is a service"""
    where = "AccountType = 'Income' and AccountSubType = 'SalesOfProductIncome'"
    income = Account.where(where, max_results=1, qb=qb)[0]
    cost = Account.where("AccountSubType = 'SuppliesMaterialsCogs'", qb=qb)[0]
    asset = Account.where("AccountSubType = 'Inventory'", max_results=1, qb=qb)[0]
    item = Item()
    item.Name, item.Type = "Rope", "Inventory"
    item.TrackQtyOnHand, item.QtyOnHand = True, 10
    item.InvStartDate = "2015-01-01"
    item.IncomeAccountRef = income.to_ref()
    item.ExpenseAccountRef = cost.to_ref()
    item.AssetAccountRef = asset.to_ref()
    item.save(qb=qb)
    read = Item.get(item.Id, qb=qb)
    assert (read.Type, read.TrackQtyOnHand, read.QtyOnHand) == ("Inventory", True, 10)
    assert read.ExpenseAccountRef.value == cost.Id
    assert read.AssetAccountRef.value == asset.Id
    service = Item()
    service.Name, service.Type = "Rigging", "Service"
    service.IncomeAccountRef = income.to_ref()
    service.save(qb=qb)
    service.Name = "Rigging and knots"
    service.save(qb=qb)
    assert Item.get(service.Id, qb=qb).Name == "Rigging and knots"


@act
def invoices(qb: QuickBooks) -> None:
    """makes an invoice from an amount alone, once for a request id, and deletes it"""
    customer = first_customer(qb)

    def make(request_id: str | None = None) -> Invoice:
        invoice = Invoice()
        invoice.CustomerRef = customer.to_ref()
        invoice.Line.append(line(qb, 100))
        invoice.CustomerMemo = CustomerMemo()
        invoice.CustomerMemo.value = "With thanks"
        invoice.save(qb=qb, request_id=request_id)
        return invoice

    made = make()
    read = Invoice.get(made.Id, qb=qb)
    assert read.CustomerRef.name == customer.DisplayName
    assert read.CustomerMemo.value == "With thanks"
    assert (read.Line[0].Description, read.Line[0].Amount) == ("as agreed", 100.0)
    assert make("entities-1").Id == make("entities-1").Id
    Invoice.get(made.Id, qb=qb).delete(qb=qb)
    assert Invoice.filter(Id=made.Id, qb=qb) == []


@act
def credit_memos(qb: QuickBooks) -> None:
    """makes a credit memo and writes a note on it"""
    memo = CreditMemo()
    memo.CustomerRef = first_customer(qb).to_ref()
    memo.Line.append(line(qb, 100))
    memo.save(qb=qb)
    read = CreditMemo.get(memo.Id, qb=qb)
    assert (read.Line[0].LineNum, read.Line[0].Amount) == (1, 100)
    assert read.Line[0].DetailType == "SalesItemLineDetail"
    one = CreditMemo.all(max_results=1, qb=qb)[0]
    one.PrivateNote = "Seen"
    one.save(qb=qb)
    assert CreditMemo.get(one.Id, qb=qb).PrivateNote == "Seen"


@act
def payments(qb: QuickBooks) -> None:
    """takes a payment that is applied to nothing, and voids it"""
    payment = Payment()
    payment.TotalAmt = 140.0
    customer = first_customer(qb)
    payment.CustomerRef = customer.to_ref()
    method = PaymentMethod.all(max_results=1, qb=qb)[0]
    payment.PaymentMethodRef = method.to_ref()
    payment.save(qb=qb)
    read = Payment.get(payment.Id, qb=qb)
    assert (read.TotalAmt, read.UnappliedAmt) == (140.0, 140.0)
    assert read.PaymentMethodRef.value == method.Id
    assert read.CustomerRef.name == customer.DisplayName
    payment.void(qb=qb)
    read = Payment.get(payment.Id, qb=qb)
    assert read.TotalAmt == 0.0
    assert "Voided" in read.PrivateNote
    assert len(Payment.all(max_results=5, qb=qb)) == 5


@act
def sales_receipts(qb: QuickBooks) -> None:
    """makes a sales receipt and voids it"""
    receipt = SalesReceipt()
    receipt.TotalAmt = 100.0
    receipt.CustomerRef = first_customer(qb).to_ref()
    one = SalesItemLine()
    one.SalesItemLineDetail = SalesItemLineDetail()
    one.SalesItemLineDetail.ItemRef = Item.all(max_results=1, qb=qb)[0].to_ref()
    one.SalesItemLineDetail.Qty, one.SalesItemLineDetail.UnitPrice = 1, 100.0
    one.SalesItemLineDetail.ServiceDate = "2026-11-27"
    one.Amount = 100.0
    receipt.Line = [one]
    receipt.save(qb=qb)
    read = SalesReceipt.get(receipt.Id, qb=qb)
    assert (read.TotalAmt, read.Line[0].Amount) == (100.0, 100.0)
    assert "Voided" not in (read.PrivateNote or "")
    receipt.void(qb=qb)
    read = SalesReceipt.get(receipt.Id, qb=qb)
    assert read.TotalAmt == 0.0
    assert "Voided" in read.PrivateNote


@act
def estimates(qb: QuickBooks) -> None:
    """makes an estimate with a discount of ten per cent"""
    customer = first_customer(qb)
    estimate = Estimate()
    estimate.TotalAmt = 31.5
    estimate.ApplyTaxAfterDiscount = False
    estimate.PrintStatus, estimate.EmailStatus = "NeedToPrint", "NotSet"
    estimate.BillAddr, estimate.ShipAddr = address(), address()
    estimate.ShipAddr.Id = "2271130"
    estimate.BillEmail = EmailAddress()
    estimate.BillEmail.Address = "cars@customer.example"
    estimate.CustomerMemo = CustomerMemo()
    estimate.CustomerMemo.value = "Have a great day!"
    estimate.CustomerRef = Ref()
    estimate.CustomerRef.value = customer.Id
    estimate.CustomerRef.name = customer.DisplayName
    estimate.TxnTaxDetail = TxnTaxDetail()
    estimate.TxnTaxDetail.TotalTax = 0
    sold = SalesItemLine()
    sold.LineNum, sold.Description, sold.Amount = 1, "Pest Control Services", 35.0
    sold.SalesItemLineDetail = SalesItemLineDetail()
    sold.SalesItemLineDetail.UnitPrice, sold.SalesItemLineDetail.Qty = 35, 1
    sold.SalesItemLineDetail.ItemRef = Ref()
    sold.SalesItemLineDetail.ItemRef.value = "10"
    sold.SalesItemLineDetail.ItemRef.name = "Pest Control"
    sold.SalesItemLineDetail.TaxCodeRef = Ref()
    sold.SalesItemLineDetail.TaxCodeRef.value = "NON"
    less = DetailLine()
    less.Amount, less.DetailType = 3.5, "DiscountLineDetail"
    less.DiscountLineDetail = DiscountLineDetail()
    less.DiscountLineDetail.PercentBased = True
    less.DiscountLineDetail.DiscountPercent = 10
    less.DiscountLineDetail.DiscountAccountRef = Ref()
    less.DiscountLineDetail.DiscountAccountRef.value = "86"
    less.DiscountLineDetail.DiscountAccountRef.name = "Discounts given"
    estimate.Line += [sold, less]
    estimate.save(qb=qb)
    read = Estimate.get(estimate.Id, qb=qb)
    assert read.TotalAmt == 31.5
    assert read.ApplyTaxAfterDiscount is False
    assert (read.PrintStatus, read.EmailStatus) == ("NeedToPrint", "NotSet")
    assert read.BillAddr.City == read.ShipAddr.City == "Sausalito"
    assert read.CustomerRef.name == customer.DisplayName
    assert read.TxnTaxDetail.TotalTax == 0
    assert read.Line[0].SalesItemLineDetail.Qty == 1
    discount = read.Line[2].DiscountLineDetail
    assert read.Line[2].Amount == 3.5
    assert (discount.PercentBased, discount.DiscountPercent) == (True, 10)
    assert discount.DiscountAccountRef.name == "Discounts given"


@act
def tax_services(qb: QuickBooks) -> None:
    """makes a tax code with a rate, and an agency"""
    service = TaxService()
    service.TaxCode = "County 10"
    rate = TaxRateDetails()
    rate.TaxRateName, rate.RateValue = "County 10", 10
    rate.TaxAgencyId, rate.TaxApplicableOn = 1, "Sales"
    service.TaxRateDetails.append(rate)
    made = service.save(qb=qb)
    assert made.TaxCode == "County 10"
    detail = made.TaxRateDetails[0]
    assert (detail.TaxRateName, detail.RateValue) == ("County 10", 10)
    assert (detail.TaxAgencyId, detail.TaxApplicableOn) == ("1", "Sales")
    assert TaxCode.filter(Name="County 10", qb=qb)
    assert TaxRate.filter(Name="County 10", qb=qb)[0].RateValue == 10
    agency = TaxAgency()
    agency.DisplayName = "Marin County"
    agency.save(qb=qb)
    assert TaxAgency.get(agency.Id, qb=qb).DisplayName == "Marin County"


@act
def preferences(qb: QuickBooks) -> None:
    """reads the preferences and changes the subject of a mail"""
    told = Preferences.get(qb=qb)
    assert told.Id == "1"
    assert told.AccountingInfoPrefs.TaxYearMonth == "January"
    assert told.ProductAndServicesPrefs.ForPurchase is True
    assert told.VendorAndPurchasesPrefs.BillableExpenseTracking is True
    assert told.TimeTrackingPrefs.WorkWeekStartDate == "Monday"
    names = [each.Name for each in told.OtherPrefs.NameValue]
    assert names[0] == "SalesFormsPrefs.DefaultCustomerMessage"
    told.EmailMessagesPrefs.EstimateMessage.Subject = "Our offer"
    told.save(qb=qb)
    again = Preferences.get(qb=qb)
    assert again.EmailMessagesPrefs.EstimateMessage.Subject == "Our offer"


@act
def currencies(_qb: QuickBooks) -> None:
    """reads the currencies of a company that has several, and changes a rate"""
    qb = client(CANADIAN)
    assert {each.Code for each in CompanyCurrency.all(qb=qb)} == {"EUR", "USD"}
    assert CompanyCurrency.get(id=1, qb=qb).Name == "United States Dollar"
    where = "SourceCurrencyCode = 'EUR'"
    rate = ExchangeRate.where(where, qb=qb)[0]
    assert (rate.SourceCurrencyCode, rate.TargetCurrencyCode) == ("EUR", "CAD")
    wanted = rate.Rate + 1
    rate.Rate = wanted
    rate.save(qb=qb)
    assert ExchangeRate.where(where, qb=qb)[0].Rate == wanted


@act
def attachments(qb: QuickBooks) -> None:
    """keeps a note and a file about a vendor"""
    vendor = Vendor.all(max_results=1, qb=qb)[0]

    def about() -> AttachableRef:
        reference = AttachableRef()
        reference.EntityRef = vendor.to_ref()
        return reference

    note = Attachable()
    note.AttachableRef.append(about())
    note.Note = "Call before noon"
    note.save(qb=qb)
    read = Attachable.get(note.Id, qb=qb)
    assert read.AttachableRef[0].EntityRef.value == vendor.Id
    assert read.Note == "Call before noon"
    one = Attachable.all(max_results=1, qb=qb)[0]
    one.Note = "Call after noon"
    one.save(qb=qb)
    assert Attachable.get(one.Id, qb=qb).Note == "Call after noon"
    with tempfile.NamedTemporaryFile(suffix=".txt") as kept:
        kept.write(b"what was agreed")
        kept.flush()
        file = Attachable()
        file.AttachableRef.append(about())
        file.FileName = Path(kept.name).name
        file._FilePath = kept.name
        file.ContentType = "text/plain"
        file.save(qb=qb)
    read = Attachable.get(file.Id, qb=qb)
    assert read.AttachableRef[0].EntityRef.value == vendor.Id
    assert read.Size == len(b"what was agreed")


def client(realm: str) -> QuickBooks:
    """A client for one company, with a token of its own."""
    known = json.loads(Path(sys.argv[1]).read_text())
    company = next(one for one in known["companies"] if one["realm_id"] == realm)
    QuickBooks.sandbox_api_url_v3 = QuickBooks.api_url_v3 = f"{known['urls']['api']}/v3"
    auth = AuthClient(
        known["client_id"],
        known["client_secret"],
        "http://localhost:5999/callback",
        known["urls"]["discovery"],
    )
    return QuickBooks(
        auth_client=auth,
        refresh_token=company["refresh_token"],
        company_id=realm,
        minorversion=75,
    )


def main() -> int:
    """Play every act; 1 if any deviated."""
    qb = client(COMPANY)
    wrong = 0
    for each in ACTS:
        try:
            each(qb)
        except Exception:  # noqa: BLE001 - whatever deviates is told, and the others go on
            wrong += 1
            say("DIFFERS", each.__doc__)
            traceback.print_exc(limit=-2)
        else:
            say("ok", each.__doc__)
    say("done", f"{len(ACTS)} acts, {wrong} differ")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
