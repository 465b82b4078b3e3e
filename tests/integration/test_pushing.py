"""From a staged row to one invoice in QuickBooks, whatever happens on the way."""

from datetime import timedelta
from decimal import Decimal

import pytest

from integration_qbo.store.models import NewCustomer
from tests.hosts.words import (
    FREE,
    GST,
    GST_CODE,
    LOOKALIKE,
    QUOKKA,
    SERVICES_ITEM,
    UNKNOWN,
    line,
    proposal,
)


def ours(practice):
    """Invoices of ours in QuickBooks."""
    return [
        each
        for each in practice.intuit.stored("Invoice").values()
        if each.get("PrivateNote", "").startswith("Ref QBO-")
    ]


def go_on_until_settled(practice, state="pushed"):
    """Let the waits pass that the machine keeps by itself."""
    for _round in range(12):
        practice.push()
        if practice.invoice().state == state:
            return
        practice.let_pass(timedelta(minutes=30))
    row = practice.invoice()
    raise AssertionError(f"{row.state}: {row.reason}")


def test_an_invoice_arrives_with_its_lines_tax_dates_and_total(enabled):
    enabled.accept(
        proposal(
            "p-1",
            line("l-1", quantity=Decimal(2), unit_price=Decimal("99.95")),
            line("l-2", unit_price=Decimal("10.00"), tax_key=FREE),
        )
    )
    enabled.push()
    row = enabled.invoice()
    assert row.state == "pushed"
    (there,) = ours(enabled)
    assert row.qbo_id == there["Id"]
    assert there["CustomerRef"]["value"] == QUOKKA
    first, second = (
        each for each in there["Line"] if each["DetailType"] == "SalesItemLineDetail"
    )
    detail = first["SalesItemLineDetail"]
    assert first["Amount"] == 199.9
    assert detail["ItemRef"]["value"] == SERVICES_ITEM
    assert detail["TaxCodeRef"]["value"] == GST_CODE
    assert second["Amount"] == 10
    assert there["TxnTaxDetail"]["TotalTax"] == 19.99
    assert there["TotalAmt"] == 229.89
    assert row.qbo_total == row.expected_total == Decimal("229.89")
    assert there["TxnDate"] == row.invoice_on.isoformat()
    assert there["PrivateNote"] == row.marker


def test_a_client_quickbooks_does_not_know_is_created_there_once(enabled):
    before = set(enabled.intuit.stored("Customer"))
    enabled.accept(proposal("p-1", client_ref=UNKNOWN.ref))
    enabled.push()
    enabled.accept(proposal("p-2", client_ref=UNKNOWN.ref))
    enabled.push()
    (new,) = set(enabled.intuit.stored("Customer")) - before
    there = enabled.intuit.stored("Customer")[new]
    assert there["DisplayName"] == UNKNOWN.name
    assert there["PrimaryEmailAddr"]["Address"] == UNKNOWN.email
    assert {each["CustomerRef"]["value"] for each in ours(enabled)} == {new}
    assert len(enabled.deliveries(NewCustomer)) == 1


def test_a_client_that_resembles_a_customer_is_held_and_never_doubled(enabled):
    before = set(enabled.intuit.stored("Customer"))
    enabled.accept(proposal("p-1", client_ref=LOOKALIKE.ref))
    enabled.push()
    row = enabled.invoice()
    assert row.state == "blocked"
    assert LOOKALIKE.name in row.reason
    assert set(enabled.intuit.stored("Customer")) == before
    enabled.link(LOOKALIKE.ref, "12")
    enabled.push()
    assert enabled.invoice().state == "pushed"


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("timeout_after", {"seconds": 0.1}),
        ("reset_after", {}),
        ("reset_before", {}),
        ("cut", {}),
        ("wrong_json", {}),
        ("answer_after", {"status": 502, "text": "<html>Bad Gateway</html>"}),
        ("answer_before", {"status": 503, "text": "<html>Unavailable</html>"}),
        (
            "answer_before",
            {"status": 500, "text": "oops", "content_type": "text/plain"},
        ),
    ],
)
def test_an_unclear_answer_ends_in_exactly_one_invoice(enabled, what, more):
    enabled.intuit.misbehave(what, method="POST", path="/invoice", count=1, **more)
    enabled.accept(proposal())
    go_on_until_settled(enabled)
    (there,) = ours(enabled)
    assert enabled.invoice().qbo_id == there["Id"]


def test_without_an_answer_nothing_is_sent_again_before_it_was_looked_for(enabled):
    enabled.intuit.misbehave("reset_after", method="POST", path="/invoice", count=1)
    enabled.accept(proposal())
    enabled.push()
    assert enabled.invoice().state == "in_doubt"
    enabled.push()
    assert len(enabled.intuit.creations()) == 1
    go_on_until_settled(enabled)
    assert len(enabled.intuit.creations()) == 1


def test_a_proven_absence_is_sent_again_byte_for_byte(enabled):
    enabled.intuit.misbehave("reset_before", method="POST", path="/invoice", count=1)
    enabled.accept(proposal())
    enabled.push()
    frozen = enabled.invoice()
    go_on_until_settled(enabled)
    row = enabled.invoice()
    assert (row.payload, row.request_id) == (frozen.payload, frozen.request_id)
    assert len(ours(enabled)) == 1


def test_too_many_requests_pause_the_company_and_cost_nothing(enabled):
    enabled.intuit.misbehave(
        "throttle",
        method="POST",
        path="/invoice",
        count=1,
        headers={"Retry-After": "2"},
    )
    enabled.accept(proposal())
    enabled.push()
    assert enabled.invoice().state == "queued"
    assert enabled.connection().paused_until is not None
    go_on_until_settled(enabled)
    assert len(ours(enabled)) == 1


def test_a_definite_no_is_shown_with_its_code_and_goes_out_after_a_retry(enabled):
    enabled.intuit.misbehave(
        "fault", method="POST", path="/invoice", count=1, code="6000"
    )
    enabled.accept(proposal())
    enabled.push()
    row = enabled.invoice()
    assert row.state == "refused"
    assert row.reason
    assert row.remedy
    enabled.retry(row.id)
    enabled.push()
    assert enabled.invoice().state == "pushed"
    assert len(ours(enabled)) == 1


def test_an_unmapped_rate_blocks_before_any_call_and_goes_out_once_mapped(enabled):
    enabled.choose(tax={GST: ""})
    enabled.accept(proposal())
    enabled.push()
    row = enabled.invoice()
    assert row.state == "blocked"
    assert "GST" in row.reason
    assert enabled.intuit.creations() == []
    enabled.choose(tax={GST: GST_CODE})
    enabled.retry(row.id)
    enabled.push()
    assert enabled.invoice().state == "pushed"
