"""Knows every fault QuickBooks answers with: its text, code and HTTP status.

Texts are those recorded from the real service where one was recorded;
docs/sandbox.md lists the guessed ones. Bodies are built in `wire_fault`.
"""

from dataclasses import dataclass, field
from decimal import Decimal

INACTIVE = (
    "Something you're trying to use has been made inactive. Check the fields"
    " with accounts, customers, items, vendors or employees."
)


@dataclass(frozen=True)
class Problem:
    """One entry of a fault; ``element`` None means the member is absent."""

    code: str
    message: str
    detail: str
    element: str | None = None


@dataclass
class Fault(Exception):  # noqa: N818  (QuickBooks' own word)
    """A refusal in QuickBooks' manner, raised by any rule."""

    problems: list[Problem]
    status: int = 400
    type: str = "ValidationFault"
    timed: bool = True
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """Return the member ``Fault`` as QuickBooks writes it."""
        errors = []
        for problem in self.problems:
            error = {
                "Message": problem.message,
                "Detail": problem.detail,
                "code": problem.code,
            }
            if problem.element is not None:
                error["element"] = problem.element
            errors.append(error)
        return {"Error": errors, "type": self.type}


def _one(code: str, message: str, detail: str, element: str | None = None) -> Fault:
    return Fault([Problem(code, message, detail, element)])


def unsupported_operation(path: str, full_path: str) -> Fault:
    """500: the path or operation does not exist."""
    return _one(
        "500",
        "Unsupported Operation",
        f"Operation Could not find resource for relative : {path} of full path:"
        f" {full_path} is not supported.",
    )


def unsupported_action(action: str) -> Fault:
    """500: the entity exists, but not this operation on it (text guessed)."""
    return _one("500", "Unsupported Operation", f"Operation {action} is not supported.")


def not_found() -> Fault:
    """610: no such object."""
    return _one("610", "Object Not Found", f"Object Not Found : {INACTIVE}", "")


def transaction_deleted() -> Fault:
    """610: the transaction was deleted."""
    detail = "Object Not Found : Another user has deleted this transaction."
    return _one("610", "Object Not Found", detail, "")


def unknown_property(name: str, shape: str, known: list[str], count: int) -> Fault:
    """2010: a member QuickBooks does not know; lists the known ones, cut."""
    listing = _known_properties(known, count)
    detail = (
        f'Property Name:Unrecognized field "{name}" (class'
        f" com.intuit.schema.finance.v3.{shape}), not marked as ignorable"
        f"{listing}\n specified is unsupported or invalid"
    )
    return _one("2010", INVALID_PROPERTY, detail)


INVALID_PROPERTY = "Request has invalid or unsupported property"
_LISTING_LIMIT = 1000


def _known_properties(known: list[str], count: int) -> str:
    text = f" ({count} known properties: "
    for position, name in enumerate(known):
        text += f'"{name}"'
        if len(text) > _LISTING_LIMIT:
            text += " [truncated]"
            break
        if position + 1 < len(known):
            text += ", "
    return text + "])"


def wrong_type() -> Fault:
    """2010: a member of the wrong JSON type (QuickBooks cuts its own text)."""
    detail = "Property Name:Can not instanti specified is unsupported or invalid"
    return _one("2010", INVALID_PROPERTY, detail)


def unreadable(reason: str) -> Fault:
    """2010: the body is not JSON or not UTF-8."""
    detail = f"Property Name:{reason} specified is unsupported or invalid"
    return _one("2010", INVALID_PROPERTY, detail)


def required(name: str) -> Fault:
    """2020: a member is missing."""
    return _one(
        "2020",
        "Required param missing, need to supply the required value for the API",
        f"Required parameter {name} is missing in the request",
        name,
    )


def invalid_id(value: str) -> Fault:
    """2030: an id that is not a whole number; this fault carries no time."""
    fault = _one(
        "2030",
        "Invalid ID",
        f"Id should be a valid number. Supplied value:{value}",
        "Id",
    )
    fault.timed = False
    return fault


def invalid_string(name: str) -> Problem:
    """2040: a character that the member may not hold (text guessed)."""
    return Problem(
        "2040", "Invalid String", "Element contains invalid characters", name
    )


def length(name: str, longest: int, supplied: int) -> Problem:
    """2050: a text longer than the member holds."""
    return Problem(
        "2050",
        "String length is either shorter or longer than supported by specification",
        "String length specified does not match the supported length."
        f" Min:0 Max:{longest} supported. Supplied length:{supplied}",
        name,
    )


def invalid_date(name: str, value: str) -> Fault:
    """2060: a date that is not YYYY-MM-DD (text guessed)."""
    return _one("2060", "Invalid Date Format", f"Invalid Date Format : {value}", name)


def invalid_number(name: str, value: str) -> Fault:
    """2090: a number out of range or not a number (text guessed)."""
    return _one("2090", "Invalid Number", f"Invalid Number : {value}", name)


def invalid_request_id(value: str) -> Fault:
    """2130: a request id of the wrong form (text guessed)."""
    return _one(
        "2130", "Invalid Request Id Format", f"Invalid Request Id Format : {value}"
    )


def invalid_enumeration(value: str) -> Fault:
    """2170: a value outside the enumeration."""
    return _one("2170", "Invalid Enumeration", f"Invalid Enumeration : {value}", "")


def invalid_email(value: str) -> Problem:
    """2210: an e-mail address that is none."""
    return Problem(
        "2210",
        "Invalid Email Address format",
        "Email Address does not conform to the syntax rules of RFC 822."
        f" Supplied value: {value}",
    )


def invalid_reference(what: str, element: str = "") -> Fault:
    """2500: a reference to something that is not there."""
    return _one(
        "2500", "Invalid Reference Id", f"Invalid Reference Id : {what}", element
    )


def element_not_found(family: str, value: str) -> Fault:
    """2500 by family: Accounts, Names, Klasses, Depts …"""  # noqa: D400
    return invalid_reference(f"{family} element id {value} not found")


def made_inactive() -> Fault:
    """2500: something referred to is inactive."""
    return invalid_reference(INACTIVE)


def duplicate_request() -> Fault:
    """600: a request id was used before (only with the switch for it)."""
    detail = "Duplicate Request ID : The request id was already used."
    return _one("600", "Duplicate Request ID", detail)


def stale(user: str) -> Fault:
    """5010: the object changed since it was read."""
    detail = (
        f"Stale Object Error : You and {user} were working on this at the same"
        f" time. {user} finished before you did, so your work was not saved."
    )
    return _one("5010", "Stale Object Error", detail, "")


def business(rule: str) -> Fault:
    """6000: a rule of the books."""
    return _one(
        "6000",
        "A business validation error has occurred while processing your request",
        f"Business Validation Error: {rule}",
        "",
    )


def wrong_amount(amount: Decimal) -> Fault:
    """6070: Amount is not Qty times UnitPrice."""
    return _one(
        "6070",
        "Amount calculation incorrect in the request.",
        f"Amount is not equal to UnitPrice * Qty. Supplied value:{amount:,}",
        "Line.Amount",
    )


def no_name() -> Fault:
    """6080: neither a display name nor a part of one (text guessed)."""
    return _one(
        "6080", "No Name Provided", "At least one name element is required.", ""
    )


def invalid_line_tax(code: str) -> Fault:
    """6100: a US line takes TAX or NON only (text guessed)."""
    return _one(
        "6100",
        "Invalid Line TaxCode",
        f"Invalid Line TaxCode in the request. Supplied value:{code}",
        "Line.SalesItemLineDetail.TaxCodeRef",
    )


def duplicate_number(number: str, kind: str, holder: str) -> Fault:
    """6140: the document number is taken."""
    detail = (
        "Duplicate Document Number Error : You must specify a different number."
        f" This number has already been used. DocNumber={number} is assigned to"
        f" TxnType={kind} with TxnId={holder}"
    )
    return _one("6140", "Duplicate Document Number Error", detail, "")


def tax_detail_not_allowed() -> Fault:
    """6170: tax details beside NotApplicable (text guessed)."""
    detail = "TxnTaxDetail is not allowed when GlobalTaxCalculation is NotApplicable."
    return _one("6170", "TxnTaxDetail not allowed", detail, "TxnTaxDetail")


def too_deep() -> Fault:
    """6180: more than five levels (text guessed)."""
    detail = "You can only have up to five levels of sub-entities."
    return _one("6180", "Sub level limit exceeded", detail, "")


def period_closed() -> Fault:
    """6210: on or before the closing date."""
    return _one(
        "6210",
        "Account Period Closed",
        "The account period has closed and the account books cannot be updated"
        " through the QBO Services API. Please use the QBO website to make these"
        " changes.",
    )


def subscription_ended() -> Fault:
    """6190: the company's subscription ended; it can be read only."""
    return _one(
        "6190",
        "Invalid Company Status",
        "Subscription period has ended or canceled or there was a billing problem"
        " : You can't add data to QuickBooks Online Plus because your trial or"
        " subscription period ended.",
    )


NAME_TAKEN = "Another customer, vendor or employee is already using this name."


def duplicate_name(sentence: str = NAME_TAKEN) -> Fault:
    """6240: the name is taken."""
    return _one(
        "6240",
        "Duplicate Name Exists Error",
        f"The name supplied already exists. : {sentence} Please use a different name.",
        "",
    )


def duplicate_name_without_reason() -> Fault:
    """6240 as recorded in 2020: the reason is missing, and so is the element."""
    return _one(
        "6240",
        "Duplicate Name Exists Error",
        "The name supplied already exists. : null",
    )


def duplicate_tax_rate() -> Fault:
    """6240 for a tax rate; the line break stands in the recorded text."""
    return _one(
        "6240",
        "Duplicate Name Exists Error",
        "The name supplied already exists. : Another tax rate is already using this"
        " \nname. Please use a different name.",
        "",
    )


def query_unreadable(reason: str) -> Fault:
    """4000: the query's grammar."""
    return _one("4000", "Error parsing query", f"QueryParserError: {reason}")


def query_invalid(reason: str) -> Fault:
    """4001: the query's names and figures."""
    return _one("4001", "Invalid query", f"QueryValidationError: {reason}")


def system_failure(reason: str, *, status: int = 500) -> Fault:
    """10000: the service failed; recorded with status 500, sometimes 200."""
    message = "An application error has occurred while processing your request"
    problem = Problem(
        "10000", message, f"System Failure Error: {reason}", "SystemFailureError"
    )
    return Fault([problem], status=status, type="SystemFault")


def no_longer_admin() -> Fault:
    """120: the person who connected is no admin any more."""
    detail = ": -11014-You do not have access to use QuickBooks Online Plus."
    problem = Problem("120", "Authorization Failure", detail)
    return Fault([problem], status=401, type="AuthorizationFault")


def too_many_in_batch() -> Fault:
    """1040: more than thirty items (text guessed)."""
    detail = "Batch size exceeds allowed limit : 30"
    return _one("1040", "Batch size exceeds allowed limit", detail)
