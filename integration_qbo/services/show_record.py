"""What a host screen shows of one client or proposal, and of a page of proposals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import NEEDS_SOMEONE, State
from integration_qbo.store.models import Invoice, Item

_SHOWN = 5
_ON_ITS_WAY = frozenset({State.PLANNED, State.QUEUED, State.SENDING, State.IN_DOUBT})
_THERE = frozenset({State.PUSHED, State.LINKED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How many invoices of a source need somebody, are on their way, are there."""

    needs: int = 0
    way: int = 0
    there: int = 0


def standings(
    session: Session, tenant: str, source_refs: Iterable[str]
) -> dict[str, Standing]:
    """The standing of each named proposal that was ever billed; one query."""
    rows = session.execute(
        select(Item.source_ref, Invoice.state, func.count(Invoice.id.distinct()))
        .join(Invoice, Invoice.id == Item.invoice_id)
        .where(Item.tenant == tenant, Item.source_ref.in_(list(source_refs)))
        .group_by(Item.source_ref, Invoice.state)
    )
    counts: dict[str, dict[str, int]] = {}
    for source_ref, state, count in rows:
        counts.setdefault(source_ref, {})[state] = count
    return {
        source_ref: Standing(
            needs=_total(found, NEEDS_SOMEONE),
            way=_total(found, _ON_ITS_WAY),
            there=_total(found, _THERE),
        )
        for source_ref, found in counts.items()
    }


def _total(found: dict[str, int], states: Iterable[State]) -> int:
    return sum(found.get(state.value, 0) for state in states)


def invoices_of_client(
    session: Session, company_id: int, client_ref: str
) -> Sequence[Invoice]:
    """A client's last invoices in a company."""
    return session.scalars(
        select(Invoice)
        .where(Invoice.company_id == company_id, Invoice.client_ref == client_ref)
        .order_by(Invoice.created_at.desc())
        .limit(_SHOWN)
    ).all()


def invoices_of_source(
    session: Session, tenant: str, source_ref: str
) -> Sequence[Invoice]:
    """A proposal's last invoices, in whatever company they are."""
    ids = (
        select(Item.invoice_id)
        .where(Item.tenant == tenant, Item.source_ref == source_ref)
        .distinct()
    )
    return session.scalars(
        select(Invoice)
        .where(Invoice.id.in_(ids))
        .order_by(Invoice.created_at.desc())
        .limit(_SHOWN)
    ).all()
