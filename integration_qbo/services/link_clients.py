"""Which QuickBooks customer a client is: by a person's link, or surely the same."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from integration_qbo.contract import ClientSnapshot, Host
from integration_qbo.domain.delivery import Event, State
from integration_qbo.domain.matching import (
    Match,
    Verdict,
    core_name,
    look_for,
    plain_name,
)
from integration_qbo.errors import Cause, NotNow
from integration_qbo.services.doorbell import Doorbell
from integration_qbo.services.record_move import SYSTEM, record_move
from integration_qbo.store import queries
from integration_qbo.store.after_commit import after_commit
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import (
    ClientMap,
    Company,
    Connection,
    Customer,
    Delivery,
    Invoice,
    LinkState,
    NewCustomer,
)

CLIENT_CAUSES = (
    "client_ambiguous",
    "client_held",
    "client_unfit",
    "customer_gone",
    "name_taken",
    "customer_refused",
)
"""Causes that a link mends."""


def mirror(session: Session, company: Company, client: ClientSnapshot) -> ClientMap:
    """The client's row, with name, e-mail and phone as the host has them now."""
    row = queries.client_map(session, company.id, client.ref)
    if row is None:
        row = ClientMap(company_id=company.id, client_ref=client.ref)
        session.add(row)
        row.state = LinkState.UNLINKED.value
    row.name = client.name
    row.email = client.email
    row.phone = client.phone
    row.url = client.url
    session.flush()
    return row


def match(session: Session, company_id: int, client: ClientSnapshot) -> Match:
    """What the customers as last read say about a client."""
    return look_for(
        client,
        queries.customers_like(
            session,
            company_id,
            plain_name=plain_name(client.name),
            core_name=core_name(client.name),
            plain_email=plain_name(client.email),
        ),
    )


def suggest(row: ClientMap, found: Match) -> None:
    """Show on an unlinked client what was found; a decided one stays as it is."""
    if row.state == LinkState.HELD.value or is_tied(row):
        return
    first = found.candidates[0] if found.candidates else None
    row.qbo_customer_id = first.qbo_id if first else None
    row.customer_name = first.name if first else ""
    row.reason = found.reason
    if first is None:
        row.state = LinkState.UNLINKED.value
    elif len(found.candidates) > 1:
        row.state = LinkState.AMBIGUOUS.value
    else:
        row.state = LinkState.SUGGESTED.value


def is_tied(row: ClientMap) -> bool:
    """Whether a customer was chosen for it, be it there still or not."""
    return row.state in {LinkState.LINKED.value, LinkState.BROKEN.value}


def tied_customer(session: Session, row: ClientMap) -> Customer | None:
    """The customer a tied client stands for, or `None` and the link is broken.

    A broken link is whole again once its customer is active again; until then only
    a person chooses another.
    """
    customer = queries.customer(session, row.company_id, row.qbo_customer_id or "")
    if customer is not None and customer.is_active:
        if row.state == LinkState.BROKEN.value:
            row.state = LinkState.LINKED.value
            row.reason = "the customer is active in QuickBooks again"
        row.customer_name = customer.full_name
        return customer
    row.state = LinkState.BROKEN.value
    row.reason = (
        "the customer is inactive in QuickBooks"
        if customer is not None
        else "the customer no longer exists in QuickBooks"
    )
    return None


@dataclass(frozen=True, slots=True)
class LinkClient:
    """Ties a client to a customer, or unties it; what waited for it goes on.

    Works in the caller's transaction and rings after commit.
    """

    session: Callable[[], Session]
    clock: Clock
    doorbell: Doorbell

    def __call__(
        self, row: ClientMap, customer: Customer, *, who: str = SYSTEM, reason: str = ""
    ) -> None:
        """Link; raises `NotNow` for a customer that is not active."""
        if not customer.is_active:
            raise NotNow(
                Cause(
                    code="customer_inactive",
                    sentence=f"{customer.display_name} is inactive in QuickBooks.",
                    remedy="Make it active there, or choose another customer.",
                )
            )
        row.state = LinkState.LINKED.value
        row.qbo_customer_id = customer.qbo_id
        row.customer_name = customer.full_name
        row.reason = reason
        row.linked_by = who
        row.is_named_apart = who != SYSTEM and plain_name(
            customer.display_name
        ) != plain_name(row.name)
        row.linked_at = self.clock.now()
        self._no_longer_create(row, who)
        self.go_on(row, who)

    def unlink(self, row: ClientMap, *, hold: bool) -> None:
        """Take the link off; `hold` keeps invoices waiting until somebody decides."""
        row.state = LinkState.HELD.value if hold else LinkState.UNLINKED.value
        row.qbo_customer_id = None
        row.customer_name = row.reason = row.linked_by = ""
        row.linked_at = None

    def go_on(self, row: ClientMap, who: str) -> None:
        """Let the client's invoices that waited for a link be built again."""
        session = self.session()
        now = self.clock.now()
        session.execute(
            update(Delivery)
            .where(
                Delivery.company_id == row.company_id,
                Delivery.client_ref == row.client_ref,
                Delivery.state == State.QUEUED.value,
            )
            .values(next_at=now)
            .execution_options(synchronize_session=False)
        )
        waiting = session.scalars(
            select(Invoice).where(
                Invoice.company_id == row.company_id,
                Invoice.client_ref == row.client_ref,
                Invoice.state == State.BLOCKED.value,
                Invoice.reason_code.in_(CLIENT_CAUSES),
            )
        ).all()
        for invoice in waiting:
            invoice.next_at = now
            record_move(session, invoice, Event.MENDED, at=now, who=who)
        for invoice_id in [invoice.id for invoice in waiting]:
            after_commit(
                session,
                lambda invoice_id=invoice_id: self.doorbell.push_invoice(invoice_id),  # type: ignore[misc]
            )

    def _no_longer_create(self, row: ClientMap, who: str) -> None:
        session = self.session()
        for wish in session.scalars(
            select(NewCustomer).where(
                NewCustomer.company_id == row.company_id,
                NewCustomer.client_ref == row.client_ref,
                NewCustomer.state.in_(
                    [State.QUEUED.value, State.BLOCKED.value, State.REFUSED.value]
                ),
            )
        ):
            record_move(session, wish, Event.SUPERSEDED, at=self.clock.now(), who=who)


@dataclass(frozen=True, slots=True)
class MirrorClients:
    """Brings the client map up to the host's clients and looks for customers.

    Commits a page at a time.  Returns (clients seen, links found broken).
    """

    session: Callable[[], Session]
    host: Host
    page: int = 500

    def __call__(self, connection: Connection, company: Company) -> tuple[int, int]:
        """Mirror all clients of the connection's tenant."""
        session = self.session()
        tenant = connection.tenant
        seen = broken = 0
        after: str | None = None
        while clients := self.host.clients(tenant, after, self.page):
            for client in clients:
                broken += self._one(session, company, client)
            seen += len(clients)
            after = clients[-1].ref
            session.commit()
        return seen, broken

    def one(self, tenant: str, ref: str) -> None:
        """Mirror one client that changed, in the caller's SAVEPOINT; never commits."""
        session = self.session()
        with session.begin_nested():
            company = queries.connection_of(session, tenant).company
            if company is not None:
                self._one(session, company, self.host.client(tenant, ref))

    def _one(self, session: Session, company: Company, client: ClientSnapshot) -> int:
        row = mirror(session, company, client)
        if is_tied(row):
            return int(tied_customer(session, row) is None)
        found = match(session, company.id, client)
        suggest(row, found)
        return 0


def is_sure(found: Match) -> bool:
    """Whether a match may be linked without asking anybody."""
    return found.verdict is Verdict.SAME
