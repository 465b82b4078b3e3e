"""What happens to a proposal after its acceptance: it changes its life, then plans."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from integration_qbo.contract import (
    Deposit,
    Ending,
    Estimate,
    Missed,
    OnCompletion,
    ProposalLine,
)
from integration_qbo.domain.billing import (
    Completion,
    End,
    Life,
    Opening,
    Pause,
    Spot,
    life_from_json,
    life_to_json,
)
from integration_qbo.domain.snapshots import proposal_from_json
from integration_qbo.errors import Cause, NeedsAttention, NotNow
from integration_qbo.services.announcement import Announcement
from integration_qbo.services.plan_proposal import EARLIER, LIVE, PlanProposal
from integration_qbo.store import queries
from integration_qbo.store.models import Connection, Proposal


@dataclass(frozen=True, slots=True)
class ChangeProposal:
    """Works in the caller's transaction; never commits.

    Invoices that were not sent are planned anew; what is pushed is never touched.
    Announcements of the host do not raise; acts of a person (those that name a spot)
    raise `NotNow` or `NeedsAttention`.
    """

    session: Callable[[], Session]
    announcement: Announcement
    plan_proposal: PlanProposal

    # What the host announces.

    def ended(
        self, tenant: str, ref: str, on: date | None, ending: Ending = Ending.BILL
    ) -> None:
        """It ended; the day counts as served, today when none is given."""
        self._announced(
            tenant,
            ref,
            lambda known, life: replace(
                life, end=End(on=on or self._today(known), ending=ending)
            ),
        )

    def paused(self, tenant: str, ref: str, since: date | None) -> None:
        """Nothing is made of what falls due from that day on, today by default."""

        def pause(known: Proposal, life: Life) -> Life:
            if _open_pause(life) is not None:
                return life
            begun = Pause(since=since or self._today(known))
            return replace(life, pauses=(*life.pauses, begun))

        self._announced(tenant, ref, pause)

    def resumed(
        self, tenant: str, ref: str, on: date | None, missed: Missed = Missed.SKIP
    ) -> None:
        """It goes on; `missed` says what becomes of what fell due meanwhile."""

        def resume(known: Proposal, life: Life) -> Life:
            pause = _open_pause(life)
            if pause is None:
                return life
            over = replace(pause, until=on or self._today(known), missed=missed)
            kept = tuple(each for each in life.pauses if each is not pause)
            return replace(life, pauses=(*kept, over))

        self._announced(tenant, ref, resume, is_decided=missed is Missed.BILL)

    def completed(
        self,
        tenant: str,
        ref: str,
        line_ref: str,
        on: date | None,
        amount: Decimal | None = None,
    ) -> None:
        """A service was completed on that day, today by default.

        `amount` is the net price of an estimate.
        """
        self._announced(
            tenant,
            ref,
            lambda known, life: _completed(
                known,
                life,
                line_ref,
                Completion(on=on or self._today(known), amount=amount),
            ),
        )

    # What a person decides about one period.

    def complete(
        self, tenant: str, ref: str, line_ref: str, on: date, amount: Decimal | None
    ) -> None:
        """A person says that a service is completed."""
        self._decided(
            tenant,
            ref,
            lambda known, life: _completed(
                known, life, line_ref, Completion(on=on, amount=amount)
            ),
        )

    def price(
        self,
        tenant: str,
        ref: str,
        line_ref: str,
        amount: Decimal,
        *,
        is_sure: bool = False,
    ) -> None:
        """A person confirms what a completed estimate comes to.

        Outside the range the client accepted it must be said twice (`is_sure`).
        """

        def confirm(known: Proposal, life: Life) -> Life:
            done = life.completed.get(line_ref)
            if done is None:
                raise _not_now("priced before it is completed")
            rule = _line(known, line_ref).rule
            if isinstance(rule, Estimate) and not is_sure:
                _check_range(rule, amount)
            return _completed(known, life, line_ref, replace(done, amount=amount))

        self._decided(tenant, ref, confirm)

    def take_up(self, tenant: str, ref: str, openings: Mapping[str, Opening]) -> None:
        """Bill an earlier acceptance from now on; what was billed elsewhere is closed.

        `openings` say for its lines how far that is.  Raises `NotNow` unless it stands
        among the earlier ones and QuickBooks was enabled.
        """
        session = self.session()
        known = queries.proposal(session, tenant, ref, lock=True)
        connection = queries.connection_of(session, tenant)
        is_enabled = connection.enabled_at is not None
        if known is None or known.standing != EARLIER or not is_enabled:
            raise _not_now("taken up")
        known.standing = LIVE
        self._change(
            connection,
            known,
            lambda _known, life: replace(life, openings=dict(openings)),
            is_decided=False,
        )

    def move(self, tenant: str, ref: str, spot: Spot, on: date) -> None:
        """Bill one period on another day."""
        self._decided(
            tenant,
            ref,
            lambda _known, life: replace(life, moved={**life.moved, spot: on}),
        )

    def hold(self, tenant: str, ref: str, spot: Spot) -> None:
        """Keep one period back until it is released."""
        self._decided(
            tenant, ref, lambda _known, life: replace(life, held=life.held | {spot})
        )

    def release(self, tenant: str, ref: str, spot: Spot) -> None:
        """Bill a period that was held: on its day, or now if that has passed."""
        self._decided(
            tenant,
            ref,
            lambda _known, life: replace(life, held=life.held - {spot}),
            is_decided=True,
        )

    def _announced(
        self,
        tenant: str,
        ref: str,
        change: Callable[[Proposal, Life], Life],
        *,
        is_decided: bool = False,
    ) -> None:
        session = self.session()
        known = queries.proposal(session, tenant, ref, lock=True)
        if known is None:
            return
        connection = queries.connection_of(session, tenant)
        self.announcement(
            connection,
            ref,
            lambda: self._change(connection, known, change, is_decided=is_decided),
        )

    def _decided(
        self,
        tenant: str,
        ref: str,
        change: Callable[[Proposal, Life], Life],
        *,
        is_decided: bool = False,
    ) -> None:
        session = self.session()
        known = queries.proposal(session, tenant, ref, lock=True)
        if known is None:
            raise _not_now("changed: it is not known here")
        connection = queries.connection_of(session, tenant)
        self._change(connection, known, change, is_decided=is_decided)

    def _change(
        self,
        connection: Connection,
        known: Proposal,
        change: Callable[[Proposal, Life], Life],
        *,
        is_decided: bool,
    ) -> None:
        life = change(known, life_from_json(known.life or {}))
        known.life = life_to_json(life)
        if known.standing == EARLIER or not self.announcement.plans_now(connection):
            return
        self.plan_proposal(
            connection,
            known,
            self._today(known),
            is_announced=True,
            is_decided=is_decided,
        )

    def _today(self, known: Proposal) -> date:
        return self.announcement.today(known.tenant)


def _open_pause(life: Life) -> Pause | None:
    return next((each for each in life.pauses if each.until is None), None)


def _line(known: Proposal, line_ref: str) -> ProposalLine:
    for line in proposal_from_json(known.snapshot).lines:
        if line.ref == line_ref:
            return line
    raise NeedsAttention(
        Cause(
            code="no_such_line",
            sentence=f"{known.number} has no line {line_ref}, so it was not completed.",
            remedy="Announce the proposal's change first, then the completion.",
        )
    )


def _completed(
    known: Proposal, life: Life, line_ref: str, completion: Completion
) -> Life:
    line = _line(known, line_ref)
    if not isinstance(line.rule, (OnCompletion, Estimate, Deposit)):
        raise NeedsAttention(
            Cause(
                code="not_completable",
                sentence=f"“{line.description}” is not billed on completion.",
                remedy="Only lines on completion, estimates and balances are.",
            )
        )
    return replace(life, completed={**life.completed, line_ref: completion})


def _check_range(rule: Estimate, amount: Decimal) -> None:
    is_low = rule.lowest is not None and amount < rule.lowest
    is_high = rule.highest is not None and amount > rule.highest
    if is_low or is_high:
        raise NotNow(
            Cause(
                code="outside_estimate",
                sentence=(
                    f"{amount} lies outside what the client was told"
                    f" ({rule.lowest} to {rule.highest})."
                ),
                remedy="Confirm it once more if it is right.",
            )
        )


def _not_now(what: str) -> NotNow:
    return NotNow(
        Cause(
            code="no_such_act",
            sentence=f"It cannot be {what}.",
            remedy="Reload the page to see where it stands.",
        )
    )
