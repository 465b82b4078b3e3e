"""Take items off invoices that were not sent: what is pushed is never touched."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import Event
from integration_qbo.errors import Cause
from integration_qbo.services.record_move import note_on, record_move
from integration_qbo.store.billing import Standing
from integration_qbo.store.models import Invoice, Item

_SUPERSEDED = Cause(
    code="plan_changed", sentence="What it bills was changed before it was sent."
)


def take_off(session: Session, standing: Sequence[Standing], *, at: datetime) -> None:
    """Free these periods; an invoice that loses all it bills is superseded.

    An invoice that keeps lines of other proposals is built anew without these.  The
    caller has locked the invoices and commits.
    """
    by_invoice: dict[str, list[Standing]] = {}
    for each in standing:
        by_invoice.setdefault(each.invoice.id, []).append(each)
    for found in by_invoice.values():
        _take(session, found[0].invoice, [each.item for each in found], at)
    session.flush()


def _take(
    session: Session, invoice: Invoice, items: Sequence[Item], at: datetime
) -> None:
    # Whoever is building or about to send it has lost it by this.
    invoice.fence += 1
    invoice.lease_until = None
    gone = [item.id for item in items]
    left = session.scalar(
        select(func.count()).where(Item.invoice_id == invoice.id, Item.id.not_in(gone))
    )
    if not left:
        for item in items:
            item.live_key = None
        record_move(session, invoice, Event.SUPERSEDED, at=at, cause=_SUPERSEDED)
        return
    for item in items:
        session.delete(item)
    lost = sum((item.amount for item in items), Decimal(0))
    invoice.net = (invoice.net or Decimal(0)) - lost
    if invoice.payload is not None:
        invoice.payload = invoice.request_id = None
        invoice.revision += 1
    note_on(session, invoice, f"{len(items)} lines were taken off: changed.", at=at)
    session.expire(invoice, ["items"])
