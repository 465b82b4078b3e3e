"""Plans one day for 1,000 and for 10,000 active proposals, and says how long it takes.

Each is a monthly line that has been billed for three months; their days are spread
evenly, so that one in 28 falls due on the day.  SQLite in a file, one process; a small
run that is not counted comes first.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from benchmarks.measuring import stopwatch, tell
from integration_qbo import (
    DEFAULT_TENANT,
    ClientSnapshot,
    ProposalLine,
    ProposalSnapshot,
    QuickBooksOnline,
    Recurring,
    TenantInfo,
)
from integration_qbo.domain.billing import Life, life_to_json
from integration_qbo.domain.connection import Status
from integration_qbo.domain.snapshots import line_to_json, proposal_to_json
from integration_qbo.runtime import runtime_of
from integration_qbo.services.stage_invoice import live_key
from integration_qbo.store.models import Company, Connection, Invoice, Item, Proposal
from integration_qbo.store.upgrade import upgrade_tables
from integration_qbo.testing import FakeHost, QuietBell

SIZES = (1_000, 10_000)
WARM_UP = 100
DAYS = 28
BEFORE = 3
TODAY = date(2026, 6, 15)
BATCH = 200
GOAL_SECONDS = 2.0


def main() -> None:
    """Measure and tell."""
    _planning(WARM_UP)
    taken = {size: _planning(size) for size in SIZES}
    small, large = (taken[size].processor_seconds for size in SIZES)
    figures: dict[str, Any] = {}
    for size, each in taken.items():
        figures[f"seconds_for_{size}"] = each.seconds
        figures[f"processor_seconds_for_{size}"] = each.processor_seconds
    tell(
        "billing",
        {
            **figures,
            "times_as_long_for_ten_times_as_many": large / small,
            "goal_processor_seconds": GOAL_SECONDS,
            "is_reached": large <= GOAL_SECONDS,
        },
    )


class Taken(NamedTuple):
    """How long it took on the wall, and of it on the processor."""

    seconds: float
    processor_seconds: float


def _planning(size: int) -> Taken:
    with tempfile.TemporaryDirectory() as place, practice(Path(place), size) as app:
        plan = runtime_of(app).plan_invoices
        session: Session = runtime_of(app).session()
        connection = session.query(Connection).one()
        before = time.process_time()
        with stopwatch() as watch:
            while plan.fall_due(connection, TODAY, BATCH):
                session.commit()
        return Taken(watch.seconds, time.process_time() - before)


@contextmanager
def practice(place: Path, size: int) -> Iterator[Flask]:
    """A practice of so many clients, each with a proposal that is due monthly."""
    app = Flask(__name__)
    app.config.update(_settings(place))
    db = SQLAlchemy()
    db.init_app(app)
    host = FakeHost(
        infos={
            DEFAULT_TENANT: TenantInfo(
                name="Practice",
                zone="UTC",
                locale="en_AU",
                country="AU",
                currency="AUD",
            )
        },
        all_clients={
            DEFAULT_TENANT: {
                f"c-{number}": ClientSnapshot(
                    ref=f"c-{number}", name=f"Client {number}"
                )
                for number in range(size)
            }
        },
    )
    with app.app_context():
        event.listen(db.engine, "connect", _begin_ourselves)
        event.listen(db.engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
        QuickBooksOnline(host=host, db=db).init_app(app, doorbell=QuietBell())
        upgrade_tables(db.engine)
        _fill(db.session(), size)
        yield app
        db.session.remove()
        db.engine.dispose()


def _begin_ourselves(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _settings(place: Path) -> dict[str, Any]:
    return {
        "SECRET_KEY": "a benchmark",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{place / 'practice.sqlite3'}",
        "QBO_ENVIRONMENT": "local",
        "QBO_DISCOVERY_URL": "http://127.0.0.1:1/discovery",
        "QBO_CLIENT_ID": "nobody",
        "QBO_CLIENT_SECRET": "nothing",
        "QBO_REDIRECT_URI": "http://localhost/callback",
        "QBO_DEPLOYMENT_ID": "benchmark",
        "QBO_ENCRYPTION_KEYS": "one:" + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "QBO_REDIS_URL": "redis://127.0.0.1:1/0",
    }


def _fill(session: Session, size: int) -> None:
    company = Company(
        tenant=DEFAULT_TENANT,
        environment="local",
        realm_id="1",
        name="Company",
        country="AU",
        home_currency="AUD",
        custom_numbers=False,
        facts={},
    )
    session.add(company)
    session.flush()
    session.add(
        Connection(
            tenant=DEFAULT_TENANT, status=Status.ENABLED.value, company_id=company.id
        )
    )
    session.flush()
    session.execute(insert(Proposal), [_proposal(number) for number in range(size)])
    invoices, items = [], []
    for number in range(size):
        for month in range(BEFORE):
            invoice, item = _billed(company.id, number, month)
            invoices.append(invoice)
            items.append(item)
    session.execute(insert(Invoice), invoices)
    session.execute(insert(Item), items)
    session.commit()


def _anchor(number: int) -> date:
    return TODAY - relativedelta(months=BEFORE) - timedelta(days=number % DAYS)


def snapshot_of(number: int) -> ProposalSnapshot:
    """The proposal of one client, with one monthly line."""
    on = _anchor(number)
    return ProposalSnapshot(
        ref=f"p-{number}",
        number=f"P-{number}",
        client_ref=f"c-{number}",
        currency="AUD",
        accepted_at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        lines=[
            ProposalLine(
                ref="l-1",
                service_ref="s-1",
                description="Bookkeeping",
                quantity=Decimal(1),
                unit_price=Decimal("480.00"),
                tax_key="gst",
                rule=Recurring(),
            )
        ],
    )


def _proposal(number: int) -> dict[str, Any]:
    snapshot = snapshot_of(number)
    on = _anchor(number)
    months = BEFORE if on + relativedelta(months=BEFORE) >= TODAY else BEFORE + 1
    return {
        "tenant": DEFAULT_TENANT,
        "proposal_ref": snapshot.ref,
        "number": snapshot.number,
        "client_ref": snapshot.client_ref,
        "accepted_at": snapshot.accepted_at,
        "standing": "live",
        "snapshot": proposal_to_json(snapshot),
        "life": life_to_json(Life(accepted_on=on)),
        "next_due_on": on + relativedelta(months=months),
    }


def _billed(
    company_id: int, number: int, month: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    snapshot = snapshot_of(number)
    (line,) = snapshot.lines
    first = _anchor(number) + relativedelta(months=month)
    last = _anchor(number) + relativedelta(months=month + 1) - timedelta(days=1)
    key = first.isoformat()
    invoice_id = f"{number}-{month}"
    moment = datetime(first.year, first.month, first.day, tzinfo=UTC)
    invoice = {
        "id": invoice_id,
        "kind": "invoice",
        "tenant": DEFAULT_TENANT,
        "company_id": company_id,
        "client_ref": snapshot.client_ref,
        "client_name": snapshot.client_ref,
        "state": "pushed",
        "payload": "{}",
        "request_id": invoice_id,
        "qbo_id": invoice_id,
        "invoice_on": first,
        "created_at": moment,
        "next_at": moment,
    }
    item = {
        "invoice_id": invoice_id,
        "tenant": DEFAULT_TENANT,
        "source_ref": snapshot.ref,
        "line_ref": line.ref,
        "origin_ref": snapshot.ref,
        "origin_line_ref": line.ref,
        "period_key": key,
        "live_key": live_key(DEFAULT_TENANT, snapshot.ref, line.ref, key),
        "position": 0,
        "line": line_to_json(line),
        "period_starts_on": first,
        "period_ends_on": last,
        "amount": Decimal("480.00"),
    }
    return invoice, item


if __name__ == "__main__":
    main()
