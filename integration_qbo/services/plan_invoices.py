"""From what the host announces to rows that are due, inside the host's transaction.

Nothing here waits for QuickBooks or Redis, and content that cannot be planned becomes
a row a person sees, never an exception in the host's face.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from integration_qbo.contract import Host, InvoiceDue, ProposalSnapshot
from integration_qbo.domain.billing import (
    Life,
    life_from_json,
    life_to_json,
    local_day,
)
from integration_qbo.domain.connection import Status
from integration_qbo.domain.snapshots import proposal_to_json
from integration_qbo.services.announcement import Announcement
from integration_qbo.services.plan_proposal import (
    EARLIER,
    LIVE,
    PlanProposal,
    origin_refs,
)
from integration_qbo.services.stage_invoice import (
    Group,
    GroupLine,
    StageInvoice,
    live_key,
)
from integration_qbo.store import queries
from integration_qbo.store.billing import Ground, Standing, ground, standing_items
from integration_qbo.store.models import Connection, Proposal

__all__ = ["EARLIER", "LIVE", "PlanInvoices"]


@dataclass(frozen=True, slots=True)
class PlanInvoices:
    """Plans what is due, in a SAVEPOINT of the host's transaction; never commits.

    What an acceptance does depends on the connection (``docs/architecture.md``):
    nothing, listed as *earlier*, planned and pushed, or planned and held.
    """

    session: Callable[[], Session]
    host: Host
    announcement: Announcement
    plan_proposal: PlanProposal
    stage_invoice: StageInvoice

    def proposal_accepted(self, tenant: str, ref: str, *, renews: str = "") -> None:
        """A proposal was accepted, or accepted again after a change."""
        session = self.session()
        found = ground(session, tenant, ref)
        if not self.announcement.plans_now(found.connection):
            return
        accept = partial(self._accept, found, ref, renews)
        # Planning flushes what it asks about; the proposal is written once, when done.
        with session.no_autoflush:
            self.announcement(found.connection, ref, accept, reads_anew=found.is_shown)

    def proposal_changed(self, tenant: str, ref: str) -> None:
        """An accepted proposal reads differently now; one never announced is left."""
        if queries.proposal(self.session(), tenant, ref) is not None:
            self.proposal_accepted(tenant, ref)

    def invoice_due(self, tenant: str, due: InvoiceDue) -> None:
        """The host planned an invoice itself; the same `ref` is billed once."""
        connection = queries.connection_of(self.session(), tenant)
        if not self.announcement.plans_now(connection):
            return
        hand_over = partial(self._hand_over, connection, due)
        self.announcement(connection, due.ref, hand_over, reads_anew=True)

    def fall_due(self, connection: Connection, today: date, limit: int) -> int:
        """Plan what fell due up to today for proposals accepted earlier.

        Works through at most `limit` proposals, oldest first; the caller commits.
        Returns how many.
        """
        if not self.announcement.plans_now(connection):
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
        if due and not self._plan_together(connection, due, today):
            self._plan_apart(connection, due, today)
        return len(due)

    def _plan_together(
        self, connection: Connection, due: Sequence[Proposal], today: date
    ) -> bool:
        """All of them in one savepoint; `False`, and nothing done, if one cannot."""
        session = self.session()
        # Held on to, or each proposal would read them anew.
        _settings = queries.settings_of(session, connection.company_id or 0)
        by_origin: dict[str, list[Standing]] = {}
        refs = {ref for known in due for ref in origin_refs(known)}
        for each in standing_items(session, connection.tenant, refs):
            by_origin.setdefault(each.item.origin_ref, []).append(each)
        try:
            # Staging flushes what it asks about; a flush a question is too many here.
            with session.begin_nested(), session.no_autoflush:
                for known in due:
                    standing = [
                        each
                        for ref in origin_refs(known)
                        for each in by_origin.get(ref, ())
                    ]
                    self.plan_proposal(connection, known, today, standing=standing)
        except DBAPIError as trouble:
            if trouble.connection_invalidated:
                raise
            return False
        except Exception:  # noqa: BLE001 - each is tried again alone, and shown
            return False
        return True

    def _plan_apart(
        self, connection: Connection, due: Sequence[Proposal], today: date
    ) -> None:
        for known in due:
            is_planned = self.announcement(
                connection,
                known.proposal_ref,
                partial(self.plan_proposal, connection, known, today),
            )
            if not is_planned:
                # It stands in the log now; announcing it again plans it again.
                known.next_due_on = None

    def _accept(self, found: Ground, ref: str, renews: str) -> None:
        session = self.session()
        connection, tenant = found.connection, found.connection.tenant
        snapshot = self.host.proposal(tenant, ref)
        if renews and not snapshot.renews:
            snapshot = replace(snapshot, renews=renews)
        known = None
        if found.is_known:
            known = queries.proposal(session, tenant, ref, lock=True)
        # Of lines never announced nothing stands billed, unless they take over others.
        standing = () if known is None and not snapshot.renews else None
        if known is None:
            known = Proposal(tenant=tenant, proposal_ref=ref, standing=EARLIER)
            known.life = life_to_json(Life())
            session.add(known)
        if known.standing == EARLIER:
            known.standing = self._standing(connection, snapshot)
        known.number = snapshot.number
        known.client_ref = snapshot.client_ref
        known.accepted_at = snapshot.accepted_at
        known.snapshot = proposal_to_json(snapshot)
        known.next_due_on = None
        today, at = self.announcement.day_and_time(tenant)
        self._remember(known, snapshot)
        if snapshot.renews:
            self._take_over(connection, known, snapshot, today)
        if known.standing == LIVE:
            self.plan_proposal(
                connection,
                known,
                today,
                is_announced=True,
                standing=standing,
                at=at,
            )
        session.flush()

    def _remember(self, known: Proposal, snapshot: ProposalSnapshot) -> None:
        """The first anchor stays, whatever is accepted again."""
        life = life_from_json(known.life or {})
        if life.accepted_on is None:
            zone = self.host.tenant_info(known.tenant).zone
            on = local_day(snapshot.accepted_at, zone)
            known.life = life_to_json(replace(life, accepted_on=on))

    def _take_over(
        self,
        connection: Connection,
        known: Proposal,
        snapshot: ProposalSnapshot,
        today: date,
    ) -> None:
        """The renewed proposal stops where this one begins; replaced lines go on."""
        old = queries.proposal(self.session(), known.tenant, snapshot.renews, lock=True)
        if old is None:
            return
        life = life_from_json(known.life or {})
        before = life_from_json(old.life or {})
        starts_on = snapshot.starts_on or life.accepted_on
        identities = {
            line.ref: before.identities.get(
                line.replaces, (snapshot.renews, line.replaces)
            )
            for line in snapshot.lines
            if line.replaces
        }
        known.life = life_to_json(replace(life, identities=identities))
        old.life = life_to_json(replace(before, renewed_on=starts_on))
        if old.standing == LIVE:
            self.plan_proposal(connection, old, today, is_announced=True)

    def _standing(self, connection: Connection, snapshot: ProposalSnapshot) -> str:
        if Status(connection.status) is Status.SET_UP:
            return EARLIER
        go_live_at = connection.go_live_at
        if go_live_at is not None and snapshot.accepted_at < go_live_at:
            return EARLIER
        return LIVE

    def _hand_over(self, connection: Connection, due: InvoiceDue) -> None:
        lines = [
            GroupLine(
                line=line,
                period_key=due.ref,
                live_key=live_key(connection.tenant, due.ref, line.ref, due.ref),
                origin=(due.ref, line.ref),
            )
            for line in due.lines
        ]
        if self.stage_invoice.billed([lines[0].live_key]):
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
                lines=lines,
            ),
        )
