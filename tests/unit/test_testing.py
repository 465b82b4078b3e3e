"""The fakes we ship are what they stand for."""

import inspect
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from integration_qbo import (
    DEFAULT_TENANT,
    ClientSnapshot,
    Host,
    Permission,
    Platform,
    ProposalSnapshot,
    ServiceSnapshot,
    TaxRateSnapshot,
    TenantInfo,
    User,
)
from integration_qbo.services.tick import Bell
from integration_qbo.testing import FakeHost, QuietBell

T = DEFAULT_TENANT
MAYA = User(ref="u-1", name="Maya")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def accepted(ref, at=NOW):
    return ProposalSnapshot(
        ref=ref, number=ref, client_ref="a", currency="AUD", accepted_at=at, lines=()
    )


@pytest.fixture
def host():
    info = TenantInfo(
        name="W", zone="Australia/Sydney", locale="en_AU", country="AU", currency="AUD"
    )
    return FakeHost(
        infos={T: info},
        all_clients={
            T: {ref: ClientSnapshot(ref=ref, name=ref.upper()) for ref in "abc"}
        },
        all_proposals={
            T: {"old": accepted("old", NOW - timedelta(days=2)), "p": accepted("p")}
        },
        all_services={T: [ServiceSnapshot(ref="s", name="S")]},
        all_tax_rates={T: [TaxRateSnapshot(key="k", name="K", percent=Decimal(10))]},
        user=MAYA,
        allowed={Permission.VIEW},
    )


def questions(protocol):
    return {
        name: member
        for name, member in inspect.getmembers(protocol, inspect.isfunction)
        if not name.startswith("_")
    }


@pytest.mark.parametrize(
    ("fake", "protocol"), [(FakeHost, Host), (QuietBell, Bell)], ids=["host", "bell"]
)
def test_a_fake_answers_every_question_with_the_same_arguments(fake, protocol):
    asked = questions(protocol)

    assert asked
    for name, question in asked.items():
        answer = getattr(fake, name)
        assert inspect.signature(answer) == inspect.signature(question), name


def test_unknown_refs_raise_lookup_error(host):
    for ask in (host.client, host.proposal):
        with pytest.raises(LookupError):
            ask(T, "nobody")
    with pytest.raises(LookupError):
        host.tenant_info("elsewhere")
    assert host.proposals(T, ["p", "nobody"]) == [accepted("p")]


def test_clients_come_in_pages_in_a_stable_order(host):
    assert [each.ref for each in host.clients(T, None, 2)] == ["a", "b"]
    assert [each.ref for each in host.clients(T, "b", 2)] == ["c"]
    assert host.clients(T, "c", 2) == []
    assert host.clients("elsewhere", None, 2) == []


def test_what_was_accepted_since_a_moment_includes_the_moment(host):
    assert host.accepted_since(T, NOW) == ["p"]
    assert host.accepted_since(T, NOW - timedelta(days=9)) == ["old", "p"]


def test_rates_and_services_are_the_tenants(host):
    assert [rate.key for rate in host.tax_rates(T)] == ["k"]
    assert [service.ref for service in host.services(T)] == ["s"]
    assert list(host.tax_rates("elsewhere")) == []
    assert list(host.services("elsewhere")) == []


def test_a_user_may_only_what_is_allowed_in_their_own_tenant(host):
    assert host.may(MAYA, Permission.VIEW, T)
    assert not host.may(MAYA, Permission.SETTINGS, T)
    assert not host.may(MAYA, Permission.VIEW, "elsewhere")
    assert not host.may(User(ref="u-2", name="Else"), Permission.VIEW, T)
    assert host.current_user() == MAYA
    assert host.current_tenant() == T
    assert host.recently_signed_in(MAYA)


def test_the_platform_is_claimed_unless_another_is_on(host):
    assert host.active_platform(T) is None
    assert host.claim_platform(T)
    assert host.claim_platform(T)
    host.release_platform(T)
    host.release_platform(T)
    assert host.active_platform(T) is None

    host.platforms[T] = Platform(key="journal", name="Journal", url="/journal")
    assert not host.claim_platform(T)
    host.release_platform(T)
    assert host.active_platform(T).key == "journal"


def test_notices_are_remembered(host):
    host.notify(T, Permission.CONNECT, "Look", ["one", "two"], "/there")

    (notice,) = host.notices
    assert (notice.tenant, notice.subject, notice.lines) == (T, "Look", ("one", "two"))


def test_the_quiet_bell_remembers_and_wakes_nobody():
    bell = QuietBell()
    bell.push_invoice("i-1")
    bell.refresh_reference("c-1")

    assert (bell.invoices, bell.connections) == (["i-1"], ["c-1"])
    assert not bell.is_heard()
