"""Every other kind of write: voids, e-mails, names, credit memos; each once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from integration_qbo.errors import NotNow
from integration_qbo.services.act_on_invoice import can_email, can_void
from integration_qbo.store.models import (
    CreditMemo,
    Email,
    Invoice,
    Item,
    NewName,
    Void,
)
from tests.hosts.words import KNOWN, KOOKABURRA, LOOKALIKE, QUOKKA, line, proposal

FAULTS = [
    ("reset_before", {}),
    ("reset_after", {}),
    ("timeout_after", {"seconds": 0.1}),
    ("answer_after", {"status": 502, "text": "<html>Bad Gateway</html>"}),
    ("wrong_json", {}),
]


@pytest.fixture
def pushed(enabled):
    """A practice with one invoice in QuickBooks."""
    enabled.accept(proposal())
    enabled.push()
    assert enabled.invoice().state == "pushed"
    return enabled


def there(practice):
    return practice.intuit.stored("Invoice")[practice.invoice().qbo_id]


def ask(practice, act):
    """Press a button on the one invoice's page."""
    with practice.session() as session:
        row = session.get_one(Invoice, practice.invoice().id)
        getattr(practice.runtime.act_on_invoice, act)(row, who="Maya")
        session.commit()


def settle(practice, kind):
    """Let the waits pass that the machine keeps by itself."""
    for _round in range(12):
        practice.push()
        (row,) = practice.deliveries(kind)
        if row.state in {"pushed", "linked", "blocked", "refused"}:
            return row
        practice.let_pass(timedelta(minutes=30))
    raise AssertionError(f"{row.state}: {row.reason}")


def test_a_void_makes_the_invoice_zero_and_says_so_in_its_history(pushed):
    ask(pushed, "void")
    pushed.push()
    assert there(pushed)["TotalAmt"] == 0
    row = pushed.invoice()
    assert (row.state, row.document) == ("pushed", "voided")
    assert [each.sentence for each in row.events if each.event == "note"] == [
        "Maya asked to void it.",
        "Voided in QuickBooks.",
    ]


@pytest.mark.parametrize(("what", "more"), FAULTS)
def test_an_unclear_void_is_looked_for_and_happens_once(pushed, what, more):
    pushed.intuit.misbehave(what, method="POST", path="/invoice", count=1, **more)
    ask(pushed, "void")
    assert settle(pushed, Void).state == "pushed"
    changes = [each for each in pushed.intuit.creations() if "void" in str(each)]
    assert there(pushed)["TotalAmt"] == 0
    assert len(changes) <= 2
    assert pushed.invoice().document == "voided"


def test_a_void_refuses_what_somebody_paid_or_changed_there(pushed):
    total = there(pushed)["TotalAmt"]
    pushed.intuit.change("Invoice", pushed.invoice().qbo_id, Balance=0)
    ask(pushed, "void")
    assert settle(pushed, Void).reason_code == "has_payments"
    assert there(pushed)["TotalAmt"] == total
    pushed.intuit.change(
        "Invoice", pushed.invoice().qbo_id, Balance=total + 1, TotalAmt=total + 1
    )
    with pushed.session() as session:
        (act,) = session.query(Void)
        pushed.runtime.mend.retry(act, who="Maya")
        session.commit()
    assert settle(pushed, Void).reason_code == "document_changed"


def test_a_void_that_is_stuck_can_be_given_up_and_asked_for_again(pushed):
    pushed.intuit.change("Invoice", pushed.invoice().qbo_id, Balance=0)
    ask(pushed, "void")
    settle(pushed, Void)
    with pytest.raises(NotNow):
        ask(pushed, "void")
    with pushed.session() as session:
        (act,) = session.query(Void)
        pushed.runtime.act_on_invoice.give_up(act, who="Maya")
        session.commit()
    ask(pushed, "void")
    assert len(pushed.deliveries(Void)) == 2


def test_an_invoice_voided_there_meanwhile_needs_no_void(pushed):
    pushed.intuit.change(
        "Invoice",
        pushed.invoice().qbo_id,
        TotalAmt=0,
        Balance=0,
        PrivateNote="Voided",
    )
    ask(pushed, "void")
    assert settle(pushed, Void).state == "linked"
    assert pushed.invoice().document == "voided"


def test_the_setting_has_quickbooks_email_each_invoice_once(enabled):
    enabled.choose(emails_invoices=True)
    enabled.accept(proposal())
    enabled.push()
    enabled.push()
    assert there(enabled)["EmailStatus"] == "EmailSent"
    (row,) = enabled.deliveries(Email)
    assert row.state == "pushed"
    with pytest.raises(NotNow):
        ask(enabled, "email")


@pytest.mark.parametrize(("what", "more"), FAULTS)
def test_an_unclear_email_goes_out_once(pushed, what, more):
    pushed.intuit.misbehave(what, method="POST", path="/send", count=1, **more)
    ask(pushed, "email")
    assert settle(pushed, Email).state == "pushed"
    sent = pushed.intuit.asked("journal", path="/send")["effects"]
    assert len([each for each in sent if each["action"] == "Emailed"]) == 1


def test_an_invoice_without_an_address_says_so(enabled):
    enabled.host.all_clients[enabled.tenant][KNOWN.ref] = replace(KNOWN, email="")
    enabled.accept(proposal())
    enabled.push()
    enabled.intuit.change("Invoice", enabled.invoice().qbo_id, BillEmail=None)
    ask(enabled, "email")
    row = settle(enabled, Email)
    assert row.reason_code == "no_address"


def renamed(practice, name):
    client = practice.host.all_clients[practice.tenant][KNOWN.ref]
    practice.host.all_clients[practice.tenant][KNOWN.ref] = replace(client, name=name)
    with practice.session() as session:
        practice.quickbooks.client_changed(KNOWN.ref, practice.tenant)
        session.commit()


@pytest.mark.parametrize(("what", "more"), [("latency", {"seconds": 0}), *FAULTS])
def test_name_sync_renames_the_customer_at_a_push(pushed, what, more):
    pushed.choose(syncs_names=True)
    renamed(pushed, "Quokka Tours & Trails")
    pushed.intuit.misbehave(what, method="POST", path="/customer", count=1, **more)
    pushed.accept(proposal("p-2"))
    pushed.push()
    assert settle(pushed, NewName).state == "pushed"
    assert (
        pushed.intuit.stored("Customer")[QUOKKA]["DisplayName"]
        == "Quokka Tours & Trails"
    )
    assert pushed.client(KNOWN.ref).customer_name == "Quokka Tours & Trails"


def test_a_customer_somebody_changed_meanwhile_is_read_again(pushed):
    pushed.choose(syncs_names=True)
    renamed(pushed, "Quokka Tours & Trails")
    pushed.intuit.misbehave(
        "fault", method="POST", path="/customer", count=1, code="5010"
    )
    pushed.accept(proposal("p-2"))
    pushed.push()
    row = settle(pushed, NewName)
    assert (row.state, row.revision) == ("pushed", 2)


def test_a_link_between_differently_named_records_is_never_renamed(enabled):
    enabled.choose(syncs_names=True)
    enabled.accept(proposal("p-1", client_ref=LOOKALIKE.ref))
    enabled.push()
    name = enabled.intuit.stored("Customer")[KOOKABURRA]["DisplayName"]
    enabled.link(LOOKALIKE.ref, KOOKABURRA)
    enabled.push()
    assert enabled.invoice().state == "pushed"
    assert enabled.deliveries(NewName) == []
    assert enabled.intuit.stored("Customer")[KOOKABURRA]["DisplayName"] == name


@pytest.fixture
def credited(pushed):
    """A credit memo of the same lines, waiting to go out."""
    with pushed.session() as session:
        row = session.get_one(Invoice, pushed.invoice().id)
        credit = CreditMemo(
            tenant=row.tenant,
            company_id=row.company_id,
            client_ref=row.client_ref,
            client_name=row.client_name,
            about_id=row.id,
            title=row.title,
            currency=row.currency,
            invoice_on=row.invoice_on,
            is_recurring=False,
            state="queued",
            created_at=row.created_at,
            next_at=row.next_at,
            items=[
                Item(
                    tenant=item.tenant,
                    source_ref=item.source_ref,
                    line_ref=item.line_ref,
                    period_key="credit",
                    position=item.position,
                    line=item.line,
                    amount=item.amount,
                )
                for item in row.items
            ],
        )
        session.add(credit)
        session.commit()
    return pushed


@pytest.mark.parametrize(("what", "more"), [("latency", {"seconds": 0}), *FAULTS])
def test_a_credit_memo_takes_back_what_was_billed_once(credited, what, more):
    credited.intuit.misbehave(what, method="POST", path="/creditmemo", count=1, **more)
    row = settle(credited, CreditMemo)
    assert row.state == "pushed"
    marked = [
        each
        for each in credited.intuit.stored("CreditMemo").values()
        if each.get("PrivateNote") == row.marker
    ]
    (memo,) = marked
    first = next(
        each for each in credited.deliveries(Invoice) if each.kind == "invoice"
    )
    assert Decimal(str(memo["TotalAmt"])) == first.qbo_total


def test_a_credit_memo_is_neither_voided_nor_emailed_and_no_button_says_so(credited):
    settle(credited, CreditMemo)
    with credited.session() as session:
        (memo,) = session.scalars(select(CreditMemo))
        assert not can_void(memo)
        assert not can_email(memo)
        for act in ("void", "email"):
            with pytest.raises(NotNow):
                getattr(credited.runtime.act_on_invoice, act)(memo, who="Maya")


@pytest.mark.parametrize(
    "change",
    [
        "payload = '{}'",
        "request_id = 'other'",
        "marker = 'other'",
        "qbo_id = 'other'",
        "company_id = company_id + 1",
        "revision = 0",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_sent(pushed, change):
    with pushed.session() as session, pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE qbo_delivery SET {change}"))  # noqa: S608 - ours


def test_a_row_that_ends_its_worker_each_time_is_set_aside(enabled):
    enabled.accept(proposal("p-1"))
    with enabled.session() as session:
        session.execute(text("UPDATE qbo_delivery SET claims = 5"))
        session.commit()
    enabled.accept(proposal("p-2", line("l-2", unit_price=Decimal(7))))
    enabled.push()
    by_state = {row.state: row for row in enabled.deliveries()}
    assert by_state["blocked"].reason_code == "stops_the_worker"
    enabled.retry(by_state["blocked"].id)
    enabled.push()
    assert {row.state for row in enabled.deliveries()} == {"pushed"}
