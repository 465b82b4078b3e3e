"""Move a delivery and append the event that tells of it, in one go."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import Event, State, move
from integration_qbo.errors import Cause
from integration_qbo.store.models import Delivery, DeliveryEvent

SYSTEM = "QuickBooks add-on"


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
