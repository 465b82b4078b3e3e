"""From one proposal and its life to the invoices that are due."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from integration_qbo.contract import Host, ProposalSnapshot
from integration_qbo.domain.billing import (
    Billed,
    CaughtUp,
    DueItem,
    InvoiceKey,
    Life,
    Spot,
    Wait,
    catch_up,
    invoices,
    items_due,
    life_from_json,
    life_to_json,
    next_due_on,
)
from integration_qbo.domain.delivery import State
from integration_qbo.domain.snapshots import (
    line_to_json,
    proposal_from_json,
)
from integration_qbo.services.stage_invoice import (
    Group,
    GroupLine,
    StageInvoice,
    live_key,
)
from integration_qbo.services.take_off import take_off
from integration_qbo.store import queries
from integration_qbo.store.billing import Origin, Standing, standing_items
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Connection, Proposal

LIVE, EARLIER, ENDED = "live", "earlier", "ended"
"""Standings of an accepted proposal: planned, accepted before Enable, ended."""


def origins_of(snapshot: ProposalSnapshot, life: Life) -> dict[str, Origin]:
    """What each line is billed as."""
    return {
        line.ref: life.identities.get(line.ref, (snapshot.ref, line.ref))
        for line in snapshot.lines
    }


def origin_refs(known: Proposal) -> set[str]:
    """The proposals whose items say what of this one stands billed."""
    identities = (known.life or {}).get("identities", {})
    return {known.proposal_ref, *(ref for ref, _line in identities.values())}


def billed_of(
    origins: Mapping[str, Origin], standing: Sequence[Standing]
) -> dict[str, dict[str, Billed]]:
    """What stands billed, by line and period."""
    own = {origin: line_ref for line_ref, origin in origins.items()}
    found: dict[str, dict[str, Billed]] = {}
    for each in standing:
        line_ref = own.get(each.origin)
        if line_ref is not None:
            found.setdefault(line_ref, {})[each.item.period_key] = Billed(
                amount=each.item.amount,
                starts_on=each.item.period_starts_on,
                ends_on=each.item.period_ends_on,
            )
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Work:
    connection: Connection
    snapshot: ProposalSnapshot
    origins: Mapping[str, Origin]
    announced_on: date
    at: datetime | None

    def group(self, key: InvoiceKey, items: Sequence[DueItem]) -> Group:
        """The lines of one invoice."""
        snapshot = self.snapshot
        return Group(
            source_ref=snapshot.ref,
            number=snapshot.number,
            title=snapshot.title,
            url=snapshot.url,
            client_ref=snapshot.client_ref,
            currency=snapshot.currency,
            invoice_on=key.invoice_on,
            is_recurring=key.is_recurring,
            wait=key.wait,
            is_date_decided=all(self._is_decided(item) for item in items),
            separate_key=snapshot.ref if snapshot.is_kept_separate else "",
            lines=[self._line(item) for item in items],
        )

    def _is_decided(self, item: DueItem) -> bool:
        """Completions keep their day; what was caught up is late by decision."""
        is_caught_up = item.is_recurring and item.period.due_on < self.announced_on
        return item.needs_review or is_caught_up

    def _line(self, item: DueItem) -> GroupLine:
        origin = self.origins[item.line.ref]
        return GroupLine(
            line=item.line,
            period_key=item.period.key,
            live_key=live_key(self.connection.tenant, *origin, item.period.key),
            origin=origin,
            starts_on=item.period.starts_on,
            ends_on=item.period.ends_on,
        )


@dataclass(frozen=True, slots=True)
class PlanProposal:
    """Stages what is due and not billed; the caller has locked the row and commits.

    Planning again with nothing changed changes nothing.  Raises `NeedsAttention` for
    content that cannot be planned.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host
    stage_invoice: StageInvoice

    def __call__(  # noqa: PLR0913 - each says something else about the occasion
        self,
        connection: Connection,
        known: Proposal,
        today: date,
        *,
        is_announced: bool = False,
        is_decided: bool = False,
        standing: Sequence[Standing] | None = None,
        at: datetime | None = None,
    ) -> None:
        """Plan up to today.

        `is_announced`: something changed, so what was not sent yet is planned anew and
        periods that have passed are caught up.  `is_decided`: a person said that they
        are billed.  `standing` saves asking what stands billed of its lines, `at` what
        time it is.
        """
        session = self.session()
        snapshot = proposal_from_json(known.snapshot)
        life = life_from_json(known.life or {})
        origins = origins_of(snapshot, life)
        if standing is None:
            standing = standing_items(
                session, known.tenant, origin_refs(known), lock=is_announced
            )
        mine = [
            each
            for each in standing
            if is_announced
            and each.is_open
            and each.item.source_ref == known.proposal_ref
        ]
        fixed = [each for each in standing if each not in mine]
        zone = self.host.tenant_info(known.tenant).zone
        billed = billed_of(origins, fixed)
        announced_on = today if is_announced else date.min
        due = items_due(snapshot, zone=zone, until=today, life=life, billed=billed)
        caught = catch_up(
            [item for item in due if not item.is_held],
            announced_on=announced_on,
            is_decided=is_decided,
            planned=[_spot(each) for each in mine],
        )
        work = _Work(
            connection=connection,
            snapshot=snapshot,
            origins=origins,
            announced_on=announced_on,
            at=at,
        )
        if caught.skipped:
            life = replace(life, skipped=life.skipped | caught.skipped)
            known.life = life_to_json(life)
        known.next_due_on = next_due_on(
            snapshot, zone=zone, after=today, life=life, billed=billed
        )
        if life.end is not None and known.next_due_on is None:
            known.standing = ENDED
        # Last, so that what changed in the proposal is written once, with it.
        self._settle(work, mine, caught)

    def _settle(self, work: _Work, mine: Sequence[Standing], caught: CaughtUp) -> None:
        """Keep what is planned as it should be, take off the rest, stage what lacks."""
        wanted = {item.spot: item for item in caught.items}
        kept = {
            _spot(each)
            for each in mine
            if _is_same(each, wanted.get(_spot(each)), work.snapshot)
        }
        stale = [each for each in mine if _spot(each) not in kept]
        if stale:
            take_off(self.session(), stale, at=self.clock.now())
        missed = {
            _spot(each)
            for each in stale
            if each.invoice.state == State.REVIEW.value
            and each.invoice.reason_code == Wait.MISSED.value
        }
        lacking = [item for spot, item in wanted.items() if spot not in kept]
        settings = queries.settings_of(self.session(), work.connection.company_id or 0)
        groups = invoices(
            lacking,
            asked=caught.asked | missed,
            are_terms_equal=settings.invoice_days == settings.recurring_days,
        )
        for key, items in groups.items():
            self.stage_invoice(work.connection, work.group(key, items), at=work.at)


def _spot(each: Standing) -> Spot:
    return each.item.line_ref, each.item.period_key


def _is_same(each: Standing, item: DueItem | None, snapshot: ProposalSnapshot) -> bool:
    return (
        item is not None
        and each.item.line == line_to_json(item.line)
        and each.invoice.invoice_on == item.period.due_on
        and each.item.period_starts_on == item.period.starts_on
        and each.item.period_ends_on == item.period.ends_on
        and each.invoice.client_ref == snapshot.client_ref
        and each.invoice.currency == snapshot.currency
    )
