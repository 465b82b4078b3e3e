"""Who works on what: leases on companies and deliveries, each one statement.

One statement claims and reads, because SQLite has no row locks and SQLAlchemy drops
SKIP LOCKED there without a word.  Times come from the database's clock.
"""

from datetime import datetime, timedelta

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from integration_qbo.domain.connection import Status
from integration_qbo.domain.delivery import WORKABLE, State
from integration_qbo.store.models import Connection, Delivery

# In the text of the statement and in the order of the index: with parameters no
# database can tell that the index of what is due holds all that is asked for.
_WORKABLE: BindParameter[list[str]] = bindparam(
    "workable",
    [state.value for state in State if state in WORKABLE],
    expanding=True,
    literal_execute=True,
)


def is_at(deployment_id: str) -> ColumnElement[bool]:
    """Connections of this deployment; a copied database has others only.

    One made before deployments were told apart has none yet and gets it with its next
    token.
    """
    return Connection.deployment_id.in_(["", deployment_id])


def take_company(
    session: Session,
    company_id: int,
    *,
    deployment_id: str,
    now: datetime,
    lease: timedelta,
) -> int | None:
    """The drain lease of an enabled company; `None` while somebody else has it.

    Returns the fence: whoever holds an older one has lost.  The caller commits.
    """
    return session.scalar(
        update(Connection)
        .where(
            Connection.company_id == company_id,
            Connection.status == Status.ENABLED.value,
            is_at(deployment_id),
            Connection.stopped_at.is_(None),
            or_(
                Connection.drain_lease_until.is_(None),
                Connection.drain_lease_until < now,
            ),
            or_(Connection.paused_until.is_(None), Connection.paused_until <= now),
        )
        .values(drain_lease_until=now + lease, drain_fence=Connection.drain_fence + 1)
        .returning(Connection.drain_fence)
        .execution_options(synchronize_session=False)
    )


def keep_company(
    session: Session, company_id: int, fence: int, *, now: datetime, lease: timedelta
) -> bool:
    """Renew the drain lease; false when it is lost or the company has to wait."""
    kept = session.execute(
        update(Connection)
        .where(
            Connection.company_id == company_id,
            Connection.drain_fence == fence,
            Connection.stopped_at.is_(None),
            or_(Connection.paused_until.is_(None), Connection.paused_until <= now),
        )
        .values(drain_lease_until=now + lease)
        .execution_options(synchronize_session=False)
    )
    return bool(kept.rowcount)  # type: ignore[attr-defined]


def leave_company(session: Session, company_id: int, fence: int) -> None:
    """End the drain lease, if it is still one's own."""
    session.execute(
        update(Connection)
        .where(Connection.company_id == company_id, Connection.drain_fence == fence)
        .values(drain_lease_until=None)
        .execution_options(synchronize_session=False)
    )


def is_due(now: datetime) -> ColumnElement[bool]:
    """Deliveries a worker may take at `now`."""
    return (
        Delivery.state.in_(_WORKABLE)
        & (Delivery.held_because == "")
        & (Delivery.next_at <= now)
        & or_(Delivery.lease_until.is_(None), Delivery.lease_until < now)
    )


def take_delivery(
    session: Session,
    company_id: int,
    *,
    now: datetime,
    lease: timedelta,
    first: str | None = None,
) -> tuple[str, int] | None:
    """Claim a due delivery, `first` if it is due; its id and fence.  Caller commits."""
    due = select(Delivery.id).where(Delivery.company_id == company_id, is_due(now))
    chosen = (
        due.where(Delivery.id == first)
        if first is not None
        else due.order_by(Delivery.next_at, Delivery.id)
    )
    taken = session.execute(
        update(Delivery)
        .where(
            Delivery.id
            == chosen.limit(1).with_for_update(skip_locked=True).scalar_subquery()
        )
        .values(
            lease_until=now + lease,
            fence=Delivery.fence + 1,
            claims=Delivery.claims + 1,
        )
        .returning(Delivery.id, Delivery.fence)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return (taken.id, taken.fence) if taken else None


def own(session: Session, delivery_id: str, fence: int) -> Delivery | None:
    """The delivery, freshly read and locked, if this fence still owns it."""
    return session.scalar(
        select(Delivery)
        .where(Delivery.id == delivery_id, Delivery.fence == fence)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def may_still_send(
    session: Session, connection_id: str, generation: int, deployment_id: str
) -> bool:
    """Whether the connection a request was built for is still the enabled one."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    Connection.id == connection_id,
                    Connection.generation == generation,
                    Connection.status == Status.ENABLED.value,
                    is_at(deployment_id),
                )
            )
        )
    )


def companies_with_work(
    session: Session, *, deployment_id: str, now: datetime
) -> list[tuple[int, str]]:
    """Enabled companies with something due, and the id of one such delivery."""
    rows = session.execute(
        select(Delivery.company_id, func.min(Delivery.id))
        .join(Connection, Delivery.company_id == Connection.company_id)
        .where(
            Connection.status == Status.ENABLED.value,
            is_at(deployment_id),
            Connection.stopped_at.is_(None),
            or_(Connection.paused_until.is_(None), Connection.paused_until <= now),
            is_due(now),
        )
        .group_by(Delivery.company_id)
    )
    return [(company_id, delivery_id) for company_id, delivery_id in rows]
