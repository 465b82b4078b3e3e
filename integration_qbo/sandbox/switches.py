"""Knows the named switches: what Intuit leaves unknown, and what we assume.

Each has a documented default; the control API changes them while running, and
they are kept with the data. docs/sandbox.md gives the reason for each default.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any


class WrongSwitchError(ValueError):
    """A switch that does not exist, or a value it does not take."""


@dataclass(frozen=True)
class Switches:
    """The assumptions in force. Seconds where a time is meant."""

    code_seconds: int = 300
    access_token_seconds: int = 3600
    refresh_token_seconds: int = 8726400
    hard_expiry_seconds: int = 157680000
    rotation: str = "daily"
    rotation_grace_seconds: int = 0
    second_consent_ends_first: bool = False
    request_id: str = "honour"
    request_id_window_seconds: int = 86400
    replay_failures: bool = False
    document_numbers_unique: bool = False
    duplicate_name_text: str = "sentence"
    over_max_results: str = "reduce"
    nested_unknown_property: str = "refuse"
    coordinates: str = "as stored"
    throttle: bool = False
    throttle_form: str = "accept"
    per_minute: int = 500
    per_second: int = 10
    concurrent: int = 0
    batch_per_minute: int = 40
    combined_per_minute: int = 800
    emails_per_day: int = 40
    metered_reads: int = 0
    index_lag_seconds: float = 0.0


CHOICES: dict[str, tuple[str, ...]] = {
    "rotation": ("daily", "every", "never"),
    "request_id": ("honour", "ignore", "refuse"),
    "duplicate_name_text": ("sentence", "null"),
    "over_max_results": ("reduce", "refuse"),
    "nested_unknown_property": ("refuse", "ignore"),
    "coordinates": ("as stored", "omit"),
    "throttle_form": ("accept", "xml", "json"),
}


def changed(switches: Switches, wanted: Mapping[str, Any]) -> Switches:
    """Return the switches with some set anew; raises WrongSwitchError."""
    known = {field.name: field for field in fields(Switches)}
    values: dict[str, Any] = {}
    for name, value in wanted.items():
        if name not in known:
            raise WrongSwitchError(f"There is no switch {name!r}.")
        values[name] = _checked(name, value, getattr(switches, name))
    return replace(switches, **values)


def _checked(name: str, value: Any, current: Any) -> Any:
    if isinstance(current, bool):
        fits = isinstance(value, bool)
    elif isinstance(current, float | int):
        value = float(value) if isinstance(value, Decimal) else value
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        fits = fits and value >= 0
    else:
        fits = value in CHOICES[name]
    if not fits:
        choices = CHOICES.get(name)
        hint = f" Choose one of: {', '.join(choices)}." if choices else ""
        raise WrongSwitchError(f"The switch {name!r} does not take {value!r}.{hint}")
    return type(current)(value)


def load(connection: sqlite3.Connection) -> Switches:
    """Read the switches kept with the data."""
    row = connection.execute(
        "SELECT value FROM setting WHERE name = 'switches'"
    ).fetchone()
    return changed(Switches(), json.loads(row["value"])) if row else Switches()


def save(connection: sqlite3.Connection, switches: Switches) -> None:
    """Keep the switches with the data."""
    connection.execute(
        "INSERT OR REPLACE INTO setting (name, value) VALUES ('switches', ?)",
        (json.dumps(asdict(switches)),),
    )
