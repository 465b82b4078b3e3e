"""An acceptance and its invoice are in or out together with the host's own rows."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import event

from integration_qbo.store.models import Delivery
from tests.hosts.words import GST, line, monthly, proposal


def stage(practice, snapshot):
    practice.know(snapshot)
    practice.quickbooks.proposal_accepted(snapshot.ref, practice.tenant)


def test_a_committed_acceptance_stages_its_invoice_and_rings_once(enabled):
    enabled.accept(proposal())
    assert enabled.invoice().state == "queued"
    assert enabled.bell.invoices == [enabled.invoice().id]


def test_a_rolled_back_acceptance_leaves_no_row_and_rings_no_bell(enabled):
    with enabled.app.app_context():
        session = enabled.plain.db.session
        session.add(enabled.plain.Note(text="accepted"))
        stage(enabled, proposal())
        session.rollback()
    assert enabled.rows(Delivery) == []
    assert enabled.rows(enabled.plain.Note) == []
    assert enabled.bell.invoices == []


def test_a_rolled_back_savepoint_takes_its_invoice_along_and_no_other(enabled):
    with enabled.app.app_context():
        session = enabled.plain.db.session
        stage(enabled, proposal("p-1"))
        nested = session.begin_nested()
        stage(enabled, proposal("p-2", client_ref="c-saltbush"))
        nested.rollback()
        session.commit()
    assert enabled.invoice().proposal_number == "P-1"
    assert len(enabled.bell.invoices) == 1


def test_nobody_rings_before_the_outermost_commit(enabled):
    with enabled.app.app_context():
        session = enabled.plain.db.session
        with session.begin_nested():
            stage(enabled, proposal())
        assert enabled.bell.invoices == []
        session.commit()
    assert len(enabled.bell.invoices) == 1


def test_accepting_twice_bills_once(enabled):
    enabled.accept(proposal())
    enabled.accept(proposal())
    assert len(enabled.invoice().items) == 1


def test_content_nobody_can_plan_becomes_a_row_and_the_acceptance_stands(enabled):
    with enabled.app.app_context():
        session = enabled.plain.db.session
        session.add(enabled.plain.Note(text="accepted"))
        enabled.quickbooks.proposal_accepted("p-nowhere", enabled.tenant)
        session.commit()
    assert [note.text for note in enabled.rows(enabled.plain.Note)] == ["accepted"]
    row = enabled.invoice()
    assert row.state == "blocked"
    assert row.reason


def statements_to_accept(enabled, ref, lines):
    snapshot = proposal(ref, *(line(f"l-{number}") for number in range(lines)))
    enabled.know(snapshot)
    statements = []
    with enabled.app.app_context():
        session = enabled.plain.db.session
        session.add(enabled.plain.Note(text="accepted"))
        session.flush()
        event.listen(
            enabled.plain.db.engine,
            "before_cursor_execute",
            lambda *asked: statements.append(asked[2]),
        )
        enabled.quickbooks.proposal_accepted(snapshot.ref, enabled.tenant)
        session.commit()
    return [each for each in statements if each != "SELECT 1"]


def test_staging_costs_the_host_ten_statements_whatever_the_number_of_lines(enabled):
    few = statements_to_accept(enabled, "p-1", 1)
    enabled.push()
    many = statements_to_accept(enabled, "p-2", 40)
    assert len(few) == len(many) <= 10, many


def test_monthly_lines_fall_due_month_by_month(enabled):
    accepted = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
    enabled.setting(go_live_at=datetime(2026, 1, 1, tzinfo=UTC))
    enabled.accept(proposal("p-1", monthly(), accepted_at=accepted))
    enabled.tick()
    due = sorted(item.period_key for row in enabled.deliveries() for item in row.items)
    assert len(due) == len(set(due)) > 1


def test_amounts_keep_their_cents(enabled):
    enabled.accept(
        proposal(
            "p-1",
            line(quantity=Decimal(3), unit_price=Decimal("33.333"), tax_key=GST),
        )
    )
    (item,) = enabled.invoice().items
    assert item.amount == Decimal("100.00")
