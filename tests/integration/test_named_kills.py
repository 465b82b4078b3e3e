"""A worker that is killed at a named step: whatever step it is, one invoice arrives.

The worker is a process of its own and dies by SIGKILL.  QuickBooks ignores request ids
here, so that nothing but the protocol keeps an invoice from being made twice.
"""

import multiprocessing
import signal
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from integration_qbo.store.claims import own, take_delivery
from integration_qbo.store.models import Invoice, Item
from tests.hosts.dying import POINTS, die_at
from tests.hosts.words import proposal

FORK = multiprocessing.get_context("fork")
LEASE, QUIET = timedelta(minutes=2), timedelta(minutes=30)


def killed_at(practice, point):
    """Have a worker push and die; its exit code."""

    def work():
        with practice.app.app_context():
            engine = practice.plain.db.engine
            engine.dispose(close=False)
            die_at(engine, point)
        practice.push()

    process = FORK.Process(target=work)
    process.start()
    process.join(60)
    return process.exitcode


def ours(practice):
    return [
        each
        for each in practice.intuit.stored("Invoice").values()
        if each.get("PrivateNote", "").startswith("Ref QBO-")
    ]


@pytest.fixture
def forgetful(enabled):
    """A practice whose QuickBooks does not honour request ids."""
    enabled.intuit.control("switches", request_id="ignore")
    enabled.accept(proposal())
    return enabled


@pytest.mark.parametrize("point", POINTS)
def test_one_invoice_arrives_wherever_the_worker_dies(forgetful, point):
    assert killed_at(forgetful, point) == -signal.SIGKILL
    for pause in (LEASE, QUIET, LEASE, QUIET):
        forgetful.let_pass(pause)
        forgetful.push()
    row = forgetful.invoice()
    (there,) = ours(forgetful)
    assert (row.state, row.qbo_id) == ("pushed", there["Id"])
    assert len({each["digest"] for each in bodies(forgetful)}) == 1
    is_sent_again = len(forgetful.intuit.creations()) > 1
    assert not is_sent_again or point in {"after begin", "before send"}


def bodies(practice):
    effects = practice.intuit.asked("journal", path="/invoice")["effects"]
    return [each for each in effects if each["kind"] == "Invoice"]


def test_a_server_that_commits_late_does_not_get_a_second_one(forgetful):
    seconds = forgetful.runtime.config.timings.total + 1
    forgetful.intuit.misbehave(
        "latency", method="POST", path="/invoice", count=1, seconds=seconds
    )
    forgetful.push()
    forgetful.push()
    time.sleep(1.5)
    forgetful.let_pass(QUIET)
    forgetful.push()
    assert forgetful.invoice().state == "pushed"
    assert len(ours(forgetful)) == 1


def claim(practice):
    """Take the one invoice as a worker does; its id and fence."""
    with practice.session() as session:
        invoice = practice.invoice()
        taken = take_delivery(
            session,
            invoice.company_id,
            now=practice.runtime.clock.now(),
            lease=timedelta(seconds=6),
        )
        session.commit()
        return taken


def test_a_worker_that_lost_its_claim_writes_nothing(forgetful):
    old = claim(forgetful)
    forgetful.let_pass(LEASE)
    new = claim(forgetful)
    assert (new[0], new[1]) == (old[0], old[1] + 1)
    with forgetful.session() as session:
        assert own(session, *old) is None
        assert own(session, *new) is not None
        session.rollback()
    before = forgetful.invoice()
    trouble = SimpleNamespace(cause=None)
    with forgetful.app.app_context():
        finish = forgetful.runtime.drain_company.finish
        finish.block(*old, trouble)
        finish.postpone(*old, trouble)
        finish.refuse(*old, trouble, None)
    after = forgetful.invoice()
    assert (after.state, after.fence, after.lease_until) == (
        before.state,
        before.fence,
        before.lease_until,
    )


def test_what_was_begun_for_an_older_generation_is_not_sent(forgetful):
    taken = claim(forgetful)
    connection = forgetful.connection()
    stale = SimpleNamespace(id=connection.id, generation=connection.generation - 1)
    with forgetful.app.app_context():
        forgetful.runtime.drain_company.push_invoice(*taken, stale)
    assert forgetful.intuit.creations() == []
    assert forgetful.invoice().state == "queued"


def test_the_database_itself_refuses_to_bill_a_period_twice(forgetful):
    with forgetful.session() as session:
        row = session.query(Item).one()
        session.add(
            Item(
                invoice_id=session.query(Invoice).one().id,
                tenant=row.tenant,
                source_ref=row.source_ref,
                line_ref=row.line_ref,
                period_key=row.period_key,
                live_key=row.live_key,
                position=2,
                line=row.line,
                amount=row.amount,
            )
        )
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_two_rows_cannot_become_the_same_invoice_there(forgetful):
    forgetful.push()
    forgetful.accept(proposal("p-2"))
    with forgetful.session() as session, pytest.raises(IntegrityError):
        session.execute(
            text(
                "UPDATE qbo_delivery SET qbo_id ="
                " (SELECT max(qbo_id) FROM qbo_delivery) WHERE qbo_id IS NULL"
            )
        )
