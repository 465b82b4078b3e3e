"""An Australian practice: its people, taxes, services, clients and proposals.

People and firms are invented: their telephone numbers come from the ranges reserved for
fiction, and no ABN passes the check that real ones pass.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from host_app.models import Billing, CountsFrom, Role, Status, Unit
from host_app.seed import SeedData, SeedProposal, clients_in

GST, GST_FREE = "gst", "gst_free"

PRACTICE = {
    "name": "Wattlebird Accounting",
    "zone": "Australia/Sydney",
    "locale": "en_AU",
    "country": "AU",
    "currency": "AUD",
}

USERS = (
    {
        "email": "maya@wattlebird.example.com.au",
        "name": "Maya Lindgren",
        "role": Role.ADMIN,
    },
    {
        "email": "oscar@wattlebird.example.com.au",
        "name": "Oscar Pell",
        "role": Role.MEMBER,
    },
    {
        "email": "greta@wattlebird.example.com.au",
        "name": "Greta Lockyer",
        "role": Role.PARTNER,
    },
    {
        "email": "sunil@wattlebird.example.com.au",
        "name": "Sunil Adeyemi",
        "role": Role.BOOKKEEPER,
    },
    {
        "email": "wren@wattlebird.example.com.au",
        "name": "Wren Castellan",
        "role": Role.READER,
    },
)

TAX_RATES = (
    {"key": GST, "name": "GST", "percent": Decimal(10)},
    {"key": GST_FREE, "name": "GST free", "percent": Decimal(0)},
)

SERVICES = tuple(
    {"name": name, "description": description, "unit_price": Decimal(price)}
    for name, description, price in (
        (
            "Monthly bookkeeping",
            "Coding of bank transactions, reconciliation and a monthly report",
            "480.00",
        ),
        (
            "Business activity statement",
            "Preparation and lodgement of one quarter's statement",
            "330.00",
        ),
        (
            "Company tax return",
            "Preparation and lodgement for one financial year",
            "1450.00",
        ),
        (
            "Trust tax return",
            "Preparation and lodgement, with the distribution resolution",
            "1320.00",
        ),
        (
            "Individual tax return",
            "Preparation and lodgement for one financial year",
            "385.00",
        ),
        (
            "Annual financial statements",
            "Profit and loss, balance sheet and notes",
            "2200.00",
        ),
        ("Payroll service", "A pay run with superannuation, per employee", "14.50"),
        ("Advisory consultation", "An hour with a director of the practice", "260.00"),
        (
            "Company secretarial service",
            "Annual statement, registers and minutes",
            "295.00",
        ),
        ("ASIC annual review fee", "The fee we pay for the company", "321.00"),
    )
)

CLIENTS_FILE = Path(__file__).with_name("australian_clients.csv")


def _once(service: str, **more: Any) -> dict[str, Any]:
    return {"service": service, "tax_key": GST} | more


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
        "Hunter Valley Vineyards Pty Ltd",
        "Bookkeeping and statements",
        Status.ENDED,
        (_monthly("Monthly bookkeeping"), _once("Company tax return")),
        accepted_days_ago=410,
        ended_days_ago=45,
    ),
    SeedProposal(
        "P-1002",
        "O'Brien & Sons Electrical",
        "Payroll for the workshop",
        Status.ACCEPTED,
        (
            _monthly("Payroll service", quantity=Decimal(18)),
            _once("Advisory consultation", description="Setting up the awards"),
        ),
        accepted_days_ago=96,
    ),
    SeedProposal(
        "P-1003",
        "Banksia Dental Group",
        "Tax and advice for the year",
        Status.ACCEPTED,
        (
            _once("Annual financial statements"),
            _once("Individual tax return", quantity=Decimal(3)),
        ),
        accepted_days_ago=38,
    ),
    SeedProposal(
        "P-1004",
        "Whitlock Family Trust",
        "Trust return and quarterly statements",
        Status.ACCEPTED,
        (
            _once("Trust tax return"),
            _every(
                Unit.MONTH,
                "Business activity statement",
                every_count=3,
                occurrences=4,
            ),
        ),
        accepted_days_ago=12,
    ),
    SeedProposal(
        "P-1005",
        "Acacia Landscapes Pty Ltd",
        "Year-end package",
        Status.SENT,
        (
            _once("Company tax return"),
            _once("Company secretarial service"),
            _once("ASIC annual review fee", tax_key=GST_FREE),
        ),
    ),
    SeedProposal(
        "P-1006",
        "Redgum Robotics Pty Ltd",
        "Start-up package",
        Status.SENT,
        (
            _once("Advisory consultation", quantity=Decimal("2.5")),
            _monthly("Monthly bookkeeping", discount=Decimal("80.00")),
            _as(Billing.DEPOSIT, "Company tax return", deposit_percent=Decimal(30)),
            _as(Billing.INCLUDED, "Company secretarial service"),
        ),
    ),
    SeedProposal(
        "P-1007",
        "Jacaranda Florist",
        "Monthly bookkeeping",
        Status.SENT,
        (_monthly("Monthly bookkeeping", unit_price=Decimal("290.00")),),
    ),
    SeedProposal(
        "P-1008",
        "Kookaburra Pest Control Pty Ltd",
        "Activity statements",
        Status.SENT,
        (
            _every(
                Unit.MONTH,
                "Business activity statement",
                every_count=3,
                counts_from=CountsFrom.START,
                in_arrears=True,
            ),
            _as(
                Billing.INSTALMENTS,
                "Annual financial statements",
                unit_price=Decimal("2200.00"),
                occurrences=6,
                counts_from=CountsFrom.START,
            ),
        ),
        starts_in_days=14,
    ),
    SeedProposal(
        "P-1009",
        "Saltbush Ceramics",
        "First tax return",
        Status.SENT,
        (
            _once("Individual tax return"),
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
        "Quokka Tours",
        "Bookkeeping through the season",
        Status.SENT,
        (
            _monthly("Monthly bookkeeping", ends_on=date(2027, 6, 30)),
            _once("Advisory consultation"),
            _as(Billing.ON_COMPLETION, "Individual tax return"),
            _as(
                Billing.ESTIMATE,
                "Annual financial statements",
                lowest=Decimal("1800.00"),
                highest=Decimal("2400.00"),
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
        "Fitzroy Physio",
        "Payroll for two",
        Status.DRAFT,
        (_monthly("Payroll service", quantity=Decimal(2)),),
    ),
    SeedProposal("P-1012", "Tom Barraclough", "Personal tax return", Status.DRAFT, ()),
)

AUSTRALIA = SeedData(
    PRACTICE, USERS, TAX_RATES, SERVICES, clients_in(CLIENTS_FILE), PROPOSALS
)
