"""What happened to a proposal since its acceptance, as far as billing goes by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from integration_qbo.contract import Ending, Missed

VERSION = 1

Spot = tuple[str, str]
"""A line's ref and a period's key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Completion:
    """A service was completed on a local day; `amount` is an estimate's net price."""

    on: date
    amount: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """The proposal ended; the day still counts as served."""

    on: date
    ending: Ending = Ending.BILL


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """What falls due from `since` on, before `until`, is not made.

    While `until` is open nothing is; afterwards `missed` says what becomes of it.
    """

    since: date
    until: date | None = None
    missed: Missed = Missed.SKIP


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What of a line had been billed elsewhere when it came to us.

    `inside` says what becomes of the period `billed_up_to` falls into: bill it whole,
    skip it, or bill the days that are left.
    """

    billed_up_to: date | None = None
    inside: Ending = Ending.SKIP
    deposit: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Life:
    """Everything a person or the host decided after acceptance.

    `accepted_on` is the day of the first acceptance, in the zone of that day.
    `identities` gives for a line the (proposal, line) it is billed as: itself unless
    it took over from another in a renewal.
    """

    accepted_on: date | None = None
    completed: Mapping[str, Completion] = field(default_factory=dict)
    end: End | None = None
    renewed_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    openings: Mapping[str, Opening] = field(default_factory=dict)
    moved: Mapping[Spot, date] = field(default_factory=dict)
    held: frozenset[Spot] = frozenset()
    skipped: frozenset[Spot] = frozenset()
    identities: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def life_to_json(life: Life) -> dict[str, Any]:
    """As it is kept."""
    return {
        "version": VERSION,
        "accepted_on": _day_out(life.accepted_on),
        "completed": {
            line: {"on": each.on.isoformat(), "amount": _sum_out(each.amount)}
            for line, each in life.completed.items()
        },
        "end": life.end
        and {"on": life.end.on.isoformat(), "ending": life.end.ending.value},
        "renewed_on": _day_out(life.renewed_on),
        "pauses": [
            {
                "since": each.since.isoformat(),
                "until": _day_out(each.until),
                "missed": each.missed.value,
            }
            for each in life.pauses
        ],
        "openings": {
            line: {
                "billed_up_to": _day_out(each.billed_up_to),
                "inside": each.inside.value,
                "deposit": _sum_out(each.deposit),
            }
            for line, each in life.openings.items()
        },
        "moved": [[*spot, day.isoformat()] for spot, day in sorted(life.moved.items())],
        "held": [list(spot) for spot in sorted(life.held)],
        "skipped": [list(spot) for spot in sorted(life.skipped)],
        "identities": {line: list(own) for line, own in life.identities.items()},
    }


def life_from_json(data: Mapping[str, Any]) -> Life:
    """The life that was kept; an empty one for a proposal of before there was one."""
    if not data:
        return Life()
    return Life(
        accepted_on=_day_in(data["accepted_on"]),
        completed={
            line: Completion(
                on=date.fromisoformat(each["on"]), amount=_sum_in(each["amount"])
            )
            for line, each in data["completed"].items()
        },
        end=End(
            on=date.fromisoformat(data["end"]["on"]),
            ending=Ending(data["end"]["ending"]),
        )
        if data["end"]
        else None,
        renewed_on=_day_in(data["renewed_on"]),
        pauses=tuple(
            Pause(
                since=date.fromisoformat(each["since"]),
                until=_day_in(each["until"]),
                missed=Missed(each["missed"]),
            )
            for each in data["pauses"]
        ),
        openings={
            line: Opening(
                billed_up_to=_day_in(each["billed_up_to"]),
                inside=Ending(each["inside"]),
                deposit=_sum_in(each["deposit"]),
            )
            for line, each in data["openings"].items()
        },
        moved={
            (line, key): date.fromisoformat(day) for line, key, day in data["moved"]
        },
        held=frozenset((line, key) for line, key in data["held"]),
        skipped=frozenset((line, key) for line, key in data["skipped"]),
        identities={line: (own[0], own[1]) for line, own in data["identities"].items()},
    )


def _day_out(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_in(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _sum_out(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _sum_in(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
