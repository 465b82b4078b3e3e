"""From what the host announces to rows that are due, inside the host's transaction.

Nothing here waits for QuickBooks or Redis, and content that cannot be planned becomes
a row a person sees, never an exception in the host's face.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from integration_qbo.contract import (
    PLATFORM_KEY,
    Host,
    InvoiceDue,
    ProposalSnapshot,
)
from integration_qbo.domain.billing import (
    invoices,
    items_due,
    local_day,
    next_due_on,
)
from integration_qbo.domain.connection import Status
from integration_qbo.domain.delivery import Event
from integration_qbo.domain.snapshots import proposal_from_json, proposal_to_json
from integration_qbo.errors import Cause, QboError
from integration_qbo.services.record_move import record_move
from integration_qbo.services.stage_invoice import (
    Group,
    GroupLine,
    StageInvoice,
    live_key,
)
from integration_qbo.store import queries
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection, Invoice, Proposal

logger = logging.getLogger(__name__)

LIVE, EARLIER, ENDED = "live", "earlier", "ended"
"""Standings of an accepted proposal: planned, accepted before Enable, ended."""


@dataclass(frozen=True, slots=True)
class PlanInvoices:
    """Plans what is due, in a SAVEPOINT of the host's transaction; never commits.

    What an acceptance does depends on the connection (``docs/architecture.md``):
    nothing, listed as *earlier*, planned and pushed, or planned and held.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host
    stage_invoice: StageInvoice

    def proposal_accepted(self, tenant: str, ref: str) -> None:
        """A proposal was accepted."""
        connection = queries.connection_of(self.session(), tenant)
        if not self._plans_now(connection):
            return
        self._in_savepoint(
            connection, ref, lambda: self._accept(connection, tenant, ref)
        )

    def proposal_ended(self, tenant: str, ref: str) -> None:
        """Nothing further falls due for a proposal."""
        session = self.session()
        with session.begin_nested():
            known = queries.proposal(session, tenant, ref)
            if known is not None:
                known.standing = ENDED
                known.next_due_on = None

    def invoice_due(self, tenant: str, due: InvoiceDue) -> None:
        """The host planned an invoice itself; the same `ref` is billed once."""
        connection = queries.connection_of(self.session(), tenant)
        if not self._plans_now(connection):
            return
        self._in_savepoint(
            connection, due.ref, lambda: self._hand_over(connection, due)
        )

    def fall_due(self, connection: Connection, today: date, limit: int) -> int:
        """Plan what fell due up to today for proposals accepted earlier.

        Works through at most `limit` proposals, oldest first; the caller commits.
        Returns how many.
        """
        if not self._plans_now(connection):
            return 0
        session = self.session()
        due = session.scalars(
            select(Proposal)
            .where(
                Proposal.tenant == connection.tenant,
                Proposal.standing == LIVE,
                Proposal.next_due_on <= today,
            )
            .order_by(Proposal.next_due_on, Proposal.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for known in due:
            is_planned = self._in_savepoint(
                connection,
                known.proposal_ref,
                partial(self._plan, connection, known, today),
            )
            if not is_planned:
                # It stands in the log now; announcing it again plans it again.
                known.next_due_on = None
        return len(due)

    def _plans_now(self, connection: Connection) -> bool:
        active = self.host.active_platform(connection.tenant)
        if active is not None and active.key != PLATFORM_KEY:
            return False
        status = Status(connection.status)
        return connection.company_id is not None and status not in {
            Status.NEVER,
            Status.AWAITING,
        }

    def _in_savepoint(
        self, connection: Connection, ref: str, plan: Callable[[], None]
    ) -> bool:
        session = self.session()
        try:
            with session.begin_nested():
                plan()
        except SQLAlchemyError:
            # The host's transaction itself is in trouble: hiding that loses the row.
            raise
        except QboError as refused:
            self._show(connection, ref, refused.cause)
        except Exception as bug:
            logger.exception("A proposal could not be planned")
            self._show(
                connection,
                ref,
                Cause(
                    code="could_not_be_planned",
                    sentence=f"“{ref}” could not be planned ({type(bug).__name__}).",
                    remedy="Mend it and announce it again.",
                ),
            )
        else:
            return True
        return False

    def _show(self, connection: Connection, ref: str, cause: Cause) -> None:
        session = self.session()
        now = self.clock.now()
        with session.begin_nested():
            invoice = Invoice(
                tenant=connection.tenant,
                company_id=connection.company_id,
                client_ref="",
                client_name="",
                title=ref,
                created_at=now,
                next_at=now,
            )
            session.add(invoice)
            session.flush()
            record_move(session, invoice, Event.BLOCKED, at=now, cause=cause)

    def _accept(self, connection: Connection, tenant: str, ref: str) -> None:
        session = self.session()
        snapshot = self.host.proposal(tenant, ref)
        known = queries.proposal(session, tenant, ref)
        if known is None:
            known = Proposal(tenant=tenant, proposal_ref=ref)
            session.add(known)
        known.number = snapshot.number
        known.client_ref = snapshot.client_ref
        known.accepted_at = snapshot.accepted_at
        known.snapshot = proposal_to_json(snapshot)
        known.next_due_on = None
        known.standing = self._standing(connection, snapshot)
        session.flush()
        if known.standing == LIVE:
            self._plan(connection, known, self._today(tenant))

    def _standing(self, connection: Connection, snapshot: ProposalSnapshot) -> str:
        if Status(connection.status) is Status.SET_UP:
            return EARLIER
        go_live_at = connection.go_live_at
        if go_live_at is not None and snapshot.accepted_at < go_live_at:
            return EARLIER
        return LIVE

    def _today(self, tenant: str) -> date:
        zone = self.host.tenant_info(tenant).zone
        return local_day(self.clock.business_now(), zone)

    def _plan(self, connection: Connection, known: Proposal, today: date) -> None:
        snapshot = proposal_from_json(known.snapshot)
        zone = self.host.tenant_info(connection.tenant).zone
        keyed = {
            live_key(
                connection.tenant, snapshot.ref, item.line.ref, item.period.key
            ): item
            for item in items_due(snapshot, zone=zone, until=today)
        }
        billed = self.stage_invoice.billed(keyed)
        due = [item for key, item in keyed.items() if key not in billed]
        for group, items in invoices(due).items():
            self.stage_invoice(
                connection,
                Group(
                    source_ref=snapshot.ref,
                    number=snapshot.number,
                    title=snapshot.title,
                    url=snapshot.url,
                    client_ref=snapshot.client_ref,
                    currency=snapshot.currency,
                    invoice_on=group.invoice_on,
                    is_recurring=group.is_recurring,
                    lines=[
                        GroupLine(
                            item.line,
                            item.period.key,
                            item.period.starts_on,
                            item.period.ends_on,
                        )
                        for item in items
                    ],
                ),
            )
        known.next_due_on = next_due_on(snapshot, zone=zone, after=today)

    def _hand_over(self, connection: Connection, due: InvoiceDue) -> None:
        key = live_key(connection.tenant, due.ref, due.lines[0].ref, due.ref)
        if self.stage_invoice.billed([key]):
            return
        self.stage_invoice(
            connection,
            Group(
                source_ref=due.ref,
                number="",
                title=due.title,
                url=due.url,
                client_ref=due.client_ref,
                currency=due.currency,
                invoice_on=due.due_on,
                is_recurring=False,
                lines=[GroupLine(line, due.ref, None, None) for line in due.lines],
            ),
        )
