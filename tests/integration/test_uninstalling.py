"""Taking the add-on out: nothing in flight, the key revoked, everything archived."""

import json
from zipfile import ZipFile

import pytest
from sqlalchemy import inspect

from integration_qbo.errors import NotNow
from integration_qbo.store.models import Base
from tests.hosts.words import OURS, proposal


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "quickbooks.zip"


def uninstall(practice, archive, *, drop):
    with practice.app.app_context():
        return practice.runtime.uninstall(archive, drop=drop)


def tables(practice):
    with practice.app.app_context():
        return set(inspect(practice.plain.db.engine).get_table_names())


def read(archive, table):
    with ZipFile(archive) as file:
        return [json.loads(line) for line in file.open(f"{table}.jsonl")]


@pytest.mark.usefixtures("dropped_database")
def test_it_revokes_releases_and_keeps_log_history_and_maps(enabled, archive):
    enabled.accept(proposal())
    enabled.push()
    uninstall(enabled, archive, drop=True)
    assert enabled.host.active_platform(OURS) is None
    assert len(enabled.intuit.requests_to("/revoke")) == 1
    (invoice,) = read(archive, "qbo_delivery")
    assert invoice["state"] == "pushed"
    assert {event["to_state"] for event in read(archive, "qbo_delivery_event")} >= {
        "sending",
        "pushed",
    }
    assert {row["qbo_tax_code_id"] for row in read(archive, "qbo_tax_map")} >= {"10"}
    assert any(row["state"] == "linked" for row in read(archive, "qbo_client_map"))
    (connection,) = read(archive, "qbo_connection")
    assert not {name for name in connection if "sealed" in name}
    left = tables(enabled)
    assert not left & {*Base.metadata.tables, "qbo_alembic_version"}
    assert "note" in left


def test_the_tables_stay_unless_told_otherwise(enabled, archive):
    uninstall(enabled, archive, drop=False)
    assert set(Base.metadata.tables) <= tables(enabled)
    assert enabled.connection().status == "disconnected"


def test_nothing_happens_while_something_is_in_flight_or_in_doubt(enabled, archive):
    enabled.intuit.misbehave("reset_after", method="POST", path="/invoice", count=1)
    enabled.accept(proposal())
    enabled.push()
    assert enabled.invoice().state == "in_doubt"
    with pytest.raises(NotNow, match="in doubt"):
        uninstall(enabled, archive, drop=True)
    assert not archive.exists()
    assert enabled.connection().status == "enabled"


@pytest.mark.usefixtures("dropped_database")
def test_it_waits_until_intuit_has_confirmed_the_end_of_the_key(enabled, archive):
    enabled.intuit.misbehave("answer_before", path="/revoke", count=1, status=503)
    with pytest.raises(NotNow, match="not confirmed"):
        uninstall(enabled, archive, drop=True)
    assert not archive.exists()
    enabled.tick()
    uninstall(enabled, archive, drop=True)
    assert archive.exists()


def test_the_command_never_writes_over_a_file(enabled, archive):
    archive.write_text("something of mine")
    done = enabled.app.test_cli_runner().invoke(
        args=["qbo", "uninstall", "--archive", str(archive), "--drop"]
    )
    assert done.exit_code == 1
    assert "exists already" in done.output
    assert archive.read_text() == "something of mine"
