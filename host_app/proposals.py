"""The life of a proposal: each change is announced and kept, or neither."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import update

from host_app.extensions import db
from host_app.hooks import hooks_of
from host_app.models import (
    REPEATED,
    CountsFrom,
    Ends,
    Proposal,
    ProposalLine,
    Status,
)

_REFUSALS = {
    Status.DRAFT: "{number} is still a draft. Mark it as sent first.",
    Status.SENT: "{number} has not been accepted yet.",
    Status.ACCEPTED: "{number} was accepted before. Nothing was changed.",
    Status.ENDED: "{number} has ended. Nothing was changed.",
}


class ProposalRefused(Exception):  # noqa: N818  # a refusal is not an error
    """The proposal is not in a state that allows this; the message says why."""


def send_proposal(proposal: Proposal) -> None:
    """Note that the client has it now; a proposal without lines is refused."""
    if not proposal.lines:
        raise ProposalRefused(f"{proposal.number} has no lines yet. Add one first.")
    _change(proposal, Status.DRAFT, Status.SENT, {}, ())


def accept_proposal(proposal: Proposal, at: datetime) -> None:
    """Accept a sent proposal at an aware moment, tell the listeners, and commit.

    Either all of it happens or none: a listener that raises takes the acceptance back.
    Accepting twice raises `ProposalRefused`, also when two people do it at once.
    """
    _change(
        proposal,
        Status.SENT,
        Status.ACCEPTED,
        {"accepted_at": at},
        hooks_of().proposal_accepted,
    )


def end_proposal(proposal: Proposal, at: datetime, ends_as: Ends = Ends.BILL) -> None:
    """End an accepted proposal, tell the listeners, and commit; all or nothing.

    `ends_as` says what becomes of the period that has begun.
    """
    _change(
        proposal,
        Status.ACCEPTED,
        Status.ENDED,
        {"ended_at": at, "ends_as": ends_as},
        hooks_of().proposal_ended,
    )


def pause_proposal(proposal: Proposal, at: datetime) -> None:
    """Bill nothing that falls due from now on, until it is resumed; commits."""
    if proposal.paused_at is not None:
        raise ProposalRefused(f"{proposal.number} is paused already.")
    _change(
        proposal,
        Status.ACCEPTED,
        Status.ACCEPTED,
        {"paused_at": at},
        hooks_of().proposal_paused,
    )


def resume_proposal(proposal: Proposal, *, bills_the_pause: bool) -> None:
    """Go on; `bills_the_pause` bills what fell due meanwhile; commits."""
    if proposal.paused_at is None:
        raise ProposalRefused(f"{proposal.number} is not paused.")
    _change(
        proposal,
        Status.ACCEPTED,
        Status.ACCEPTED,
        {"paused_at": None},
        [
            partial(_resumed, listener, bills_the_pause)
            for listener in hooks_of().proposal_resumed
        ],
    )


def complete_service(line: ProposalLine, on: date, price: Decimal | None) -> None:
    """Note that a line's work is done, tell the listeners, and commit.

    `price` is what an estimate comes to, net.
    """
    proposal = line.proposal
    if proposal.status != Status.ACCEPTED or not line.is_completable:
        raise ProposalRefused(f"{line.service.name} is not waiting for completion.")
    try:
        line.completed_on, line.final_price = on, price
        db.session.flush()
        for listener in hooks_of().service_completed:
            listener(line)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def renew_proposal(proposal: Proposal, number: str, starts_on: date) -> Proposal:
    """Draft its successor with the lines that go on, and commit.

    Once accepted, the successor takes over on its first day.
    """
    if proposal.status != Status.ACCEPTED:
        raise _refusal(proposal)
    renewed = Proposal(
        number=number,
        client_id=proposal.client_id,
        title=proposal.title,
        status=Status.DRAFT,
        currency=proposal.currency,
        starts_on=starts_on,
        renews_id=proposal.id,
        lines=[_renewed(line) for line in proposal.lines if line.billing in REPEATED],
    )
    db.session.add(renewed)
    db.session.commit()
    return renewed


def _renewed(line: ProposalLine) -> ProposalLine:
    kept = (
        *("service_id", "description", "quantity", "unit_price", "discount"),
        *("tax_key", "billing", "every_count", "every_unit", "occurrences"),
        *("in_arrears", "missed"),
    )
    return ProposalLine(
        replaces_id=line.id,
        counts_from=CountsFrom.START,
        **{name: getattr(line, name) for name in kept},
    )


def _resumed(
    listener: Callable[[Proposal, bool], None],
    bills_the_pause: bool,  # noqa: FBT001  # handed on
    proposal: Proposal,
) -> None:
    listener(proposal, bills_the_pause)


def _refusal(proposal: Proposal) -> ProposalRefused:
    sentence = _REFUSALS[Status(proposal.status)]
    return ProposalRefused(sentence.format(number=proposal.number))


def _change(
    proposal: Proposal,
    before: Status,
    after: Status,
    values: dict[str, Any],
    listeners: Iterable[Callable[[Proposal], None]],
) -> None:
    try:
        # The condition in the statement decides between two people who click at once.
        won = db.session.execute(
            update(Proposal)
            .where(Proposal.id == proposal.id, Proposal.status == before)
            .values(status=after, **values)
            .returning(Proposal.id)
            .execution_options(synchronize_session=False)
        ).scalar_one_or_none()
        db.session.refresh(proposal)
        if won is None:
            raise _refusal(proposal)  # noqa: TRY301  # the transaction ends below
        for listener in listeners:
            listener(proposal)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
