"""What we read back from QuickBooks, as frozen facts with exact figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyFacts:
    """A company: `country` is the two letters QuickBooks uses for the tax model."""

    name: str
    country: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PreferenceFacts:
    """The preferences that change what an invoice must look like.

    `tax_code_id` is the company's own tax code in the United States, or empty.
    `closed_until` is a day as QuickBooks says it.  `classes` are tracked per ``line``,
    per ``invoice`` or, when empty, not at all.
    """

    home_currency: str
    custom_numbers: bool
    uses_sales_tax: bool
    is_tax_automated: bool
    tax_code_id: str
    is_tax_unfinished: bool = False
    multi_currency: bool = False
    applies_credits: bool = False
    closed_until: str = ""
    classes: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListEntry:
    """An entry of a short list; `facts` are ready for JSON."""

    qbo_id: str
    name: str
    is_active: bool
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Basics:
    """What change data capture never tells; `at` is QuickBooks' time of the answer."""

    at: datetime
    company: CompanyFacts
    preferences: PreferenceFacts
    tax_codes: Sequence[ListEntry]
    tax_rates: Sequence[ListEntry]


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerFacts:
    """A customer; `full_name` is the path through its parents."""

    qbo_id: str
    display_name: str
    full_name: str
    email: str
    currency: str
    is_active: bool
    sync_token: str
    is_taxable: bool
    tax_code_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceFacts:
    """An invoice or credit memo as QuickBooks has it."""

    qbo_id: str
    sync_token: str
    doc_number: str
    customer_id: str
    total: Decimal
    tax: Decimal
    private_note: str
    created_at: datetime | None
    balance: Decimal = Decimal(0)
    email: str = ""
    is_emailed: bool = False
    trace_id: str = ""

    @property
    def is_voided(self) -> bool:
        """A void leaves the document at zero and says so in the note."""
        return self.total == 0 and self.private_note.startswith("Voided")
