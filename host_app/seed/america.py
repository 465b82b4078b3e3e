"""An American practice: its people, taxes, services, clients and proposals.

People and firms are invented: their telephone numbers come from the range reserved for
fiction, and no employer identification number begins with 00.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

from host_app.models import Billing, CountsFrom, Role, Status, Unit
from host_app.seed import SeedData, SeedProposal, clients_in

TAXED, UNTAXED = "sales_tax", "not_taxed"

PRACTICE = {
    "name": "Bluestem Accounting",
    "zone": "America/Chicago",
    "locale": "en_US",
    "country": "US",
    "currency": "USD",
}

USERS = (
    {"email": "nora@bluestem.example", "name": "Nora Whitaker", "role": Role.ADMIN},
    {"email": "eli@bluestem.example", "name": "Eli Sandoval", "role": Role.MEMBER},
    {"email": "ruth@bluestem.example", "name": "Ruth Amador", "role": Role.PARTNER},
    {"email": "hal@bluestem.example", "name": "Hal Brandvold", "role": Role.BOOKKEEPER},
    {"email": "tess@bluestem.example", "name": "Tess Okafor", "role": Role.READER},
)

TAX_RATES = (
    {"key": TAXED, "name": "Sales tax", "percent": Decimal("8.25")},
    {"key": UNTAXED, "name": "Not taxed", "percent": Decimal(0)},
)

SERVICES = tuple(
    {"name": name, "description": description, "unit_price": Decimal(price)}
    for name, description, price in (
        (
            "Monthly bookkeeping",
            "Coding of bank transactions, reconciliation and a monthly report",
            "420.00",
        ),
        ("Payroll service", "A pay run with filings, per employee", "12.50"),
        ("Sales tax filing", "Preparation and filing of one quarter", "180.00"),
        ("Business tax return", "Form 1120 or 1065 with the state's return", "1400.00"),
        ("Individual tax return", "Form 1040 with schedules", "475.00"),
        ("Trust tax return", "Form 1041 and the beneficiaries' statements", "950.00"),
        ("Advisory consultation", "An hour with a partner of the practice", "210.00"),
        ("Annual compilation", "Balance sheet, income statement and notes", "1850.00"),
        ("Records binder", "A binder of the year's records", "45.00"),
        ("Data processing", "Entry of records kept on paper, per hour", "90.00"),
    )
)

CLIENTS_FILE = Path(__file__).with_name("american_clients.csv")


def _once(service: str, **more: Any) -> dict[str, Any]:
    return {"service": service, "tax_key": UNTAXED} | more


def _every(unit: Unit, service: str, **more: Any) -> dict[str, Any]:
    rhythm = {"billing": Billing.RECURRING, "every_unit": unit}
    return _once(service, **rhythm) | more


def _monthly(service: str, **more: Any) -> dict[str, Any]:
    return _every(Unit.MONTH, service, **more)


def _as(billing: Billing, service: str, **more: Any) -> dict[str, Any]:
    return _once(service, billing=billing) | more


PROPOSALS = (
    SeedProposal(
        "P-1001",
        "Cottonwood Construction LLC",
        "Bookkeeping and filings",
        Status.ENDED,
        (_monthly("Monthly bookkeeping"), _once("Business tax return")),
        accepted_days_ago=410,
        ended_days_ago=45,
    ),
    SeedProposal(
        "P-1002",
        "Lone Star Landscaping",
        "Payroll for the crews",
        Status.ACCEPTED,
        (
            _monthly("Payroll service", quantity=Decimal(22)),
            _once("Advisory consultation", description="Setting up the crews"),
        ),
        accepted_days_ago=96,
    ),
    SeedProposal(
        "P-1003",
        "Cedar Park Dental Group",
        "Tax and advice for the year",
        Status.ACCEPTED,
        (
            _once("Annual compilation"),
            _once("Individual tax return", quantity=Decimal(3)),
        ),
        accepted_days_ago=38,
    ),
    SeedProposal(
        "P-1004",
        "Live Oak Family Trust",
        "Trust return and quarterly filings",
        Status.ACCEPTED,
        (
            _once("Trust tax return"),
            _every(Unit.MONTH, "Sales tax filing", every_count=3, occurrences=4),
        ),
        accepted_days_ago=12,
    ),
    SeedProposal(
        "P-1005",
        "Round Rock Robotics Inc.",
        "Year-end package",
        Status.SENT,
        (
            _once("Business tax return"),
            _once("Records binder", tax_key=TAXED, quantity=Decimal(2)),
        ),
    ),
    SeedProposal(
        "P-1006",
        "Agave & Ash Interiors",
        "Start-up package",
        Status.SENT,
        (
            _once("Advisory consultation", quantity=Decimal("2.5")),
            _monthly("Monthly bookkeeping", discount=Decimal("60.00")),
            _as(Billing.DEPOSIT, "Business tax return", deposit_percent=Decimal(30)),
            _as(Billing.INCLUDED, "Sales tax filing"),
        ),
    ),
    SeedProposal(
        "P-1007",
        "Bluebonnet Bakery",
        "Monthly bookkeeping",
        Status.SENT,
        (
            _monthly("Monthly bookkeeping", unit_price=Decimal("310.00")),
            _monthly("Data processing", tax_key=TAXED),
        ),
    ),
    SeedProposal(
        "P-1008",
        "Sabine River Outfitters",
        "Sales tax filings",
        Status.SENT,
        (
            _every(
                Unit.MONTH,
                "Sales tax filing",
                every_count=3,
                counts_from=CountsFrom.START,
                in_arrears=True,
            ),
            _once("Records binder", tax_key=TAXED),
            _as(
                Billing.INSTALMENTS,
                "Business tax return",
                occurrences=6,
                counts_from=CountsFrom.START,
            ),
        ),
        starts_in_days=14,
    ),
    SeedProposal(
        "P-1009",
        "Brazos Bicycle Repair",
        "First tax return",
        Status.SENT,
        (
            _once("Individual tax return"),
            _once("Records binder", tax_key=TAXED),
            _once(
                "Advisory consultation",
                description="Deposit for records kept on your behalf",
                unit_price=Decimal("150.00"),
                tax_key=None,
            ),
        ),
    ),
    SeedProposal(
        "P-1010",
        "Mockingbird Music School",
        "Bookkeeping through the season",
        Status.SENT,
        (
            _monthly("Monthly bookkeeping"),
            _once("Records binder", tax_key=TAXED),
            _as(Billing.ON_COMPLETION, "Individual tax return"),
            _as(
                Billing.ESTIMATE,
                "Business tax return",
                lowest=Decimal("900.00"),
                highest=Decimal("1400.00"),
            ),
            _as(
                Billing.ESTIMATE,
                "Advisory consultation",
                description="Questions on the way, by the hour",
            ),
        ),
    ),
    SeedProposal(
        "P-1011",
        "Travis Heights Yoga",
        "Payroll for two",
        Status.DRAFT,
        (_monthly("Payroll service", quantity=Decimal(2)),),
    ),
    SeedProposal("P-1012", "Owen Castellano", "Personal tax return", Status.DRAFT, ()),
)

AMERICA = SeedData(
    PRACTICE, USERS, TAX_RATES, SERVICES, clients_in(CLIENTS_FILE), PROPOSALS
)
