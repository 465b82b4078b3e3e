"""A customer's name that becomes the client's."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from integration_qbo.domain.identity import request_id_of
from integration_qbo.errors import Cause, NeedsAttention
from integration_qbo.gateway.resources import CustomerFacts, InvoiceFacts
from integration_qbo.mapping.customer import name_payload
from integration_qbo.mapping.wire import encode
from integration_qbo.services.bind_customer import store_customer
from integration_qbo.services.kinds.kind import Call, Written
from integration_qbo.services.reach_company import ReachCompany
from integration_qbo.services.record_move import settle
from integration_qbo.store import queries
from integration_qbo.store.claims import own
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import NewName


@dataclass(frozen=True, slots=True)
class WriteName:
    """Renames a customer; found again by the name it has."""

    session: Callable[[], Session]
    clock: Clock
    reach_company: ReachCompany

    def bind(self, wish: NewName, fence: int, connection_id: str) -> bool:
        """Read the customer as it is now and ask for the one change."""
        delivery_id, company_id = wish.id, wish.company_id
        row = queries.client_map(self.session(), company_id, wish.client_ref)
        customer_id = (row.qbo_customer_id if row else None) or ""
        self.session().commit()
        facts = self._customer(customer_id, connection_id)
        kept = own(self.session(), delivery_id, fence)
        if not isinstance(kept, NewName):
            return False
        if facts is None or not facts.is_active:
            raise NeedsAttention(
                Cause(
                    code="customer_gone",
                    sentence=(
                        f"The customer of {kept.client_name} is inactive or deleted"
                        " in QuickBooks, so its name was not changed."
                    ),
                    remedy="Link the client to another customer.",
                )
            )
        if facts.display_name == kept.client_name:
            settle(self.session(), kept, facts.qbo_id, at=self.clock.now())
            return False
        payload = name_payload(facts.qbo_id, facts.sync_token, kept.client_name)
        kept.payload = encode(payload).decode()
        kept.request_id = request_id_of(kept.id, kept.revision)
        return True

    def call(self, payload: bytes, request_id: str) -> Call:
        """Rename it."""
        return lambda gateway: gateway.update_customer(payload, request_id)

    def look_up(self, wish: NewName, connection_id: str) -> CustomerFacts | None:
        """The customer, if it bears the name by now."""
        sent = json.loads(wish.payload or "")
        self.session().commit()
        facts = self._customer(sent["Id"], connection_id)
        is_done = facts is not None and facts.display_name == sent["DisplayName"]
        return facts if is_done else None

    def confirmed(self, wish: NewName, facts: Written) -> Mapping[str, str]:
        """Our copy of the customer and its link bear the new name."""
        if isinstance(facts, InvoiceFacts):
            raise TypeError("a name was answered with an invoice")
        session = self.session()
        customer = store_customer(session, wish.company_id, facts)
        row = queries.client_map(session, wish.company_id, wish.client_ref)
        if row is not None and row.qbo_customer_id == customer.qbo_id:
            row.customer_name = customer.full_name
        return {"name": facts.display_name}

    def stopped(self, wish: NewName, cause: Cause) -> None:
        """The client map says why the name stays as it is."""
        row = queries.client_map(self.session(), wish.company_id, wish.client_ref)
        if row is not None:
            row.reason = cause.sentence[:500]

    def _customer(self, customer_id: str, connection_id: str) -> CustomerFacts | None:
        return self.reach_company(
            connection_id, lambda gateway: gateway.customer(customer_id)
        )
