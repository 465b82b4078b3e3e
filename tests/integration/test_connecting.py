"""The right company, and nobody else gets in."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from integration_qbo import PLATFORM_KEY, Platform, User
from integration_qbo.errors import NeedsAttention, NotNow
from integration_qbo.services.connect_company import Redirect
from tests.hosts.practice import BROWSER, PERSON
from tests.hosts.words import OURS, proposal

STRANGER = User(ref="u-stranger", name="Stranger")
MONTHS = timedelta(hours=2)


def refused(practice, answer, **more):
    with pytest.raises(NeedsAttention) as no:
        practice.finish(answer, **more)
    assert practice.connection().status == "never"
    assert practice.connection().access_sealed is None
    return no.value.cause


def test_a_state_is_good_once(fresh):
    state = fresh.start()
    answer = fresh.consent(state)
    fresh.finish(answer)
    with pytest.raises(NeedsAttention, match="used before"):
        fresh.finish(answer)


@pytest.mark.parametrize(
    ("user", "browser"), [(STRANGER, BROWSER), (PERSON, "another browser")]
)
def test_a_state_belongs_to_its_user_and_browser(fresh, user, browser):
    answer = fresh.consent(fresh.start())
    cause = refused(fresh, answer, user=user, browser=browser)
    assert cause.code == "foreign_state"


def test_a_state_ends_after_ten_minutes(fresh):
    answer = fresh.consent(fresh.start())
    fresh.let_pass(timedelta(minutes=11))
    assert refused(fresh, answer).code == "foreign_state"


def test_no_thanks_changes_nothing_and_says_so(fresh):
    answer = Redirect(state=fresh.start(), error="access_denied")
    cause = refused(fresh, answer)
    assert "No thanks" in cause.sentence
    assert cause.remedy


def test_an_invented_code_or_company_stores_nothing(fresh):
    invented = replace(fresh.consent(fresh.start()), code="AB1234")
    with pytest.raises(Exception, match=r"\w"):
        fresh.finish(invented)
    assert fresh.connection().access_sealed is None
    other = replace(fresh.consent(fresh.start()), realm_id="1")
    with pytest.raises(Exception, match=r"\w"):
        fresh.finish(other)
    assert fresh.connection().status == "never"


def test_tokens_lie_encrypted_and_bound_to_their_place(awaiting):
    company = awaiting.intuit.company(awaiting.realm_id)
    tokens = {company["access_token"], company["refresh_token"]}
    row = awaiting.connection()
    assert row.access_sealed
    assert row.refresh_sealed
    with awaiting.session() as session:
        everything = str(
            session.execute(text("SELECT * FROM qbo_connection")).mappings().all()
        )
    assert not any(token in everything for token in tokens if token)


def test_another_platform_keeps_us_out_with_its_name(fresh):
    fresh.host.platforms[OURS] = Platform(key="journal", name="Sales journal", url="/j")
    with pytest.raises(NotNow, match="Sales journal"):
        fresh.start()


def test_the_platform_is_claimed_at_yes_and_released_at_disconnect(awaiting):
    assert awaiting.host.active_platform(OURS) is None
    awaiting.confirm()
    assert awaiting.host.active_platform(OURS).key == PLATFORM_KEY
    awaiting.disconnect()
    assert awaiting.host.active_platform(OURS) is None


def test_many_who_need_a_token_at_expiry_make_one_call(enabled):
    enabled.intuit.control("tokens/expire", realm_id=enabled.realm_id)
    enabled.let_pass(MONTHS)
    asked = len(enabled.intuit.requests_to("/oauth2/v1/tokens/bearer"))
    connection_id, together, wrong = enabled.connection().id, Barrier(8), []

    def need():
        together.wait()
        try:
            with enabled.app.app_context():
                enabled.runtime.drain_company.push_invoice.reach_company.get_ready(
                    connection_id
                )
        except Exception as trouble:  # noqa: BLE001 - shown by the assertion
            wrong.append(trouble)

    threads = [Thread(target=need) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    now = len(enabled.intuit.requests_to("/oauth2/v1/tokens/bearer"))
    assert (now - asked, wrong) == (1, [])


def test_a_consent_ended_at_intuit_needs_reconnecting_and_loses_nothing(enabled):
    enabled.intuit.control("disconnect", realm_id=enabled.realm_id)
    enabled.accept(proposal())
    for _round in range(4):
        enabled.push()
        enabled.let_pass(MONTHS)
    row = enabled.connection()
    assert row.status == "needs_reconnecting"
    assert row.reason
    assert enabled.invoice().state == "queued"
    assert enabled.host.notices
    enabled.connect()
    enabled.confirm()
    assert enabled.invoice().state == "queued"


def test_disconnect_wipes_the_access_token_and_revokes_the_other(enabled):
    enabled.accept(proposal())
    assert enabled.disconnect() == 1
    row = enabled.connection()
    assert (row.status, row.access_sealed) == ("disconnected", None)
    enabled.tick()
    assert enabled.connection().refresh_sealed is None
    assert enabled.intuit.requests_to("/oauth2/v1/tokens/revoke") or (
        enabled.intuit.requests_to("/tokens/revoke")
    )
    enabled.push()
    assert enabled.invoice().state == "queued"
    assert enabled.intuit.creations() == []
