"""Have the back office announce invoices that are due: ``announce COUNT``."""

import sys
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import text

from host_app import create_app
from host_app.extensions import db
from host_app.quickbooks import BackOffice, quickbooks
from integration_qbo import DEFAULT_TENANT, InvoiceDue, Line

CLIENTS = ("1", "14", "24")
"""Two whom QuickBooks knows, and one who is created there."""

FIRST_DAY = date(2026, 1, 1)


def main(count: int) -> None:
    """Announce that many, each on a day of its own, each in its own transaction."""
    with create_app().app_context():
        host = BackOffice()
        service = host.services(DEFAULT_TENANT)[0]
        rate = host.tax_rates(DEFAULT_TENANT)[0]
        # Most of these days are long past; nobody is to be asked about that here.
        db.session.execute(text("UPDATE qbo_setting SET late_after_days = 999"))
        for number in range(count):
            quickbooks.invoice_due(
                InvoiceDue(
                    ref=f"fault-{number}",
                    client_ref=CLIENTS[number % len(CLIENTS)],
                    currency="AUD",
                    due_on=FIRST_DAY + timedelta(days=number),
                    title=f"Invoice {number}",
                    lines=[
                        Line(
                            ref="only",
                            service_ref=service.ref,
                            description=f"Invoice {number}",
                            quantity=Decimal(1),
                            unit_price=Decimal(100 + number),
                            tax_key=rate.key,
                        )
                    ],
                )
            )
            db.session.commit()


if __name__ == "__main__":
    main(int(sys.argv[1]))
