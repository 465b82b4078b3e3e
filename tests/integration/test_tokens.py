"""The key to a company: renewed once by many, kept through a kill, warned about."""

import multiprocessing
import os
import signal
from datetime import UTC, datetime, timedelta

import pytest

from integration_qbo.errors import RetryLater
from tests.hosts.words import proposal

TOKENS = "/oauth2/v1/tokens/bearer"
FORK = multiprocessing.get_context("fork")


def need_a_token(practice):
    with practice.app.app_context():
        runtime = practice.runtime
        runtime.drain_company.push_invoice.reach_company.get_ready(
            practice.connection().id
        )


def in_a_process(practice, gate=None, *, dies_after_rotation=False):
    """Need a token in a process of its own; it ends with 0 if it got one."""

    def run():
        with practice.app.app_context():
            practice.plain.db.engine.dispose(close=False)
        if dies_after_rotation:
            keeper = practice.runtime.drain_company.push_invoice.reach_company
            oauth = keeper.keep_token_fresh.oauth
            ask = oauth.refresh

            def refresh(token):
                ask(token)
                os.kill(os.getpid(), signal.SIGKILL)

            oauth.refresh = refresh
        if gate is not None:
            gate.wait()
        need_a_token(practice)

    process = FORK.Process(target=run)
    process.start()
    return process


@pytest.fixture
def expired(enabled):
    """A practice whose access token has ended."""
    enabled.intuit.control("tokens/expire", realm_id=enabled.realm_id)
    enabled.setting(access_expires_at=datetime.now(UTC) - timedelta(minutes=1))
    return enabled


def calls(practice):
    return len(practice.intuit.requests_to(TOKENS))


def test_twenty_processes_that_need_a_token_make_one_call(expired):
    before = calls(expired)
    gate = FORK.Barrier(20)
    processes = [in_a_process(expired, gate) for _one in range(20)]
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 20
    assert calls(expired) - before == 1


def test_a_kill_between_rotation_and_save_is_survived_where_intuit_gives_grace(
    expired,
):
    process = in_a_process(expired, dies_after_rotation=True)
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    expired.let_pass(timedelta(minutes=10))
    need_a_token(expired)
    expired.accept(proposal())
    expired.push()
    assert expired.invoice().state == "pushed"


def test_without_grace_it_says_that_reconnecting_is_needed_and_keeps_the_queue(
    expired,
):
    expired.intuit.control("switches", rotation="every", rotation_grace_seconds=0)
    process = in_a_process(expired, dies_after_rotation=True)
    process.join(30)
    expired.accept(proposal())
    for _round in range(4):
        expired.let_pass(timedelta(minutes=10))
        expired.push()
    row = expired.connection()
    assert row.status == "needs_reconnecting"
    assert row.reason
    assert expired.invoice().state == "queued"


def test_one_refusal_is_not_believed(expired):
    expired.intuit.misbehave(
        "answer_before",
        path=TOKENS,
        count=1,
        status=400,
        text='{"error": "invalid_grant"}',
        content_type="application/json",
    )
    expired.accept(proposal())
    expired.push()
    assert expired.connection().status == "enabled"
    expired.let_pass(timedelta(minutes=10))
    expired.push()
    assert expired.invoice().state == "pushed"
    assert expired.connection().key_refused_at is None


def test_while_the_token_endpoint_is_down_the_present_key_serves_to_its_end(enabled):
    enabled.setting(access_expires_at=datetime.now(UTC) + timedelta(minutes=5))
    enabled.intuit.misbehave("answer_before", path=TOKENS, status=503)
    enabled.accept(proposal())
    enabled.push()
    assert enabled.invoice().state == "pushed"
    enabled.setting(access_expires_at=datetime.now(UTC) - timedelta(minutes=5))
    with pytest.raises(RetryLater):
        need_a_token(enabled)
    assert enabled.connection().status == "enabled"


def test_a_key_that_ends_is_warned_about_three_times(enabled):
    def left(**span):
        enabled.setting(refresh_hard_expires_at=datetime.now(UTC) + timedelta(**span))
        before = len(enabled.host.notices)
        for _again in range(2):
            enabled.tick()
        return [each.subject for each in enabled.host.notices[before:]]

    assert left(days=30) == []
    assert left(days=13) == [
        "The key to Wattlebird Accounting Pty Ltd ends in less than 14 days"
    ]
    assert left(days=10) == []
    assert len(left(days=6)) == 1
    assert len(left(days=1)) == 1
    assert left(hours=3) == []
    assert left(days=300) == []
    assert len(left(days=13)) == 1
