"""Build the customer that will be created, once more making sure it is not there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from integration_qbo.contract import Host
from integration_qbo.domain.delivery import Event, State
from integration_qbo.domain.identity import request_id_of
from integration_qbo.domain.matching import core_name, plain_name
from integration_qbo.errors import Cause
from integration_qbo.gateway.resources import CustomerFacts
from integration_qbo.mapping.customer import customer_payload
from integration_qbo.mapping.wire import encode
from integration_qbo.services import link_clients
from integration_qbo.services.link_clients import LinkClient
from integration_qbo.services.record_move import SYSTEM, record_move
from integration_qbo.store import queries
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Customer, Invoice, LinkState, NewCustomer


def store_customer(session: Session, company_id: int, facts: CustomerFacts) -> Customer:
    """Keep a customer as QuickBooks just told it."""
    row = session.get(Customer, (company_id, facts.qbo_id))
    if row is None:
        row = Customer(company_id=company_id, qbo_id=facts.qbo_id)
        session.add(row)
    row.display_name = facts.display_name
    row.full_name = facts.full_name
    row.plain_name = plain_name(facts.display_name)
    row.core_name = core_name(facts.display_name)
    row.email = facts.email
    row.plain_email = plain_name(facts.email)
    row.currency = facts.currency
    row.is_active = facts.is_active
    row.sync_token = facts.sync_token
    row.is_taxable = facts.is_taxable
    row.tax_code_id = facts.tax_code_id
    session.flush()
    return row


@dataclass(frozen=True, slots=True)
class BindCustomer:
    """Freezes payload and request id of a new customer; the caller commits.

    `found` are the customers of that name QuickBooks has at this moment.  Returns
    `False` when there is nothing to create: the client was linked, or a person has to
    choose.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host
    link_client: LinkClient

    def __call__(self, wish: NewCustomer, found: Sequence[CustomerFacts]) -> bool:
        """Bind, link or ask."""
        session = self.session()
        company = wish.company
        for facts in found:
            store_customer(session, company.id, facts)
        client = self.host.client(wish.tenant, wish.client_ref)
        row = link_clients.mirror(session, company, client)
        if row.state == LinkState.LINKED.value:
            record_move(session, wish, Event.SUPERSEDED, at=self.clock.now())
            self.link_client.go_on(row, SYSTEM)
            return False
        match = link_clients.match(session, company.id, client)
        if link_clients.is_sure(match):
            customer = queries.customer(session, company.id, match.candidates[0].qbo_id)
            if customer is not None:
                # Linking supersedes this wish.
                self.link_client(row, customer, reason=match.reason)
                return False
        if match.candidates:
            link_clients.suggest(row, match)
            self.link_client.go_on(row, SYSTEM)
            record_move(session, wish, Event.SUPERSEDED, at=self.clock.now())
            return False
        payload = customer_payload(client, home_currency=company.home_currency)
        wish.payload = encode(payload).decode()
        wish.request_id = request_id_of(wish.id, wish.revision)
        return True

    def give_up(self, wish: NewCustomer, cause: Cause) -> None:
        """The customer cannot be created: its client's invoices wait for a person."""
        session = self.session()
        now = self.clock.now()
        row = queries.client_map(session, wish.company_id, wish.client_ref)
        if row is not None:
            row.state = LinkState.AMBIGUOUS.value
            row.reason = cause.sentence[:500]
        for invoice in session.scalars(
            select(Invoice).where(
                Invoice.company_id == wish.company_id,
                Invoice.client_ref == wish.client_ref,
                Invoice.state == State.QUEUED.value,
                Invoice.payload.is_(None),
            )
        ):
            record_move(session, invoice, Event.BLOCKED, at=now, cause=cause)
