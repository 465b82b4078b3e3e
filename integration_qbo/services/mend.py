"""Let blocked invoices go on once a person has mended their cause."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import Event, Hold, State, can
from integration_qbo.errors import Cause, NotNow
from integration_qbo.services.choose_tax import TAX_CAUSES
from integration_qbo.services.doorbell import Doorbell
from integration_qbo.services.invoice_parts import ITEM_CAUSES
from integration_qbo.services.record_move import SYSTEM, record_move
from integration_qbo.store import queries
from integration_qbo.store.after_commit import after_commit
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Delivery, Invoice, NewCustomer

_REFERENCE_CAUSES = (
    "broken_reference",
    "client_ambiguous",
    "customer_gone",
    *ITEM_CAUSES,
    *TAX_CAUSES,
)


@dataclass(frozen=True, slots=True)
class Mend:
    """Puts invoices back into the queue; building them again finds what still lacks.

    Works in the caller's transaction and rings after commit.
    """

    session: Callable[[], Session]
    clock: Clock
    doorbell: Doorbell

    def __call__(
        self, company_id: int, codes: Iterable[str], *, who: str = SYSTEM
    ) -> int:
        """All blocked invoices with one of these causes; how many."""
        session = self.session()
        waiting = queries.blocked_invoices(session, company_id, codes)
        for invoice in waiting:
            self._go_on(invoice, Event.MENDED, who)
        return len(waiting)

    def after_refresh(self, company_id: int) -> int:
        """What QuickBooks' lists may have mended by themselves.  Commits."""
        count = self(company_id, _REFERENCE_CAUSES)
        self.session().commit()
        return count

    def retry(self, delivery: Delivery, *, who: str) -> None:
        """One delivery that is blocked, refused or waiting for its next try.

        One in doubt is only looked for in QuickBooks again; nothing in doubt is ever
        sent by hand.  Raises `NotNow` in any other state.
        """
        session = self.session()
        state = State(delivery.state)
        if can(state, Event.MENDED):
            self._go_on(delivery, Event.MENDED, who)
        elif can(state, Event.RETRIED):
            self._go_on(delivery, Event.RETRIED, who)
        elif _may_look_again(delivery):
            delivery.held_because = ""
            delivery.next_at = self.clock.now()
            self._ring(session, delivery.id)
        else:
            raise NotNow(
                Cause(
                    code="cannot_retry",
                    sentence=f"An invoice that is {state.value} is not sent again.",
                    remedy="Its page says what can be done.",
                )
            )

    def _go_on(self, delivery: Delivery, event: Event, who: str) -> None:
        session = self.session()
        now = self.clock.now()
        record_move(session, delivery, event, at=now, who=who)
        delivery.next_at = now
        delivery.claims = delivery.postponed = 0
        if isinstance(delivery, Invoice):
            self._wake_customer(session, delivery, who)
        self._ring(session, delivery.id)

    def _wake_customer(self, session: Session, invoice: Invoice, who: str) -> None:
        wishes = session.query(NewCustomer).filter(
            NewCustomer.company_id == invoice.company_id,
            NewCustomer.client_ref == invoice.client_ref,
            NewCustomer.state.in_([State.BLOCKED.value, State.REFUSED.value]),
        )
        for wish in wishes:
            record_move(session, wish, Event.SUPERSEDED, at=self.clock.now(), who=who)

    def _ring(self, session: Session, invoice_id: str) -> None:
        after_commit(session, lambda: self.doorbell.push_invoice(invoice_id))


def can_retry(delivery: Delivery) -> bool:
    """Whether `Mend.retry` would accept; the button is derived from it."""
    state = State(delivery.state)
    return (
        can(state, Event.MENDED)
        or can(state, Event.RETRIED)
        or _may_look_again(delivery)
    )


def _may_look_again(delivery: Delivery) -> bool:
    if State(delivery.state) is State.QUEUED:
        return not delivery.held_because
    return (
        State(delivery.state) is State.IN_DOUBT
        and delivery.held_because == Hold.NEEDS_PERSON.value
    )
