"""When a proposal's lines are due: from a snapshot to items, from items to invoices.

An item is one (line, period); a period is named by its key and billed once.
Occurrences are counted from the anchor, never chained, so that day 31 falls on a
short month's last day and returns.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from integration_qbo.contract import (
    Anchor,
    Every,
    OnAcceptance,
    ProposalLine,
    ProposalSnapshot,
    Recurring,
)
from integration_qbo.errors import Cause, NeedsAttention

ON_ACCEPTANCE = "acceptance"


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """What an item bills: `key` names it for ever; both days are inclusive."""

    key: str
    due_on: date
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DueItem:
    """One line in one period."""

    line: ProposalLine
    period: Period

    @property
    def is_recurring(self) -> bool:
        """Whether the period belongs to a series."""
        return self.period.starts_on is not None


def local_day(moment: datetime, zone: str) -> date:
    """The day an aware moment falls on in the practice's zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def items_due(
    proposal: ProposalSnapshot, *, zone: str, until: date
) -> Iterator[DueItem]:
    """Every item due on or before `until`, whatever has been billed already."""
    accepted_on = local_day(proposal.accepted_at, zone)
    for line in proposal.lines:
        for period in _periods(line, proposal, accepted_on):
            if period.due_on > until:
                break
            yield DueItem(line=line, period=period)


def next_due_on(proposal: ProposalSnapshot, *, zone: str, after: date) -> date | None:
    """The first day behind `after` on which something is due; `None` for never."""
    accepted_on = local_day(proposal.accepted_at, zone)
    days = []
    for line in proposal.lines:
        for period in _periods(line, proposal, accepted_on):
            if period.due_on > after:
                days.append(period.due_on)
                break
    return min(days, default=None)


def _periods(
    line: ProposalLine, proposal: ProposalSnapshot, accepted_on: date
) -> Iterator[Period]:
    rule = line.rule
    if isinstance(rule, OnAcceptance):
        yield Period(key=ON_ACCEPTANCE, due_on=accepted_on)
        return
    anchor = _anchor(rule, line, proposal, accepted_on)
    if rule.count < 1:
        raise _cannot_plan(line, "repeats every 0 intervals")
    for number in count():
        starts_on = anchor + _interval(rule, number)
        if rule.ends_on is not None and starts_on > rule.ends_on:
            return
        if rule.occurrences is not None and number >= rule.occurrences:
            return
        yield Period(
            key=starts_on.isoformat(),
            due_on=starts_on,
            starts_on=starts_on,
            ends_on=anchor + _interval(rule, number + 1) - timedelta(days=1),
        )


def _anchor(
    rule: Recurring, line: ProposalLine, proposal: ProposalSnapshot, accepted_on: date
) -> date:
    chosen = {
        Anchor.ACCEPTANCE: accepted_on,
        Anchor.START: proposal.starts_on,
        Anchor.DATE: rule.anchor_on,
    }[rule.anchor]
    if chosen is None:
        raise _cannot_plan(line, f"counts from a {rule.anchor} that is not given")
    return chosen


def _interval(rule: Recurring, number: int) -> relativedelta:
    steps = rule.count * number
    match rule.every:
        case Every.DAY:
            return relativedelta(days=steps)
        case Every.WEEK:
            return relativedelta(weeks=steps)
        case Every.MONTH:
            return relativedelta(months=steps)
        case Every.YEAR:
            return relativedelta(years=steps)


def _cannot_plan(line: ProposalLine, why: str) -> NeedsAttention:
    return NeedsAttention(
        Cause(
            code="could_not_be_planned",
            sentence=f"The line “{line.description}” {why}.",
            remedy="Mend the proposal and announce it again.",
            facts={"line_ref": line.ref},
        )
    )


def group_by_date(items: Iterable[DueItem]) -> dict[tuple[date, bool], list[DueItem]]:
    """Items that form one invoice: same date, same kind of terms."""
    groups: dict[tuple[date, bool], list[DueItem]] = {}
    for item in items:
        key = (item.period.due_on, item.is_recurring)
        groups.setdefault(key, []).append(item)
    return groups
