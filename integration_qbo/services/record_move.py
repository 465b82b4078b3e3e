"""Move a delivery and append the event that tells of it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import Event, State, move
from integration_qbo.errors import Cause
from integration_qbo.store.models import Delivery, DeliveryEvent

SYSTEM = "QuickBooks add-on"


def settle(session: Session, delivery: Delivery, qbo_id: str, *, at: datetime) -> None:
    """There is nothing to write: QuickBooks has it so already.  The caller commits."""
    delivery.qbo_id = qbo_id
    delivery.lease_until = None
    record_move(session, delivery, Event.LINKED, at=at, facts={"qbo_id": qbo_id})


def note_on(  # noqa: PLR0913 - an event has that many parts
    session: Session,
    delivery: Delivery,
    sentence: str,
    *,
    at: datetime,
    who: str = SYSTEM,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Tell in the history what moved nothing.  The caller commits."""
    session.add(
        DeliveryEvent(
            delivery_id=delivery.id,
            at=at,
            who=who,
            event="note",
            from_state=delivery.state,
            to_state=delivery.state,
            sentence=sentence,
            facts=dict(facts) if facts else None,
        )
    )


def record_move(  # noqa: PLR0913 - an event has that many parts
    session: Session,
    delivery: Delivery,
    event: Event,
    *,
    at: datetime,
    who: str = SYSTEM,
    cause: Cause | None = None,
    facts: Mapping[str, str] | None = None,
) -> State:
    """Move the delivery or raise `NotNow`; the caller commits.

    A cause stays on the row as its reason; any other move clears the reason.
    """
    before = State(delivery.state)
    after = move(before, event, was_unknown=delivery.first_unknown_at is not None)
    delivery.state = after.value
    delivery.reason_code = cause.code if cause else ""
    delivery.reason = cause.sentence if cause else ""
    delivery.remedy = cause.remedy if cause else ""
    delivery.reason_facts = dict(cause.facts) if cause else None
    session.add(
        DeliveryEvent(
            delivery_id=delivery.id,
            at=at,
            who=who,
            event=event.value,
            from_state=before.value,
            to_state=after.value,
            sentence=cause.sentence if cause else "",
            facts={**(cause.facts if cause else {}), **(facts or {})} or None,
        )
    )
    return after
