"""What the doctor finds in a deployment, well and unwell."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from integration_qbo import Permission
from integration_qbo.domain.connection import Status
from integration_qbo.services.examine import STRANGER, Level
from integration_qbo.store.models import Connection
from tests.hosts.practice import PERSON


def doctor(practice):
    return practice.app.test_cli_runner().invoke(args=["qbo", "doctor"])


def findings(practice):
    found = practice.do(practice.runtime.examine)
    return {each.id: each for each in found}


def change(practice, **values):
    with practice.session() as session:
        row = session.query(Connection).filter_by(tenant=practice.tenant).one()
        for name, value in values.items():
            setattr(row, name, value)
        session.commit()


@pytest.fixture
def well(enabled):
    """A practice whose tick has just come round and whose people may connect."""
    enabled.host.user, enabled.host.allowed = PERSON, set(Permission)
    enabled.tick()
    return enabled


def test_a_deployment_that_works_has_no_problem_and_says_what_was_looked_at(well):
    answer = doctor(well)
    assert answer.exit_code == 0
    found = findings(well)
    assert {each.level for each in found.values()} <= {Level.FINE, Level.WARNING}
    assert list(found) == [
        "tables",
        "storage",
        "clock",
        "tick",
        "worker",
        "requests",
        "cookie",
        "permissions",
        "connection",
        "keys",
        "token",
        "person",
    ]


def test_a_tick_that_stopped_is_a_problem_with_a_remedy(well):
    with well.session() as session:
        session.execute(text("DELETE FROM qbo_heartbeat"))
        session.commit()
    answer = doctor(well)
    assert answer.exit_code == 1
    assert "The tick has never come round." in answer.output
    assert "flask qbo worker" in answer.output


def test_a_lost_connection_is_told_with_its_reason(well):
    change(well, status=Status.LOST.value, reason="Intuit refused our key.")
    assert "Intuit refused our key." in findings(well)["connection"].sentence
    assert doctor(well).exit_code == 1


@pytest.mark.parametrize(
    ("days", "level"), [(40, Level.FINE), (10, Level.WARNING), (1, Level.PROBLEM)]
)
def test_the_end_of_a_key_is_told_in_time(well, days, level):
    with well.session() as session:
        end = well.runtime.clock.now() + timedelta(days=days, hours=1)
        session.rollback()
    change(well, refresh_expires_at=end)
    assert findings(well)["token"].level is level


def test_somebody_who_connected_and_left_is_told(well):
    well.host.allowed = {Permission.VIEW}
    assert findings(well)["person"].level is Level.WARNING
    assert PERSON.name in findings(well)["person"].sentence


def test_a_hook_that_lets_strangers_in_is_a_problem(well):
    well.host.user, well.host.allowed = STRANGER, {Permission.SYNC}
    found = findings(well)["permissions"]
    assert found.level is Level.PROBLEM
    assert found.sentence == "Host.may lets strangers sync."
    assert doctor(well).exit_code == 1


def test_a_hook_that_fails_for_strangers_is_a_problem(well):
    well.host.user, well.host.allowed = STRANGER, None
    found = findings(well)["permissions"]
    assert found.level is Level.PROBLEM
    assert "(TypeError)" in found.sentence
    assert "answer False" in found.remedy


def test_a_host_that_reads_requests_of_any_size_is_told(open_practice):
    assert findings(open_practice("enabled"))["requests"].level is Level.WARNING
    limited = open_practice("enabled", settings={"MAX_CONTENT_LENGTH": 4_000_000})
    assert findings(limited)["requests"].sentence == "Requests end at 4.0 MB."


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        ({}, Level.WARNING),
        ({"SESSION_COOKIE_SECURE": True}, Level.FINE),
    ],
)
def test_a_cookie_that_may_travel_in_clear_is_told(open_practice, settings, level):
    outside = {
        "QBO_ENVIRONMENT": "sandbox",
        "QBO_DISCOVERY_URL": None,
        "QBO_TIME_SCALE": None,
    }
    practice = open_practice("enabled", settings=outside | settings)
    assert findings(practice)["cookie"].level is level


def test_tables_behind_the_code_are_told_before_anything_else(well):
    with well.session() as session:
        session.execute(text("UPDATE qbo_alembic_version SET version_num = '0001'"))
        session.commit()
    assert list(findings(well)) == ["tables"]
    assert "flask qbo upgrade" in doctor(well).output


def test_the_page_shows_the_findings(well):
    client = well.app.test_client()
    page = client.get("/admin/qbo_connection/health").get_data(as_text=True)
    assert "The tick came round" in page
    assert "still may" in page
