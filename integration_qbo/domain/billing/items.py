"""From a proposal and its life to what is due and not billed yet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from integration_qbo.contract import ProposalLine, ProposalSnapshot, Recurring
from integration_qbo.domain.billing.case import AllBilled, Case, DueItem
from integration_qbo.domain.billing.life import Life
from integration_qbo.domain.billing.once import once
from integration_qbo.domain.billing.periods import Period, local_day
from integration_qbo.domain.billing.rules import check
from integration_qbo.domain.billing.series import recurring


def items_due(
    proposal: ProposalSnapshot,
    *,
    zone: str,
    until: date,
    life: Life = Life(),  # noqa: B008 - frozen
    billed: AllBilled = {},  # noqa: B006 - never written
) -> Iterator[DueItem]:
    """Every unbilled item due up to `until`, line by line, held ones included.

    Raises `NeedsAttention` naming a line whose rule says too little.
    """
    case = _case(proposal, zone, life, billed)
    for line in proposal.lines:
        for item in _until(case, line, until):
            if item.period.due_on <= until:
                yield item


def next_due_on(
    proposal: ProposalSnapshot,
    *,
    zone: str,
    after: date,
    life: Life = Life(),  # noqa: B008 - frozen
    billed: AllBilled = {},  # noqa: B006 - never written
) -> date | None:
    """The first day behind `after` on which something is due; `None` for never."""
    case = _case(proposal, zone, life, billed, since=after)
    found = (_next_of(case, line, after) for line in proposal.lines)
    return min((day for day in found if day is not None), default=None)


def _next_of(case: Case, line: ProposalLine, after: date) -> date | None:
    first = None
    for period, item in _of_line(case, line):
        if item is not None and not item.is_held and item.period.due_on > after:
            first = min(item.period.due_on, first or item.period.due_on)
        is_settled = first is not None and period.due_on > after
        if is_settled and not _is_moved_from(case, line, period.key):
            break
    return first


def _case(
    proposal: ProposalSnapshot,
    zone: str,
    life: Life,
    billed: AllBilled,
    since: date | None = None,
) -> Case:
    if since is not None:
        # What was moved or held may have been scheduled long before.
        since = min([since, *life.moved.values()])
        keys = [key for _line, key in (*life.moved, *life.held) if key[:1].isdigit()]
        since = min([since, *(date.fromisoformat(key) for key in keys)])
    return Case(
        proposal=proposal,
        life=life,
        billed=billed,
        accepted_on=life.accepted_on or local_day(proposal.accepted_at, zone),
        since=since,
    )


def _until(case: Case, line: ProposalLine, until: date) -> Iterator[DueItem]:
    for period, item in _of_line(case, line):
        if period.due_on > until and not _is_moved_from(case, line, period.key):
            return
        if item is not None:
            yield item


def _is_moved_from(case: Case, line: ProposalLine, key: str) -> bool:
    """Whether this or a later period of the line was brought forward or put off."""
    return any(
        own == line.ref and moved >= key and moved[:1].isdigit()
        for own, moved in case.life.moved
    )


def _of_line(case: Case, line: ProposalLine) -> Iterator[tuple[Period, DueItem | None]]:
    """Each period as scheduled, and its item; `None` for what is not billed."""
    check(line)
    billed = case.billed.get(line.ref, {})
    found = (
        recurring(case, line, line.rule)
        if isinstance(line.rule, Recurring)
        else once(case, line)
    )
    for item in found:
        is_passed = item.period.key in billed or item.spot in case.life.skipped
        yield item.period, None if is_passed else _as_decided(case.life, item)


def _as_decided(life: Life, item: DueItem) -> DueItem:
    moved_to = life.moved.get(item.spot)
    is_held = item.spot in life.held
    if moved_to is None and not is_held:
        return item
    due_on = moved_to or item.period.due_on
    return replace(item, period=replace(item.period, due_on=due_on), is_held=is_held)
