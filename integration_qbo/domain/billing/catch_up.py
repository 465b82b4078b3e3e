"""What becomes of periods that had passed when a proposal was announced."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from integration_qbo.contract import CatchUp, Recurring
from integration_qbo.domain.billing.case import DueItem
from integration_qbo.domain.billing.life import Spot

MOST_MISSED = 12
"""More missed periods of a line than this wait for a person, whatever the policy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaughtUp:
    """What is billed, what a person is asked about first, and what never is."""

    items: Sequence[DueItem]
    asked: frozenset[Spot]
    skipped: frozenset[Spot]


def catch_up(
    items: Iterable[DueItem],
    *,
    announced_on: date,
    is_decided: bool = False,
    planned: Collection[Spot] = (),
) -> CaughtUp:
    """Apply each line's policy to what fell due before the announcement.

    `is_decided`: a person said that they are billed, as at the end of a pause.
    `planned` were planned before: no policy is asked again.
    """
    kept: list[DueItem] = []
    missed: dict[str, list[DueItem]] = {}
    for item in items:
        is_missed = item.is_recurring and item.period.due_on < announced_on
        if is_missed and item.spot not in planned:
            missed.setdefault(item.line.ref, []).append(item)
        else:
            kept.append(item)
    asked: set[Spot] = set()
    skipped: set[Spot] = set()
    for late in missed.values():
        policy = CatchUp.EACH if is_decided else _policy(late)
        if policy is CatchUp.LATEST:
            skipped.update(each.spot for each in late[:-1])
            kept.append(late[-1])
            continue
        if policy is CatchUp.ASK:
            asked.update(each.spot for each in late)
        kept.extend(late)
    kept.sort(key=lambda item: item.period.due_on)
    return CaughtUp(items=kept, asked=frozenset(asked), skipped=frozenset(skipped))


def _policy(late: Sequence[DueItem]) -> CatchUp:
    if len(late) > MOST_MISSED:
        return CatchUp.ASK
    rule = late[-1].rule
    return rule.catch_up if isinstance(rule, Recurring) else CatchUp.EACH
