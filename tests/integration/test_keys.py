"""Encryption keys that change, and one that is missing."""

import base64
from contextlib import contextmanager

import pytest

from integration_qbo import Permission
from tests.conftest import ENCRYPTION_KEY
from tests.hosts.plain import PlainHost
from tests.hosts.practice import PERSON, Practice
from tests.hosts.words import proposal

ANOTHER = base64.b64encode(bytes(range(1, 33))).decode()
FIRST, SECOND = f"one:{ENCRYPTION_KEY}", f"two:{ANOTHER}"
SEALED = ("access_sealed", "refresh_sealed")


@pytest.fixture
def with_keys(enabled, database, running_intuit, settings_for):
    """The same practice, started again with other keys."""

    @contextmanager
    def start(*keys):
        settings = settings_for(
            running_intuit, database.url, QBO_ENCRYPTION_KEYS=",".join(keys)
        )
        plain = PlainHost(settings, enabled.host, bell=enabled.bell)
        yield Practice(plain, running_intuit, enabled.tenant)
        plain.close()

    return start


def rotate(practice):
    return practice.app.test_cli_runner().invoke(args=["qbo", "rotate-keys"])


def names(practice):
    row = practice.connection()
    return {getattr(row, column).split(".")[1] for column in SEALED}


def test_tokens_are_sealed_with_the_first_key_and_the_old_one_may_go(with_keys):
    with with_keys(SECOND, FIRST) as practice:
        assert names(practice) == {"one"}
        answer = rotate(practice)
        assert answer.exit_code == 0
        assert "2 tokens were sealed with “two”" in answer.output
        assert "one: unused; remove it" in answer.output
        assert names(practice) == {"two"}
        assert "0 tokens were sealed" in rotate(practice).output
    with with_keys(SECOND) as practice:
        practice.accept(proposal())
        practice.push()
        assert practice.invoice().state == "pushed"


def test_a_key_in_use_is_not_called_unused(with_keys):
    with with_keys(FIRST, SECOND) as practice:
        answer = rotate(practice)
    assert "one: 2 tokens rest under it; keep it." in answer.output
    assert "two: unused" in answer.output


def test_rotating_without_the_key_fails_and_changes_nothing(with_keys):
    with with_keys(SECOND) as practice:
        before = practice.connection()
        answer = rotate(practice)
        assert answer.exit_code == 1
        assert "2 tokens could not be read" in answer.output
        assert practice.connection() == before


def test_without_its_key_a_connection_is_locked_and_nothing_is_lost(with_keys):
    with with_keys(SECOND) as practice:
        practice.accept(proposal())
        practice.push()
        assert practice.invoice().state == "queued"
        assert practice.connection().status == "enabled"
        assert practice.connection().refresh_sealed
        practice.host.user, practice.host.allowed = PERSON, set(Permission)
        client = practice.app.test_client()
        page = client.get("/admin/qbo_connection/", follow_redirects=True)
        told = page.get_data(as_text=True)
        assert "Locked: key missing" in told
        assert "“one”" in told
        assert "Disconnect…" in told
    with with_keys(SECOND, FIRST) as practice:
        practice.retry(practice.invoice().id)
        practice.push()
        assert practice.invoice().state == "pushed"
