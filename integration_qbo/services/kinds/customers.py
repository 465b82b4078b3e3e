"""A customer created before a client's first invoice: found again by its name."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from integration_qbo.errors import Cause
from integration_qbo.gateway.resources import CustomerFacts, InvoiceFacts
from integration_qbo.services.bind_customer import BindCustomer, store_customer
from integration_qbo.services.kinds.kind import Call, Written
from integration_qbo.services.link_clients import LinkClient
from integration_qbo.services.reach_company import ReachCompany
from integration_qbo.services.record_move import SYSTEM
from integration_qbo.store import queries
from integration_qbo.store.claims import own
from integration_qbo.store.models import NewCustomer


@dataclass(frozen=True, slots=True)
class WriteCustomer:
    """Creates a customer and links its client."""

    session: Callable[[], Session]
    bind_customer: BindCustomer
    link_client: LinkClient
    reach_company: ReachCompany

    def bind(self, wish: NewCustomer, fence: int, connection_id: str) -> bool:
        """Build it, once more making sure that nothing resembles the client."""
        name, delivery_id = wish.client_name, wish.id
        self.session().commit()
        found = self.reach_company(
            connection_id, lambda gateway: gateway.customers_named(name)
        )
        kept = own(self.session(), delivery_id, fence)
        if not isinstance(kept, NewCustomer):
            return False
        return self.bind_customer(kept, found)

    def call(self, payload: bytes, request_id: str) -> Call:
        """Create it."""
        return lambda gateway: gateway.create_customer(payload, request_id)

    def look_up(self, wish: NewCustomer, connection_id: str) -> CustomerFacts | None:
        """By the name, which QuickBooks keeps unique."""
        name = json.loads(wish.payload or "")["DisplayName"]
        self.session().commit()
        customers = self.reach_company(
            connection_id, lambda gateway: gateway.customers_named(name)
        )
        return customers[0] if customers else None

    def confirmed(self, wish: NewCustomer, facts: Written) -> Mapping[str, str]:
        """Link the client; its invoices go on."""
        if isinstance(facts, InvoiceFacts):
            raise TypeError("a customer was answered with an invoice")
        session = self.session()
        customer = store_customer(session, wish.company_id, facts)
        row = queries.client_map(session, wish.company_id, wish.client_ref)
        if row is not None:
            self.link_client(row, customer, who=SYSTEM, reason="created by us")
        return {}

    def stopped(self, wish: NewCustomer, cause: Cause) -> None:
        """The client's invoices wait for a person."""
        self.bind_customer.give_up(wish, cause)
