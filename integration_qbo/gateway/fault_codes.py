"""Every fault code QuickBooks documents: who can help, in a sentence, and what next.

Codes and titles: ``docs/quickbooks-notes.md#faults``.  The sentences are for a
bookkeeper; QuickBooks' own detail is shown beside them.
"""

from dataclasses import dataclass
from enum import StrEnum


class Help(StrEnum):
    """Who or what can help: each becomes one of our errors."""

    TIME = "time"
    TOKEN = "token"  # noqa: S105 - a word, not a secret
    CONNECT = "connect"
    PERSON = "person"
    COMPANY = "company"
    NOBODY = "nobody"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Advice:
    """What a code means to us: a stable word, a sentence, a remedy."""

    help: Help
    cause: str
    sentence: str
    remedy: str


_ACCESS = Advice(
    Help.CONNECT,
    "access_lost",
    "The QuickBooks user who connected has lost access to this company",
    "Connect again as a user who administers it.",
)
_LOCKED = Advice(
    Help.TIME,
    "company_locked",
    "QuickBooks has this company locked or under maintenance",
    "It is tried again by itself.",
)
_REFERENCE = Advice(
    Help.PERSON,
    "broken_reference",
    "Something this invoice uses is inactive or deleted in QuickBooks",
    "Make it active there, or choose another one here.",
)
_SUBSCRIPTION = Advice(
    Help.COMPANY,
    "subscription_ended",
    "The QuickBooks subscription of this company has ended",
    "Renew it in QuickBooks; what waits is sent afterwards.",
)
_CLOSED = Advice(
    Help.NOBODY,
    "period_closed",
    "The books are closed at the invoice's date",
    "Reopen the period in QuickBooks, or give the invoice a later date.",
)
_PLAN = Advice(
    Help.NOBODY,
    "not_in_plan",
    "The QuickBooks plan or the connected user's role does not allow this",
    "Change the plan or the role in QuickBooks, then retry.",
)
_TAX = Advice(
    Help.PERSON,
    "tax_code_unusable",
    "QuickBooks does not accept the tax code of a line",
    "Choose another one in the tax map.",
)
_NAME = Advice(
    Help.NOBODY,
    "name_taken",
    "QuickBooks already has a customer, vendor or employee of that name",
    "Link the client to the customer, or create it under another name.",
)
_NUMBER = Advice(
    Help.NOBODY,
    "number_taken",
    "The invoice number is already used in QuickBooks",
    "Give the invoice another number.",
)
_STALE = Advice(
    Help.PERSON,
    "changed_there",
    "Somebody changed this in QuickBooks at the same moment",
    "Retry: it is read again first.",
)
_CUSTOMER = Advice(
    Help.PERSON,
    "customer_refused",
    "QuickBooks does not accept the customer of this invoice",
    "Choose another customer in the client map, or mend it there.",
)
_EMAIL = Advice(
    Help.PERSON,
    "email_refused",
    "QuickBooks does not accept the e-mail address",
    "Correct it on the client, then retry.",
)
_DATA = Advice(
    Help.NOBODY,
    "refused",
    "QuickBooks does not accept a value of this invoice",
    "Correct what it names, then retry.",
)
_AMOUNT = Advice(
    Help.NOBODY,
    "amount_refused",
    "QuickBooks does not accept an amount of this invoice",
    "Correct the quantity or price in the proposal, then retry.",
)
_RULE = Advice(
    Help.NOBODY,
    "business_rule",
    "QuickBooks' own rules refuse this",
    "Do what it says in QuickBooks or here, then retry.",
)
_OURS = Advice(
    Help.NOBODY,
    "our_mistake",
    "QuickBooks did not understand the request",
    "Copy the details for support: this is for the add-on to mend.",
)
_BROKEN_THERE = Advice(
    Help.LOOK,
    "broken_there",
    "QuickBooks met an error of its own",
    "We look before anything is sent again.",
)
_THROTTLED = Advice(
    Help.TIME,
    "throttled",
    "QuickBooks asked us to slow down",
    "It goes on by itself.",
)
_TOKEN = Advice(Help.TOKEN, "token_expired", "QuickBooks no longer takes our key", "")

UNKNOWN = Advice(
    Help.NOBODY,
    "refused",
    "QuickBooks refused this",
    "Mend what it names, then retry.",
)
"""What we make of a code nobody has documented."""

_BY_CODES: tuple[tuple[Advice, str], ...] = (
    (_ACCESS, "100 110 120 3100"),
    (_LOCKED, "130 140 150 10200"),
    (_TOKEN, "3200"),
    (_THROTTLED, "3001"),
    (_REFERENCE, "610 620 630 700 900 2500"),
    (_CUSTOMER, "6130 6250 6280 6310 6320 6420"),
    (_STALE, "5010"),
    (_SUBSCRIPTION, "6190"),
    (_CLOSED, "6200 6210"),
    (_PLAN, "5020 5030 5000"),
    (_TAX, "6100 6160 6170 6230 6470 2270 2280"),
    (_NAME, "6240 6080"),
    (_NUMBER, "6140"),
    (_EMAIL, "2210"),
    (_AMOUNT, "2140 2150 2160 2290 2300 6070 6090"),
    (
        _DATA,
        (
            "2020 2040 2050 2060 2070 2080 2090 2100 2110 2120 2130 2170 2180 2190 2200"
            " 2220 2230 2240 2250 2260 2600 3000"
        ),
    ),
    (
        _RULE,
        (
            "800 6000 6010 6060 6110 6120 6150 6180 6220 6270 6290 6300 6330 6340 6350"
            " 6360 6370 6380 6390 6400 6430 6440 6450 6460 6480 6490 6500 6510 6520"
            " 6530 6540"
        ),
    ),
    (
        _OURS,
        (
            "500 1040 1050 2000 2010 2030 3202 4000 4001 4002 6020 6030 6040 6041 6050"
            " 10100"
        ),
    ),
    (_BROKEN_THERE, "600 1000 1010 1020 10000"),
)

ADVICE: dict[str, Advice] = {
    code: advice for advice, codes in _BY_CODES for code in codes.split()
}
"""Advice by code, without leading zeros."""


def advice_for(code: str) -> Advice:
    """What we make of a code; `UNKNOWN` where nobody has documented it."""
    return ADVICE.get(code.lstrip("0"), UNKNOWN)
