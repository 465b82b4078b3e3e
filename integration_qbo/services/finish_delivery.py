"""Write down how a delivery ended, or why it goes on later; one commit each."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from integration_qbo.config import Timings
from integration_qbo.domain.delivery import Event, Hold
from integration_qbo.errors import (
    CompanyPaused,
    NeedsAttention,
    QboError,
    Throttled,
)
from integration_qbo.services.break_company import BreakCompany
from integration_qbo.services.kinds.kind import Kinds, Written
from integration_qbo.services.record_move import record_move
from integration_qbo.store.claims import own
from integration_qbo.store.clock import Clock

R = TypeVar("R")

_DOUBLINGS = 9
_LINE_CAUSES = frozenset({"unreachable", "unavailable", "no_answer", "broken_there"})


@dataclass(frozen=True, slots=True)
class FinishDelivery:
    """The ends of a round; each checks the fence and commits.

    `draw` gives a random number below one for the backoff.
    """

    session: Callable[[], Session]
    clock: Clock
    timings: Timings
    kinds: Kinds
    break_company: BreakCompany
    draw: Callable[[], float] = random.random

    def confirm(self, delivery_id: str, fence: int, facts: Written) -> None:
        """QuickBooks has it."""
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is None:
            session.rollback()
            return
        now = self.clock.now()
        delivery.qbo_id = facts.qbo_id
        delivery.qbo_sync_token = facts.sync_token
        delivery.pushed_at = now
        delivery.lease_until = None
        delivery.claims = delivery.postponed = 0
        trace = self.kinds.of(delivery).confirmed(delivery, facts)
        self.break_company.went_well(delivery)
        record_move(
            session,
            delivery,
            Event.CONFIRMED,
            at=now,
            facts={"qbo_id": facts.qbo_id, **trace},
        )
        session.commit()

    def refuse(self, delivery_id: str, fence: int, no: QboError, result: R) -> R:
        """QuickBooks gave a definite no; what is sent next is built anew."""
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is None:
            session.rollback()
            return result
        now = self.clock.now()
        event = Event.BLOCKED if isinstance(no, NeedsAttention) else Event.REFUSED
        record_move(session, delivery, event, at=now, cause=no.cause)
        delivery.payload = delivery.request_id = None
        delivery.first_unknown_at = None
        delivery.revision += 1
        delivery.lease_until = None
        delivery.claims = delivery.postponed = 0
        self.kinds.of(delivery).stopped(delivery, no.cause)
        self.break_company.stopped(delivery, no.cause)
        session.commit()
        return result

    def block(self, delivery_id: str, fence: int, missing: QboError) -> None:
        """A map or setting is missing; nothing was sent."""
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is None:
            session.rollback()
            return
        now = self.clock.now()
        record_move(session, delivery, Event.BLOCKED, at=now, cause=missing.cause)
        delivery.lease_until = None
        delivery.claims = 0
        self.kinds.of(delivery).stopped(delivery, missing.cause)
        self.break_company.stopped(delivery, missing.cause)
        session.commit()

    def leave_in_doubt(
        self, delivery_id: str, fence: int, unclear: QboError, result: R
    ) -> R:
        """The machine cannot prove more; a person looks.  Nothing is sent again."""
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is not None:
            delivery.held_because = Hold.NEEDS_PERSON.value
            delivery.reason_code = unclear.cause.code
            delivery.reason = unclear.cause.sentence
            delivery.remedy = unclear.cause.remedy
            delivery.reason_facts = dict(unclear.cause.facts)
            delivery.lease_until = None
            delivery.claims = 0
        session.commit()
        return result

    def postpone(self, delivery_id: str, fence: int, trouble: QboError) -> None:
        """Time will help: full-jitter backoff, or the pause QuickBooks asked for."""
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is None:
            session.rollback()
            return
        now = self.clock.now()
        if isinstance(trouble, (Throttled, CompanyPaused)):
            self.break_company.asked_to_wait(delivery, trouble)
            wait = 0.0
        else:
            wait = self.draw() * min(
                self.timings.longest_wait,
                self.timings.first_wait * 2 ** min(delivery.postponed, _DOUBLINGS),
            )
            delivery.postponed += 1
            if trouble.cause.code in _LINE_CAUSES:
                self.break_company.line_failed(delivery, trouble.cause)
        delivery.reason_code = trouble.cause.code
        delivery.reason = trouble.cause.sentence
        delivery.remedy = trouble.cause.remedy
        delivery.next_at = max(delivery.next_at, now + timedelta(seconds=wait))
        delivery.lease_until = None
        delivery.claims = 0
        session.commit()
