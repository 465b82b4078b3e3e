from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from host_app.clock import now
from host_app.extensions import db
from host_app.hooks import hooks_of
from host_app.models import Proposal
from host_app.proposals import (
    ProposalRefused,
    accept_proposal,
    end_proposal,
    send_proposal,
)


def numbered(number):
    return db.session.query(Proposal).filter_by(number=number).one()


@pytest.fixture
def heard(app):
    """The proposals whose acceptance was announced, with their state then."""
    heard = []
    hooks_of(app).proposal_accepted.append(lambda p: heard.append((p.number, p.status)))
    return heard


def test_accepting_commits_and_announces(app, heard):
    at = now()
    with app.app_context():
        accept_proposal(numbered("P-1005"), at)
    with app.app_context():
        proposal = numbered("P-1005")
        assert (proposal.status, proposal.accepted_at) == ("accepted", at)
    assert heard == [("P-1005", "accepted")]


def test_what_a_listener_writes_is_committed_with_the_acceptance(app):
    hooks_of(app).proposal_accepted.append(
        lambda proposal: setattr(proposal.client, "mobile", "written on acceptance")
    )
    with app.app_context():
        accept_proposal(numbered("P-1005"), now())
    with app.app_context():
        assert numbered("P-1005").client.mobile == "written on acceptance"


def test_a_listener_that_fails_takes_the_acceptance_back(app):
    def fail(proposal):
        proposal.client.mobile = "written before the failure"
        db.session.flush()
        raise OSError("no room")

    hooks_of(app).proposal_accepted.append(fail)
    with app.app_context():
        with pytest.raises(OSError, match="no room"):
            accept_proposal(numbered("P-1005"), now())
        proposal = numbered("P-1005")
        assert (proposal.status, proposal.accepted_at) == ("sent", None)
        assert proposal.client.mobile != "written before the failure"


def test_accepting_twice_is_refused_with_a_sentence_and_announced_once(app, heard):
    with app.app_context():
        accept_proposal(numbered("P-1005"), now())
        first = numbered("P-1005").accepted_at
        with pytest.raises(ProposalRefused, match="P-1005 was accepted before"):
            accept_proposal(numbered("P-1005"), now())
        assert numbered("P-1005").accepted_at == first
    assert len(heard) == 1


def test_of_two_people_who_accept_at_once_one_wins(app, heard, admin, member):
    with app.app_context():
        key = numbered("P-1006").id
    page = f"/admin/proposal/accept/?id={key}"
    people = [(person, person.token(page)) for person in (admin, member)]
    together = Barrier(len(people))

    def accept(somebody):
        person, token = somebody
        form = {"csrf_token": token, "id": key}
        together.wait()
        answer = person.client.post("/admin/proposal/accept/", data=form)
        return "P-1006 is accepted" in person.get(answer.location).text

    with ThreadPoolExecutor(len(people)) as pool:
        assert sorted(pool.map(accept, people)) == [False, True]
    assert len(heard) == 1


def test_a_draft_cannot_be_accepted(app, heard):
    with app.app_context(), pytest.raises(ProposalRefused, match="still a draft"):
        accept_proposal(numbered("P-1011"), now())
    assert heard == []


def test_a_proposal_without_lines_cannot_be_sent(app):
    with app.app_context(), pytest.raises(ProposalRefused, match="no lines yet"):
        send_proposal(numbered("P-1012"))


def test_ending_commits_and_announces_and_happens_once(app):
    ended = []
    hooks_of(app).proposal_ended.append(lambda proposal: ended.append(proposal.number))
    with app.app_context():
        end_proposal(numbered("P-1002"), now())
        with pytest.raises(ProposalRefused, match="P-1002 has ended"):
            end_proposal(numbered("P-1002"), now())
        assert numbered("P-1002").status == "ended"
        with pytest.raises(ProposalRefused, match="has not been accepted yet"):
            end_proposal(numbered("P-1006"), now())
    assert ended == ["P-1002"]


def page_of(app, number):
    with app.app_context():
        return numbered(number).id


def test_the_accept_page_names_client_and_totals_and_changes_nothing(app, member):
    key = page_of(app, "P-1006")
    page = member.get(f"/admin/proposal/accept/?id={key}").text
    assert "Redgum Robotics Pty Ltd" in page
    assert "$715.00" in page
    assert "$440.00" in page
    with app.app_context():
        assert numbered("P-1006").status == "sent"


def test_accepting_on_the_screen(app, member, heard):
    key = page_of(app, "P-1006")
    page = f"/admin/proposal/accept/?id={key}"
    answer = member.post("/admin/proposal/accept/", {"id": key}, page=page)
    assert answer.location == f"/admin/proposal/details/?id={key}"
    shown = member.get(answer.location).text
    assert "P-1006 is accepted" in shown
    assert ">Accept</a>" not in shown
    assert heard == [("P-1006", "accepted")]
    again = member.post("/admin/proposal/accept/", {"id": key}, page=page)
    assert "P-1006 was accepted before" in member.get(again.location).text


def test_from_draft_to_end_on_the_screen(app, member):
    key = page_of(app, "P-1011")
    details = f"/admin/proposal/details/?id={key}"
    for step, words in (
        ("send", "P-1011 is marked as sent"),
        ("accept", "P-1011 is accepted"),
        ("end", "P-1011 has ended"),
    ):
        member.post(f"/admin/proposal/{step}/", {"id": key}, page=details)
        assert words in member.get(details).text


def test_an_accepted_proposal_cannot_be_changed(app, member):
    with app.app_context():
        proposal = numbered("P-1002")
        key, line = proposal.id, proposal.lines[0].id
    for url in (
        f"/admin/proposal/edit/?id={key}",
        f"/admin/proposal_line/new/?proposal={key}",
        f"/admin/proposal_line/edit/?id={line}",
    ):
        assert member.get(url).status_code == 409
    token = member.token("/admin/")
    form = {"csrf_token": token, "id": line}
    assert (
        member.client.post("/admin/proposal_line/delete/", data=form).status_code == 409
    )
    with app.app_context():
        assert len(numbered("P-1002").lines) == 2
