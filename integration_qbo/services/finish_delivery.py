"""Write down how a delivery ended, or why it goes on later; one commit each."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import Event
from integration_qbo.errors import (
    CompanyPaused,
    NeedsAttention,
    QboError,
    RetryLater,
    Throttled,
)
from integration_qbo.gateway.resources import CustomerFacts, InvoiceFacts
from integration_qbo.services.bind_customer import BindCustomer, store_customer
from integration_qbo.services.link_clients import LinkClient
from integration_qbo.services.record_move import SYSTEM, record_move
from integration_qbo.signals import announce, invoice_blocked, invoice_pushed
from integration_qbo.store import queries
from integration_qbo.store.after_commit import after_commit
from integration_qbo.store.claims import own
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Delivery, Invoice, NewCustomer

R = TypeVar("R")

NEEDS_PERSON = "needs_person"
"""The hold on a delivery in doubt that the machine cannot decide."""

_FIRST_WAIT = 15
_LONGEST_WAIT = 3600
_THROTTLE_PAUSE = 60.0
_COMPANY_PAUSE = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class FinishDelivery:
    """The ends of a round; each checks the fence and commits.

    `draw` gives a random number below one for the backoff.
    """

    session: Callable[[], Session]
    clock: Clock
    bind_customer: BindCustomer
    link_client: LinkClient
    draw: Callable[[], float] = random.random

    def confirm(
        self, delivery_id: str, fence: int, facts: InvoiceFacts | CustomerFacts
    ) -> None:
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
        trace: dict[str, str] = {}
        if isinstance(delivery, Invoice) and isinstance(facts, InvoiceFacts):
            _take_over(delivery, facts)
            trace = {"intuit_tid": facts.trace_id} if facts.trace_id else {}
            tenant, invoice_id = delivery.tenant, delivery.id
            after_commit(
                session, lambda: announce(invoice_pushed, tenant, invoice_id=invoice_id)
            )
        if isinstance(delivery, NewCustomer) and isinstance(facts, CustomerFacts):
            self._link(delivery, facts)
        self._go_on(session, delivery)
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
        self._tell(delivery, no)
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
        self._tell(delivery, missing)
        session.commit()

    def leave_in_doubt(
        self, delivery_id: str, fence: int, unclear: QboError, result: R
    ) -> R:
        """The machine cannot prove more; a person looks.  Nothing is sent again."""
        session = self.session()
        delivery = own(session, delivery_id, fence)
        if delivery is not None:
            delivery.held_because = NEEDS_PERSON
            delivery.reason_code = unclear.cause.code
            delivery.reason = unclear.cause.sentence
            delivery.remedy = unclear.cause.remedy
            delivery.reason_facts = dict(unclear.cause.facts)
            delivery.lease_until = None
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
            self._pause(session, delivery, trouble)
            wait = 0.0
        else:
            longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2**delivery.claims)
            wait = self.draw() * longest
        delivery.reason_code = trouble.cause.code
        delivery.reason = trouble.cause.sentence
        delivery.remedy = trouble.cause.remedy
        delivery.next_at = max(delivery.next_at, now + timedelta(seconds=wait))
        delivery.lease_until = None
        session.commit()

    def _pause(self, session: Session, delivery: Delivery, trouble: RetryLater) -> None:
        connection = queries.connection_of(session, delivery.tenant)
        if connection.company_id != delivery.company_id:
            return
        usual = _THROTTLE_PAUSE if isinstance(trouble, Throttled) else _COMPANY_PAUSE
        seconds = trouble.after or usual
        connection.paused_until = self.clock.now() + timedelta(seconds=seconds)
        connection.reason_code = trouble.cause.code
        connection.reason = str(trouble.cause)

    def _go_on(self, session: Session, delivery: Delivery) -> None:
        connection = queries.connection_of(session, delivery.tenant)
        if connection.company_id == delivery.company_id and connection.paused_until:
            connection.paused_until = None
            connection.reason_code = connection.reason = ""

    def _link(self, wish: NewCustomer, facts: CustomerFacts) -> None:
        session = self.session()
        customer = store_customer(session, wish.company_id, facts)
        row = queries.client_map(session, wish.company_id, wish.client_ref)
        if row is not None:
            self.link_client(row, customer, who=SYSTEM, reason="created by us")

    def _tell(self, delivery: Delivery, no: QboError) -> None:
        if isinstance(delivery, NewCustomer):
            self.bind_customer.give_up(delivery, no.cause)
            return
        tenant, invoice_id, code = delivery.tenant, delivery.id, no.cause.code
        after_commit(
            self.session(),
            lambda: announce(invoice_blocked, tenant, invoice_id=invoice_id, code=code),
        )


def _take_over(invoice: Invoice, facts: InvoiceFacts) -> None:
    invoice.qbo_total = facts.total
    invoice.qbo_doc_number = facts.doc_number
    invoice.is_variance = (
        invoice.expected_total is not None and facts.total != invoice.expected_total
    )
