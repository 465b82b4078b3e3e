"""From a client of the practice to a QuickBooks customer."""

import re
from typing import Any

from integration_qbo.contract import Address, ClientSnapshot
from integration_qbo.errors import Cause, NeedsAttention

# Limits and forbidden characters: docs/quickbooks-notes.md#customer.
_NAME_LIMIT = 500
_COMPANY_LIMIT = 100
_PERSON_LIMIT = 100
_EMAIL_LIMIT = 100
_PHONE_LIMIT = 30
_FORBIDDEN = re.compile(r"[:\t\r\n]")


def customer_payload(
    client: ClientSnapshot, *, home_currency: str, display_name: str = ""
) -> dict[str, Any]:
    """What creates the customer; `display_name` replaces the client's name.

    Raises `NeedsAttention` where QuickBooks would refuse: nothing is cut silently.
    """
    name = (display_name or client.name).strip()
    payload: dict[str, Any] = {"DisplayName": _name(client, name)}
    _add(payload, "CompanyName", _fits(client, "company name", client.company_name))
    _add(payload, "GivenName", _fits(client, "given name", client.given_name))
    _add(payload, "FamilyName", _fits(client, "family name", client.family_name))
    if client.email:
        email = _short(client, "e-mail address", client.email, _EMAIL_LIMIT)
        payload["PrimaryEmailAddr"] = {"Address": email}
    for key, label, value in (
        ("PrimaryPhone", "phone number", client.phone),
        ("Mobile", "mobile number", client.mobile),
    ):
        if value:
            number = _short(client, label, value, _PHONE_LIMIT)
            payload[key] = {"FreeFormNumber": number}
    if client.tax_number:
        payload["PrimaryTaxIdentifier"] = client.tax_number
    if client.billing_address:
        payload["BillAddr"] = _address(client.billing_address)
    if client.postal_address:
        payload["ShipAddr"] = _address(client.postal_address)
    if client.currency and client.currency != home_currency:
        payload["CurrencyRef"] = {"value": client.currency}
    return payload


def name_payload(qbo_id: str, sync_token: str, name: str) -> dict[str, Any]:
    """What renames a customer and changes nothing else."""
    return {
        "Id": qbo_id,
        "SyncToken": sync_token,
        "sparse": True,
        "DisplayName": name,
    }


def _name(client: ClientSnapshot, name: str) -> str:
    if not name:
        raise _unfit(client, "A client without a name cannot become a customer.")
    if _FORBIDDEN.search(name):
        raise _unfit(
            client,
            f"QuickBooks does not accept a colon, tab or line break in a name: “{name}”"
            " has one.",
        )
    return _short(client, "name", name, _NAME_LIMIT)


def _fits(client: ClientSnapshot, label: str, value: str) -> str:
    limit = _COMPANY_LIMIT if label == "company name" else _PERSON_LIMIT
    return _short(client, label, value.strip(), limit)


def _short(client: ClientSnapshot, label: str, value: str, limit: int) -> str:
    if len(value) > limit:
        raise _unfit(
            client,
            f"The {label} of {client.name} has {len(value)} characters; QuickBooks"
            f" takes {limit}.",
        )
    return value


def _add(payload: dict[str, Any], key: str, value: str) -> None:
    if value:
        payload[key] = value


def _address(address: Address) -> dict[str, Any]:
    pairs = {
        "Line1": address.line1,
        "Line2": address.line2,
        "City": address.city,
        "CountrySubDivisionCode": address.region,
        "PostalCode": address.postal_code,
        "Country": address.country,
    }
    return {key: value for key, value in pairs.items() if value}


def _unfit(client: ClientSnapshot, sentence: str) -> NeedsAttention:
    return NeedsAttention(
        Cause(
            code="client_unfit",
            sentence=sentence,
            remedy="Change it on the client, or link the client to a customer.",
            facts={"client_ref": client.ref},
        )
    )
