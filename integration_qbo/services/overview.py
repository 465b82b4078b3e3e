"""What the Connection page shows besides the connection itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, select
from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import State
from integration_qbo.services.plan_invoices import EARLIER
from integration_qbo.store import queries
from integration_qbo.store.models import (
    ClientMap,
    Connection,
    DeliveryEvent,
    Invoice,
    Proposal,
)

_EXACT_UP_TO = 1000
_LAST = 10
_SHOWN = 100

GROUPS: dict[str, tuple[str, ...]] = {
    "needs": (State.BLOCKED.value, State.REFUSED.value, State.REVIEW.value),
    "waiting": (State.PLANNED.value, State.QUEUED.value),
    "way": (State.SENDING.value, State.IN_DOUBT.value),
    "pushed": (State.PUSHED.value, State.LINKED.value),
    "closed": (State.CANCELLED.value, State.SUPERSEDED.value),
}
"""States by what they mean to a person; the filters of the invoice log."""


def within(company_id: int, name: str) -> ColumnElement[bool]:
    """The invoices of a group, for a list."""
    if name == "needs":
        return Invoice.id.in_(queries.needing_someone(company_id))
    return Invoice.state.in_(GROUPS[name])


@dataclass(frozen=True, slots=True)
class Count:
    """A number, exact up to a thousand."""

    number: int

    def __str__(self) -> str:
        """The number as it is shown."""
        if self.number > _EXACT_UP_TO:
            return f"{_EXACT_UP_TO:,}+"
        return f"{self.number:,}"


def flow(session: Session, company_id: int) -> dict[str, Count]:
    """How many invoices stand where; the cost does not grow with the log."""
    counts = {}
    for name in GROUPS:
        some = _ids(company_id, name).limit(_EXACT_UP_TO + 1).subquery()
        found = session.scalar(select(func.count()).select_from(some))
        counts[name] = Count(found or 0)
    return counts


def _ids(company_id: int, name: str) -> Select[Any] | CompoundSelect[Any]:
    if name == "needs":
        return queries.needing_someone(company_id)
    return select(Invoice.id).where(
        Invoice.company_id == company_id, Invoice.state.in_(GROUPS[name])
    )


def recent_events(
    session: Session, company_id: int
) -> Sequence[tuple[DeliveryEvent, Invoice]]:
    """The last moves of invoices, newest first."""
    rows = session.execute(
        select(DeliveryEvent, Invoice)
        .join(Invoice, Invoice.id == DeliveryEvent.delivery_id)
        .where(Invoice.company_id == company_id)
        .order_by(DeliveryEvent.id.desc())
        .limit(_LAST)
    )
    return [(event, invoice) for event, invoice in rows]


def earlier_acceptances(session: Session, tenant: str) -> int:
    """Proposals accepted before Enable, which stay out unless picked."""
    found = session.scalar(
        select(func.count()).where(
            Proposal.tenant == tenant, Proposal.standing == EARLIER
        )
    )
    return found or 0


def earlier_proposals(session: Session, tenant: str) -> list[tuple[Proposal, str]]:
    """The first hundred of them, oldest first, with the client's name."""
    rows = session.execute(
        select(Proposal, func.coalesce(ClientMap.name, Proposal.client_ref))
        .outerjoin(Connection, Connection.tenant == Proposal.tenant)
        .outerjoin(
            ClientMap,
            (ClientMap.company_id == Connection.company_id)
            & (ClientMap.client_ref == Proposal.client_ref),
        )
        .where(Proposal.tenant == tenant, Proposal.standing == EARLIER)
        .order_by(Proposal.accepted_at, Proposal.id)
        .limit(_SHOWN)
    )
    return [(known, name) for known, name in rows]
