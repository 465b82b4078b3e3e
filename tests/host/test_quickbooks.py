"""The glue; goes away together with it."""

import base64
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask_login import login_user, logout_user
from flask_migrate import check
from sqlalchemy import event, inspect

from host_app import create_app
from host_app.clock import now
from host_app.extensions import db
from host_app.models import Client, Notice, Proposal, Role, User
from host_app.platforms import claim_platform
from host_app.proposals import accept_proposal, end_proposal
from host_app.quickbooks import MAY, BackOffice
from integration_qbo import (
    DEFAULT_TENANT,
    Address,
    Anchor,
    Every,
    Host,
    OnAcceptance,
    Permission,
    Recurring,
)

T = DEFAULT_TENANT


@pytest.fixture
def host(app):
    with app.test_request_context():
        host: Host = BackOffice()
        yield host


def client_ref(name):
    return str(db.session.query(Client).filter_by(name=name).one().id)


def numbered(number):
    return db.session.query(Proposal).filter_by(number=number).one()


def test_a_client_in_the_words_of_the_contract(host):
    got = host.client(T, client_ref("Banksia Dental Group"))
    assert (got.name, got.company_name) == ("Banksia Dental Group",) * 2
    assert (got.given_name, got.family_name) == ("Imran", "Malik")
    assert got.mobile == "0491 570 156"
    assert got.currency == "AUD"
    assert got.billing_address == Address(
        line1="204 Oxford Street",
        city="Paddington",
        region="NSW",
        postal_code="2021",
        country="AU",
    )
    assert got.postal_address is not None
    assert got.postal_address.line1 == "PO Box 113"
    assert got.url == f"/admin/client/details/?id={got.ref}"


def test_a_person_is_no_company_and_an_empty_address_is_none(host):
    got = host.client(T, client_ref("Tom Barraclough"))
    assert got.company_name == ""
    got = host.client(T, client_ref("Acacia Landscapes Pty Ltd"))
    assert got.postal_address is None


@pytest.mark.parametrize("ref", ["9999", "none", "", "-1", "99999999999999"])
def test_what_is_unknown_raises_lookup_error(host, ref):
    for ask in (host.client, host.proposal):
        with pytest.raises(LookupError):
            ask(T, ref)
    assert host.proposals(T, [ref]) == []


def test_clients_come_in_pages_without_gaps_or_repeats(host):
    seen, after = [], None
    while page := host.clients(T, after, 7):
        seen += [client.ref for client in page]
        after = page[-1].ref
    assert len(seen) == len(set(seen)) == 30


def test_an_accepted_proposal_in_the_words_of_the_contract(host):
    row = numbered("P-1004")
    got = host.proposal(T, str(row.id))
    assert (got.number, got.currency) == ("P-1004", "AUD")
    assert got.client_ref == client_ref("Whitlock Family Trust")
    assert got.accepted_at == row.accepted_at
    once, quarterly = got.lines
    assert (once.rule, once.tax_key, once.quantity) == (OnAcceptance(), "gst", 1)
    assert once.unit_price == Decimal("1320.00")
    assert once.description == "Trust tax return"
    assert quarterly.rule == Recurring(
        every=Every.MONTH, count=3, anchor=Anchor.ACCEPTANCE, occurrences=4
    )


def test_every_rhythm_the_forms_offer_can_be_said(host):
    row = numbered("P-1004")
    line = row.lines[1]
    line.every_unit, line.every_count, line.counts_from = "year", 2, "start"
    line.ends_on, line.occurrences, line.tax_key = date(2030, 1, 1), None, None
    got = host.proposal(T, str(row.id)).lines[1]
    assert got.rule == Recurring(
        every=Every.YEAR, count=2, anchor=Anchor.START, ends_on=date(2030, 1, 1)
    )
    assert got.tax_key == ""


def test_a_proposal_nobody_accepted_is_not_handed_over(host):
    ref = str(numbered("P-1006").id)
    with pytest.raises(LookupError, match="not accepted"):
        host.proposal(T, ref)
    assert host.proposals(T, [ref]) == []


def test_acceptances_since_a_moment_include_that_moment_and_ended_ones(host):
    moment = numbered("P-1003").accepted_at
    refs = {str(numbered(number).id) for number in ("P-1003", "P-1004")}
    assert set(host.accepted_since(T, moment)) == refs
    long_ago = now() - timedelta(days=500)
    assert str(numbered("P-1001").id) in host.accepted_since(T, long_ago)


def test_taxes_and_services(host):
    assert {(r.key, r.percent) for r in host.tax_rates(T)} == {
        ("gst", Decimal(10)),
        ("gst_free", Decimal(0)),
    }
    services = host.services(T)
    assert len(services) == 10
    assert all(service.ref and service.name for service in services)
    info = host.tenant_info(T)
    assert (info.zone, info.country, info.currency) == ("Australia/Sydney", "AU", "AUD")


def test_every_role_has_its_permissions_and_members_change_nothing(host):
    assert set(MAY) == set(Role)
    allowed = {}
    for user in db.session.query(User):
        login_user(user)
        asked = host.current_user()
        assert asked is not None
        allowed[user.role] = {p for p in Permission if host.may(asked, p, T)}
        logout_user()
    assert allowed[Role.ADMIN] == set(Permission)
    assert allowed[Role.MEMBER] == {Permission.VIEW, Permission.SYNC}
    assert allowed[Role.READER] == {Permission.VIEW}
    decides = {Permission.APPROVE, Permission.CORRECT}
    assert decides <= allowed[Role.PARTNER] & allowed[Role.BOOKKEEPER]
    assert Permission.VOID not in allowed[Role.BOOKKEEPER]
    assert {Permission.MAP, Permission.SETTINGS}.isdisjoint(allowed[Role.PARTNER])
    connects = {role for role, may in allowed.items() if Permission.CONNECT in may}
    assert connects == {Role.ADMIN}


def test_who_may_no_longer_sign_in_may_nothing(host):
    user = db.session.query(User).filter_by(role=Role.ADMIN).one()
    login_user(user)
    asked = host.current_user()
    user.is_active = False
    db.session.flush()
    assert not any(host.may(asked, permission, T) for permission in Permission)


def test_nobody_is_signed_in_to_begin_with(host):
    assert host.current_user() is None


def test_the_platform_is_claimed_once_and_released_only_by_us(host):
    assert host.active_platform(T) is None
    assert host.claim_platform(T)
    assert host.active_platform(T).key == "quickbooks"
    host.release_platform(T)
    claim_platform(T, "journal", "Sales journal", "/journal/", now())
    assert not host.claim_platform(T)
    host.release_platform(T)
    assert host.active_platform(T).name == "Sales journal"


def test_a_notice_reaches_those_who_hold_the_permission(host):
    host.notify(T, Permission.CONNECT, "Connection lost", ["Look."], "/admin/")
    assert [n.user.role for n in db.session.query(Notice)] == [Role.ADMIN]
    host.notify(T, Permission.VIEW, "All is well", [], "/admin/")
    assert db.session.query(Notice).filter_by(subject="All is well").count() == len(
        Role
    )


@pytest.fixture
def whole(fresh_url, settings_of):
    """The back office as it is delivered: with the add-on, and its tables."""
    app = create_app(
        settings_of(fresh_url)
        | {
            "BACKOFFICE_QUICKBOOKS": True,
            "QBO_ENVIRONMENT": "local",
            "QBO_DISCOVERY_URL": "http://127.0.0.1:9/discovery",
            "QBO_CLIENT_ID": "id",
            "QBO_CLIENT_SECRET": "secret",
            "QBO_REDIRECT_URI": "http://127.0.0.1:9/integrations/quickbooks/callback",
            "QBO_DEPLOYMENT_ID": "tests",
            "QBO_ENCRYPTION_KEYS": f"one:{base64.b64encode(bytes(32)).decode()}",
            "QBO_REDIS_URL": "redis://127.0.0.1:9/0",
        }
    )
    done = app.test_cli_runner().invoke(args=["qbo", "upgrade"])
    assert done.exit_code == 0, done.output
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("number", "change"), [("P-1005", accept_proposal), ("P-1002", end_proposal)]
)
def test_what_happens_to_a_proposal_reaches_the_add_on(whole, number, change):
    statements = []
    with whole.app_context():
        event.listen(
            db.engine, "before_cursor_execute", lambda *args: statements.append(args[2])
        )
        change(numbered(number), now())
    asked = [sql for sql in statements if "qbo_" in sql]
    kept = [sql for sql in statements if "UPDATE proposal" in sql]
    assert asked
    assert kept


def test_our_migrations_leave_the_tables_of_the_add_on_alone(whole, migrations):
    with whole.app_context():
        assert any(
            name.startswith("qbo_") for name in inspect(db.engine).get_table_names()
        )
        check(directory=migrations)


def test_once_taken_out_the_host_is_as_it_was(whole, migrations, tmp_path, settings_of):
    archive = tmp_path / "quickbooks.zip"
    done = whole.test_cli_runner().invoke(
        args=["qbo", "uninstall", "--archive", str(archive), "--drop"]
    )
    assert done.exit_code == 0, done.output
    assert archive.exists()
    url = whole.config["SQLALCHEMY_DATABASE_URI"]
    without = create_app(settings_of(url))
    with without.app_context():
        check(directory=migrations)
        assert not [
            name
            for name in inspect(db.engine).get_table_names()
            if name.startswith("qbo_")
        ]
        accept_proposal(numbered("P-1005"), now())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    assert without.test_client().get("/account/sign-in").status_code == 200
