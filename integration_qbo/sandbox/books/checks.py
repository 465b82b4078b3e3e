"""Knows what makes a request unacceptable before any rule of the books."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.faults import Fault, Problem
from integration_qbo.sandbox.shapes import ENUMERATIONS, SCALARS, members
from integration_qbo.sandbox.wire import Doc

KNOWN_COUNT = {"Invoice": 83}
"""How many members the real service counted, where that was recorded."""

SERVER_NAMES = {
    "Reference": "ReferenceType",
    "MetaData": "ModificationMetaData",
}

LENGTHS = {
    "DisplayName": 500,
    "Title": 16,
    "Suffix": 16,
    "GivenName": 100,
    "MiddleName": 100,
    "FamilyName": 100,
    "CompanyName": 100,
    "PrintOnCheckName": 110,
    "Notes": 2000,
    "ResaleNum": 16,
    "DocNumber": 21,
    "PrivateNote": 4000,
    "Name": 100,
    "Sku": 100,
    "Description": 4000,
}
PART_LENGTHS = {
    ("CustomerMemo", "value"): 1000,
    ("PrimaryPhone", "FreeFormNumber"): 30,
    ("AlternatePhone", "FreeFormNumber"): 30,
    ("Mobile", "FreeFormNumber"): 30,
    ("Fax", "FreeFormNumber"): 30,
    ("WebAddr", "URI"): 1000,
    ("PrimaryEmailAddr", "Address"): 100,
    ("BillEmail", "Address"): 100,
    ("BillEmailCc", "Address"): 200,
    ("BillEmailBcc", "Address"): 200,
}
LENGTHS_OF = {
    "Term": {"Name": 31},
    "CompanyInfo": {"CompanyName": 1024},
    "Account": {"Description": 100},
}
ADDRESSES = ("BillAddr", "ShipAddr", "PrimaryAddr")
EMAILS = ("PrimaryEmailAddr", "BillEmail")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def check_shape(kind: str, body: Doc, *, nested: bool = True) -> None:
    """Refuse members QuickBooks does not know, and wrong JSON types.

    A boolean sent as text, and a number where text is meant, are read as what they
    say: `body` holds them so afterwards.
    """
    _check(kind, body, nested=nested)


def _check(shape: str, body: Any, *, nested: bool) -> None:
    known = members(shape)
    if known is None:
        return
    if not isinstance(body, dict):
        raise faults.wrong_type()
    for name, value in body.items():
        if name not in known:
            raise _unknown(shape, name, list(known))
        kind, is_list = known[name]
        _check_member(kind, value, is_list=is_list, nested=nested)
        if not is_list:
            body[name] = _read(kind, value)


def _read(kind: str, value: Any) -> Any:
    if kind == "boolean" and isinstance(value, str) and value:
        return value.lower() == "true"
    if kind == "string" and isinstance(value, bool):
        return str(value).lower()
    if kind == "string" and isinstance(value, int | Decimal):
        return str(value)
    return value


def _unknown(shape: str, name: str, known: list[str]) -> Fault:
    served = SERVER_NAMES.get(shape, shape)
    count = KNOWN_COUNT.get(shape, len(known))
    return faults.unknown_property(name, served, known, count)


def _check_member(kind: str, value: Any, *, is_list: bool, nested: bool) -> None:
    if value is None or value == "" or kind == "any":
        return
    if is_list:
        if not isinstance(value, list):
            raise faults.wrong_type()
        for entry in value:
            _check_member(kind, entry, is_list=False, nested=nested)
        return
    if kind in ENUMERATIONS:
        if value not in ENUMERATIONS[kind]:
            raise faults.invalid_enumeration(str(value))
    elif kind in SCALARS:
        _check_scalar(kind, value)
    elif not isinstance(value, dict):
        raise faults.wrong_type()
    elif nested:
        _check(kind, value, nested=True)


def _check_scalar(kind: str, value: Any) -> None:
    if isinstance(value, dict | list):
        raise faults.wrong_type()
    if kind in {"decimal", "int"}:
        try:
            finite = Decimal(str(value)).is_finite()
        except InvalidOperation:
            finite = False
        if not finite or isinstance(value, bool):
            raise faults.wrong_type()
    elif kind == "boolean" and str(value).lower() not in {"true", "false"}:
        raise faults.wrong_type()
    elif kind == "date":
        _check_date(str(value))


def _check_date(value: str) -> None:
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        raise faults.invalid_date("", value) from None


def check_lengths(kind: str, body: Doc) -> None:
    """Refuse texts that are too long or e-mail addresses that are none."""
    limits = LENGTHS | LENGTHS_OF.get(kind, {})
    problems = [
        faults.length(name, longest, len(body[name]))
        for name, longest in limits.items()
        if isinstance(body.get(name), str) and len(body[name]) > longest
    ]
    problems += _parts_too_long(body)
    problems += _bad_emails(body)
    if problems:
        raise Fault(problems)


def _parts_too_long(body: Doc) -> list[Problem]:
    problems = []
    for (name, part), longest in PART_LENGTHS.items():
        value = (body.get(name) or {}).get(part)
        if isinstance(value, str) and len(value) > longest:
            problems.append(faults.length(f"{name}.{part}", longest, len(value)))
    for name in ADDRESSES:
        for part, value in (body.get(name) or {}).items():
            longest = 30 if part == "PostalCode" else 255
            longest = 500 if part.startswith("Line") else longest
            if isinstance(value, str) and len(value) > longest:
                problems.append(faults.length(f"{name}.{part}", longest, len(value)))
    for line in body.get("Line") or []:
        text = line.get("Description") if isinstance(line, dict) else None
        if isinstance(text, str) and len(text) > LENGTHS["Description"]:
            problems.append(
                faults.length("Line.Description", LENGTHS["Description"], len(text))
            )
    return problems


def _bad_emails(body: Doc) -> list[Problem]:
    problems = []
    for name in EMAILS:
        value = (body.get(name) or {}).get("Address")
        if isinstance(value, str) and value and not is_email(value):
            problems.append(faults.invalid_email(value))
    return problems


def is_email(value: str) -> bool:
    """Tell whether every comma-separated address could be one."""
    return all(_EMAIL.fullmatch(part.strip()) for part in value.split(","))


def check_id(value: Any) -> str:
    """Return an id as text; refuse what is not a whole number."""
    text = str(value)
    if not text.isdigit() and text not in {"TAX", "NON"}:
        raise faults.invalid_id(text)
    return text
