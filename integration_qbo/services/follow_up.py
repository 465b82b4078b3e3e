"""What a pushed invoice brings along: its e-mail, and its customer's name."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import State
from integration_qbo.store import queries
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Email, Invoice, NewName


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Stages the writes the settings ask for, in the caller's transaction."""

    session: Callable[[], Session]
    clock: Clock

    def __call__(self, invoice: Invoice) -> None:
        """Stage what follows."""
        settings = queries.settings_of(self.session(), invoice.company_id)
        if settings.emails_invoices:
            self._email(invoice)
        if settings.syncs_names:
            self._name(invoice)

    def _email(self, invoice: Invoice) -> None:
        now = self.clock.now()
        self.session().add(
            Email(
                tenant=invoice.tenant,
                company_id=invoice.company_id,
                client_ref=invoice.client_ref,
                client_name=invoice.client_name,
                about_id=invoice.id,
                state=State.QUEUED.value,
                created_at=now,
                next_at=now,
            )
        )

    def _name(self, invoice: Invoice) -> None:
        """Never for a link a person made between differently named records."""
        session = self.session()
        row = queries.client_map(session, invoice.company_id, invoice.client_ref)
        if row is None or row.qbo_customer_id is None:
            return
        customer = queries.customer(session, row.company_id, row.qbo_customer_id)
        if customer is None or customer.display_name == row.name:
            return
        if row.is_named_apart or queries.open_name(
            session, row.company_id, row.client_ref
        ):
            return
        now = self.clock.now()
        session.add(
            NewName(
                tenant=invoice.tenant,
                company_id=invoice.company_id,
                client_ref=invoice.client_ref,
                client_name=row.name,
                state=State.QUEUED.value,
                created_at=now,
                next_at=now,
            )
        )
