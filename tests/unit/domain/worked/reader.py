"""Reads worked cases: a proposal, its life, and the invoices that follow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from integration_qbo import (
    Anchor,
    CatchUp,
    Deposit,
    Ending,
    Estimate,
    Every,
    Included,
    Missed,
    OnAcceptance,
    OnCompletion,
    ProposalLine,
    ProposalSnapshot,
    Recurring,
)
from integration_qbo.domain.billing import (
    Billed,
    Completion,
    End,
    Life,
    Opening,
    Pause,
    catch_up,
    invoices,
    items_due,
)
from integration_qbo.domain.tax import TaxedLine, tax_per_line

HERE = Path(__file__).parent
_LINE = re.compile(
    r"(?P<name>\w+): (?P<quantity>[\d.-]+) x (?P<price>[\d.-]+)"
    r"(?: less (?P<discount>[\d.]+))?(?: tax (?P<tax>[\d.+]+)%)?, (?P<rule>.+)"
)
_EVERY = re.compile(
    r"every (?:(?P<count>\d+) )?(?P<unit>day|week|month|year)"
    r"(?: from (?P<anchor>start|[\d-]+))?(?: until (?P<until>[\d-]+))?"
    r"(?: (?P<times>\d+) times)?(?P<arrears> in arrears)?"
    r"(?P<instalments> in instalments)?(?: (?P<missed>latest|ask))?"
)


@dataclass
class Case:
    """One case as it is written."""

    title: str
    zone: str = "UTC"
    accepted_at: datetime | None = None
    starts_on: date | None = None
    until: date = date.max
    announced_on: date = date.min
    lines: dict[str, ProposalLine] = field(default_factory=dict)
    percents: dict[str, tuple[Decimal, ...]] = field(default_factory=dict)
    life: Life = field(default_factory=Life)
    billed: dict[str, dict[str, Billed]] = field(default_factory=dict)
    expected: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return self.title

    def invoices(self) -> list[str]:
        """What follows, written like what is expected."""
        proposal = ProposalSnapshot(
            ref="p",
            number="P",
            client_ref="c",
            currency="AUD",
            accepted_at=self.accepted_at,
            starts_on=self.starts_on,
            lines=tuple(self.lines.values()),
        )
        due = items_due(
            proposal,
            zone=self.zone,
            until=self.until,
            life=self.life,
            billed=self.billed,
        )
        caught = catch_up(due, announced_on=self.announced_on)
        written = []
        for key, items in sorted(
            invoices(caught.items, asked=caught.asked, are_terms_equal=True).items(),
            key=lambda pair: (pair[0].invoice_on, pair[0].wait),
        ):
            parts = [self._words(item, caught.asked) for item in items]
            net = sum(item.amount for item in items)
            tax = tax_per_line(
                TaxedLine(
                    net=item.amount, percents=self.percents.get(item.line.ref, ())
                )
                for item in items
            )
            total = f" = {net}" + (f" + {tax} tax" if tax else "")
            written.append(f"{key.invoice_on}: {' + '.join(parts)}{total}")
        return written or ["nothing"]

    def _words(self, item, asked) -> str:
        marks = {
            "asked": item.spot in asked,
            "review": item.needs_review,
            "held": item.is_held,
            "price": item.wants_price,
            "overlap": item.overlaps is not None,
        }
        shown = [word for word, holds in marks.items() if holds]
        return " ".join([item.line.ref, str(item.amount), *shown])


def cases() -> Iterator[Case]:
    """Every case of every file."""
    for file in sorted(HERE.glob("*.txt")):
        case = None
        for raw in file.read_text(encoding="utf-8").splitlines():
            text = raw.split("#")[0].strip()
            if text.startswith("= "):
                if case is not None:
                    yield case
                case = Case(text[2:])
            elif text:
                _take(case, text)
        yield case


def _take(case: Case, text: str) -> None:  # noqa: C901, PLR0912 - one word a branch
    word, _space, rest = text.partition(" ")
    said = rest.split()
    life = case.life
    match word:
        case "accepted":
            day, time, case.zone = said
            local = datetime.fromisoformat(f"{day}T{time}")
            case.accepted_at = local.replace(tzinfo=ZoneInfo(case.zone))
        case "starts":
            case.starts_on = date.fromisoformat(rest)
        case "until":
            case.until = date.fromisoformat(rest)
        case "announced":
            case.announced_on = date.fromisoformat(rest)
        case "line":
            _line(case, rest)
        case "completed":
            amount = Decimal(said[3]) if len(said) > 2 else None
            done = Completion(on=date.fromisoformat(said[1]), amount=amount)
            case.life = replace(life, completed={**life.completed, said[0]: done})
        case "paused":
            pause = Pause(since=date.fromisoformat(rest))
            case.life = replace(life, pauses=(*life.pauses, pause))
        case "resumed":
            until = date.fromisoformat(said[0])
            last = replace(life.pauses[-1], until=until, missed=Missed(said[1]))
            case.life = replace(life, pauses=(*life.pauses[:-1], last))
        case "ended":
            end = End(on=date.fromisoformat(said[0]), ending=Ending(said[1]))
            case.life = replace(life, end=end)
        case "renewed":
            case.life = replace(life, renewed_on=date.fromisoformat(rest))
        case "opening":
            _opening(case, said)
        case "moved":
            spot = (said[0], said[1])
            moved = {**life.moved, spot: date.fromisoformat(said[2])}
            case.life = replace(life, moved=moved)
        case "held":
            case.life = replace(life, held=life.held | {(said[0], said[1])})
        case "billed":
            days = [date.fromisoformat(day) for day in said[3:]] or [None, None]
            case.billed.setdefault(said[0], {})[said[1]] = Billed(
                amount=Decimal(said[2]), starts_on=days[0], ends_on=days[1]
            )
        case _:
            case.expected.append(" ".join(text.split()))


def _opening(case: Case, said: list[str]) -> None:
    if said[0] == "deposit":
        name, opening = said[1], Opening(deposit=Decimal(said[2]))
    else:
        name = said[0]
        opening = Opening(
            billed_up_to=date.fromisoformat(said[1]), inside=Ending(said[2])
        )
    openings = {**case.life.openings, name: opening}
    case.life = replace(case.life, openings=openings)


def _line(case: Case, text: str) -> None:
    found = _LINE.fullmatch(text)
    name = found["name"]
    case.lines[name] = ProposalLine(
        ref=name,
        service_ref="s",
        description=name,
        quantity=Decimal(found["quantity"]),
        unit_price=Decimal(found["price"]),
        discount=Decimal(found["discount"] or 0),
        tax_key="t",
        rule=_rule(found["rule"]),
    )
    if found["tax"]:
        case.percents[name] = tuple(Decimal(part) for part in found["tax"].split("+"))


def _rule(text: str):
    if text.startswith("deposit"):
        figure = text.split()[1]
        if figure.endswith("%"):
            return Deposit(percent=Decimal(figure[:-1]))
        return Deposit(amount=Decimal(figure))
    if text.startswith("estimate"):
        said = text.split()[1:]
        if not said:
            return Estimate()
        return Estimate(lowest=Decimal(said[0]), highest=Decimal(said[2]))
    once = {
        "on acceptance": OnAcceptance(),
        "on completion": OnCompletion(),
        "included": Included(),
    }
    return once.get(text) or _every(text)


def _every(text: str) -> Recurring:
    found = _EVERY.fullmatch(text)
    anchor, day = Anchor.ACCEPTANCE, None
    if found["anchor"] == "start":
        anchor = Anchor.START
    elif found["anchor"]:
        anchor, day = Anchor.DATE, date.fromisoformat(found["anchor"])
    return Recurring(
        every=Every(found["unit"]),
        count=int(found["count"] or 1),
        anchor=anchor,
        anchor_on=day,
        ends_on=date.fromisoformat(found["until"]) if found["until"] else None,
        occurrences=int(found["times"]) if found["times"] else None,
        in_arrears=bool(found["arrears"]),
        in_instalments=bool(found["instalments"]),
        catch_up=CatchUp(found["missed"] or "each"),
    )
