"""Deployment settings: what is unsafe is refused, in a sentence that names it."""

import base64

import pytest

from integration_qbo.config import Environment, Timings, is_loopback, read_config
from integration_qbo.errors import ConfigurationRefused

KEY = base64.b64encode(bytes(32)).decode()
LOCAL = {
    "QBO_ENVIRONMENT": "local",
    "QBO_DISCOVERY_URL": "http://127.0.0.1:9400/.well-known/openid_configuration/",
    "QBO_CLIENT_ID": "id",
    "QBO_CLIENT_SECRET": "canary-secret",
    "QBO_REDIRECT_URI": "http://localhost:5000/integrations/quickbooks/callback",
    "QBO_DEPLOYMENT_ID": "tests",
    "QBO_ENCRYPTION_KEYS": f"one:{KEY}",
    "QBO_REDIS_URL": "redis://127.0.0.1:6379/0",
}
PRODUCTION = LOCAL | {
    "QBO_ENVIRONMENT": "production",
    "QBO_DISCOVERY_URL": "",
    "QBO_REDIRECT_URI": "https://office.example/integrations/quickbooks/callback",
}


def test_the_local_intuit_is_found_beside_its_discovery_document():
    config = read_config(LOCAL)

    assert config.environment is Environment.LOCAL
    assert config.api_url == "http://127.0.0.1:9400"
    assert config.app_url.startswith("http://127.0.0.1:9400")


@pytest.mark.parametrize(
    ("environment", "api", "discovery"),
    [
        (
            "production",
            "https://quickbooks.api.intuit.com",
            "https://developer.api.intuit.com/.well-known/openid_configuration",
        ),
        (
            "sandbox",
            "https://sandbox-quickbooks.api.intuit.com",
            "https://developer.api.intuit.com/.well-known/openid_sandbox_configuration",
        ),
    ],
)
def test_intuits_own_addresses_are_fixed(environment, api, discovery):
    config = read_config(PRODUCTION | {"QBO_ENVIRONMENT": environment})

    assert config.api_url == api
    assert config.discovery_url == discovery


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        *((name, "") for name in LOCAL),
        *((name, "   ") for name in LOCAL),
        *((name, None) for name in LOCAL),
        ("QBO_ENVIRONMENT", "Sandbox"),
        ("QBO_ENVIRONMENT", "sand"),
        ("QBO_DISCOVERY_URL", "https://developer.api.intuit.com/.well-known/x"),
        ("QBO_DISCOVERY_URL", "http://127.0.0.1.evil.example/"),
        ("QBO_DISCOVERY_URL", "http://10.0.0.1/"),
        ("QBO_DISCOVERY_URL", "http://[::1"),
        ("QBO_DISCOVERY_URL", "127.0.0.1:9400"),
        ("QBO_REDIRECT_URI", "http://office.example/callback"),
        ("QBO_REDIRECT_URI", "http://[::1"),
        ("QBO_REDIRECT_URI", "/integrations/quickbooks/callback"),
        ("QBO_DEPLOYMENT_ID", ""),
        ("QBO_DEPLOYMENT_ID", "x" * 65),
        ("QBO_ENCRYPTION_KEYS", KEY),
        ("QBO_ENCRYPTION_KEYS", f":{KEY}"),
        ("QBO_ENCRYPTION_KEYS", "one:short"),
        ("QBO_ENCRYPTION_KEYS", f"one:{base64.b64encode(bytes(16)).decode()}"),
        ("QBO_ENCRYPTION_KEYS", f"one:{KEY},two"),
        ("QBO_ENCRYPTION_KEYS", f"one:{KEY},one:{KEY}"),
        ("QBO_ENCRYPTION_KEYS", f"a.b:{KEY}"),
        ("QBO_TIME_SCALE", "fast"),
        ("QBO_TIME_SCALE", "0"),
        ("QBO_TIME_SCALE", 0),
        ("QBO_TIME_SCALE", "-1"),
        ("QBO_TIME_SCALE", "nan"),
        ("QBO_TIME_SCALE", "inf"),
    ],
)
def test_a_setting_that_will_not_do_is_refused_by_name(setting, value):
    with pytest.raises(ConfigurationRefused) as refused:
        read_config(LOCAL | {setting: value})

    cause = refused.value.cause
    assert cause.code == "configuration"
    assert setting in cause.sentence
    assert cause.facts["setting"] == setting
    assert "canary-secret" not in str(refused.value)
    assert KEY not in str(refused.value)


@pytest.mark.parametrize("environment", ["production", "sandbox"])
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("QBO_DISCOVERY_URL", LOCAL["QBO_DISCOVERY_URL"]),
        ("QBO_TIME_SCALE", "1"),
    ],
)
def test_what_is_for_trying_out_is_refused_elsewhere(environment, setting, value):
    with pytest.raises(ConfigurationRefused) as refused:
        read_config(PRODUCTION | {"QBO_ENVIRONMENT": environment, setting: value})

    assert setting in refused.value.cause.sentence


@pytest.mark.parametrize(
    ("environment", "uri", "accepted"),
    [
        ("production", "http://localhost:5000/cb", False),
        ("sandbox", "http://localhost:5000/cb", True),
        ("sandbox", "http://127.0.0.1:5000/cb", True),
        ("sandbox", "http://office.example/cb", False),
        ("production", "https://office.example/cb", True),
    ],
)
def test_only_trying_out_may_come_back_without_tls(environment, uri, accepted):
    settings = PRODUCTION | {"QBO_ENVIRONMENT": environment, "QBO_REDIRECT_URI": uri}
    if accepted:
        assert read_config(settings).redirect_uri == uri
    else:
        with pytest.raises(ConfigurationRefused, match="https://"):
            read_config(settings)


def test_the_first_key_comes_first_and_all_are_kept():
    other = base64.b64encode(bytes(range(32))).decode()

    config = read_config(LOCAL | {"QBO_ENCRYPTION_KEYS": f"new:{other}, old:{KEY}"})

    assert [key.name for key in config.encryption_keys] == ["new", "old"]
    assert config.encryption_keys[0].secret == bytes(range(32))


def test_nothing_secret_is_printed_with_the_settings():
    shown = repr(read_config(LOCAL | {"QBO_ENCRYPTION_KEYS": f"one:{KEY}"}))

    assert "canary-secret" not in shown
    assert repr(bytes(32)) not in shown


@pytest.mark.parametrize("value", [None, "", " "])
def test_without_a_time_scale_the_limits_are_the_real_ones(value):
    assert read_config(LOCAL | {"QBO_TIME_SCALE": value}).timings == Timings()


def test_a_time_scale_shortens_what_is_waited_for_and_keeps_the_ratios():
    timings = read_config(LOCAL | {"QBO_TIME_SCALE": "0.1"}).timings

    assert timings.total == pytest.approx(3)
    assert timings.quiet == pytest.approx(18)
    assert timings.lease == pytest.approx(6)


@pytest.mark.parametrize(
    "limits", [{"lease": 45}, {"quiet": 89}, {"total": 61}, {"lease": 1}]
)
def test_limits_under_which_requests_could_overtake_each_other_are_refused(limits):
    with pytest.raises(ConfigurationRefused, match="do not fit each other"):
        Timings(**limits)


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost.evil.example", False),
        ("0.0.0.0", False),  # noqa: S104 - refused is the point
        ("10.0.0.1", False),
        ("", False),
        (None, False),
    ],
)
def test_this_machine_is_this_machine(host, answer):
    assert is_loopback(host) is answer
