"""What a person sees and decides: preview, approval, upcoming, each by its page."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from sqlalchemy import event

from integration_qbo import (
    Anchor,
    Deposit,
    Estimate,
    Every,
    OnCompletion,
    Permission,
    Recurring,
)
from integration_qbo.contract import Included
from integration_qbo.store import queries
from tests.hosts.practice import PERSON
from tests.hosts.words import FREE, GST, KNOWN, OURS, UNKNOWN, line, monthly, proposal

LOG = "/admin/qbo_invoice_log"
WEEKLY = Recurring(every=Every.WEEK)


class Browser:
    """Somebody signed in who may do everything."""

    def __init__(self, practice):
        practice.host.user, practice.host.tenant = PERSON, OURS
        practice.host.allowed = set(Permission)
        self._client = practice.app.test_client()

    def see(self, path):
        answer = self._client.get(f"{LOG}{path}", follow_redirects=True)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", answer.text)

    def press(self, path, **fields):
        page = self._client.get("/admin/qbo_connection/", follow_redirects=True).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        answer = self._client.post(
            f"{LOG}{path}",
            data=fields | {"csrf_token": token},
            follow_redirects=True,
        )
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", answer.text)


@pytest.fixture
def browser(enabled):
    return Browser(enabled)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("broken", "customer is inactive or deleted in QuickBooks: the invoice waits"),
        ("held", "The client is not linked yet: the invoice waits for that."),
    ],
)
def test_the_page_promises_no_customer_where_a_person_has_to_choose(
    enabled, browser, state, sentence
):
    enabled.choose(review="every")
    enabled.accept(proposal())
    with enabled.session() as session:
        company_id = queries.connection_of(session, enabled.tenant).company_id
        link = queries.client_map(session, company_id, KNOWN.ref)
        link.state = state
        link.qbo_customer_id = "404" if state == "broken" else None
        session.commit()
    page = browser.see(f"/details/?id={enabled.invoice().id}")
    assert sentence in unescape(page)
    assert "found or created" not in page


def test_the_page_of_an_invoice_in_review_shows_exactly_what_would_be_sent(
    enabled, browser
):
    enabled.choose(review="every", invoice_days=14)
    enabled.accept(proposal("p-1", line(), line("l-2", tax_key=FREE)))
    row = enabled.invoice()
    page = browser.see(f"/details/?id={row.id}")
    for words in ("As it would be sent now", "Quokka Tours", "Services", "Approve"):
        assert words in page
    assert "$3,045.00" in page
    assert "QuickBooks will number it" in page
    page = browser.press("/approve", id=row.id)
    assert "Approved." in page
    enabled.push()
    pushed = enabled.invoice()
    assert pushed.qbo_total == Decimal("3045.00")
    assert pushed.due_on == pushed.invoice_on + timedelta(days=14)


def test_all_that_was_reviewed_is_approved_at_once(enabled, browser):
    enabled.choose(review="every")
    enabled.accept(proposal("p-1"))
    enabled.accept(proposal("p-2", client_ref=UNKNOWN.ref))
    assert "Approve all 2" in browser.see("/")
    ids = [row.id for row in enabled.deliveries()]
    assert "2 invoices approved." in browser.press("/approve-all", id=ids)
    assert {row.state for row in enabled.deliveries()} == {"queued"}


def test_a_preview_names_every_line_that_lacks_something(enabled, browser):
    enabled.choose(review="every", tax={GST: "", FREE: ""})
    enabled.accept(
        proposal("p-1", line(), line("l-2", description="Advice", tax_key=FREE))
    )
    page = browser.see(f"/details/?id={enabled.invoice().id}")
    assert "of the line “Company tax return” has no QuickBooks tax code" in page
    assert "of the line “Advice” has no QuickBooks tax code" in page


def test_a_host_sees_the_invoices_before_anything_is_accepted(enabled):
    snapshot = proposal(
        "p-1",
        line(rule=Deposit(percent=Decimal(50))),
        monthly(),
        line("l-3", rule=Included()),
    )
    until = enabled.today() + timedelta(days=62)
    with enabled.app.app_context():
        first, *later = enabled.quickbooks.preview(snapshot, until)
    assert first.total == Decimal("1325.50")
    assert [preview.net for preview in later] == [Decimal("480.00")] * 2
    assert first.client_name == "Quokka Tours"
    assert enabled.deliveries() == []


def test_a_preview_equals_what_is_sent(enabled):
    snapshot = proposal(
        "p-1",
        line(quantity=Decimal("2.5"), discount=Decimal("12.34")),
        line("l-2", unit_price=Decimal("33.333"), quantity=Decimal(3)),
    )
    with enabled.app.app_context():
        (preview,) = enabled.quickbooks.preview(snapshot)
    enabled.accept(snapshot)
    enabled.push()
    row = enabled.invoice()
    assert row.qbo_total == preview.total
    assert (row.invoice_on, row.due_on) == (preview.invoice_on, preview.due_on)


def test_upcoming_shows_twelve_months_and_opens_each_invoice(enabled, browser):
    enabled.accept(proposal("p-1", monthly()))
    page = browser.see("/upcoming")
    assert page.count("P-1 Bookkeeping for the month") == 12
    (on,) = re.findall(r"on=([\d-]+)", page)[:1]
    assert "$528.00" in browser.see(f"/upcoming/invoice?ref=p-1&on={on}")


def test_a_service_is_completed_from_upcoming(enabled, browser):
    enabled.accept(proposal("p-1", line(rule=OnCompletion())))
    assert "Billed once completed" in browser.see("/upcoming")
    page = browser.press(
        "/upcoming/complete", ref="p-1", line="l-1", on=enabled.today()
    )
    assert "Completed; the invoice waits for approval." in page
    assert enabled.bills("review")[0][1] == "1450.00"


def test_an_estimate_gets_its_price_on_the_invoices_page(enabled, browser):
    rule = Estimate(lowest=Decimal(900), highest=Decimal(1200))
    enabled.accept(proposal("p-1", line(rule=rule)))
    browser.press("/upcoming/complete", ref="p-1", line="l-1", on=enabled.today())
    row = enabled.invoice()
    assert "Confirm the price" in browser.see(f"/details/?id={row.id}")
    (item,) = row.items
    refused = browser.press("/price", id=row.id, item=item.id, amount="1500.00")
    assert "outside what the client was told" in refused
    browser.press("/price", id=row.id, item=item.id, amount="1,500.00", sure="yes")
    assert [net for _on, net, _state in enabled.bills("review")] == ["1500.00"]


def test_a_period_is_moved_held_and_released_from_upcoming(enabled, browser):
    start = enabled.today() + timedelta(days=1)
    rule = Recurring(every=Every.YEAR, anchor=Anchor.DATE, anchor_on=start)
    enabled.accept(proposal("p-1", line(rule=rule)))
    spot = {"ref": "p-1", "line": "l-1", "period": start.isoformat()}
    assert "Held until" in browser.press("/upcoming/hold", **spot)
    assert "Held by somebody" in browser.see("/upcoming")
    browser.press("/upcoming/release", **spot)
    assert "Moved." in browser.press("/upcoming/move", **spot, on=enabled.today())
    assert len(enabled.bills("queued")) == 1


def test_a_late_invoice_is_dated_on_its_page(enabled, browser):
    enabled.accept(proposal("p-1"))
    with enabled.session() as session:
        enabled.runtime.clock.advance(timedelta(days=9))
        session.commit()
    enabled.push()
    row = enabled.invoice()
    assert "It is late" in browser.see(f"/details/?id={row.id}")
    assert "dated today" in browser.press("/date", id=row.id, date="today")
    assert enabled.invoice().invoice_on == enabled.today()


def test_a_period_is_cancelled_and_billed_again_on_its_page(enabled, browser):
    enabled.choose(review="every")
    enabled.accept(proposal("p-1"))
    row = enabled.invoice()
    assert "Say why" in browser.press("/cancel", id=row.id, reason=" ")
    assert "Cancelled" in browser.press("/cancel", id=row.id, reason="A mistake")
    page = browser.press("/again", id=row.id, on=enabled.today(), reason="It was right")
    assert "billed again" in page
    assert [state for *_rest, state in enabled.bills()] == ["queued"]


def statements(practice, browser, path):
    seen = []
    with practice.app.app_context():
        engine = practice.plain.db.engine

    def note(*asked):
        seen.append(asked[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        browser.see(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen


def test_upcoming_costs_the_same_whatever_is_on_it(enabled, browser):
    enabled.accept(proposal("p-1", monthly()))
    few = statements(enabled, browser, "/upcoming")
    for number in range(2, 9):
        enabled.accept(proposal(f"p-{number}", monthly(), line("l-9", rule=WEEKLY)))
    many = statements(enabled, browser, "/upcoming")
    assert len(many) == len(few)


def accepted_earlier(practice, *lines, days):
    """A proposal accepted so many days before QuickBooks was enabled."""
    at = datetime.now(UTC) - timedelta(days=days)
    practice.accept(proposal("p-old", *lines, accepted_at=at))
    assert practice.deliveries() == []


def test_an_earlier_acceptance_is_picked_with_what_was_billed_elsewhere(
    enabled, browser
):
    weekly = monthly(rule=WEEKLY)
    deposit = line("l-2", rule=Deposit(amount=Decimal(500)))
    accepted_earlier(enabled, line(), weekly, deposit, days=20)
    assert "P-OLD" in browser.see("/earlier")
    up_to = enabled.today() - timedelta(days=10)
    page = browser.press(
        "/earlier/pick",
        **{"ref": "p-old", "line-0": up_to, "line-1": up_to, "line-2": "500.00"},
    )
    assert "P-OLD is billed here from now on." in page
    # Of the weeks that began 20, 13 and 6 days ago the first two were billed.
    assert [net for _on, net, _state in enabled.bills()] == ["480.00"]
    enabled.announce("service_completed", "p-old", "l-2")
    assert [net for _on, net, _state in enabled.bills("review")] == ["950.00"]
    assert "Nothing was accepted before" in browser.see("/earlier")


def test_an_opening_position_that_makes_no_sense_is_named(enabled, browser):
    deposit = line("l-2", rule=Deposit(amount=Decimal(500)))
    accepted_earlier(enabled, deposit, days=20)
    page = browser.press("/earlier/pick", **{"ref": "p-old", "line-0": "some"})
    assert "Write the deposit of “Company tax return” as a number" in page
    assert enabled.bills() == []


def test_what_quickbooks_refused_can_be_copied_for_support(enabled):
    browser = Browser(enabled)
    enabled.intuit.misbehave(
        "fault", method="POST", path="/invoice", count=1, code="6000"
    )
    enabled.accept(proposal())
    enabled.push()
    row = enabled.invoice()
    page = browser.see(f"/details/?id={row.id}")
    *_before, copied = re.findall(r'data-qbo-copy="([^"]+)">Copy for support', page)
    assert f"Delivery {row.id}" in copied
    assert "refused: " in copied
    for name, value in row.reason_facts.items():
        assert f"{name}: {value}" in unescape(copied)
