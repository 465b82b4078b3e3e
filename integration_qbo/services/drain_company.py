"""Work through what is due at one company, one worker at a time."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integration_qbo.config import Timings
from integration_qbo.errors import Cause, QboError, RetryLater
from integration_qbo.services.break_company import FAILURES
from integration_qbo.services.finish_delivery import FinishDelivery
from integration_qbo.services.push_invoice import PushInvoice, Result
from integration_qbo.store.claims import (
    keep_company,
    leave_company,
    take_company,
    take_delivery,
)
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection, Delivery

logger = logging.getLogger(__name__)

_BUDGET = 45.0


@dataclass(frozen=True, slots=True)
class DrainCompany:
    """Whoever gets the company's lease works its rows; anyone else ends at once.

    Stops when nothing is due, the company has to wait, or its time is up.  Returns how
    many rounds were worked.
    """

    session: Callable[[], Session]
    clock: Clock
    timings: Timings
    deployment_id: str
    push_invoice: PushInvoice
    finish: FinishDelivery

    def __call__(self, company_id: int, first: str | None = None) -> int:
        """Drain; `first` is taken before the others if it is due."""
        session = self.session()
        lease = timedelta(seconds=self.timings.lease)
        fence = take_company(
            session,
            company_id,
            deployment_id=self.deployment_id,
            now=self.clock.now(),
            lease=lease,
        )
        session.commit()
        if fence is None:
            return 0
        try:
            if not self._is_reachable(company_id):
                return 0
            return self._work(company_id, fence, first)
        finally:
            session.rollback()
            leave_company(session, company_id, fence)
            session.commit()

    def _is_reachable(self, company_id: int) -> bool:
        """After trouble on the line a read goes first, never an invoice."""
        session = self.session()
        connection = session.scalar(
            select(Connection).where(Connection.company_id == company_id)
        )
        if connection is None or connection.line_failures < FAILURES:
            session.commit()
            return True
        connection_id = connection.id
        session.commit()
        try:
            self.push_invoice.reach_company(
                connection_id, lambda gateway: gateway.company()
            )
        except QboError as trouble:
            session.rollback()
            self.finish.break_company.probe_failed(connection_id, trouble.cause)
            session.commit()
            return False
        return True

    def for_delivery(self, delivery_id: str) -> int:
        """Drain the company a delivery belongs to, that delivery first."""
        session = self.session()
        company_id = session.scalar(
            select(Delivery.company_id).where(Delivery.id == delivery_id)
        )
        session.commit()
        if company_id is None:
            return 0
        return self(company_id, delivery_id)

    def _work(self, company_id: int, fence: int, first: str | None) -> int:
        session = self.session()
        lease = timedelta(seconds=self.timings.lease)
        until = time.monotonic() + _BUDGET
        rounds = 0
        while time.monotonic() < until:
            now = self.clock.now()
            if not keep_company(session, company_id, fence, now=now, lease=lease):
                session.rollback()
                return rounds
            claim = take_delivery(
                session, company_id, now=now, lease=lease, first=first
            )
            session.commit()
            if claim is None and first is None:
                return rounds
            first = None
            if claim is None:
                continue
            rounds += 1
            if self._round(company_id, *claim) is Result.COMPANY_WAITS:
                return rounds
        return rounds

    def _round(self, company_id: int, delivery_id: str, fence: int) -> Result:
        session = self.session()
        connection = session.scalar(
            select(Connection).where(Connection.company_id == company_id)
        )
        if connection is None:
            session.rollback()
            return Result.COMPANY_WAITS
        try:
            return self.push_invoice(delivery_id, fence, connection)
        except Exception as bug:
            # A mistake of ours must neither stop the others nor lose this row: it is
            # tried again later, and found in doubt if it had begun.
            logger.exception("A delivery stopped with an internal error")
            session.rollback()
            trouble = RetryLater(
                Cause(
                    code="internal",
                    sentence="The add-on met an internal error.",
                    remedy="It is tried again; tell support if it stays.",
                    facts={"error": type(bug).__name__, "delivery": delivery_id},
                )
            )
            self.finish.postpone(delivery_id, fence, trouble)
            return Result.WAITS
