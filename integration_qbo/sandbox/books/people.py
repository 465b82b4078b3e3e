"""Knows customers, vendors and employees, whose names share one space."""

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.change import renamed_for_activity
from integration_qbo.sandbox.books.currency import reference as currency
from integration_qbo.sandbox.books.kinds import CREATE_UPDATE, Kind, ordered
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.faults import Fault, Problem
from integration_qbo.sandbox.wire import Doc, decimal, money

NAME_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
NAMED = ("Customer", "Vendor", "Employee")
FORBIDDEN = (":", "\t", "\n")
DEEPEST = 5


def _customer(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = _named(wanted)
    doc.setdefault("Active", True)
    doc = renamed_for_activity(doc, previous, "DisplayName")
    parent = _parent(books, doc, previous)
    if parent is None:
        doc["FullyQualifiedName"] = doc["DisplayName"]
        doc.pop("Level", None)
    else:
        doc["FullyQualifiedName"] = (
            f"{parent['FullyQualifiedName']}:{doc['DisplayName']}"
        )
        doc["Level"] = int(parent.get("Level", 0)) + 1
        if doc["Level"] >= DEEPEST:
            raise faults.too_deep()
    _unique(books, doc["FullyQualifiedName"], "Customer", previous)
    doc = _customer_defaults(books, doc, previous)
    return _addressed(books, doc, previous, ("BillAddr", "ShipAddr"))


def _customer_defaults(books: Books, doc: Doc, previous: Doc | None) -> Doc:
    doc["Job"] = bool(doc.get("ParentRef")) and _true(doc.get("Job", True))
    doc["BillWithParent"] = _true(doc.get("BillWithParent", False))
    doc["PreferredDeliveryMethod"] = doc.get("PreferredDeliveryMethod") or "Print"
    if doc["PreferredDeliveryMethod"] == "Email" and not doc.get("PrimaryEmailAddr"):
        raise Fault(
            [
                Problem(
                    "6420",
                    "Email Address Required",
                    "Customer's delivery type is email, an email address is required.",
                    "PrimaryEmailAddr",
                )
            ]
        )
    if previous is None:
        doc["Balance"] = money(decimal(doc.get("Balance")))
        doc["BalanceWithJobs"] = doc["Balance"]
        doc["CurrencyRef"] = currency(books, doc.get("CurrencyRef"))
    else:
        for name in ("Balance", "BalanceWithJobs", "CurrencyRef"):
            doc[name] = previous[name]
    usual = books.is_us or doc.get("DefaultTaxCodeRef") is not None
    doc["Taxable"] = _true(doc.get("Taxable", usual))
    _known(books, doc, "SalesTermRef", "Term")
    _known(books, doc, "DefaultTaxCodeRef", "TaxCode")
    _known(books, doc, "PaymentMethodRef", "PaymentMethod")
    return doc


def _vendor(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = _named(wanted)
    doc.setdefault("Active", True)
    doc = renamed_for_activity(doc, previous, "DisplayName")
    _unique(books, doc["DisplayName"], "Vendor", previous)
    doc["Vendor1099"] = _true(doc.get("Vendor1099", False))
    if previous is None:
        doc["Balance"] = money(decimal(doc.get("Balance")))
        doc["CurrencyRef"] = currency(books, doc.get("CurrencyRef"))
    else:
        doc["Balance"] = previous["Balance"]
        doc["CurrencyRef"] = previous["CurrencyRef"]
    return _addressed(books, doc, previous, ("BillAddr",))


def _employee(books: Books, wanted: Doc, previous: Doc | None) -> Doc:
    doc = _named(wanted)
    doc.setdefault("Active", True)
    doc = renamed_for_activity(doc, previous, "DisplayName")
    _unique(books, doc["DisplayName"], "Employee", previous)
    doc["BillableTime"] = _true(doc.get("BillableTime", False))
    return _addressed(books, doc, previous, ("PrimaryAddr",))


def _named(wanted: Doc) -> Doc:
    doc = dict(wanted)
    derived = " ".join(str(doc[part]) for part in NAME_PARTS if doc.get(part))
    name = str(doc.get("DisplayName") or derived).strip()
    if not name:
        raise faults.no_name()
    problems = [
        faults.invalid_string(member)
        for member in ("DisplayName", "PrintOnCheckName", *NAME_PARTS)
        if any(mark in str(doc.get(member) or "") for mark in FORBIDDEN)
    ]
    if problems:
        raise Fault(problems)
    doc["DisplayName"] = name
    doc["PrintOnCheckName"] = str(doc.get("PrintOnCheckName") or name)
    return doc


def _parent(books: Books, doc: Doc, previous: Doc | None) -> Doc | None:
    reference = doc.get("ParentRef")
    if not reference or not reference.get("value"):
        doc.pop("ParentRef", None)
        return None
    value = str(reference["value"])
    parent = books.get("Customer", value)
    if parent is None:
        raise faults.element_not_found("Names", value)
    if previous is not None and value == previous["Id"]:
        raise faults.invalid_reference("ParentRef", "ParentRef")
    doc["ParentRef"] = {"value": value}
    return parent


def _unique(books: Books, name: str, kind: str, previous: Doc | None) -> None:
    holder = books.holder(NAMED, name)
    if holder is None or (previous and holder == (kind, previous["Id"])):
        return
    if books.switches.duplicate_name_text == "null":
        raise faults.duplicate_name_without_reason()
    raise faults.duplicate_name()


def _addressed(
    books: Books, doc: Doc, previous: Doc | None, names: tuple[str, ...]
) -> Doc:
    for name in names:
        address = doc.get(name)
        if not address:
            doc.pop(name, None)
            continue
        old = (previous or {}).get(name)
        kept = old.get("Id") if old else None
        number = kept or str(books.next_number("Address"))
        values = {k: v for k, v in address.items() if v not in (None, "") and k != "Id"}
        doc[name] = {"Id": number} | values
    return doc


def _known(books: Books, doc: Doc, member: str, kind: str) -> None:
    reference = doc.get(member)
    if not reference or not reference.get("value"):
        doc.pop(member, None)
        return
    if books.get(kind, str(reference["value"])) is None:
        raise faults.invalid_reference(member, member)
    doc[member] = {"value": str(reference["value"])}


def _shown_alone(books: Books, doc: Doc) -> Doc:
    """Show the company's tax code on a taxable US customer without its own.

    Recorded: reads and writes answer with it, queries do not.
    """
    usual = books.preference("TaxPrefs", "TaxGroupCodeRef")
    if not (books.is_us and usual and doc["Taxable"]) or "DefaultTaxCodeRef" in doc:
        return doc
    return doc | {"DefaultTaxCodeRef": {"value": usual["value"]}}


def _true(value: object) -> bool:
    return str(value).lower() == "true"


def _children_follow(books: Books, previous: Doc | None, stored: Doc | None) -> None:
    """Rename sub-customers with their parent."""
    if previous is None or stored is None:
        return
    if previous["FullyQualifiedName"] == stored["FullyQualifiedName"]:
        return
    for child in books.of_party("Customer", stored["Id"]):
        name = f"{stored['FullyQualifiedName']}:{child['DisplayName']}"
        renamed = child | {
            "FullyQualifiedName": name,
            "MetaData": books.stamped(child),
        }
        books.put(CUSTOMER, renamed)
        _children_follow(books, child, renamed)


CUSTOMER = Kind(
    "Customer",
    ordered(
        "Taxable BillAddr ShipAddr Notes Job BillWithParent ParentRef Level"
        " SalesTermRef PaymentMethodRef Balance OpenBalanceDate BalanceWithJobs"
        " CurrencyRef PreferredDeliveryMethod ResaleNum PrimaryTaxIdentifier",
        "Title GivenName MiddleName FamilyName Suffix FullyQualifiedName"
        " CompanyName DisplayName PrintOnCheckName Active PrimaryPhone"
        " AlternatePhone Mobile Fax PrimaryEmailAddr WebAddr DefaultTaxCodeRef",
    ),
    CREATE_UPDATE,
    _customer,
    _children_follow,
    sequence="Name",
    name_member="DisplayName",
    sticky=frozenset({"Active", "Taxable", "DefaultTaxCodeRef", "CurrencyRef"}),
    derived=frozenset({"FullyQualifiedName", "Level", "BalanceWithJobs"}),
    shown_alone=_shown_alone,
)
VENDOR = Kind(
    "Vendor",
    ordered(
        "BillAddr TaxIdentifier TermRef Balance AcctNum Vendor1099 CurrencyRef",
        "Title GivenName MiddleName FamilyName Suffix CompanyName DisplayName"
        " PrintOnCheckName Active PrimaryPhone Mobile Fax PrimaryEmailAddr WebAddr",
    ),
    CREATE_UPDATE,
    _vendor,
    sequence="Name",
    name_member="DisplayName",
    sticky=frozenset({"Active", "CurrencyRef"}),
)
EMPLOYEE = Kind(
    "Employee",
    ordered(
        "EmployeeNumber SSN PrimaryAddr BillableTime HiredDate",
        "Title GivenName MiddleName FamilyName Suffix DisplayName"
        " PrintOnCheckName Active PrimaryPhone Mobile PrimaryEmailAddr BirthDate",
    ),
    CREATE_UPDATE,
    _employee,
    sequence="Name",
    name_member="DisplayName",
    sticky=frozenset({"Active"}),
)
