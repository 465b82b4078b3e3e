"""Bring one delivery to QuickBooks: claim, bind, begin, send, finish.

A commit stands on either side of the call.  After *begin* the row says that bytes may
be on their way; whoever finds it so later looks in QuickBooks before sending again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from integration_qbo.config import Timings
from integration_qbo.domain.delivery import Event, State
from integration_qbo.errors import (
    Cause,
    CompanyPaused,
    ConnectionLost,
    NeedsAttention,
    OutcomeUnknown,
    QboError,
    Rejected,
    RetryLater,
    Throttled,
)
from integration_qbo.services.finish_delivery import FinishDelivery
from integration_qbo.services.kinds.kind import Call, Kinds
from integration_qbo.services.reach_company import ReachCompany
from integration_qbo.services.record_move import record_move
from integration_qbo.services.recover_database import restored_since
from integration_qbo.store.claims import may_still_send, own
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection, Delivery

_STALE = "changed_there"

_CLAIMS = 5
"""Claims without a clean ending after which a row is set aside."""


class Result(StrEnum):
    """What became of a claimed delivery in this round."""

    DONE = "done"
    WAITS = "waits"
    COMPANY_WAITS = "company_waits"


@dataclass(frozen=True, slots=True)
class PushInvoice:
    """Takes a claimed delivery as far as it goes now.  Commits between the steps.

    Only whoever holds the delivery's `fence` changes it.  Everything that happens is
    written on the row; `COMPANY_WAITS` says that nothing else of the company can go
    out now either.
    """

    session: Callable[[], Session]
    clock: Clock
    timings: Timings
    deployment_id: str
    reach_company: ReachCompany
    kinds: Kinds
    finish: FinishDelivery

    def __call__(self, delivery_id: str, fence: int, connection: Connection) -> Result:
        """One round."""
        session = self.session()
        connection_id, generation = connection.id, connection.generation
        delivery = own(session, delivery_id, fence)
        if delivery is None:
            session.rollback()
            return Result.DONE
        if delivery.claims > _CLAIMS:
            return self._set_aside(delivery, fence)
        if State(delivery.state) in {State.SENDING, State.IN_DOUBT}:
            return self._resolve_doubt(delivery, fence, connection_id, generation)
        if delivery.payload is None:
            stopped = self._bind(delivery, fence, connection_id)
            if stopped is not None:
                return stopped
            if self._may_have_gone(delivery_id, fence):
                return Result.WAITS
        return self._send(delivery_id, fence, connection_id, generation)

    def _bind(
        self, delivery: Delivery, fence: int, connection_id: str
    ) -> Result | None:
        """Freeze what will be sent; `None` when it can go out."""
        delivery_id = delivery.id
        try:
            is_bound = self.kinds.of(delivery).bind(delivery, fence, connection_id)
        except (NeedsAttention, Rejected) as missing:
            self.finish.block(delivery_id, fence, missing)
            return Result.DONE
        except QboError as trouble:
            return self._postpone(delivery_id, fence, trouble)
        if is_bound:
            return None
        self._release(delivery_id, fence)
        return Result.WAITS

    def _may_have_gone(self, delivery_id: str, fence: int) -> bool:
        """Whether it may have been sent in a past this database does not know."""
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is None or delivery.first_unknown_at is None:
            return False
        since = delivery.first_unknown_at
        record_move(
            session,
            delivery,
            Event.NO_ANSWER,
            at=self.clock.now(),
            cause=restored_since(since),
        )
        delivery.lease_until = None
        delivery.claims = 0
        session.commit()
        return True

    def _set_aside(self, delivery: Delivery, fence: int) -> Result:
        """A row that ends its worker each time must not stop the others."""
        poison = NeedsAttention(
            Cause(
                code="stops_the_worker",
                sentence=f"The worker ended {_CLAIMS} times while it handled this.",
                remedy="Retry it once the cause is found; the worker's log names it.",
            )
        )
        if State(delivery.state) is State.QUEUED:
            self.finish.block(delivery.id, fence, poison)
            return Result.DONE
        if State(delivery.state) is State.SENDING:
            self._lost_sight(delivery)
        return self.finish.leave_in_doubt(delivery.id, fence, poison, Result.DONE)

    def _send(
        self, delivery_id: str, fence: int, connection_id: str, generation: int
    ) -> Result:
        session = self.session()
        session.commit()
        try:
            self.reach_company.get_ready(connection_id)
        except QboError as trouble:
            return self._postpone(delivery_id, fence, trouble)
        started = time.monotonic()
        delivery = self._begin(delivery_id, fence, connection_id, generation)
        if delivery is None:
            return Result.COMPANY_WAITS
        payload, request_id = delivery.payload or "", delivery.request_id or ""
        call = self.kinds.of(delivery).call(payload.encode(), request_id)
        if time.monotonic() - started > self.timings.connect:
            # This process was asleep; its lease may be over by the time bytes leave.
            return self._not_sent(delivery_id, fence, None)
        session.commit()
        return self._transmit(delivery_id, fence, connection_id, call)

    def _transmit(
        self, delivery_id: str, fence: int, connection_id: str, call: Call
    ) -> Result:
        try:
            facts = self.reach_company.at_once(connection_id, call)
        except OutcomeUnknown as doubt:
            return self._doubt(delivery_id, fence, doubt)
        except (RetryLater, ConnectionLost) as trouble:
            return self._not_sent(delivery_id, fence, trouble)
        except (NeedsAttention, Rejected) as no:
            if no.cause.code == _STALE:
                return self._build_anew(delivery_id, fence, no)
            return self.finish.refuse(delivery_id, fence, no, Result.DONE)
        self.finish.confirm(delivery_id, fence, facts)
        return Result.DONE

    def _begin(
        self, delivery_id: str, fence: int, connection_id: str, generation: int
    ) -> Delivery | None:
        """The point of no return, or `None` when the company may not be sent to."""
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is None or not may_still_send(
            session, connection_id, generation, self.deployment_id
        ):
            session.rollback()
            return None
        now = self.clock.now()
        last_moment = now + timedelta(seconds=self.timings.total)
        if delivery.lease_until is None or delivery.lease_until < last_moment:
            # The lease might end while the request is under way.
            delivery.lease_until = None
            delivery.claims = 0
            session.commit()
            return None
        record_move(
            session,
            delivery,
            Event.BEGUN,
            at=now,
            facts={"request_id": delivery.request_id or ""},
        )
        delivery.attempts += 1
        delivery.first_sent_at = delivery.first_sent_at or now
        delivery.last_sent_at = now
        session.commit()
        return delivery

    def _resolve_doubt(
        self, delivery: Delivery, fence: int, connection_id: str, generation: int
    ) -> Result:
        session = self.session()
        delivery_id = delivery.id
        now = self.clock.now()
        if State(delivery.state) is State.SENDING:
            self._lost_sight(delivery)
        quiet = timedelta(seconds=self.timings.quiet)
        quiet_until = (delivery.last_sent_at or now) + quiet
        if now < quiet_until:
            delivery.next_at = quiet_until
            delivery.lease_until = None
            delivery.claims = 0
            session.commit()
            return Result.WAITS
        session.commit()
        try:
            facts = self.kinds.of(delivery).look_up(delivery, connection_id)
        except NeedsAttention as unclear:
            return self.finish.leave_in_doubt(delivery_id, fence, unclear, Result.DONE)
        except QboError as trouble:
            return self._postpone(delivery_id, fence, trouble)
        if facts is not None:
            self.finish.confirm(delivery_id, fence, facts)
            return Result.DONE
        return self._send(delivery_id, fence, connection_id, generation)

    def _lost_sight(self, delivery: Delivery) -> None:
        """Whoever was sending it did not live to tell."""
        now = self.clock.now()
        record_move(self.session(), delivery, Event.NO_ANSWER, at=now)
        delivery.first_unknown_at = delivery.first_unknown_at or now

    def _doubt(self, delivery_id: str, fence: int, doubt: OutcomeUnknown) -> Result:
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is None:
            session.rollback()
            return Result.DONE
        now = self.clock.now()
        record_move(session, delivery, Event.NO_ANSWER, at=now, cause=doubt.cause)
        self.finish.break_company.line_failed(delivery, doubt.cause)
        delivery.first_unknown_at = delivery.first_unknown_at or now
        delivery.next_at = now + timedelta(seconds=self.timings.quiet)
        delivery.lease_until = None
        delivery.claims = 0
        session.commit()
        return Result.WAITS

    def _not_sent(
        self, delivery_id: str, fence: int, trouble: QboError | None
    ) -> Result:
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is None:
            session.rollback()
            return Result.DONE
        cause = trouble.cause if trouble else None
        record_move(session, delivery, Event.NOT_SENT, at=self.clock.now(), cause=cause)
        session.commit()
        if trouble is None:
            self._release(delivery_id, fence)
            return Result.WAITS
        return self._postpone(delivery_id, fence, trouble)

    def _build_anew(self, delivery_id: str, fence: int, no: QboError) -> Result:
        """Somebody changed the record there: a definite no; read it and ask again."""
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is None:
            session.rollback()
            return Result.DONE
        delivery.first_unknown_at = None
        record_move(
            session, delivery, Event.NOT_SENT, at=self.clock.now(), cause=no.cause
        )
        delivery.payload = delivery.request_id = None
        delivery.revision += 1
        session.commit()
        return self._postpone(delivery_id, fence, no)

    def _postpone(self, delivery_id: str, fence: int, trouble: QboError) -> Result:
        session = self.session()
        session.rollback()
        self.finish.postpone(delivery_id, fence, trouble)
        if isinstance(trouble, (Throttled, CompanyPaused, ConnectionLost)):
            return Result.COMPANY_WAITS
        return Result.WAITS

    def _release(self, delivery_id: str, fence: int) -> None:
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is not None:
            delivery.lease_until = None
            delivery.claims = 0
        session.commit()
