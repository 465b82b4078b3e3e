"""The life of a proposal: each change is announced and kept, or neither."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import update

from host_app.extensions import db
from host_app.hooks import hooks_of
from host_app.models import Proposal, Status

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


def end_proposal(proposal: Proposal, at: datetime) -> None:
    """End an accepted proposal, tell the listeners, and commit; all or nothing."""
    _change(
        proposal,
        Status.ACCEPTED,
        Status.ENDED,
        {"ended_at": at},
        hooks_of().proposal_ended,
    )


def _refusal(proposal: Proposal) -> ProposalRefused:
    sentence = _REFUSALS[Status(proposal.status)]
    return ProposalRefused(sentence.format(number=proposal.number))


def _change(
    proposal: Proposal,
    before: Status,
    after: Status,
    values: dict[str, datetime],
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
