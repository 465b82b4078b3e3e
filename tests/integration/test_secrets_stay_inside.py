"""Tokens, keys and codes stay inside: every screen and job is driven and searched."""

import io
import logging
from urllib.parse import parse_qs, urlsplit

import pytest
from redis import Redis
from sqlalchemy import text

from integration_qbo import Permission
from integration_qbo.jobs import RqDoorbell, push_invoice, refresh_reference
from integration_qbo.manifest import TABLES
from integration_qbo.services.keep_token_fresh import access_place, refresh_place
from integration_qbo.store import queries
from tests.hosts.practice import PERSON, set_up
from tests.hosts.words import KNOWN, OURS, proposal
from tests.integration.test_access import TOKEN, addresses, ask

CONNECTION = "/admin/qbo_connection/"
SETTINGS_THAT_ARE_SECRET = ("SECRET_KEY", "QBO_CLIENT_SECRET", "QBO_ENCRYPTION_KEYS")


@pytest.fixture
def log():
    """Everything any logger says, tracebacks included, but for SQL and its values."""
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    handler.addFilter(lambda record: not record.name.startswith("sqlalchemy"))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield told
    root.setLevel(before)
    root.removeHandler(handler)


@pytest.fixture
def practice(open_practice, redis_url, log):
    """A practice with a real queue, before it ever connects."""
    redis = Redis.from_url(redis_url)
    redis.flushdb()
    practice = open_practice("fresh", bell=RqDoorbell(redis_url))
    practice.redis = redis
    practice.log = log
    yield practice
    redis.flushdb()
    redis.close()


class Sweep:
    """What the practice let out, and the secrets that must not be in it."""

    def __init__(self, practice):
        self.practice = practice
        self.client = practice.app.test_client()
        practice.host.user, practice.host.tenant = PERSON, OURS
        practice.host.allowed = set(Permission)
        config = practice.app.config
        self.secrets = {config[name] for name in SETTINGS_THAT_ARE_SECRET}
        self.secrets.add(config["QBO_ENCRYPTION_KEYS"].partition(":")[2])
        self.heard = {}

    def note_tokens(self):
        """Add the tokens that are good at this moment."""
        practice = self.practice
        with practice.session() as session:
            row, vault = queries.connection_of(session, OURS), practice.runtime.vault
            if row.access_sealed:
                self.secrets.add(vault.open(row.access_sealed, access_place(row)))
            if row.refresh_sealed:
                self.secrets.add(vault.open(row.refresh_sealed, refresh_place(row)))
            session.rollback()

    def hear(self, where, answer):
        """Keep an answer with its headers, and the session its cookie carries."""
        cookie = self.client.get_cookie("session")
        kept = ""
        if cookie is not None:
            opened = self.practice.app.session_interface.get_signing_serializer(
                self.practice.app
            )
            kept = repr(opened.loads(cookie.value)) + cookie.value
        self.heard[where] = f"{answer.headers}{answer.get_data(as_text=True)}{kept}"

    def press(self, name):
        """Press a button of the Connection page."""
        page = self.client.get(CONNECTION, follow_redirects=True)
        token = TOKEN.search(page.get_data(as_text=True)).group(1)
        url = name if name.startswith("/") else f"{CONNECTION}{name}"
        answer = self.client.post(url, data={"csrf_token": token})
        self.hear(f"POST {url}", answer)
        return answer

    def look(self, stage):
        """Look at every screen as it is now."""
        practice = self.practice
        ids = {"client_ref": KNOWN.ref, "ref": KNOWN.ref}
        if practice.deliveries():
            ids["id"] = practice.deliveries()[0].id
        for _endpoint, method, url in addresses(practice):
            if method == "GET" and "/static/" not in url:
                answer = ask(self.client, method, url, ids)
                self.hear(f"{stage}: {url}", answer)

    def connect(self):
        """Press Connect, say yes at Intuit, come back."""
        away = self.press("/integrations/quickbooks/start").headers["Location"]
        state = parse_qs(urlsplit(away).query)["state"][0]
        answer = self.practice.consent(state)
        self.secrets.add(answer.code)
        back = self.client.get(
            "/integrations/quickbooks/callback",
            query_string={
                "state": answer.state,
                "code": answer.code,
                "realmId": answer.realm_id,
            },
        )
        self.hear("callback", back)
        self.note_tokens()

    def leaks(self):
        """Where a secret is found, by place."""
        practice = self.practice
        redis = practice.redis
        places = dict(self.heard)
        places["log"] = practice.log.getvalue()
        places["notices"] = repr(practice.host.notices)
        for key in redis.scan_iter():
            places[f"redis {key!r}"] = repr(redis.dump(key)) + repr(_read(redis, key))
        with practice.session() as session:
            for table in TABLES:
                rows = session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - our tables
                places[table] = repr(rows.all())
            session.rollback()
        return [
            (place, secret[:6])
            for place, told in places.items()
            for secret in self.secrets
            if secret in told
        ]


def _read(redis, key):
    match redis.type(key):
        case b"hash":
            return redis.hgetall(key)
        case b"list":
            return redis.lrange(key, 0, -1)
        case b"set":
            return redis.smembers(key)
        case b"zset":
            return redis.zrange(key, 0, -1)
        case _:
            return redis.get(key)


def test_no_secret_leaves_by_any_screen_job_log_queue_or_table(practice):
    sweep = Sweep(practice)
    sweep.connect()
    sweep.look("awaiting")
    sweep.press("confirm")
    practice.refresh()
    set_up(practice)
    sweep.press("enable")
    practice.accept(proposal())
    with practice.app.app_context():
        push_invoice(practice.invoice().id)
        refresh_reference(practice.connection().id)
    sweep.press("sync")
    sweep.look("enabled")
    # The access token runs out: the next work takes a new pair.
    practice.setting(access_expires_at=practice.connection().connected_at)
    practice.refresh()
    sweep.note_tokens()
    for command in (["doctor"], ["verify-audit"], ["tick"], ["rotate-keys"]):
        told = practice.app.test_cli_runner().invoke(args=["qbo", *command])
        sweep.heard[f"flask qbo {command[0]}"] = told.output
    sweep.look("refreshed")
    sweep.press("disconnect")
    practice.tick()
    sweep.look("disconnected")
    assert len(sweep.secrets) >= len(SETTINGS_THAT_ARE_SECRET) + 5
    assert len(sweep.heard) > 60
    assert practice.redis.keys()
    assert sweep.leaks() == []


def enabled_sweep(practice):
    """A sweep of a practice that is enabled and has accepted a proposal."""
    sweep = Sweep(practice)
    sweep.connect()
    practice.confirm()
    set_up(practice)
    practice.enable()
    practice.accept(proposal())
    return sweep


@pytest.mark.parametrize("status", [400, 401, 500])
def test_no_secret_is_told_when_intuit_fails(practice, status):
    sweep = enabled_sweep(practice)
    practice.setting(access_expires_at=practice.connection().connected_at)
    practice.intuit.misbehave("answer_before", status=status, count=3)
    practice.push()
    sweep.note_tokens()
    sweep.look("failed")
    assert sweep.leaks() == []


def test_no_client_amount_or_address_is_written_to_the_log(practice):
    sweep = enabled_sweep(practice)
    practice.push()
    practice.intuit.misbehave("answer_before", status=500, count=3)
    practice.accept(proposal("p-2"))
    practice.push()
    sweep.look("enabled")
    ours = [
        told
        for told in practice.log.getvalue().splitlines()
        if told.startswith("integration_qbo")
    ]
    private = (KNOWN.name, KNOWN.email, "1450", "Year-end package", "Company tax")
    assert [told for told in ours if any(word in told for word in private)] == []


def test_nobody_writes_lines_of_their_own_into_the_log(practice):
    forged = "x\r\nintegration_qbo FORGED"
    sweep = Sweep(practice)
    away = sweep.press("/integrations/quickbooks/start").headers["Location"]
    state = parse_qs(urlsplit(away).query)["state"][0]
    for asked in (
        {"state": state, "error": forged, "error_description": forged},
        {"state": forged, "code": forged, "realmId": forged},
    ):
        sweep.client.get("/integrations/quickbooks/callback", query_string=asked)
    sweep.connect()
    practice.confirm()
    set_up(practice)
    practice.enable()
    practice.accept(proposal(forged, title=forged, number=forged))
    practice.announce("proposal_accepted", f"unknown {forged}")
    practice.push()
    sweep.look("enabled")
    lines = practice.log.getvalue().splitlines()
    assert any("FORGED" in told for told in lines)
    assert [told for told in lines if told.startswith("integration_qbo FORGED")] == []
