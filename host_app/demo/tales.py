"""The tour's story country by country, and what its invoices must come to.

Every figure is worked out by hand from the proposals P-1007 and P-1009 of the
practice; GST is 10 %, Austin's sales tax 8.25 % on what is taxable.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from host_app.demo.books import Invoice, Line


@dataclass(frozen=True, kw_only=True, slots=True)
class Tale:
    """Who plays, where, with which company, and what comes of it.

    `monthly` gives the recurring invoice of a customer from a day on, `first` the one
    of the client QuickBooks does not know.
    """

    country: str
    zone: str
    practice: str
    admin: str
    realm_id: str
    company: str
    item: str
    tax_codes: Mapping[str, str]
    known: str
    renamed: str
    unknown: str
    monthly: Callable[[str, date], Invoice]
    first: Callable[[date], Invoice]


def _invoice(  # noqa: PLR0913, PLR0917 - what differs from one invoice to the next
    customer: str, day: date, currency: str, lines: Sequence[Line], tax: str, total: str
) -> Invoice:
    return Invoice(
        customer=customer,
        dated=day,
        due=day,
        currency=currency,
        lines=list(lines),
        tax=Decimal(tax),
        total=Decimal(total),
    )


def _one(text: str, price: str, tax_code: str) -> Line:
    return Line(
        text=text,
        amount=Decimal(price),
        tax_code=tax_code,
        quantity=Decimal(1),
        unit_price=Decimal(price),
    )


def _month(day: date) -> str:
    """A month from this day on, billed in advance."""
    end = day + relativedelta(months=1, days=-1)
    return f"{day:%-d %b %Y} – {end:%-d %b %Y}"


def _australian_month(customer: str, day: date) -> Invoice:
    line = _one(f"Monthly bookkeeping: {_month(day)}", "290.00", "GST")
    return _invoice(customer, day, "AUD", [line], "29.00", "319.00")


def _australian_return(day: date) -> Invoice:
    """A tax return, and a deposit that is outside GST and so carries none."""
    lines = [
        _one("Individual tax return", "385.00", "GST"),
        _one("Deposit for records kept on your behalf", "150.00", "Out of scope"),
    ]
    return _invoice("Saltbush Ceramics", day, "AUD", lines, "38.50", "573.50")


def _american_month(customer: str, day: date) -> Invoice:
    """Bookkeeping is not taxed; 8.25 % of 90.00 is 7.425, in two rates 5.63 and 1.80.

    6.25 % of 90.00 is 5.625, half-up 5.63; 2 % is 1.80; together 7.43.
    """
    lines = [
        _one(f"Monthly bookkeeping: {_month(day)}", "310.00", "NON"),
        _one(f"Data processing: {_month(day)}", "90.00", "TAX"),
    ]
    return _invoice(customer, day, "USD", lines, "7.43", "407.43")


def _american_return(day: date) -> Invoice:
    """Only the binder is taxed: 6.25 % of 45.00 is 2.8125, 2 % is 0.90."""
    lines = [
        _one("Individual tax return", "475.00", "NON"),
        _one("Records binder", "45.00", "TAX"),
        _one("Deposit for records kept on your behalf", "150.00", "NON"),
    ]
    return _invoice("Brazos Bicycle Repair", day, "USD", lines, "3.71", "673.71")


TALES = {
    tale.country: tale
    for tale in (
        Tale(
            country="AU",
            zone="Australia/Sydney",
            practice="Wattlebird Accounting",
            admin="maya@wattlebird.example.com.au",
            realm_id="9341454210000101",
            company="Wattlebird Accounting Pty Ltd",
            item="Services → Sales",
            tax_codes={
                "GST": "GST (10 %)",
                "GST free": "GST free (0 %)",
                "No tax": "Out of scope (0 %)",
            },
            known="Jacaranda Florist",
            renamed="Jacaranda Flowers and Plants",
            unknown="Saltbush Ceramics",
            monthly=_australian_month,
            first=_australian_return,
        ),
        Tale(
            country="US",
            zone="America/Chicago",
            practice="Bluestem Accounting",
            admin="nora@bluestem.example",
            realm_id="9341454210000203",
            company="Bluestem Accounting LLC",
            item="Services → Sales",
            tax_codes={
                "Sales tax": "Taxable, at the customer's rate, else the company's",
                "Not taxed": "Non-taxable",
                "No tax": "Non-taxable",
            },
            known="Bluebonnet Bakery",
            renamed="Bluebonnet Bakery and Café",
            unknown="Brazos Bicycle Repair",
            monthly=_american_month,
            first=_american_return,
        ),
    )
}
"""By the two letters of the country."""
