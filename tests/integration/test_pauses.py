"""When a whole company waits: trouble on the line, and one cause that stops all."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from integration_qbo import InvoiceDue, Line
from integration_qbo.config import Timings
from integration_qbo.errors import ConfigurationRefused, NotNow
from integration_qbo.services.break_company import FAILURES, STOPPED
from tests.hosts.words import BOOKS, GST, GST_CODE, KNOWN, OURS

SCALED = (
    *("connect", "total", "lease", "quiet", "tick", "token_call", "key_refused"),
    *("turn", "first_wait", "longest_wait", "throttled", "first_break"),
    *("longest_break", "probe"),
)


def due(practice, count, first=0):
    """So many invoices of the host's own planning, each on a day of its own."""
    practice.choose(late_after_days=999)
    with practice.app.app_context():
        for number in range(first, first + count):
            practice.quickbooks.invoice_due(
                InvoiceDue(
                    ref=f"d-{number}",
                    client_ref=KNOWN.ref,
                    currency="AUD",
                    due_on=date(2026, 1, 1) + timedelta(days=number),
                    lines=[
                        Line(
                            ref="l-1",
                            service_ref=BOOKS,
                            description=f"Number {number}",
                            quantity=Decimal(1),
                            unit_price=Decimal(10 + number),
                            tax_key=GST,
                        )
                    ],
                ),
                practice.tenant,
            )
        practice.plain.db.session.commit()


def states(practice):
    return [row.state for row in practice.deliveries()]


def test_ten_in_a_row_stopped_by_one_cause_stop_the_rest(enabled):
    enabled.choose(tax={GST: ""})
    due(enabled, STOPPED + 5)
    enabled.push()
    assert states(enabled).count("blocked") == STOPPED
    assert states(enabled).count("queued") == 5
    row = enabled.connection()
    assert (row.stopped_code, row.stopped_count) == ("tax_unmapped", STOPPED)
    enabled.push()
    assert states(enabled).count("queued") == 5
    enabled.choose(tax={GST: GST_CODE})
    enabled.do(enabled.runtime.go_on, OURS)
    enabled.push()
    assert states(enabled).count("pushed") == 5
    with pytest.raises(NotNow):
        enabled.do(enabled.runtime.go_on, OURS)


def test_a_success_in_between_begins_the_count_anew(enabled):
    enabled.intuit.misbehave(
        "fault", method="POST", path="/invoice", count=STOPPED - 1, code="6000"
    )
    due(enabled, STOPPED - 1)
    enabled.push()
    due(enabled, STOPPED, first=STOPPED)
    enabled.push()
    assert "pushed" in states(enabled)
    row = enabled.connection()
    assert (row.stopped_at, row.stopped_count) == (None, 0)


def test_trouble_on_the_line_pauses_the_company_and_a_read_goes_first(enabled):
    enabled.intuit.misbehave("answer_before", method="POST", path="/query", status=503)
    enabled.intuit.misbehave("reset_before", method="POST", path="/invoice")
    due(enabled, FAILURES + 3)
    enabled.push()
    row = enabled.connection()
    assert row.line_failures == FAILURES
    assert row.paused_until is not None
    sent = len(enabled.intuit.creations())
    enabled.setting(paused_until=None)
    enabled.intuit.misbehave("answer_before", path="/companyinfo", status=503)
    enabled.push()
    assert len(enabled.intuit.creations()) == sent
    assert enabled.connection().line_failures == FAILURES + 1
    enabled.intuit.behave()
    for _round in range(8):
        enabled.let_pass(timedelta(hours=2))
        enabled.push()
    assert set(states(enabled)) == {"pushed"}
    assert enabled.connection().line_failures == 0


def test_all_waits_are_shortened_together():
    usual, short = Timings(), Timings().scaled(0.1)
    for name in SCALED:
        assert getattr(short, name) == pytest.approx(getattr(usual, name) / 10), name
    assert (short.refresh, short.token_margin) == (usual.refresh, usual.token_margin)


@pytest.mark.parametrize(
    "wrong", [{"total": 45}, {"quiet": 80}, {"token_call": 70}, {"lease": 44}]
)
def test_limits_that_would_let_requests_overtake_each_other_are_refused(wrong):
    with pytest.raises(ConfigurationRefused):
        Timings(**wrong)
