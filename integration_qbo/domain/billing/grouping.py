"""Which items form one invoice, and what it waits for."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from integration_qbo.domain.billing.case import DueItem
from integration_qbo.domain.billing.life import Spot


class Wait(StrEnum):
    """What a person is asked before an invoice is sent."""

    NOTHING = ""
    COMPLETED = "completed"
    PRICE = "price_wanted"
    MISSED = "missed_period"
    OVERLAP = "periods_overlap"


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceKey:
    """What the items of one invoice of a proposal have in common."""

    invoice_on: date
    is_recurring: bool
    wait: Wait = Wait.NOTHING


def invoices(
    items: Iterable[DueItem],
    *,
    asked: Collection[Spot] = (),
    are_terms_equal: bool = False,
) -> Mapping[InvoiceKey, list[DueItem]]:
    """Items by the invoice they belong on: same date, same terms, same question.

    What is certain does not wait for what a person is asked about: that forms an
    invoice of its own.  `are_terms_equal`: recurring and other invoices are due after
    as many days, so that they need not be told apart.
    """
    found: dict[InvoiceKey, list[DueItem]] = {}
    for item in items:
        key = InvoiceKey(
            invoice_on=item.period.due_on,
            is_recurring=item.is_recurring and not are_terms_equal,
            wait=_wait(item, asked),
        )
        found.setdefault(key, []).append(item)
    return found


def _wait(item: DueItem, asked: Collection[Spot]) -> Wait:
    if item.overlaps is not None:
        return Wait.OVERLAP
    if item.spot in asked:
        return Wait.MISSED
    if item.wants_price:
        return Wait.PRICE
    return Wait.COMPLETED if item.needs_review else Wait.NOTHING
