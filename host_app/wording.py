"""How amounts, dates and states are written for people."""

from datetime import date, datetime
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from flask import Flask

from host_app.clock import local
from host_app.models import (
    Billing,
    CountsFrom,
    Ends,
    Kind,
    Missed,
    Role,
    Status,
    TaxTreatment,
    Unit,
)
from host_app.practice import current_practice

KINDS = {
    Kind.COMPANY: "Company",
    Kind.TRUST: "Trust",
    Kind.PARTNERSHIP: "Partnership",
    Kind.SOLE_TRADER: "Sole trader",
    Kind.INDIVIDUAL: "Individual",
}
TAX_TREATMENTS = {
    TaxTreatment.ORDINARY: "Ordinary",
    TaxTreatment.EXPORT: "Export",
    TaxTreatment.EXEMPT: "Exempt",
}
STATUSES = {
    Status.DRAFT: "Draft",
    Status.SENT: "Sent",
    Status.ACCEPTED: "Accepted",
    Status.ENDED: "Ended",
}
BILLINGS = {
    Billing.ON_ACCEPTANCE: "Once, on acceptance",
    Billing.ON_COMPLETION: "Once, on completion",
    Billing.ESTIMATE: "Once, on completion, at a price estimated here",
    Billing.DEPOSIT: "A deposit on acceptance, the balance on completion",
    Billing.RECURRING: "Repeatedly",
    Billing.INSTALMENTS: "A fixed price in instalments",
    Billing.INCLUDED: "Never: it is included",
}
MISSED = {
    Missed.EACH: "billed, each with its own date",
    Missed.LATEST: "the latest only",
    Missed.ASK: "ask somebody",
}
ENDS = {
    Ends.BILL: "bill the period that has begun",
    Ends.PART: "bill the days served of it",
    Ends.SKIP: "do not bill it",
}
UNITS = {
    Unit.DAY: "days",
    Unit.WEEK: "weeks",
    Unit.MONTH: "months",
    Unit.YEAR: "years",
}
COUNTS_FROM = {
    CountsFrom.ACCEPTANCE: "the day of acceptance",
    CountsFrom.START: "the proposal's start",
}
FLASK_ADMIN_SAYS = {
    "Record was successfully created.": "Saved.",
    "Record was successfully saved.": "Saved.",
    "Record was successfully deleted.": "Removed.",
    "Record does not exist.": "That does not exist any more.",
    "Failed to create record.": "Nothing was saved yet: look at the fields in red.",
    "Failed to save record.": "Nothing was saved yet: look at the fields in red.",
}
"""Sentences of Flask-Admin, and how we say the same."""

ROLES = {
    Role.ADMIN: "Admin",
    Role.PARTNER: "Partner",
    Role.BOOKKEEPER: "Bookkeeper",
    Role.MEMBER: "Member",
    Role.READER: "Read only",
}


def plainly(sentence: str) -> str:
    """A sentence of Flask-Admin in our words; any other as it is."""
    return FLASK_ADMIN_SAYS.get(sentence, sentence)


def money(amount: Decimal, currency: str | None = None) -> str:
    """An amount with its currency, as the practice writes it: $1,250.00."""
    practice = current_practice()
    return format_currency(
        amount, currency or practice.currency, locale=practice.locale
    )


def number(value: Decimal) -> str:
    """A quantity or a percentage without idle zeros."""
    return format_decimal(value, locale=current_practice().locale)


def country(code: str) -> str:
    """A country by its name in the practice's language; an unknown code as it is."""
    return str(Locale.parse(current_practice().locale).territories.get(code, code))


def day(value: date | datetime | None, *, length: str = "medium") -> str:
    """A date where the practice is; nothing gives an empty string."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = local(value)
    return format_date(value, format=length, locale=current_practice().locale)


def moment(value: datetime | None) -> str:
    """Date and time where the practice is; nothing gives an empty string."""
    if value is None:
        return ""
    time = format_time(local(value), format="short", locale=current_practice().locale)
    return f"{day(value)}, {time}"


def init_app(app: Flask) -> None:
    """Make the words available to templates."""
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters.update(
        plainly=plainly,
        money=money,
        number=number,
        country=country,
        day=day,
        moment=moment,
    )
    app.jinja_env.globals.update(
        KINDS=KINDS,
        STATUSES=STATUSES,
        ROLES=ROLES,
        TAX_TREATMENTS=TAX_TREATMENTS,
        ENDS=ENDS,
    )
