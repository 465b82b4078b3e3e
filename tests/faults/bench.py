"""Kill the worker again and again while invoices are pushed; count what arrived.

Real processes, killed with SIGKILL at random moments, against a local Intuit that
hangs up, stays silent and is slow.  Both sides are counted: the rows, and the books.
"""

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import requests
from sqlalchemy import NullPool, create_engine, text

from host_app.demo.home import CHECKOUT
from host_app.demo.servers import postgres_server
from host_app.demo.stack import Stack, anywhere, stack
from tests.e2e import stages
from tests.e2e.office import Office

TIME_SCALE = "0.03"
PATIENCE = 180.0
PAUSES = (0.4, 3.0)
"""Shortest and longest life of a worker, in seconds: starting takes about one."""

MISCHIEF: Sequence[dict[str, Any]] = (
    {"what": "reset_before", "probability": 0.04},
    {"what": "reset_after", "probability": 0.06},
    {"what": "answer_after", "probability": 0.03, "status": 502},
    {"what": "timeout_after", "probability": 0.02, "seconds": 2},
    {"what": "latency", "probability": 1, "seconds": 0.05},
)
SETTLED = {"pushed"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one arm came to."""

    name: str
    invoices: int
    kills: int
    lost: int
    duplicated: int
    unsettled: int = 0
    sent: int = 0
    seconds: float = 0

    def __str__(self) -> str:
        """One line a person can read."""
        return (
            f"{self.name}: invoices {self.invoices} kills {self.kills} lost {self.lost}"
            f" duplicated {self.duplicated} (unsettled {self.unsettled}, POSTs a push"
            f" {self.sent / self.invoices:.2f}, {self.seconds:.0f} s)"
        )


def protocol(place: Path, database: str, invoices: int, kills: int) -> Outcome:
    """The add-on, on SQLite or PostgreSQL."""
    home, facts = anywhere(place)
    is_postgres = database == "postgresql"
    with postgres_server() if is_postgres else nullcontext() as server:
        url = server.url if server else None
        with stack(home, facts, database_url=url) as running:
            office = Office(running, home, facts)
            with closing(stages.signed_in(office)) as person:
                for step in ("awaiting", "confirmed", "ready", "enabled"):
                    stages.STAGES[step](office, person)
            running.processes[-1].stop()
            environment = running.environment | {"QBO_TIME_SCALE": TIME_SCALE}
            call(environment, "tests.faults.announce", str(invoices))
            began = time.monotonic()
            _misbehave(running)
            rows = _rows(environment["DATABASE_URL"])
            killed = _push(environment, kills, lambda: _are_settled(rows()))
            arrived = _notes(running, "Ref QBO-")
            seconds = time.monotonic() - began
            return _outcome(database, rows(), arrived, killed, seconds)


def naive(place: Path, invoices: int, kills: int) -> Outcome:
    """The same mischief, without the protocol."""
    home, facts = anywhere(place)
    with stack(home, facts) as running:
        running.processes[-1].stop()
        file, grants = place / "naive.sqlite3", place / "intuit" / "grants.json"
        with closing(sqlite3.connect(file)) as kept:
            kept.execute("CREATE TABLE invoice (number INTEGER, is_done INTEGER)")
            kept.executemany(
                "INSERT INTO invoice VALUES (?, 0)", [(n,) for n in range(invoices)]
            )
            kept.commit()
        began = time.monotonic()
        _misbehave(running)
        command = ["-m", "tests.faults.naive", str(file), str(grants)]

        def is_done() -> bool:
            with closing(sqlite3.connect(file, timeout=30)) as kept:
                left = kept.execute(
                    "SELECT 1 FROM invoice WHERE NOT is_done"
                ).fetchone()
            return left is None

        killed = _keep_killing(command, running.environment, kills, is_done)
        notes = _notes(running, "Ref NAIVE-")
        return Outcome(
            name="naive",
            invoices=invoices,
            kills=killed,
            lost=invoices - len(notes),
            duplicated=sum(notes.values()) - len(notes),
            sent=sum(notes.values()),
            seconds=time.monotonic() - began,
        )


def call(environment: dict[str, str], module: str, *words: str) -> None:
    """Run a module of ours to its end."""
    subprocess.run(
        [sys.executable, "-m", module, *words],
        env=environment,
        cwd=CHECKOUT,
        check=True,
    )


def _push(environment: dict[str, str], kills: int, is_done: Callable[[], bool]) -> int:
    command = ["-m", "flask", "--app", "host_app", "qbo", "worker"]
    return _keep_killing(command, environment, kills, is_done)


def _keep_killing(
    command: list[str],
    environment: dict[str, str],
    kills: int,
    is_done: Callable[[], bool],
) -> int:
    """Run it, kill it so often, then let it finish; how often it was killed."""
    moments = random.Random(kills)  # noqa: S311 - a seed, so that a run can be repeated
    killed, deadline = 0, time.monotonic() + PATIENCE + kills * PAUSES[1]
    while time.monotonic() < deadline:
        with _process(command, environment) as process:
            life = moments.uniform(*PAUSES) if killed < kills else PATIENCE
            until = time.monotonic() + life
            while time.monotonic() < until and process.poll() is None:
                if killed >= kills and is_done():
                    return killed
                time.sleep(0.05)
            if process.poll() is None:
                _kill_family(process.pid)
                killed += 1
            elif is_done():
                return killed
    return killed


@contextmanager
def _process(
    command: list[str], environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, *command],
        env=environment | {"PYTHONPATH": os.fspath(CHECKOUT)},
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        _kill_family(process.pid)
        process.wait()


def _kill_family(pid: int) -> None:
    """SIGKILL, to the process and everything it started, at one moment."""
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        for one in [parent, *parent.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                one.kill()


def _misbehave(running: Stack) -> None:
    rules = [{"method": "POST", "path": "/invoice", **rule} for rule in MISCHIEF]
    requests.post(
        f"{running.intuit}/_control/misbehaviour",
        json={"seed": 7, "rules": [{"count": 0, **rule} for rule in rules]},
        timeout=10,
    ).raise_for_status()


def _rows(url: str) -> Callable[[], list[tuple[str, str | None, int]]]:
    engine = create_engine(url, poolclass=NullPool)

    def read() -> list[tuple[str, str | None, int]]:
        with engine.connect() as connection:
            found = connection.execute(
                text(
                    "SELECT state, marker, attempts FROM qbo_delivery"
                    " WHERE kind = 'invoice'"
                )
            )
            return [(row.state, row.marker, row.attempts) for row in found]

    return read


def _are_settled(rows: list[tuple[str, str | None, int]]) -> bool:
    return all(state in SETTLED for state, _marker, _attempts in rows)


def _notes(running: Stack, beginning: str) -> Counter[str]:
    """How often each of our notes stands in the books."""
    found = requests.get(
        f"{running.intuit}/_control/entity",
        params={"realm_id": stages.WATTLEBIRD, "entity": "Invoice"},
        timeout=30,
    ).json()["entities"]
    notes = (each.get("PrivateNote", "") for each in found)
    return Counter(note for note in notes if note.startswith(beginning))


def _outcome(
    name: str,
    rows: list[tuple[str, str | None, int]],
    notes: Counter[str],
    kills: int,
    seconds: float,
) -> Outcome:
    markers = {marker for _state, marker, _attempts in rows}
    arrived = [marker for _state, marker, _attempts in rows if notes[marker or ""]]
    return Outcome(
        name=name,
        invoices=len(rows),
        kills=kills,
        lost=len(rows) - len(arrived),
        duplicated=sum(notes.values()) - len(notes) + len(set(notes) - markers),
        unsettled=sum(state not in SETTLED for state, _marker, _attempts in rows),
        sent=sum(attempts for _state, _marker, attempts in rows),
        seconds=seconds,
    )
