"""Which customer an invoice goes to: linked, surely the same, or to be created."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from integration_qbo.contract import ClientSnapshot
from integration_qbo.domain.delivery import ENDS, Event
from integration_qbo.errors import Cause, NeedsAttention
from integration_qbo.services import link_clients
from integration_qbo.services.link_clients import LinkClient
from integration_qbo.services.record_move import record_move
from integration_qbo.store import queries
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import (
    ClientMap,
    Company,
    Customer,
    LinkState,
    NewCustomer,
    Setting,
)


@dataclass(frozen=True, slots=True)
class ChooseCustomer:
    """Finds a client's customer among those last read, or asks for a new one.

    A person's link goes first, then exactly one that surely is the same.  Raises
    `NeedsAttention` for anything a person has to decide.  The caller commits.
    """

    session: Callable[[], Session]
    clock: Clock
    link_client: LinkClient

    def __call__(
        self, company: Company, settings: Setting, client: ClientSnapshot
    ) -> Customer | None:
        """The customer, or `None` once it has been asked for."""
        session = self.session()
        row = link_clients.mirror(session, company, client)
        if link_clients.is_tied(row):
            return self._tied(session, row)
        if row.state == LinkState.HELD.value:
            raise _client_cause(
                row, "client_held", f"{row.name} is held: no customer is chosen yet."
            )
        found = link_clients.match(session, company.id, client)
        if link_clients.is_sure(found):
            customer = queries.customer(session, company.id, found.candidates[0].qbo_id)
            if customer is not None:
                self.link_client(row, customer, reason=found.reason)
                return customer
        if found.candidates:
            link_clients.suggest(row, found)
            names = ", ".join(f"“{each.name}”" for each in found.candidates[:3])
            raise _client_cause(
                row,
                "client_ambiguous",
                f"{row.name} resembles {names} in QuickBooks: {found.reason}.",
            )
        if settings.unknown_client == "hold":
            raise _client_cause(
                row, "client_held", f"{row.name} is not linked to a customer yet."
            )
        self._ask_for(session, company, row)
        return None

    def _tied(self, session: Session, row: ClientMap) -> Customer:
        customer = link_clients.tied_customer(session, row)
        if customer is None:
            raise _client_cause(
                row,
                "customer_gone",
                f"The customer {row.customer_name} of {row.name} is inactive or deleted"
                " in QuickBooks.",
            )
        return customer

    def _ask_for(self, session: Session, company: Company, row: ClientMap) -> None:
        now = self.clock.now()
        is_asked = session.scalar(
            select(
                exists().where(
                    NewCustomer.company_id == company.id,
                    NewCustomer.client_ref == row.client_ref,
                    NewCustomer.kind == "customer",
                    NewCustomer.state.not_in([state.value for state in ENDS]),
                )
            )
        )
        if is_asked:
            return
        wish = NewCustomer(
            tenant=company.tenant,
            company_id=company.id,
            client_ref=row.client_ref,
            client_name=row.name,
            created_at=now,
            next_at=now,
        )
        session.add(wish)
        session.flush()
        record_move(session, wish, Event.DUE, at=now)


def _client_cause(row: ClientMap, code: str, sentence: str) -> NeedsAttention:
    return NeedsAttention(
        Cause(
            code=code,
            sentence=sentence,
            remedy="Choose the customer in the client map.",
            facts={"client_ref": row.client_ref},
        )
    )
