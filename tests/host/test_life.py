"""What people do with an accepted proposal on its page, and who is told of it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from host_app.clock import today
from host_app.extensions import db
from host_app.hooks import hooks_of
from host_app.models import Billing, Proposal, ProposalLine, Status
from host_app.quickbooks import BackOffice
from integration_qbo import Deposit, Estimate, Included, OnCompletion, Recurring

PAGE = "/admin/proposal/details/"


@pytest.fixture
def heard(app):
    """What was announced, in order."""
    heard = []
    hooks = hooks_of(app)
    hooks.proposal_paused.append(lambda row: heard.append(("paused", row.number)))
    hooks.proposal_resumed.append(
        lambda row, bills: heard.append(("resumed", row.number, bills))
    )
    hooks.proposal_ended.append(lambda row: heard.append(("ended", row.ends_as)))
    hooks.service_completed.append(
        lambda row: heard.append(("completed", row.service.name, row.final_price))
    )
    return heard


@pytest.fixture
def accepted(app, member):
    """The page of an accepted proposal with every way of billing: its id."""
    with app.app_context():
        proposal = db.session.query(Proposal).filter_by(number="P-1010").one()
        key = proposal.id
    press(member, key, "accept")
    return key


def press(member, key, act, **form):
    """A button of the proposal's page."""
    url = f"/admin/proposal/{act}/"
    return member.post(url, {"id": key} | form, page=f"{PAGE}?id={key}")


def line_of(app, key, billing):
    with app.app_context():
        return (
            db.session.query(ProposalLine)
            .filter_by(proposal_id=key, billing=billing)
            .first()
            .id
        )


def page(member, key):
    return member.get(f"{PAGE}?id={key}").text


def test_an_accepted_proposal_offers_what_can_be_done(member, accepted):
    shown = page(member, accepted)
    for words in ("To be completed", "Renew", "Pause", "Individual tax return"):
        assert words in shown


def test_completing_an_estimate_tells_its_price(app, member, accepted, heard):
    line = line_of(app, accepted, Billing.ESTIMATE)
    form = {"line": line, "on": "2026-11-30", "price": "2,050.50"}
    press(member, accepted, "complete", **form)
    assert heard == [("completed", "Annual financial statements", Decimal("2050.50"))]
    press(member, accepted, "complete", **form)
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"on": ""}, "Choose the day"),
        ({"price": "a lot"}, "Write the price as a number"),
        ({"price": "1.005"}, "Write the price as a number"),
        ({"price": "NaN"}, "Write the price as a number"),
    ],
)
def test_a_completion_that_says_too_little_is_refused(
    app, member, accepted, wrong, words
):
    line = line_of(app, accepted, Billing.ESTIMATE)
    form = {"line": line, "on": "2026-11-30", "price": "1"} | wrong
    press(member, accepted, "complete", **form)
    shown = page(member, accepted)
    assert words in shown
    assert "Complete<span" in shown


def test_pausing_and_resuming_are_told(member, accepted, heard):
    press(member, accepted, "pause")
    assert "Paused since" in page(member, accepted)
    press(member, accepted, "resume", missed="bill")
    assert "Paused since" not in page(member, accepted)
    assert heard == [("paused", "P-1010"), ("resumed", "P-1010", True)]


def test_ending_says_what_becomes_of_the_period_that_has_begun(member, accepted, heard):
    press(member, accepted, "end", ends_as="part")
    assert heard == [("ended", "part")]


def test_renewing_drafts_a_successor_that_replaces_the_lines_that_go_on(
    app, member, accepted
):
    with app.app_context():
        starts_on = today() + timedelta(days=30)
    answer = press(member, accepted, "renew", on=starts_on.isoformat())
    assert "Takes over from" in member.get(answer.location).text
    with app.app_context():
        renewed = db.session.query(Proposal).filter_by(renews_id=accepted).one()
        assert (renewed.status, renewed.starts_on) == (Status.DRAFT, starts_on)
        (line,) = renewed.lines
        assert db.session.get(ProposalLine, line.replaces_id).proposal_id == accepted


def test_the_add_on_is_told_every_way_of_billing(app):

    with app.app_context():
        proposals = db.session.query(Proposal).filter(
            Proposal.number.in_(["P-1006", "P-1008", "P-1010"])
        )
        for proposal in proposals:
            proposal.accepted_at = (
                proposal.accepted_at
                or db.session.query(Proposal.accepted_at)
                .filter(Proposal.accepted_at.is_not(None))
                .first()[0]
            )
        db.session.commit()
        told = [
            line.rule
            for proposal in proposals
            for line in BackOffice().proposal("", str(proposal.id)).lines
        ]
        assert {type(rule) for rule in told} >= {
            Deposit,
            Estimate,
            Included,
            OnCompletion,
            Recurring,
        }
        assert any(rule.in_instalments for rule in told if isinstance(rule, Recurring))
