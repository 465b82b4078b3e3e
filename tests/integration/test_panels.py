"""What the add-on shows on the host's own screens, and the switch that sits there."""

import re

import pytest
from flask import render_template_string
from sqlalchemy import event

from integration_qbo import Permission
from tests.hosts.practice import PERSON
from tests.hosts.words import KNOWN, OURS, UNKNOWN, proposal


@pytest.fixture
def signed_in(enabled):
    """The practice with somebody signed in who may do everything."""
    enabled.host.user, enabled.host.tenant = PERSON, OURS
    enabled.host.allowed = set(Permission)
    return enabled


def panel(practice, kind, ref):
    with practice.app.test_request_context("/clients/1"):
        return render_template_string(f"{{{{ qbo.{kind}_panel('{ref}') }}}}")


def switch(practice, level, ref, choice):
    answer = post(practice, level=level, ref=ref, choice=choice)
    assert answer.status_code == 302
    assert answer.location.endswith("/clients/1")


def post(practice, **choice):
    client = practice.app.test_client()
    page = client.get("/admin/qbo_connection/", follow_redirects=True).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    return client.post(
        "/integrations/quickbooks/switch",
        data=choice | {"next": "/clients/1", "csrf_token": token},
    )


def statements(practice, act):
    seen = []
    with practice.app.app_context():
        engine = practice.plain.db.engine

        def note(*arguments):
            seen.append(arguments[2])

        event.listen(engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            event.remove(engine, "before_cursor_execute", note)
    return [sql for sql in seen if "qbo_" in sql]


def test_a_clients_panel_shows_its_customer_and_its_invoices(signed_in):
    signed_in.accept(proposal())
    signed_in.push()
    shown = panel(signed_in, "client", KNOWN.ref)
    assert "linked" in shown
    assert "Quokka Tours" in shown
    assert signed_in.invoice().qbo_doc_number in shown
    assert "pushed" in shown


def test_a_proposals_panel_shows_its_invoices(signed_in):
    signed_in.accept(proposal("p-7"))
    assert "waiting" in panel(signed_in, "proposal", "p-7")
    signed_in.push()
    assert "pushed" in panel(signed_in, "proposal", "p-7")


def test_without_permission_there_is_no_panel(signed_in):
    signed_in.accept(proposal())
    signed_in.host.allowed = set()
    assert panel(signed_in, "client", KNOWN.ref).strip() == ""


def test_a_column_of_states_costs_one_statement_a_page(signed_in):
    for number in range(3):
        signed_in.accept(proposal(f"p-{number}"))
    signed_in.push()
    signed_in.accept(proposal("p-3", client_ref=UNKNOWN.ref))
    refs = [f"p-{number}" for number in range(50)]
    badges = {}
    asked = statements(
        signed_in, lambda: badges.update(signed_in.quickbooks.status_of(refs, OURS))
    )
    assert len(asked) == 1
    assert set(badges) == {"p-0", "p-1", "p-2", "p-3"}
    assert "in QuickBooks" in badges["p-0"]
    assert "on the way" in badges["p-3"]


def test_another_tenants_column_is_empty(signed_in):
    signed_in.accept(proposal())
    with signed_in.app.app_context():
        assert signed_in.quickbooks.status_of(["p-1"], "others") == {}


@pytest.mark.parametrize("level", ["client", "proposal"])
def test_switched_off_nothing_is_billed_and_it_says_so(signed_in, level):
    ref = KNOWN.ref if level == "client" else "p-1"
    switch(signed_in, level, ref, "off")
    signed_in.accept(proposal("p-1"))
    signed_in.push()
    row = signed_in.invoice()
    assert row.state == "cancelled"
    assert "switched off" in row.reason
    assert signed_in.intuit.creations() == []


def test_the_most_specific_level_wins(signed_in):
    signed_in.choose(create_invoices=False)
    switch(signed_in, "client", KNOWN.ref, "off")
    switch(signed_in, "proposal", "p-1", "on")
    signed_in.accept(proposal("p-1"))
    signed_in.push()
    assert signed_in.invoice().state == "pushed"


def test_inherit_takes_a_choice_back(signed_in):
    switch(signed_in, "proposal", "p-1", "off")
    switch(signed_in, "proposal", "p-1", "inherit")
    signed_in.accept(proposal("p-1"))
    signed_in.push()
    assert signed_in.invoice().state == "pushed"


def test_a_choice_there_is_not_is_refused(signed_in):
    answer = post(signed_in, level="client", ref=KNOWN.ref, choice="perhaps")
    assert answer.status_code == 400
    assert "Choose inherit, on or off." in answer.text
