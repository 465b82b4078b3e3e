"""Claims with few and many due deliveries and beside finished ones; what staging costs.

SQLite in a file, one process.  ``--due`` and ``--finished`` say how many rows; a
claim is one statement, committed.
"""

import argparse
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.billing import practice, snapshot_of
from benchmarks.measuring import stopwatch, tell, typical
from integration_qbo import DEFAULT_TENANT, OnAcceptance, ProposalSnapshot
from integration_qbo.runtime import Runtime, runtime_of
from integration_qbo.store.claims import take_delivery
from integration_qbo.store.models import Company, Connection, Invoice

FEW = 1_000
CLAIMS = 200
ACCEPTANCES = 200
CHUNK = 10_000


def main() -> None:
    """Measure and tell."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--due", type=int, default=100_000)
    asked.add_argument("--finished", type=int, default=1_000_000)
    sizes = asked.parse_args()
    few = _claiming(FEW, 0)
    many = _claiming(sizes.due, 0)
    beside = _claiming(FEW, sizes.finished)
    without, with_staging = _accepting()
    tell(
        "push",
        {
            "due": sizes.due,
            "finished": sizes.finished,
            "claim_milliseconds_at_1000_due": few * 1000,
            "claim_times_as_long_at_many_due": many / few,
            "claim_times_as_long_beside_finished": beside / few,
            "acceptances_a_second_without_staging": ACCEPTANCES / without,
            "acceptances_a_second_with_staging": ACCEPTANCES / with_staging,
            "staging_milliseconds": (with_staging - without) / ACCEPTANCES * 1000,
        },
    )


def _claiming(due: int, finished: int) -> float:
    with tempfile.TemporaryDirectory() as place, practice(Path(place), 1) as app:
        runtime = runtime_of(app)
        session = runtime.session()
        company_id = session.query(Company.id).scalar() or 0
        _deliver(runtime, company_id, finished, "pushed")
        _deliver(runtime, company_id, due, "queued")
        now = runtime.clock.now() + timedelta(minutes=1)

        def claim() -> None:
            lease = timedelta(hours=1)
            if take_delivery(session, company_id, now=now, lease=lease) is None:
                raise LookupError("Nothing is due.")
            session.commit()

        return typical(claim, CLAIMS)


def _deliver(runtime: Runtime, company_id: int, count: int, state: str) -> None:
    session = runtime.session()
    now = runtime.clock.now()
    for first in range(0, count, CHUNK):
        session.execute(
            insert(Invoice),
            [
                _delivery(company_id, f"{state}-{number}", state)
                | {"created_at": now, "next_at": now}
                for number in range(first, min(first + CHUNK, count))
            ],
        )
        session.commit()


def _delivery(company_id: int, name: str, state: str) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "invoice",
        "tenant": DEFAULT_TENANT,
        "company_id": company_id,
        "client_ref": "c-0",
        "client_name": "Client 0",
        "state": state,
        "payload": "{}",
        "request_id": name,
        "qbo_id": name if state == "pushed" else None,
    }


def _accepting() -> tuple[float, float]:
    """Seconds for the host's own rows alone, and with the add-on told of them.

    The host's part is one row and one commit.
    """
    with tempfile.TemporaryDirectory() as place, practice(Path(place), 1) as app:
        runtime = runtime_of(app)
        session = runtime.session()
        session.query(Connection).update({"go_live_at": None})
        session.connection().exec_driver_sql("CREATE TABLE note (text TEXT)")
        session.commit()
        proposals = [_accepted(number) for number in range(ACCEPTANCES * 2)]
        known = runtime.host.all_proposals.setdefault(DEFAULT_TENANT, {})  # type: ignore[attr-defined]
        known.update({each.ref: each for each in proposals})
        taken = []
        for is_told, batch in (
            (False, proposals[:ACCEPTANCES]),
            (True, proposals[ACCEPTANCES:]),
        ):
            with stopwatch() as watch:
                for each in batch:
                    session.connection().exec_driver_sql("INSERT INTO note VALUES ('')")
                    if is_told:
                        runtime.plan_invoices.proposal_accepted(
                            DEFAULT_TENANT, each.ref
                        )
                    session.commit()
            taken.append(watch.seconds)
        return taken[0], taken[1]


def _accepted(number: int) -> ProposalSnapshot:
    snapshot = snapshot_of(0)
    (line,) = snapshot.lines
    return replace(
        snapshot,
        ref=f"accepted-{number}",
        is_kept_separate=True,
        lines=[replace(line, rule=OnAcceptance())],
    )


if __name__ == "__main__":
    main()
