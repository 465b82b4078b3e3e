"""What a company's preferences in QuickBooks will do to the practice's invoices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from integration_qbo.domain.tax import TaxModel


class Weight(StrEnum):
    """How much a finding matters."""

    BLOCKING = "in the way"
    CHECK = "check this"
    NOTE = "good to know"


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """One finding: what will happen, and how it is mended.

    `place` names the map or page where it is mended here; empty for QuickBooks.
    """

    key: str
    weight: Weight
    sentence: str
    remedy: str = ""
    place: str = ""


def advise(
    facts: Mapping[str, Any], *, home_currency: str, currency: str, charges_tax: bool
) -> Iterator[Advice]:
    """What follows from preferences as last read; `currency` is the practice's."""
    if currency != home_currency and not facts.get("multi_currency"):
        yield Advice(
            key="currency",
            weight=Weight.BLOCKING,
            sentence=f"The company keeps its books in {home_currency} and takes no"
            f" other currency: your invoices in {currency} would be refused or booked"
            f" as {home_currency}.",
            remedy="Turn multi-currency on in QuickBooks, or connect the company that"
            f" keeps its books in {currency}.",
        )
    if facts.get("applies_credits"):
        yield Advice(
            key="credits",
            weight=Weight.CHECK,
            sentence="QuickBooks applies a customer's open credits to each new invoice:"
            " it may be part paid the moment it arrives.",
            remedy="Turn “Automatically apply credits” off there if you decide"
            " yourselves.",
        )
    if facts.get("closed_until"):
        yield Advice(
            key="closed",
            weight=Weight.NOTE,
            sentence=f"The books are closed up to {facts['closed_until']}: QuickBooks"
            " refuses an invoice dated that day or before.",
        )
    if facts.get("classes"):
        yield Advice(
            key="classes",
            weight=Weight.NOTE,
            sentence="Classes are tracked there; our invoices carry none, so they show"
            " as “not specified” in reports by class.",
        )
    if charges_tax:
        yield from _tax(facts)


def _tax(facts: Mapping[str, Any]) -> Iterator[Advice]:
    model = facts.get("tax_model")
    if model == TaxModel.US_AUTOMATED:
        yield Advice(
            key="automated_tax",
            weight=Weight.NOTE,
            sentence="QuickBooks computes sales tax by itself, from the customer's"
            " address: your percentages are not used, and the tax it comes to is taken"
            " over.",
        )
    elif facts.get("is_tax_unfinished"):
        yield Advice(
            key="unfinished_tax",
            weight=Weight.CHECK,
            sentence="Automated sales tax was begun in QuickBooks and not set up:"
            " taxable lines may come back without tax.",
            remedy="Finish it there under Taxes.",
        )
