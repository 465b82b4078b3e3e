"""What stands billed of a proposal's lines, and what of it was not sent yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import State
from integration_qbo.store.models import Invoice, Item

Origin = tuple[str, str]
"""The (proposal, line) a line is billed as."""

OPEN = frozenset(
    {State.PLANNED, State.REVIEW, State.QUEUED, State.BLOCKED, State.REFUSED}
)
"""States of an invoice that certainly is not in QuickBooks and may still change."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An item that counts, and its invoice."""

    item: Item
    invoice: Invoice

    @property
    def origin(self) -> Origin:
        """What it is billed as."""
        return self.item.origin_ref, self.item.origin_line_ref

    @property
    def is_open(self) -> bool:
        """Whether it may still change: nothing of it may be in QuickBooks."""
        return State(self.invoice.state) in OPEN


def standing_items(
    session: Session, tenant: str, origin_refs: Collection[str], *, lock: bool = False
) -> Sequence[Standing]:
    """Every item of these origins that counts, by period.

    `lock` keeps workers from taking the invoices while the caller decides.
    """
    query = (
        select(Item, Invoice)
        .join(Invoice, Invoice.id == Item.invoice_id)
        .where(
            Item.tenant == tenant,
            Item.origin_ref.in_(list(origin_refs)),
            Item.live_key.is_not(None),
        )
        .order_by(Item.period_key, Item.id)
    )
    if lock:
        query = query.with_for_update(of=Invoice).execution_options(
            populate_existing=True
        )
    return [
        Standing(item=item, invoice=invoice) for item, invoice in session.execute(query)
    ]
