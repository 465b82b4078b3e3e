"""The tables of the back office."""

from host_app.models.catalogue import Service, TaxRate
from host_app.models.client import Client, Kind, TaxTreatment
from host_app.models.journal import JournalEntry
from host_app.models.platform import AccountingPlatform
from host_app.models.practice import DEFAULT_TENANT, Notice, Practice, Role, User
from host_app.models.proposal import (
    REPEATED,
    Billing,
    CountsFrom,
    Ends,
    Missed,
    Proposal,
    ProposalLine,
    Status,
    Unit,
)

__all__ = [
    "DEFAULT_TENANT",
    "REPEATED",
    "AccountingPlatform",
    "Billing",
    "Client",
    "CountsFrom",
    "Ends",
    "JournalEntry",
    "Kind",
    "Missed",
    "Notice",
    "Practice",
    "Proposal",
    "ProposalLine",
    "Role",
    "Service",
    "Status",
    "TaxRate",
    "TaxTreatment",
    "Unit",
    "User",
]
