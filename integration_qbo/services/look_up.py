"""Look in QuickBooks whether a request without an answer had its effect."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from integration_qbo.errors import Cause, NeedsAttention
from integration_qbo.gateway.resources import CustomerFacts, InvoiceFacts
from integration_qbo.services.reach_company import ReachCompany
from integration_qbo.store.models import Delivery, Invoice

_SLACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class LookUp:
    """What the request created, or `None` when it provably created nothing.

    Absence is proved for an invoice by no marker and no near match (same customer
    and total) among what was created since, for a customer by its name.  A near
    match is a person's decision: `NeedsAttention`.  Commits before it asks.
    """

    session: Callable[[], Session]
    reach_company: ReachCompany

    def __call__(
        self, delivery_id: str, connection_id: str
    ) -> InvoiceFacts | CustomerFacts | None:
        """Look."""
        session = self.session()
        delivery = session.get_one(Delivery, delivery_id)
        sent = json.loads(delivery.payload or "{}")
        if isinstance(delivery, Invoice):
            marker, total = delivery.marker or "", delivery.expected_total
            since = (delivery.first_sent_at or delivery.created_at) - _SLACK
            customer_id = sent["CustomerRef"]["value"]
            session.commit()
            found = self.reach_company(
                connection_id,
                lambda gateway: gateway.invoices_since(customer_id, since),
            )
            return _the_invoice(found, marker, total)
        name = sent["DisplayName"]
        session.commit()
        customers = self.reach_company(
            connection_id, lambda gateway: gateway.customers_named(name)
        )
        return customers[0] if customers else None


def _the_invoice(
    invoices: Sequence[InvoiceFacts], marker: str, total: Decimal | None
) -> InvoiceFacts | None:
    marked = [each for each in invoices if marker in each.private_note]
    if len(marked) == 1:
        return marked[0]
    near = marked or [each for each in invoices if each.total == total]
    if not near:
        return None
    numbers = ", ".join(each.doc_number or each.qbo_id for each in near)
    raise NeedsAttention(
        Cause(
            code="is_this_the_one",
            sentence=(
                "QuickBooks did not confirm, and there is an invoice of the same"
                f" customer and total: {numbers}."
            ),
            remedy="Look there whether it is this one.",
            facts={"qbo_ids": ",".join(each.qbo_id for each in near)},
        )
    )
