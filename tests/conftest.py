"""Real parts for every test: databases, Redis, local Intuit, hosts; nothing patched."""

import base64
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import hypothesis
import pytest
import pytest_socket
from sqlalchemy import create_engine, make_url, text

from host_app.demo.servers import postgres_server, redis_server
from integration_qbo import PLATFORM_KEY, Platform
from integration_qbo.store.upgrade import upgrade_tables
from integration_qbo.testing import QuietBell
from tests.hosts.databases import Database, PostgresDatabase, SqliteDatabase
from tests.hosts.intuit import Intuit
from tests.hosts.plain import PlainHost
from tests.hosts.practice import STAGES, Practice
from tests.hosts.words import OURS, back_office

LOOPBACK = ["127.0.0.1", "::1", "localhost"]
ENCRYPTION_KEY = base64.b64encode(bytes(range(32))).decode()


# The same examples every time; how long one takes depends on who else is working.
hypothesis.settings.register_profile(
    "suite", derandomize=True, deadline=None, database=None, max_examples=30
)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    # Flask-Admin 2.2 still yields what WTForms 4 will no longer take.
    config.addinivalue_line(
        "filterwarnings", "ignore:Yielding raw tuples:DeprecationWarning"
    )


def pytest_runtest_setup() -> None:
    """Let nothing out of this machine; pytest-socket opens up again afterwards."""
    pytest_socket.socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


# pytest-flask keeps one request open around every test: whoever signs in with one
# client would be signed in with all.  These two take that back.


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Keep pytest-flask's own request away."""


@pytest.fixture
def client(app):
    """A client that forgets `g` between requests."""
    return app.test_client()


# Servers.


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database of this process' own."""
    with ExitStack() as stack:
        server = stack.enter_context(
            postgres_server(os.environ.get("TEST_DATABASE_URL"))
        )
        name = f"tests_{secrets.token_hex(6)}"
        engine = create_engine(
            make_url(server.url).set(drivername="postgresql+psycopg"),
            isolation_level="AUTOCOMMIT",
        )
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield engine.url.set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis of this process' own."""
    with redis_server() as server:
        yield server.url


@pytest.fixture(scope="session")
def running_intuit(tmp_path_factory) -> Iterator[Intuit]:
    """A local Intuit, whatever state it is in; tests ask for `intuit`."""
    running = Intuit(tmp_path_factory.mktemp("intuit"))
    running.save("new")
    yield running
    running.stop()


@pytest.fixture
def intuit(running_intuit) -> Intuit:
    """A local Intuit as it is after its first start."""
    running_intuit.restore("new")
    return running_intuit


# Databases: every test that asks for one runs on both.


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory) -> SqliteDatabase:
    """The SQLite database of this process, with what was saved of it."""
    return SqliteDatabase(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_database(postgres_url) -> PostgresDatabase:
    """The PostgreSQL database of this process, with what was saved of it."""
    return PostgresDatabase(postgres_url)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(request) -> Database:
    """A database of each kind, in whatever state; stages bring it to one.

    The two live on while tests of the one kind and the other take turns.
    """
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def empty_database(database) -> Iterator[Database]:
    """A database without any table; what was saved is made anew afterwards."""
    database.clear()
    yield database
    database.clear()


@pytest.fixture
def dropped_database(database) -> Iterator[None]:
    """For tests that drop tables: what was saved is made anew afterwards."""
    yield
    database.clear()


# The plain host and the stages of its practice.


@pytest.fixture(scope="session")
def settings_for():
    """The add-on's settings for a local Intuit and a database."""

    def settings(intuit: Intuit, url: str, **more: Any) -> dict[str, Any]:
        return {
            "TESTING": True,
            "SECRET_KEY": "a secret for tests only",
            "SQLALCHEMY_DATABASE_URI": url,
            "QBO_ENVIRONMENT": "local",
            "QBO_DISCOVERY_URL": intuit.urls["discovery"],
            "QBO_CLIENT_ID": intuit.grants["client_id"],
            "QBO_CLIENT_SECRET": intuit.grants["client_secret"],
            "QBO_REDIRECT_URI": "http://localhost/integrations/quickbooks/callback",
            "QBO_DEPLOYMENT_ID": "tests",
            "QBO_ENCRYPTION_KEYS": f"one:{ENCRYPTION_KEY}",
            "QBO_REDIS_URL": "redis://127.0.0.1:1/0",
            "QBO_TIME_SCALE": "0.1",
        } | more

    return settings


@pytest.fixture
def open_practice(running_intuit, database, settings_for):
    """Open a practice at a stage; `plain` goes to the host, `settings` to the app."""
    opened: list[PlainHost] = []

    def plain_host(**plain: Any) -> PlainHost:
        settings = plain.pop("settings", {})
        host = PlainHost(
            settings_for(running_intuit, database.url, **settings),
            back_office(),
            **({"bell": QuietBell()} | plain),
        )
        opened.append(host)
        return host

    def build(stage: str) -> None:
        """Make this stage from the one before, and save both sides."""
        stages = list(STAGES)
        if stage == stages[0]:
            database.clear()
            running_intuit.restore("new")
            engine = create_engine(database.url)
            upgrade_tables(engine)
            engine.dispose()
            host = plain_host()
            with host.app.app_context():
                host.db.create_all()
        else:
            before = stages[stages.index(stage) - 1]
            practice = opening(before)
            STAGES[stage](practice)
            host = practice.plain
        host.close()
        opened.remove(host)
        database.save(stage)
        running_intuit.save(f"{database.dialect}-{stage}")

    def opening(stage: str, **plain: Any) -> Practice:
        if not database.has(stage):
            build(stage)
        database.restore(stage)
        running_intuit.restore(f"{database.dialect}-{stage}")
        practice = Practice(plain_host(**plain), running_intuit, OURS)
        if stage in {"confirmed", "ready", "enabled"}:
            practice.host.platforms[OURS] = Platform(
                key=PLATFORM_KEY, name="QuickBooks", url=""
            )
        return practice

    yield opening
    for host in opened:
        host.close()


@pytest.fixture
def fresh(open_practice) -> Practice:
    """A practice that never heard of QuickBooks."""
    return open_practice("fresh")


@pytest.fixture
def awaiting(open_practice) -> Practice:
    """A practice that chose a company and has not confirmed it."""
    return open_practice("awaiting")


@pytest.fixture
def confirmed(open_practice) -> Practice:
    """A practice whose company is confirmed and whose lists were read."""
    return open_practice("confirmed")


@pytest.fixture
def ready(open_practice) -> Practice:
    """A practice that has done everything before Enable."""
    return open_practice("ready")


@pytest.fixture
def enabled(open_practice) -> Practice:
    """A practice whose acceptances become invoices."""
    return open_practice("enabled")
