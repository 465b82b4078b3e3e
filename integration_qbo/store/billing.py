"""What stands billed of a proposal's lines, and what of it was not sent yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import State
from integration_qbo.store import queries
from integration_qbo.store.models import (
    Connection,
    Invoice,
    Item,
    Proposal,
    Setting,
)

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


TITLE = 500
"""How much of a reference an invoice that could not be planned shows as its title."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What an announcement is planned on, read in one statement.

    `is_known`: the proposal was announced before.  `is_shown`: it stands in the log as
    one that could not be planned.  Settings are held on to, so that planning finds
    them in the session; `None` while nobody has chosen any.
    """

    connection: Connection
    settings: Setting | None
    is_known: bool
    is_shown: bool


def ground(session: Session, tenant: str, ref: str) -> Ground:
    """What the announcement of `ref` is planned on."""
    is_known = exists().where(Proposal.tenant == tenant, Proposal.proposal_ref == ref)
    is_shown = exists().where(
        Invoice.company_id == Connection.company_id, *_not_planned(ref)
    )
    found = session.execute(
        select(Connection, Setting, is_known, is_shown)
        .outerjoin(Setting, Setting.company_id == Connection.company_id)
        .where(Connection.tenant == tenant)
    ).one_or_none()
    if found is None:
        connection = queries.connection_of(session, tenant)
        return Ground(
            connection=connection, settings=None, is_known=False, is_shown=False
        )
    return Ground(
        connection=found[0], settings=found[1], is_known=found[2], is_shown=found[3]
    )


def not_planned(session: Session, company_id: int | None, ref: str) -> list[Invoice]:
    """What stands in the log because `ref` could not be planned."""
    shown = select(Invoice).where(Invoice.company_id == company_id, *_not_planned(ref))
    return list(session.scalars(shown))


def _not_planned(ref: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Invoice.state == State.BLOCKED.value,
        Invoice.client_ref == "",
        Invoice.title == ref[:TITLE],
    )
