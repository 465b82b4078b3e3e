"""Knows when a sale is due."""

import calendar
from datetime import date

from integration_qbo.sandbox import faults
from integration_qbo.sandbox.books.session import Books
from integration_qbo.sandbox.clock import add_days
from integration_qbo.sandbox.wire import Doc


def due_date(books: Books, doc: Doc, customer: Doc) -> str:
    """Return the date given, or the one that the terms lead to."""
    if doc.get("DueDate"):
        return str(doc["DueDate"])[:10]
    references = (
        doc.get("SalesTermRef"),
        customer.get("SalesTermRef"),
        books.preference("SalesFormsPrefs", "DefaultTerms"),
    )
    begins = date.fromisoformat(str(doc["TxnDate"]))
    for reference in references:
        if reference and reference.get("value"):
            term = books.get("Term", str(reference["value"]))
            if term is None:
                raise faults.invalid_reference("SalesTermRef", "SalesTermRef")
            return _after(begins, term).isoformat()
    return begins.isoformat()


def _after(begins: date, term: Doc) -> date:
    if term.get("DueDays") is not None:
        return add_days(begins, int(term["DueDays"]))
    day = int(term["DayOfMonthDue"])
    due = _day_of_month(begins.year, begins.month, day)
    closeness = int(term.get("DueNextMonthDays") or 0)
    if (due - begins).days < closeness or due < begins:
        year, month = divmod(begins.year * 12 + begins.month, 12)
        due = _day_of_month(year, month + 1, day)
    return due


def _day_of_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
