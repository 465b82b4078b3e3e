"""python-quickbooks as its own documentation uses it.

Two addresses are set, both of which the client offers: the discovery document
given to `AuthClient`, and the class attribute `QuickBooks.api_url_v3`. The
variable OAUTHLIB_INSECURE_TRANSPORT is oauthlib's switch for http.

    python python_quickbooks.py GRANTS
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests
from intuitlib.client import AuthClient
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import (
    AuthorizationException,
    ObjectNotFoundException,
    QuickbooksException,
    UnsupportedException,
    ValidationException,
)
from quickbooks.objects.account import Account
from quickbooks.objects.base import EmailAddress, PhoneNumber
from quickbooks.objects.bill import Bill
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.department import Department
from quickbooks.objects.detailline import (
    DescriptionOnlyLine,
    SalesItemLine,
    SalesItemLineDetail,
)
from quickbooks.objects.employee import Employee
from quickbooks.objects.estimate import Estimate
from quickbooks.objects.invoice import DeliveryInfo, Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment, PaymentLine
from quickbooks.objects.paymentmethod import PaymentMethod
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.taxagency import TaxAgency
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.term import Term
from quickbooks.objects.trackingclass import Class
from quickbooks.objects.vendor import Vendor
from receiver import receiver
from telling import Telling

CALLBACK = "http://localhost:5999/callback"
AUSTRALIA = "9341454210000101"
AMERICA = "9341454210000201"
VERIFIER = "b5771f19-python"
LISTS = (
    Account,
    Class,
    Customer,
    Department,
    Employee,
    Item,
    PaymentMethod,
    TaxAgency,
    TaxCode,
    TaxRate,
    Term,
    Vendor,
    Invoice,
    CreditMemo,
    Payment,
    Estimate,
    SalesReceipt,
)


def main(grants: Path) -> None:
    """Walk through everything the client offers for what is modelled."""
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    known = json.loads(grants.read_text(encoding="utf-8"))
    QuickBooks.api_url_v3 = f"{known['urls']['api']}/v3"
    for realm, code in ((AUSTRALIA, "10"), (AMERICA, "TAX")):
        name = next(c["name"] for c in known["companies"] if c["realm_id"] == realm)
        tell = Telling(f"python-quickbooks, {name}")
        qb = client_of(known, realm)
        read_everything(tell, qb, name)
        keep_names(tell, qb)
        invoice(tell, qb, code)
        get_paid(tell, qb, code)
        in_batches(tell, qb, code)
        with_decimals(tell, known, realm, code)
        be_refused(tell, qb)
        be_notified(tell, known, qb)
        tell.done()


def client_of(known: dict[str, Any], realm: str, **options: Any) -> QuickBooks:
    """Return a client as the documentation builds one, from a refresh token."""
    company = next(c for c in known["companies"] if c["realm_id"] == realm)
    auth = AuthClient(
        known["client_id"],
        known["client_secret"],
        CALLBACK,
        known["urls"]["discovery"],
    )
    return QuickBooks(
        auth_client=auth,
        refresh_token=company["refresh_token"],
        company_id=realm,
        minorversion=75,
        verifier_token=VERIFIER,
        **options,
    )


def sales_line(qb: QuickBooks, code: str, amount: Any, **detail: Any) -> SalesItemLine:
    """Return a line for the item Services."""
    line = SalesItemLine()
    line.Amount = amount
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = Item.filter(Name="Services", qb=qb)[0].to_ref()
    line.SalesItemLineDetail.TaxCodeRef = {"value": code}
    for name, value in detail.items():
        setattr(line.SalesItemLineDetail, name, value)
    return line


def read_everything(tell: Telling, qb: QuickBooks, name: str) -> None:
    """Read company, preferences and every list."""
    with tell("reads the company and its preferences"):
        assert CompanyInfo.get(1, qb=qb).CompanyName == name
        assert CompanyInfo.all(qb=qb)[0].CompanyName == name
        assert Preferences.get(qb=qb).SalesFormsPrefs is not None
    for kind in LISTS:
        with tell(f"lists, counts and reads {kind.qbo_object_name}"):
            found = kind.all(qb=qb, max_results=1000)
            assert kind.count(qb=qb) == len(found)
            for one in found[:2]:
                again = kind.get(one.Id, qb=qb)
                assert (again.Id, again.SyncToken) == (one.Id, one.SyncToken)


def keep_names(tell: Telling, qb: QuickBooks) -> None:
    """Create, find, change and deactivate customers."""
    with tell("creates a customer with everything a form has"):
        customer = Customer()
        customer.Title, customer.GivenName, customer.FamilyName = "Dr", "Ada", "Byrne"
        customer.DisplayName = "Ada's \\ Café & Söhne, 100%"
        customer.CompanyName = "Café"
        customer.PrimaryEmailAddr = EmailAddress()
        customer.PrimaryEmailAddr.Address = "ada@example.com"
        customer.PrimaryPhone = PhoneNumber()
        customer.PrimaryPhone.FreeFormNumber = "02 5550 1234"
        customer.Notes = "line one\nline two"
        saved = customer.save(qb=qb)
        assert saved.SyncToken == "0"
        assert saved.DisplayName == customer.DisplayName
        assert saved.PrimaryEmailAddr.Address == "ada@example.com"

    with tell("finds it by name with an escaped quote, by part, by id"):
        by_quote = Customer.where("DisplayName LIKE 'Ada\\'s%'", qb=qb)
        by_choice = Customer.choose([customer.Id, "99999999"], qb=qb)
        by_name = Customer.filter(GivenName="Ada", FamilyName="Byrne", qb=qb)
        for found in (by_quote, by_choice, by_name):
            assert [one.Id for one in found] == [customer.Id]

    with tell("pages through all customers in the order of their ids"):
        ids: list[str] = []
        while page := Customer.all(
            qb=qb, order_by="Id", start_position=len(ids) + 1, max_results=7
        ):
            ids += [one.Id for one in page]
        assert len(ids) == len(set(ids)) == Customer.count(qb=qb)
        assert Customer.count("Active IN (true, false)", qb=qb) >= len(ids)

    with tell("updates it in full"):
        full = Customer.get(customer.Id, qb=qb)
        full.CompanyName = "Café Pty Ltd"
        full.Notes = None
        full = full.save(qb=qb)
        assert (full.SyncToken, full.CompanyName) == ("1", "Café Pty Ltd")
        assert not getattr(full, "Notes", None)

    with tell("updates it sparsely"):
        answered = qb.update_object(
            "Customer",
            json.dumps(
                {
                    "Id": customer.Id,
                    "SyncToken": "1",
                    "sparse": True,
                    "DisplayName": "Ada Byrne",
                }
            ),
        )["Customer"]
        assert answered["sparse"] is False
        assert answered["CompanyName"] == "Café Pty Ltd"
        assert answered["PrimaryEmailAddr"]["Address"] == "ada@example.com"

    with tell("makes a sub-customer under it"):
        child = Customer()
        child.DisplayName = "Ada's garden"
        child.ParentRef = Customer.get(customer.Id, qb=qb).to_ref()
        child.Job = True
        child = child.save(qb=qb)
        assert child.FullyQualifiedName == "Ada Byrne:Ada's garden"

    with tell("makes it inactive: renamed, hidden from lists, readable"):
        quiet = Customer.get(child.Id, qb=qb)
        quiet.Active = False
        quiet.save(qb=qb)
        assert Customer.filter(DisplayName="Ada's garden", qb=qb) == []
        again = Customer.get(child.Id, qb=qb)
        assert again.DisplayName == "Ada's garden (deleted)"
        hidden = Customer.where("Active = false", qb=qb)
        assert child.Id in [one.Id for one in hidden]

    with tell("creates an item"):
        item = Item()
        item.Name = "Piano tuning"
        item.Type = "Service"
        item.UnitPrice = 120
        item.IncomeAccountRef = Item.filter(Name="Services", qb=qb)[0].IncomeAccountRef
        assert item.save(qb=qb).FullyQualifiedName == "Piano tuning"


def invoice(tell: Telling, qb: QuickBooks, code: str) -> None:
    """Create, change, send, print, void and delete an invoice."""
    customer = Customer.filter(DisplayName="Ada Byrne", qb=qb)[0]
    with tell("creates an invoice"):
        bill = Invoice()
        bill.CustomerRef = customer.to_ref()
        bill.Line.append(sales_line(qb, code, 300, Qty=3, UnitPrice=100))
        note = DescriptionOnlyLine()
        note.Description = "Thank you"
        bill.Line.append(note)
        made = bill.save(qb=qb)
        assert made.Balance == made.TotalAmt >= 300
        assert made.EmailStatus == "NotSet"

    with tell("creates it once, however often the request id comes"):
        before = Invoice.count(qb=qb)
        one = Invoice()
        one.CustomerRef = customer.to_ref()
        one.Line.append(sales_line(qb, code, 10))
        saved = [one.save(qb=qb, request_id="0b1c-once").Id]
        one.Id = None
        saved.append(one.save(qb=qb, request_id="0b1c-once").Id)
        assert saved[0] == saved[1]
        assert Invoice.count(qb=qb) == before + 1

    with tell("changes an invoice in full, keeping its lines"):
        read = Invoice.get(made.Id, qb=qb)
        read.CustomerMemo = {"value": "See you soon"}
        changed = read.save(qb=qb)
        assert changed.SyncToken == "1"
        assert changed.TotalAmt == made.TotalAmt

    with tell("sends it"):
        answered = changed.send(qb=qb, send_to="ada+bills@example.com")["Invoice"]
        assert answered["EmailStatus"] == "EmailSent"
        assert answered["BillEmail"]["Address"] == "ada+bills@example.com"
        assert DeliveryInfo.from_json(answered["DeliveryInfo"]).DeliveryType == "Email"

    with tell("downloads its PDF"):
        assert Invoice.get(made.Id, qb=qb).download_pdf(qb=qb).startswith(b"%PDF-")

    with tell("finds it by customer, amount and date"):
        today = made.TxnDate
        found = Invoice.query(
            f"select * from Invoice where CustomerRef = '{customer.Id}'"  # noqa: S608 - QuickBooks' own language
            f" and TotalAmt >= '{made.TotalAmt}' and TxnDate >= '{today}'"
            " order by TxnDate desc",
            qb=qb,
        )
        assert made.Id in [one.Id for one in found]

    with tell("voids it: nothing owed, still there"):
        Invoice.get(made.Id, qb=qb).void(qb=qb)
        void = Invoice.get(made.Id, qb=qb)
        assert (void.TotalAmt, void.Balance) == (0, 0)
        assert void.PrivateNote.startswith("Voided")

    with tell("deletes it: gone from reads, stubbed in changes"):
        answered = void.delete(qb=qb)["Invoice"]
        assert (answered["status"], answered["Id"]) == ("Deleted", made.Id)
        with refused(ObjectNotFoundException, 610):
            Invoice.get(made.Id, qb=qb)
        since = datetime.now(UTC) - timedelta(hours=1)
        text = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        changes = change_data_capture([Invoice, Customer], text, qb=qb)
        stubs = {one.Id for one in changes.Invoice if hasattr(one, "status")}
        assert made.Id in stubs
        assert customer.Id in {one.Id for one in changes.Customer}


def get_paid(tell: Telling, qb: QuickBooks, code: str) -> None:
    """Pay, credit, and take it back."""
    customer = Customer.filter(DisplayName="Ada Byrne", qb=qb)[0]
    owed_before = customer.Balance
    bill = Invoice()
    bill.CustomerRef = customer.to_ref()
    bill.Line.append(sales_line(qb, code, 200))
    bill = bill.save(qb=qb)

    with tell("receives a payment for an invoice"):
        payment = Payment()
        payment.CustomerRef = customer.to_ref()
        payment.TotalAmt = 50
        line = PaymentLine()
        line.Amount = 50
        line.LinkedTxn.append(bill.to_linked_txn())
        payment.Line.append(line)
        paid = payment.save(qb=qb)
        again = Invoice.get(bill.Id, qb=qb)
        assert again.Balance == bill.TotalAmt - 50
        assert [link.TxnId for link in again.LinkedTxn] == [paid.Id]
        assert int(again.SyncToken) > int(bill.SyncToken)

    with tell("gives credit and applies it with a payment of nothing"):
        memo = CreditMemo()
        memo.CustomerRef = customer.to_ref()
        memo.Line.append(sales_line(qb, code, 20))
        memo = memo.save(qb=qb)
        assert memo.RemainingCredit == memo.TotalAmt
        apply = Payment()
        apply.CustomerRef = customer.to_ref()
        apply.TotalAmt = 0
        for target in (bill, memo):
            line = PaymentLine()
            line.Amount = memo.TotalAmt
            kind = target.qbo_object_name
            line.LinkedTxn.append(bill.to_linked_txn())
            line.LinkedTxn[0].TxnId, line.LinkedTxn[0].TxnType = target.Id, kind
            apply.Line.append(line)
        apply.save(qb=qb)
        assert CreditMemo.get(memo.Id, qb=qb).RemainingCredit == 0
        left = Invoice.get(bill.Id, qb=qb).Balance
        assert round(left, 2) == round(bill.TotalAmt - 50 - memo.TotalAmt, 2)

    with tell("voids the payment: owed again"):
        Payment.get(paid.Id, qb=qb).void(qb=qb)
        assert Payment.get(paid.Id, qb=qb).TotalAmt == 0
        left = Invoice.get(bill.Id, qb=qb).Balance
        assert round(left, 2) == round(bill.TotalAmt - memo.TotalAmt, 2)
        owed = Customer.get(customer.Id, qb=qb).Balance
        assert round(owed - owed_before, 2) == round(left, 2)


def in_batches(tell: Telling, qb: QuickBooks, code: str) -> None:
    """Create, update and delete more than one batch holds."""
    with tell("creates 31 customers in two batches, one name taken"):
        wanted = []
        for number in range(31):
            customer = Customer()
            customer.DisplayName = "Ada Byrne" if number == 5 else f"Batch {number}"
            wanted.append(customer)
        made = batch_create(wanted, qb=qb)
        assert (len(made.successes), len(made.faults)) == (30, 1)
        assert made.faults[0].Error[0].code == "6240"
        assert made.faults[0].original_object.DisplayName == "Ada Byrne"

    with tell("updates them in batches"):
        for customer in made.successes:
            customer.CompanyName = "All of us"
        changed = batch_update(made.successes, qb=qb)
        assert len(changed.successes) == 30
        assert {one.SyncToken for one in changed.successes} == {"1"}

    with tell("creates and deletes invoices in a batch"):
        bills = []
        for customer in changed.successes[:3]:
            bill = Invoice()
            bill.CustomerRef = customer.to_ref()
            bill.Line.append(sales_line(qb, code, 5))
            bills.append(bill)
        bills = batch_create(bills, qb=qb).successes
        assert len(bills) == 3
        assert len(batch_delete(bills, qb=qb).batch_responses) == 3
        assert Invoice.choose([bill.Id for bill in bills], qb=qb) == []


def with_decimals(tell: Telling, known: dict[str, Any], realm: str, code: str) -> None:
    """Use the client's own way with exact money, which it sends as text."""
    qb = client_of(known, realm, use_decimal=True)
    with tell("sends and reads decimals"):
        bill = Invoice()
        bill.CustomerRef = Customer.filter(DisplayName="Ada Byrne", qb=qb)[0].to_ref()
        amount, price = Decimal("0.30"), Decimal("0.1")
        bill.Line.append(sales_line(qb, code, amount, Qty=3, UnitPrice=price))
        saved = bill.save(qb=qb)
        assert Decimal(saved.Line[0].Amount) == amount
        assert Decimal(saved.Line[0].SalesItemLineDetail.UnitPrice) == price


class refused:  # noqa: N801  (reads as a sentence)
    """Expect the client to raise an error with a code."""

    def __init__(self, kind: type[QuickbooksException], code: int) -> None:
        self.kind, self.code = kind, code

    def __enter__(self) -> None:
        return None

    def __exit__(self, *raised: object) -> bool:
        error = raised[1]
        assert type(error) is self.kind, f"{self.kind.__name__} expected: {error!r}"
        assert error.error_code == self.code, error
        return True


def be_refused(tell: Telling, qb: QuickBooks) -> None:
    """Provoke every kind of error the client tells apart."""
    with tell("is refused in QuickBooks' manner"):
        with refused(ValidationException, 4000):
            qb.query("select * from Customer where DisplayName = 'Ada's'")
        with refused(ValidationException, 4001):
            qb.query("select * from Custmoer")
        with refused(ValidationException, 2020):
            empty = Invoice()
            empty.CustomerRef = Customer.all(qb=qb, max_results=1)[0].to_ref()
            empty.save(qb=qb)
        with refused(QuickbooksException, 6240):
            twin = Customer()
            twin.DisplayName = "ada byrne"
            twin.save(qb=qb)
        with refused(QuickbooksException, 5010):
            old = Customer.filter(DisplayName="Ada Byrne", qb=qb)[0]
            old.SyncToken, old.CompanyName = "0", "Too late"
            old.save(qb=qb)
        with refused(ObjectNotFoundException, 610):
            Customer.get(987654, qb=qb)
        with refused(UnsupportedException, 500):
            qb.get(f"{qb.api_url}/company/{qb.company_id}/customer/1/5", {})

    with tell("is refused what is not modelled: bills, reports"):
        with refused(UnsupportedException, 500):
            Bill().save(qb=qb)
        with refused(UnsupportedException, 500):
            qb.get_report("ProfitAndLoss")

    with tell("is refused with a token that means nothing"):
        stranger = QuickBooks(company_id=qb.company_id, minorversion=75)
        stranger.session = type("Session", (requests.Session,), {"access_token": "x"})()
        stranger.sandbox = False
        with refused(AuthorizationException, 401):
            Customer.all(qb=stranger)


def be_notified(tell: Telling, known: dict[str, Any], qb: QuickBooks) -> None:
    """Receive a delivery in both forms and check its signature."""
    control = f"{known['urls']['api']}/_control/webhooks"
    for form in ("legacy", "cloudevents"):
        with tell(f"checks the signature of a webhook ({form})"), receiver() as hook:
            endpoint = {"url": hook.url, "verifier": VERIFIER, "form": form}
            requests.post(control, json=endpoint, timeout=10).raise_for_status()
            customer = Customer()
            customer.DisplayName = f"Notified of {form}"
            customer = customer.save(qb=qb)
            body, signature = hook.next()
            assert customer.Id in body
            assert qb.validate_webhook_signature(body, signature)
            assert not qb.validate_webhook_signature(f"{body} ", signature)
            requests.delete(control, timeout=10).raise_for_status()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
