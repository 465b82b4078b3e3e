"""Whatever step of the planner fails, the host's acceptance stands and a row shows."""

import pytest

from integration_qbo import Deposit, Recurring
from tests.hosts.words import line, proposal


class Stubborn:
    """The host's back office, one answer of which fails from the nth asking on."""

    def __init__(self, host, name, after):
        self._host, self._name, self._left = host, name, after

    def __getattr__(self, name):
        answer = getattr(self._host, name)
        if name != self._name:
            return answer

        def asked(*arguments, **named):
            if self._left <= 0:
                raise RuntimeError(f"{name} fails")
            self._left -= 1
            return answer(*arguments, **named)

        return asked


def accept(practice, snapshot, announce="proposal_accepted"):
    """Accept beside a note of the host's own, in one transaction."""
    practice.know(snapshot)
    with practice.app.app_context():
        session = practice.plain.db.session
        session.add(practice.plain.Note(text="accepted"))
        getattr(practice.quickbooks, announce)(snapshot.ref, practice.tenant)
        session.commit()


def stands(practice):
    """The host's row is there, and one row says what is wrong."""
    assert [note.text for note in practice.rows(practice.plain.Note)] == ["accepted"]
    row = practice.invoice()
    assert (row.state, row.title) == ("blocked", "p-1")
    assert row.reason
    assert row.remedy
    return row


CONTENT = {
    "a rule without its anchor": line(rule=Recurring(anchor="start")),
    "a rule that repeats every 0 months": line(rule=Recurring(count=0)),
    "instalments nobody numbered": line(rule=Recurring(in_instalments=True)),
    "a deposit of nothing said": line(rule=Deposit()),
    "a deposit above the price": line(rule=Deposit(amount=10**6)),
    "a rule nobody knows": line(rule="weekly"),
    "a price that is no number": line(unit_price="a lot"),
    "no price": line(unit_price=None),
    "a tax key that is no text": line(tax_key=object()),
}


@pytest.mark.parametrize("what", CONTENT)
def test_content_that_cannot_be_planned_is_a_row_and_the_acceptance_stands(
    enabled, what
):
    accept(enabled, proposal("p-1", CONTENT[what]))
    stands(enabled)


QUESTIONS = [
    ("proposal", 0),
    ("tenant_info", 0),
    ("tenant_info", 1),
    ("tenant_info", 2),
    ("client", 0),
]


@pytest.mark.parametrize(("name", "after"), QUESTIONS)
def test_a_question_the_host_fails_to_answer_is_a_row_too(enabled, name, after):
    stubborn = Stubborn(enabled.host, name, after)
    for part in parts_of(enabled):
        object.__setattr__(part, "host", stubborn)
    accept(enabled, proposal("p-1"))
    stands(enabled)


def parts_of(practice):
    """Everything of the planner that asks the host."""
    plan = practice.runtime.plan_invoices
    return (plan, plan.announcement, plan.plan_proposal, plan.stage_invoice)


@pytest.mark.parametrize(
    "announcement",
    ["proposal_changed", "proposal_ended", "proposal_paused", "proposal_resumed"],
)
def test_later_announcements_stand_as_well(enabled, announcement):
    enabled.accept(proposal("p-1", line(rule=Recurring())))
    enabled.push()
    enabled.know(proposal("p-1", line(rule=Recurring(anchor="start"))))
    enabled.announce("proposal_changed", "p-1")
    with enabled.app.app_context():
        session = enabled.plain.db.session
        session.add(enabled.plain.Note(text="changed"))
        getattr(enabled.quickbooks, announcement)("p-1", tenant=enabled.tenant)
        session.commit()
    assert [note.text for note in enabled.rows(enabled.plain.Note)] == ["changed"]
    assert "blocked" in {row.state for row in enabled.deliveries()}


def test_an_unknown_proposal_is_left_alone_by_later_announcements(enabled):
    for name in ("proposal_changed", "proposal_ended", "proposal_paused"):
        enabled.announce(name, "p-nowhere")
    enabled.announce("service_completed", "p-nowhere", "l-1")
    assert enabled.deliveries() == []


def test_a_proposal_that_fails_when_due_stands_in_the_log_once(enabled):
    enabled.accept(proposal("p-1", line(rule=Recurring())))
    enabled.push()
    stubborn = Stubborn(enabled.host, "client", 0)
    object.__setattr__(enabled.runtime.plan_invoices.stage_invoice, "host", stubborn)
    enabled.advance(32)
    enabled.tick()
    (row,) = (row for row in enabled.deliveries() if row.state == "blocked")
    assert "could not be planned" in row.reason
