"""When a client and a QuickBooks customer may be the same, and when surely not.

Names are compared as QuickBooks compares them: case and outer blanks do not count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from integration_qbo.contract import ClientSnapshot

_BLANKS = re.compile(r"\s+")
_LEGAL = re.compile(
    r"\b(pty|ltd|limited|llc|llp|inc|corp|corporation|co|company|plc|trust|the|and)\b"
)
_NO_WORD = re.compile(r"[^\w ]+")
_DELETED = " (deleted)"


def plain_name(name: str) -> str:
    """A name as QuickBooks tells names apart; also used to find equal ones."""
    return _BLANKS.sub(" ", name).strip().casefold()


def core_name(name: str) -> str:
    """A name without case, punctuation, legal form and QuickBooks' deletion mark.

    Empty for a name that consists of nothing else; two of these are not alike.
    """
    text = plain_name(name).removesuffix(_DELETED).replace("&", " and ")
    text = _LEGAL.sub(" ", _NO_WORD.sub(" ", text))
    return _BLANKS.sub(" ", text).strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A QuickBooks customer that might be the client."""

    qbo_id: str
    name: str
    email: str
    is_active: bool


class Verdict(StrEnum):
    """What the look through the customers says about a client."""

    SAME = "same"
    RESEMBLES = "resembles"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """The verdict, the candidates behind it and the reason in words."""

    verdict: Verdict
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""


def look_for(client: ClientSnapshot, candidates: Sequence[Candidate]) -> Match:
    """Whether exactly one active customer surely is the client.

    Sure means: the same name, active, and no e-mail that contradicts.  Anything that
    merely resembles is a person's decision; inactive look-alikes count.
    """
    wanted, core = plain_name(client.name), core_name(client.name)
    same = [
        each
        for each in candidates
        if each.is_active
        and plain_name(each.name) == wanted
        and not _contradicts(client.email, each.email)
    ]
    alike = tuple(
        each
        for each in candidates
        if plain_name(each.name) == wanted
        or (core and core_name(each.name) == core)
        or (client.email and plain_name(each.email) == plain_name(client.email))
    )
    if len(same) == 1 and len([each for each in alike if each.is_active]) <= 1:
        return Match(
            verdict=Verdict.SAME, candidates=tuple(same), reason="the same name"
        )
    if alike:
        return Match(
            verdict=Verdict.RESEMBLES, candidates=alike, reason=_why(client, alike)
        )
    return Match(verdict=Verdict.UNKNOWN)


def _contradicts(ours: str, theirs: str) -> bool:
    return bool(ours and theirs) and plain_name(ours) != plain_name(theirs)


def _why(client: ClientSnapshot, alike: Sequence[Candidate]) -> str:
    first = alike[0]
    if not first.is_active:
        return "a customer of that name is inactive in QuickBooks"
    if len(alike) > 1:
        return f"{len(alike)} customers resemble it"
    if plain_name(first.name) == plain_name(client.name):
        return "the same name, but another e-mail address"
    if core_name(first.name) == core_name(client.name):
        return "nearly the same name"
    return "the same e-mail address"
