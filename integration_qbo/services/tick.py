"""Every few seconds: what fell due, what nobody rang for, what has to be refreshed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from integration_qbo.contract import Host
from integration_qbo.domain.billing import local_day
from integration_qbo.domain.connection import CONFIRMED, Status
from integration_qbo.services.disconnect import Revoke
from integration_qbo.services.doorbell import Doorbell
from integration_qbo.services.drain_company import DrainCompany
from integration_qbo.services.plan_invoices import PlanInvoices
from integration_qbo.services.refresh_reference import RefreshReference
from integration_qbo.services.warn_of_end import WarnOfEnd
from integration_qbo.store.claims import companies_with_work, is_at
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection, Heartbeat

_BATCH = 200
_PLANS = (Status.ENABLED, Status.DISABLED, Status.LOST, Status.DISCONNECTED)


class Bell(Doorbell, Protocol):
    """A doorbell that knows whether anybody can hear it."""

    def is_heard(self) -> bool:
        """Whether a ring would reach a worker now."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One round of the background loop; safe to run anywhere, any number of times.

    Rings for whatever is due.  Where no ring reaches a worker it does the work itself.
    """

    session: Callable[[], Session]
    clock: Clock
    deployment_id: str
    host: Host
    bell: Bell
    plan_invoices: PlanInvoices
    drain_company: DrainCompany
    refresh_reference: RefreshReference
    revoke: Revoke
    warn_of_end: WarnOfEnd

    def __call__(self) -> None:
        """Come round."""
        self._fall_due()
        is_heard = self.bell.is_heard()
        self._refresh(is_heard=is_heard)
        self._push(is_heard=is_heard)
        self.revoke()
        self.warn_of_end()
        self._beat()

    def _fall_due(self) -> None:
        session = self.session()
        connections = session.scalars(
            select(Connection).where(
                Connection.status.in_([status.value for status in _PLANS])
            )
        ).all()
        for connection in connections:
            zone = self.host.tenant_info(connection.tenant).zone
            today = local_day(self.clock.business_now(), zone)
            while self.plan_invoices.fall_due(connection, today, _BATCH) == _BATCH:
                session.commit()
            session.commit()

    def _refresh(self, *, is_heard: bool) -> None:
        session = self.session()
        now = self.clock.now()
        due = session.scalars(
            select(Connection.id).where(
                Connection.status.in_([status.value for status in CONFIRMED]),
                is_at(self.deployment_id),
                or_(
                    Connection.next_refresh_at <= now,
                    Connection.refresh_requested_at.is_not(None),
                ),
                or_(
                    Connection.refresh_lease_until.is_(None),
                    Connection.refresh_lease_until < now,
                ),
            )
        ).all()
        session.commit()
        for connection_id in due:
            if is_heard:
                self.bell.refresh_reference(connection_id)
            else:
                self.refresh_reference(connection_id)

    def _push(self, *, is_heard: bool) -> None:
        session = self.session()
        now = self.clock.now()
        here = self.deployment_id
        waiting = companies_with_work(session, deployment_id=here, now=now)
        overdue = dict(
            companies_with_work(
                session, deployment_id=here, now=now - timedelta(seconds=60)
            )
        )
        session.commit()
        for company_id, delivery_id in waiting:
            if is_heard and company_id not in overdue:
                self.bell.push_invoice(delivery_id)
            else:
                self.drain_company(company_id)

    def _beat(self) -> None:
        session = self.session()
        now = self.clock.now()
        row = session.get(Heartbeat, "tick")
        if row is None:
            session.add(Heartbeat(name="tick", beat_at=now))
        else:
            row.beat_at = now
        session.commit()
