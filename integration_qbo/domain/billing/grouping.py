"""Which items form one invoice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from integration_qbo.domain.billing.case import DueItem


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceKey:
    """What the items of one invoice of a proposal have in common."""

    invoice_on: date
    is_recurring: bool


def invoices(
    items: Iterable[DueItem], *, are_terms_equal: bool = False
) -> Mapping[InvoiceKey, list[DueItem]]:
    """Items by the invoice they belong on: same date, same terms.

    `are_terms_equal`: recurring and other invoices are due after as many days, so that
    they need not be told apart.
    """
    found: dict[InvoiceKey, list[DueItem]] = {}
    for item in items:
        key = InvoiceKey(
            invoice_on=item.period.due_on,
            is_recurring=item.is_recurring and not are_terms_equal,
        )
        found.setdefault(key, []).append(item)
    return found
