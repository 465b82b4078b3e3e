"""A database that was upgraded, copied or restored from a backup."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from integration_qbo import Permission
from integration_qbo.errors import ConfigurationRefused
from integration_qbo.store.models import Base, NewCustomer
from integration_qbo.store.upgrade import VERSION_TABLE, alembic_config, upgrade_tables
from tests.hosts.plain import PlainHost
from tests.hosts.practice import PERSON, Practice
from tests.hosts.words import UNKNOWN, proposal


@pytest.fixture
def elsewhere(enabled, open_practice, database, running_intuit, settings_for):
    """The same database and the same Intuit, opened by another deployment."""
    opened = []

    def open_it():
        settings = settings_for(
            running_intuit, database.url, QBO_DEPLOYMENT_ID="another machine"
        )
        plain = PlainHost(settings, enabled.host, bell=enabled.bell)
        opened.append(plain)
        return Practice(plain, running_intuit, enabled.tenant)

    yield open_it
    for plain in opened:
        plain.close()


def ours(practice):
    return [
        each
        for each in practice.intuit.stored("Invoice").values()
        if each.get("PrivateNote", "").startswith("Ref QBO-")
    ]


def test_every_revision_leads_to_the_tables_of_the_code_and_back(empty_database):
    engine = create_engine(empty_database.url)
    upgrade_tables(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "include_name": lambda name, kind, _parents: (
                    kind != "table" or name.startswith("qbo_")
                ),
            },
        )
        assert compare_metadata(context, Base.metadata) == []
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    assert set(inspect(engine).get_table_names()) <= {VERSION_TABLE}
    engine.dispose()


def test_a_copy_sends_renews_and_revokes_nothing(enabled, elsewhere):
    enabled.accept(proposal())
    copy = elsewhere()
    before = len(copy.intuit.requests_to("/"))
    copy.setting(access_expires_at=datetime.now(UTC) - timedelta(hours=1))
    copy.push()
    copy.tick()
    copy.setting(is_revocation_pending=True)
    copy.tick()
    assert len(copy.intuit.requests_to("/")) == before
    copy.setting(is_revocation_pending=False)
    enabled.push()
    assert enabled.invoice().state == "pushed"


def test_the_connection_page_of_a_copy_says_so_and_offers_nothing(elsewhere):
    copy = elsewhere()
    copy.host.user, copy.host.tenant = PERSON, copy.tenant
    copy.host.allowed = set(Permission)
    client = copy.app.test_client()
    page = client.get("/admin/qbo_connection/", follow_redirects=True).text
    assert "This database looks like a copy" in page
    assert "Sync now" not in page
    before = copy.connection()
    client.post("/admin/qbo_connection/disable")
    assert copy.connection() == before


def test_a_copy_that_is_said_to_be_one_forgets_the_keys(enabled, elsewhere):
    enabled.accept(proposal())
    copy = elsewhere()
    assert copy.do(copy.runtime.copied) == 1
    row = copy.connection()
    assert (row.status, row.refresh_sealed, row.live_key) == (
        "disconnected",
        None,
        None,
    )
    assert copy.invoice().held_because == "waiting"
    assert copy.intuit.requests_to("/revoke") == []
    assert copy.do(copy.runtime.copied) == 0


@pytest.mark.parametrize("was_bound", [True, False])
def test_after_a_restore_what_was_sent_since_is_found_and_not_sent_again(
    enabled, elsewhere, database, was_bound
):
    if was_bound:
        enabled.intuit.misbehave(
            "throttle", method="POST", path="/invoice", count=1, headers={}
        )
    enabled.accept(proposal())
    if was_bound:
        enabled.push()
        enabled.setting(paused_until=None)
    backup, name = datetime.now(UTC), f"backup_{secrets.token_hex(4)}"
    enabled.plain.close()
    database.save(name)
    enabled.let_pass(timedelta(minutes=5))
    enabled.push()
    (there,) = ours(enabled)
    enabled.plain.close()
    database.restore(name)

    restored = elsewhere()
    restored.push()
    assert restored.invoice().state == "queued"
    assert restored.do(restored.runtime.restored, backup) == 1
    for _round in range(4):
        restored.push()
        restored.let_pass(timedelta(minutes=30))
    row = restored.invoice()
    assert (row.state, row.qbo_id) == ("pushed", there["Id"])
    assert len(ours(restored)) == 1


def test_a_customer_created_after_the_backup_is_found_too(enabled, database):
    enabled.accept(proposal("p-1", client_ref=UNKNOWN.ref))
    backup, name = datetime.now(UTC), f"backup_{secrets.token_hex(4)}"
    enabled.plain.close()
    database.save(name)
    enabled.push()
    count = len(enabled.intuit.stored("Customer"))
    enabled.plain.close()
    database.restore(name)
    enabled.do(enabled.runtime.restored, backup)
    for _round in range(6):
        enabled.push()
        enabled.let_pass(timedelta(minutes=30))
    assert enabled.invoice().state == "pushed"
    assert len(enabled.intuit.stored("Customer")) == count
    assert len(ours(enabled)) == 1
    assert {row.state for row in enabled.deliveries(NewCustomer)} <= {
        "pushed",
        "superseded",
    }


def test_nothing_that_was_not_sent_since_the_backup_is_lost(enabled):
    enabled.accept(proposal())
    enabled.do(enabled.runtime.restored, datetime.now(UTC) - timedelta(days=1))
    for _round in range(4):
        enabled.push()
        enabled.let_pass(timedelta(minutes=30))
    assert enabled.invoice().state == "pushed"
    assert len(ours(enabled)) == 1


def test_the_tables_of_the_first_revision_come_along_with_their_rows(
    empty_database,
):
    engine = create_engine(empty_database.url)
    upgrade_tables(engine, "0001")
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA foreign_keys = ON"))
        connection.execute(
            text(
                "INSERT INTO qbo_company (id, tenant, environment, realm_id, name,"
                " country, home_currency, custom_numbers, facts, next_turn_ms) VALUES"
                " (1, 't', 'local', '1', 'n', 'AU', 'AUD', false, '{}', 0)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO qbo_delivery (id, kind, tenant, company_id, client_ref,"
                " client_name, state, held_because, created_at, revision, next_at,"
                " fence, claims, attempts, reason_code, reason, remedy,"
                " qbo_sync_token) VALUES ('d', 'invoice', 't', 1, 'c', 'C', 'queued',"
                " '', '2026-01-01', 1, '2026-01-01', 0, 0, 0, '', '', '', '')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO qbo_delivery_event (delivery_id, at, who, event,"
                " from_state, to_state, sentence) VALUES"
                " ('d', '2026-01-01', 'w', 'due', 'planned', 'queued', '')"
            )
        )
    upgrade_tables(engine)
    with engine.connect() as connection:
        kept = connection.execute(
            text("SELECT count(*) FROM qbo_delivery_event")
        ).scalar()
    assert kept == 1
    engine.dispose()


def test_sqlite_is_refused_with_production_keys(open_practice, database):
    settings = {
        "QBO_ENVIRONMENT": "production",
        "QBO_DISCOVERY_URL": "",
        "QBO_TIME_SCALE": "",
        "QBO_REDIRECT_URI": "https://office.example/integrations/quickbooks/callback",
    }
    practice = open_practice("fresh", settings=settings)
    if database.dialect == "postgresql":
        with practice.session() as session:
            assert session.get_bind().dialect.name == "postgresql"
        return
    with (
        pytest.raises(ConfigurationRefused, match="PostgreSQL") as refused,
        practice.session(),
    ):
        pass
    assert refused.value.cause.facts["setting"] == "SQLALCHEMY_DATABASE_URI"
