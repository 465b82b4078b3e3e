"""The calendar of a recurring rule: days are counted from the anchor, never chained.

That is why day 31 falls on a short month's last day and returns afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from integration_qbo.contract import Every, Recurring

_DAY = timedelta(days=1)
_DAYS = {Every.DAY: 1, Every.WEEK: 7}
_MONTHS = {Every.MONTH: 1, Every.YEAR: 12}


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """What an item bills: `key` names it for ever; both days are inclusive."""

    key: str
    due_on: date
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """One turn of a recurring rule: its number from 0, and its days, inclusive."""

    number: int
    starts_on: date
    ends_on: date

    @property
    def key(self) -> str:
        """The name of the period."""
        return self.starts_on.isoformat()

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.ends_on - self.starts_on).days + 1

    def due_on(self, *, in_arrears: bool) -> date:
        """Its first day, or in arrears the day after its last."""
        return self.ends_on + _DAY if in_arrears else self.starts_on


def local_day(moment: datetime, zone: str) -> date:
    """The day an aware moment falls on in the practice's zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def spans(
    rule: Recurring, anchor: date, *, since: date | None = None
) -> Iterator[Span]:
    """The periods of a rule in order, until it ends or the calendar does.

    With `since`, those that ended well before it are left out.
    """
    for number in count(_first(rule, anchor, since)):
        if rule.occurrences is not None and number >= rule.occurrences:
            return
        try:
            starts_on = _after(rule, anchor, number)
            ends_on = _after(rule, anchor, number + 1) - _DAY
        except (OverflowError, ValueError):
            return
        if rule.ends_on is not None and starts_on > rule.ends_on:
            return
        yield Span(number=number, starts_on=starts_on, ends_on=ends_on)


def _first(rule: Recurring, anchor: date, since: date | None) -> int:
    if since is None or since <= anchor:
        return 0
    if rule.every in _DAYS:
        passed = (since - anchor).days // (_DAYS[rule.every] * rule.count)
    else:
        months = (since.year - anchor.year) * 12 + since.month - anchor.month
        passed = months // (_MONTHS[rule.every] * rule.count)
    # The month's length and billing in arrears blur the estimate by one turn each.
    return max(0, passed - 2)


def _after(rule: Recurring, anchor: date, number: int) -> date:
    steps = rule.count * number
    if rule.every in _DAYS:
        return anchor + timedelta(days=_DAYS[rule.every] * steps)
    return anchor + relativedelta(months=_MONTHS[rule.every] * steps)
