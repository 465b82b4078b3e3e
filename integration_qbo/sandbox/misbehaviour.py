"""Knows how the local Intuit goes wrong on demand, and to whom.

A rule says which requests (method, path, body, company), how often (skip, count,
probability) and what happens. Randomness is seeded, so that a run can be repeated.
Before the work nothing has happened to the books; after it everything has.
"""

import random
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

HTML_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n"
    "</body>\r\n</html>\r\n"
)
BEFORE = frozenset(
    {
        "timeout_before",
        "reset_before",
        "answer_before",
        "fault",
        "unauthorized",
        "throttle",
    }
)
AFTER = frozenset(
    {
        "timeout_after",
        "reset_after",
        "cut",
        "drip",
        "flood",
        "answer_after",
        "wrong_json",
    }
)
WHATS = BEFORE | AFTER | {"latency"}
SERVER_TIMEOUT = 120.0


class WrongRuleError(ValueError):
    """A rule that cannot be followed; the sentence says why."""


@dataclass
class Rule:
    """One misbehaviour and the requests that meet it."""

    number: int
    what: str
    method: str = ""
    path: str = ""
    body: str = ""
    realm_id: str = ""
    skip: int = 0
    count: int = 0
    probability: float = 1.0
    seconds: float = 0.0
    status: int = 500
    text: str = ""
    content_type: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    code: str = ""
    bytes: int = 0
    met: int = 0
    done: int = 0

    def concerns(self, seen: "Seen") -> bool:
        """Tell whether a request is of the kind this rule is about."""
        return (
            self.method in ("", seen.method)
            and self.realm_id in ("", seen.realm)
            and re.search(self.path, seen.path) is not None
            and self.body in seen.body
        )

    @property
    def is_spent(self) -> bool:
        """Tell whether the rule has done all it was asked to."""
        return bool(self.count) and self.done >= self.count


@dataclass(frozen=True)
class Seen:
    """What a rule looks at: the path carries the query text too."""

    method: str
    path: str
    realm: str
    body: str


class Misbehaviour:
    """The rules in force; the first that concerns a request decides."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._rules: list[Rule] = []
        self._random = random.Random(0)  # noqa: S311  (repeatable, not secret)

    def seed(self, value: int) -> None:
        """Begin the random numbers anew."""
        with self._lock:
            self._random.seed(value)

    def add(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Put a rule in force and return it; raises WrongRuleError."""
        values = dict(wanted)
        what = str(values.pop("what", ""))
        if what not in WHATS:
            raise WrongRuleError(f"{what!r} is none of: {', '.join(sorted(WHATS))}.")
        known = set(Rule.__dataclass_fields__) - {"number", "what", "met", "done"}
        unknown = set(values) - known
        if unknown:
            raise WrongRuleError(f"A rule has no {', '.join(sorted(unknown))}.")
        for name in ("seconds", "probability"):
            if name in values:
                values[name] = float(values[name])
        try:
            re.compile(str(values.get("path", "")))
        except re.error as error:
            raise WrongRuleError(f"The path is not a pattern: {error}.") from None
        with self._lock:
            rule = Rule(next(self._numbers), what, **values)
            self._rules.append(rule)
        return asdict(rule)

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._rules.clear()

    def remove(self, number: int) -> bool:
        """Take one rule out of force; tell whether it was there."""
        with self._lock:
            before = len(self._rules)
            self._rules = [rule for rule in self._rules if rule.number != number]
            return len(self._rules) < before

    def rules(self) -> list[dict[str, Any]]:
        """Return every rule and how often it was met."""
        with self._lock:
            return [asdict(rule) for rule in self._rules]

    def meet(self, seen: Seen) -> Rule | None:
        """Return the rule that decides this request, counting it."""
        if not self._rules:
            return None
        with self._lock:
            for rule in self._rules:
                if rule.is_spent or not rule.concerns(seen):
                    continue
                rule.met += 1
                if rule.met <= rule.skip:
                    continue
                if rule.probability < 1 and self._random.random() >= rule.probability:
                    continue
                rule.done += 1
                return rule
        return None


def held(seconds: float) -> Iterator[bytes]:
    """Send nothing for a while, then hang up."""
    time.sleep(seconds)
    yield b""


def dripped(content: bytes, seconds: float) -> Iterator[bytes]:
    """Send an answer byte by byte."""
    for position in range(len(content)):
        yield content[position : position + 1]
        time.sleep(seconds)


def flooded(head: bytes, size: int) -> Iterator[bytes]:
    """Send an answer that is far too long."""
    yield head
    block = b" " * 65536
    for _ in range(size // len(block) + 1):
        yield block
