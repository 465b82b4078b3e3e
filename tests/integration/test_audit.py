"""Who changed what: written with the change, never changed afterwards."""

import json
import re

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from integration_qbo import Permission
from integration_qbo.store.audit import verify_chains
from integration_qbo.store.models import AuditEntry
from tests.hosts.practice import PERSON
from tests.hosts.words import KNOWN, OTHERS, OURS, proposal

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
CONNECTION = "/admin/qbo_connection/"
AUDIT = "/admin/qbo_audit/"


def sign_in(practice, *permissions, tenant=OURS):
    practice.host.user = PERSON
    practice.host.tenant = tenant
    practice.host.allowed = set(permissions or Permission)
    return practice.app.test_client()


def send(client, url, **form):
    page = client.get(CONNECTION, follow_redirects=True)
    token = TOKEN.search(page.get_data(as_text=True)).group(1)
    return client.post(url, data=form | {"csrf_token": token})


def entries(practice):
    with practice.session() as session:
        found = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        session.expunge_all()
        session.rollback()
        return found


def chain(practice):
    with practice.session() as session:
        (found,) = verify_chains(session)
        session.rollback()
        return found


@pytest.fixture
def acted(ready):
    """A practice whose people enabled, disabled and enabled QuickBooks."""
    client = sign_in(ready)
    for act in ("enable", "disable", "enable"):
        send(client, f"{CONNECTION}{act}")
    return ready


def test_what_people_do_to_the_connection_is_written_down_once(acted):
    client = sign_in(acted)
    send(client, f"{CONNECTION}sync")
    send(client, f"{CONNECTION}disconnect")
    told = entries(acted)
    assert [each.action for each in told] == [
        "connection.enable",
        "connection.disable",
        "connection.enable",
        "connection.sync",
        "connection.disconnect",
    ]
    assert {(each.who, each.who_ref, each.tenant) for each in told} == {
        (PERSON.name, PERSON.ref, OURS)
    }
    assert {each.address for each in told} == {"127.0.0.1"}
    changed = {
        change["field"]: (change["was"], change["now"])
        for change in json.loads(told[1].changes)
    }
    assert changed["status"] == ("enabled", "disabled")
    assert not any("sealed" in each.changes for each in told)


def test_a_switch_is_told_with_before_and_after(ready):
    client = sign_in(ready)
    for choice in ("on", "off", "inherit"):
        form = {"level": "client", "ref": KNOWN.ref, "choice": choice}
        send(client, "/integrations/quickbooks/switch", **form)
    told = [json.loads(each.changes)[0] for each in entries(ready)]
    assert [each["now"] for each in told] == ["added", "False", "deleted"]
    assert (told[1]["field"], told[1]["was"]) == ("is_on", "True")
    assert {each.target for each in entries(ready)} == {KNOWN.ref}


def test_what_is_refused_leaves_no_entry(ready):
    client = sign_in(ready)
    send(client, f"{CONNECTION}disable")
    send(client, f"{CONNECTION}release")
    assert entries(ready) == []


def test_what_machines_do_is_nobodys_act(enabled):
    enabled.accept(proposal())
    enabled.push()
    enabled.refresh()
    assert entries(enabled) == []


def test_a_sound_chain_says_how_long_it_is(acted):
    found = chain(acted)
    assert (found.entries, found.broken_at) == (3, None)
    assert found.last_hash == entries(acted)[-1].hash


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE qbo_audit SET who = 'Nobody' WHERE number = 2",
        "DELETE FROM qbo_audit WHERE number = 2",
    ],
)
def test_the_database_refuses_to_change_an_entry(acted, change):
    with acted.session() as session:
        with pytest.raises(DatabaseError, match="never changed or deleted"):
            session.execute(text(change))
        session.rollback()
    assert chain(acted).broken_at is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE qbo_audit SET who = 'Nobody' WHERE number = 2",
        "UPDATE qbo_audit SET at = '2020-01-01 00:00:00' WHERE number = 2",
        "DELETE FROM qbo_audit WHERE number = 2",
    ],
)
def test_a_changed_entry_is_found_by_its_number(acted, database, change):
    """Whoever owns the database can take the guard away; the chain still tells."""
    with acted.session() as session:
        if database.dialect == "sqlite":
            for act in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER qbo_audit_no_{act}"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text(change))
        session.commit()
    assert chain(acted).broken_at == 2
    answer = acted.app.test_cli_runner().invoke(args=["qbo", "verify-audit"])
    assert answer.exit_code == 1
    assert "entry 2 is not what was written" in answer.output
    database.clear()


def test_the_command_tells_the_last_hash(acted):
    answer = acted.app.test_cli_runner().invoke(args=["qbo", "verify-audit"])
    assert answer.exit_code == 0
    assert entries(acted)[-1].hash in answer.output


def test_the_screen_shows_and_filters_what_was_done(acted):
    client = sign_in(acted, Permission.AUDIT, Permission.VIEW)
    page = client.get(AUDIT).get_data(as_text=True)
    assert page.count("Enabled QuickBooks</div>") == 2
    assert "deployment id" not in page
    assert "enabled → disabled" in page
    one = client.get(AUDIT, query_string={"flt0_2": "connection.disable"})
    assert "enabled → disabled" in one.get_data(as_text=True)
    assert "Enabled QuickBooks</div>" not in one.get_data(as_text=True)
    past = "2020-01-01 00:00:00 to 2020-01-02 00:00:00"
    none = client.get(AUDIT, query_string={"flt0_0": past}).get_data(as_text=True)
    assert "Nothing fits" in none


def test_only_those_who_may_see_it(acted):
    client = sign_in(acted, *(set(Permission) - {Permission.AUDIT}))
    assert client.get(AUDIT).status_code == 403
    others = sign_in(acted, tenant=OTHERS)
    assert "Nobody has changed anything" in others.get(AUDIT).get_data(as_text=True)
