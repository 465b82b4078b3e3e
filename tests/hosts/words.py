"""What tests say about a practice: clients, services, rates, proposals, lines."""

from datetime import UTC, datetime
from decimal import Decimal

from integration_qbo import (
    DEFAULT_TENANT,
    Address,
    ClientSnapshot,
    OnAcceptance,
    ProposalLine,
    ProposalSnapshot,
    Recurring,
    ServiceSnapshot,
    TaxRateSnapshot,
    TenantInfo,
)
from integration_qbo.testing import FakeHost

OURS, OTHERS = DEFAULT_TENANT, "others"

KNOWN = ClientSnapshot(
    ref="c-quokka",
    name="Quokka Tours",
    company_name="Quokka Tours",
    email="accounts@quokkatours.example",
    url="/clients/c-quokka",
)
"""A client whom QuickBooks surely knows, as customer 18."""

UNKNOWN = ClientSnapshot(
    ref="c-saltbush",
    name="Saltbush Ceramics",
    company_name="Saltbush Ceramics",
    given_name="Ines",
    family_name="Obi",
    email="studio@saltbush.example",
    phone="(02) 5550 1234",
    billing_address=Address(
        line1="4 Kiln Lane",
        city="Hobart",
        region="TAS",
        postal_code="7000",
        country="AU",
    ),
)
"""A client nobody in QuickBooks resembles."""

LOOKALIKE = ClientSnapshot(ref="c-kooka", name="Kookaburra Pest Control Pty Ltd")
"""A client that resembles customer 12, without surely being it."""

QUOKKA, KOOKABURRA = "18", "12"
"""Ids of customers in the practice's company."""

GST, FREE = "gst", "gst_free"
GST_CODE, FREE_CODE, NO_TAX_CODE = "10", "8", "12"
"""Tax codes there: 10 %, 0 %, out of scope."""

BOOKS, RETURN = "s-books", "s-return"
SERVICES_ITEM, BOOKS_ITEM = "1", "2"
"""Products there: Services, and Monthly bookkeeping."""


def back_office() -> FakeHost:
    """A host with two practices that know nothing of each other."""
    return FakeHost(
        infos={
            OURS: TenantInfo(
                name="Wattlebird Accounting",
                zone="Australia/Sydney",
                locale="en_AU",
                country="AU",
                currency="AUD",
            ),
            OTHERS: TenantInfo(
                name="Ironbark Advisers",
                zone="Australia/Perth",
                locale="en_AU",
                country="AU",
                currency="AUD",
            ),
        },
        all_clients={
            OURS: {each.ref: each for each in (KNOWN, UNKNOWN, LOOKALIKE)},
            OTHERS: {KNOWN.ref: KNOWN},
        },
        all_proposals={OURS: {}, OTHERS: {}},
        all_services={
            OURS: [
                ServiceSnapshot(ref=BOOKS, name="Bookkeeping"),
                ServiceSnapshot(ref=RETURN, name="Tax return"),
            ],
            OTHERS: [ServiceSnapshot(ref=BOOKS, name="Bookkeeping")],
        },
        all_tax_rates={
            OURS: [
                TaxRateSnapshot(key=GST, name="GST", percent=Decimal(10)),
                TaxRateSnapshot(key=FREE, name="GST free", percent=Decimal(0)),
            ],
            OTHERS: [TaxRateSnapshot(key=GST, name="GST", percent=Decimal(10))],
        },
    )


def line(ref: str = "l-1", **more) -> ProposalLine:
    """A line billed on acceptance, unless `rule` says otherwise."""
    fields = {
        "service_ref": RETURN,
        "description": "Company tax return",
        "quantity": Decimal(1),
        "unit_price": Decimal("1450.00"),
        "tax_key": GST,
        "rule": OnAcceptance(),
    }
    return ProposalLine(ref=ref, **(fields | more))


def monthly(ref: str = "l-monthly", **more) -> ProposalLine:
    """A line billed every month from acceptance."""
    fields = {
        "service_ref": BOOKS,
        "description": "Bookkeeping for the month",
        "unit_price": Decimal("480.00"),
        "rule": Recurring(),
    }
    return line(ref, **(fields | more))


def proposal(ref: str = "p-1", *lines: ProposalLine, **more) -> ProposalSnapshot:
    """A proposal accepted now by the client QuickBooks knows."""
    fields = {
        "number": ref.upper(),
        "title": "Year-end package",
        "client_ref": KNOWN.ref,
        "currency": "AUD",
        "accepted_at": datetime.now(UTC),
        "url": f"/proposals/{ref}",
    }
    return ProposalSnapshot(ref=ref, lines=lines or (line(),), **(fields | more))
