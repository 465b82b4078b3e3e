"""What the invoices of the tour's story must come to, worked out by hand.

From the proposals P-1007 and P-1009 of the Australian practice; GST is 10 %.
"""

from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from host_app.demo.books import Invoice, Line

KNOWN, UNKNOWN = "Jacaranda Florist", "Saltbush Ceramics"
RENAMED = "Jacaranda Flowers and Plants"


def bookkeeping(customer: str, day: date) -> Invoice:
    """A month of bookkeeping from this day on, billed in advance."""
    end = day + relativedelta(months=1, days=-1)
    period = f"{day:%-d %b %Y} – {end:%-d %b %Y}"
    return Invoice(
        customer=customer,
        dated=day,
        due=day,
        currency="AUD",
        lines=[_one(f"Monthly bookkeeping: {period}", "290.00")],
        tax=Decimal("29.00"),
        total=Decimal("319.00"),
    )


def tax_return(day: date) -> Invoice:
    """A tax return, and a deposit that is outside GST and so carries none."""
    return Invoice(
        customer=UNKNOWN,
        dated=day,
        due=day,
        currency="AUD",
        lines=[
            _one("Individual tax return", "385.00"),
            _one("Deposit for records kept on your behalf", "150.00", "Out of scope"),
        ],
        tax=Decimal("38.50"),
        total=Decimal("573.50"),
    )


def _one(text: str, price: str, tax_code: str = "GST") -> Line:
    return Line(
        text=text,
        amount=Decimal(price),
        tax_code=tax_code,
        quantity=Decimal(1),
        unit_price=Decimal(price),
    )
