"""Knows whom a transaction is for, and the addresses that follow from it."""

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.wire import Doc

UNDEPOSITED = "UndepositedFunds"
ADDRESSES = ("BillAddr", "ShipAddr")


def customer_of(books: Books, doc: Doc, *, required: bool = True) -> Doc:
    """Return a transaction's customer, naming it in the transaction."""
    value = str((doc.get("CustomerRef") or {}).get("value") or "")
    if not value:
        doc.pop("CustomerRef", None)
        if required:
            raise faults.required("CustomerRef")
        return {}
    customer = books.get("Customer", value)
    if customer is None:
        raise faults.element_not_found("Names", value)
    if not customer.get("Active", True):
        raise faults.made_inactive()
    doc["CustomerRef"] = {"value": value, "name": customer["DisplayName"]}
    return customer


def addressed(books: Books, doc: Doc, customer: Doc, previous: Doc | None) -> Doc:
    """Fill in addresses: those sent get their own id, others are the customer's."""
    for name in ADDRESSES:
        given = doc.get(name)
        if given and previous and given == previous.get(name):
            continue
        if given:
            values = {k: v for k, v in given.items() if v and k != "Id"}
            number = str(books.next_number("Address"))
            doc[name] = {"Id": number} | values
        elif customer.get(name):
            doc[name] = dict(customer[name])
        else:
            doc.pop(name, None)
    if not books.is_us:
        doc.setdefault("ShipFromAddr", _own_address(books))
    return doc


def _own_address(books: Books) -> Doc:
    company = books.get("CompanyInfo", "1") or {}
    address = company.get("CompanyAddr", {})
    place = (
        address.get(part) for part in ("City", "CountrySubDivisionCode", "PostalCode")
    )
    return {
        "Id": address.get("Id", "1"),
        "Line1": address.get("Line1", ""),
        "Line2": " ".join(str(part) for part in place if part),
    }


def deposit_account(books: Books, doc: Doc) -> Doc:
    """Return the account money goes to: the one named, or undeposited funds."""
    value = str((doc.get("DepositToAccountRef") or {}).get("value") or "")
    if not value:
        row = books.db.execute(
            "SELECT id FROM entity WHERE realm = ? AND kind = 'Account'"
            " AND json_extract(body, '$.AccountSubType') = ?",
            (books.realm, UNDEPOSITED),
        ).fetchone()
        value = str(row["id"]) if row else ""
    account = books.get("Account", value)
    if account is None:
        raise faults.element_not_found("Accounts", value)
    return account
