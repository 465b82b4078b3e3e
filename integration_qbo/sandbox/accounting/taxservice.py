"""Knows the tax service: the only way an app makes tax codes and rates."""

from decimal import Decimal, InvalidOperation

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.accounting.operations import Call
from integration_qbo.sandbox.books.catalogue import KINDS
from integration_qbo.sandbox.books.change import refuse_when_frozen
from integration_qbo.sandbox.books.kinds import Kind
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc, decimal, dumps, plain

MEMBERS = {"TaxCode", "TaxCodeId", "TaxRateDetails"}
ENVELOPE = {"Id", "SyncToken", "MetaData", "domain", "sparse", "status"}
RATE_MEMBERS = {
    "TaxRateName",
    "TaxRateId",
    "RateValue",
    "TaxAgencyId",
    "TaxApplicableOn",
}
HUNDRED = Decimal(100)


def make(books: Books, call: Call) -> str:
    """Make a code with its rates; the answer has neither envelope nor time."""
    refuse_when_frozen(books)
    body = call.body
    if not isinstance(body, dict):
        raise faults.wrong_type()
    for name in body:
        if name not in MEMBERS | ENVELOPE:
            known = sorted(MEMBERS)
            raise faults.unknown_property(name, "TaxService", known, len(known))
    name = str(body.get("TaxCode") or "").strip()
    if not name:
        raise faults.required("TaxCode")
    if books.holder(("TaxCode",), name):
        raise faults.duplicate_name("Another tax code is already using this name.")
    details = body.get("TaxRateDetails")
    if not isinstance(details, list) or not details:
        raise faults.required("TaxRateDetails")
    rates = [_rate(books, call, detail) for detail in details]
    code = _code(books, call, name, rates)
    return dumps(
        {
            "TaxCode": name,
            "TaxCodeId": code["Id"],
            "TaxRateDetails": [shown for _, shown, _ in rates],
        }
    )


def _rate(books: Books, call: Call, detail: Doc) -> tuple[Doc, Doc, bool]:
    applies = str(detail.get("TaxApplicableOn") or "Sales")
    if detail.get("TaxRateId"):
        rate = books.get("TaxRate", str(detail["TaxRateId"]))
        if rate is None:
            raise faults.invalid_reference("TaxRateId", "TaxRateId")
    else:
        rate = _new_rate(books, call, detail)
    shown = {
        "TaxRateName": rate["Name"],
        "TaxRateId": rate["Id"],
        "RateValue": rate["RateValue"],
        "TaxAgencyId": rate["AgencyRef"]["value"],
        "TaxApplicableOn": applies,
    }
    return rate, shown, applies == "Sales"


def _new_rate(books: Books, call: Call, detail: Doc) -> Doc:
    unknown = set(detail) - RATE_MEMBERS
    if unknown:
        known = sorted(RATE_MEMBERS)
        raise faults.unknown_property(min(unknown), "TaxRateDetails", known, len(known))
    name = str(detail.get("TaxRateName") or "").strip()
    if not name:
        raise faults.required("TaxRateName")
    if books.holder(("TaxRate",), name):
        raise faults.duplicate_tax_rate()
    try:
        percent = plain(decimal(str(detail.get("RateValue", "")).rstrip("%")))
    except InvalidOperation:
        raise faults.invalid_number("RateValue", str(detail["RateValue"])) from None
    if not 0 <= percent <= HUNDRED:
        raise faults.invalid_number("RateValue", str(percent))
    agency = str(detail.get("TaxAgencyId") or "")
    if books.get("TaxAgency", agency) is None:
        raise faults.invalid_reference("TaxAgencyId", "TaxAgencyId")
    doc = {
        "Name": name,
        "Description": name,
        "Active": True,
        "RateValue": percent,
        "AgencyRef": {"value": agency},
        "SpecialTaxType": "NONE",
        "DisplayType": "ReadOnly",
    }
    return _stored(books, call, KINDS["TaxRate"], doc)


def _code(
    books: Books, call: Call, name: str, rates: list[tuple[Doc, Doc, bool]]
) -> Doc:
    lists: dict[bool, list[Doc]] = {True: [], False: []}
    for rate, _, is_sale in rates:
        lists[is_sale].append(
            {
                "TaxRateRef": {"value": rate["Id"], "name": rate["Name"]},
                "TaxTypeApplicable": "TaxOnAmount",
                "TaxOrder": 0,
            }
        )
    doc = {
        "Name": name,
        "Description": name,
        "Active": True,
        "Hidden": False,
        "Taxable": True,
        "TaxGroup": True,
        "SalesTaxRateList": {"TaxRateDetail": lists[True]},
        "PurchaseTaxRateList": {"TaxRateDetail": lists[False]},
        "TaxCodeConfigType": "USER_DEFINED",
    }
    return _stored(books, call, KINDS["TaxCode"], doc)


def _stored(books: Books, call: Call, kind: Kind, doc: Doc) -> Doc:
    envelope = {
        "domain": "QBO",
        "sparse": False,
        "Id": str(books.next_number(kind.id_sequence)),
        "SyncToken": "0",
        "MetaData": books.stamped(None),
    }
    stored = books.put(kind, doc | envelope)
    books.record("Create", kind.name, stored, call.cause)
    return stored
