"""What recurs: every period of a line, whole or in part, and instalments of a price."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from integration_qbo.contract import Ending, Line, Missed, ProposalLine, Recurring
from integration_qbo.domain.billing import amounts
from integration_qbo.domain.billing.case import Billed, Case, DueItem
from integration_qbo.domain.billing.life import End, Life, Opening
from integration_qbo.domain.billing.periods import Period, Span, spans
from integration_qbo.domain.billing.rules import anchor_of

_DAY = timedelta(days=1)


def recurring(case: Case, line: ProposalLine, rule: Recurring) -> Iterator[DueItem]:
    """The items of a recurring line in order, as long as it goes on."""
    anchor = anchor_of(rule, line, case.proposal, case.accepted_on)
    since = None if rule.in_instalments else case.since
    parts = _instalments(case, line, rule, anchor) if rule.in_instalments else {}
    for span in spans(rule, anchor, since=since):
        if _is_over(case.life, span, rule):
            return
        days = _billed_days(case.life, line.ref, span, rule)
        if days is None:
            continue
        now = parts.get(span.key) or amounts.plain(line)
        if days != (span.starts_on, span.ends_on):
            now = amounts.part(now, (days[1] - days[0]).days + 1, span.days)
        overlaps = None if parts else _overlap(case, line.ref, span.key, days)
        yield DueItem(
            line=now,
            period=Period(
                key=span.key,
                due_on=span.due_on(in_arrears=rule.in_arrears),
                starts_on=None if parts else days[0],
                ends_on=None if parts else days[1],
            ),
            rule=rule,
            overlaps=overlaps,
        )


def _is_over(life: Life, span: Span, rule: Recurring) -> bool:
    """Whether neither this period nor a later one is made for now."""
    if life.end is not None and span.starts_on > life.end.on:
        return True
    if life.renewed_on is not None and span.starts_on >= life.renewed_on:
        return True
    due_on = span.due_on(in_arrears=rule.in_arrears)
    return any(each.until is None and due_on >= each.since for each in life.pauses)


def _billed_days(
    life: Life, line_ref: str, span: Span, rule: Recurring
) -> tuple[date, date] | None:
    """The days of a period that are billed; `None` when it is passed over."""
    if _is_skipped_in_a_pause(life, span.due_on(in_arrears=rule.in_arrears)):
        return None
    starts_on = _first_day(life.openings.get(line_ref), span)
    ends_on = _last_day(life.end, span)
    if starts_on is None or ends_on is None or starts_on > ends_on:
        return None
    return starts_on, ends_on


def _is_skipped_in_a_pause(life: Life, due_on: date) -> bool:
    return any(
        pause.until is not None
        and pause.since <= due_on < pause.until
        and pause.missed is Missed.SKIP
        for pause in life.pauses
    )


def _first_day(opening: Opening | None, span: Span) -> date | None:
    """Behind what was billed elsewhere; `None` when that is all of it."""
    before = opening.billed_up_to if opening else None
    if opening is None or before is None or before < span.starts_on:
        return span.starts_on
    if before >= span.ends_on or opening.inside is Ending.SKIP:
        return None
    return before + _DAY if opening.inside is Ending.PART else span.starts_on


def _last_day(end: End | None, span: Span) -> date | None:
    """Up to the end of the proposal; `None` when nothing is billed for it."""
    if end is None or end.on >= span.ends_on or end.ending is Ending.BILL:
        return span.ends_on
    return end.on if end.ending is Ending.PART else None


def _instalments(
    case: Case, line: ProposalLine, rule: Recurring, anchor: date
) -> dict[str, Line]:
    """Every instalment by its period's key: what was billed, then what follows."""
    every = list(spans(rule, anchor))
    price = amounts.price_of(line)
    billed = case.billed.get(line.ref, {})
    opening = case.life.openings.get(line.ref)
    before = opening.billed_up_to if opening else None
    known = {key: each.amount for key, each in billed.items()}
    for span in every:
        if before is not None and span.ends_on <= before:
            known[span.key] = amounts.instalment(price, [], len(every), len(every))
    live = [
        span
        for span in every
        if span.key in known
        or (
            (line.ref, span.key) not in case.life.skipped
            and _billed_days(case.life, line.ref, span, rule) is not None
        )
    ]
    missing = [span.key for span in live if span.key not in known]
    paid: list[Decimal] = []
    later = sum((known[span.key] for span in live if span.key in known), Decimal(0))
    found = {}
    for span in live:
        amount = known.get(span.key)
        if amount is None:
            amount = amounts.instalment(price - later, paid, len(missing), len(every))
            missing.pop(0)
        else:
            later -= amount
        paid.append(amount)
        words = f"instalment {span.number + 1} of {len(every)}"
        found[span.key] = amounts.at(line, amount, words)
    return found


def _overlap(
    case: Case, line_ref: str, key: str, days: tuple[date, date]
) -> Billed | None:
    for other, billed in case.billed.get(line_ref, {}).items():
        if other == key or billed.starts_on is None or billed.ends_on is None:
            continue
        if billed.starts_on <= days[1] and days[0] <= billed.ends_on:
            return billed
    return None
