"""A back office of its own for every test, without the QuickBooks add-on."""

import os
import re
import secrets
import shutil
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from host_app import create_app
from host_app.demo.servers import postgres_server
from host_app.extensions import Base, db
from host_app.seed import seed
from host_app.seed.australia import AUSTRALIA

PASSWORDS = {user["role"]: f"{user['role']} for the tests" for user in AUSTRALIA.users}
EMAILS = {user["role"]: user["email"] for user in AUSTRALIA.users}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


MIGRATIONS = str(Path(__file__).parents[2] / "migrations")


DATABASES = ["sqlite", "postgresql"]


def settings(url):
    return {
        "TESTING": True,
        "SECRET_KEY": "a secret for tests only",
        "SQLALCHEMY_DATABASE_URI": url,
        "BACKOFFICE_QUICKBOOKS": False,
    }


class Postgres:
    """Databases of a real server: one that is reset, and others made for one test."""

    def __init__(self, url):
        self._url = make_url(url)
        self._engine = create_engine(
            url, isolation_level="AUTOCOMMIT", poolclass=NullPool
        )
        self._seeded = None
        self._reset = []

    def create(self):
        name = f"host_{secrets.token_hex(6)}"
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def seeded(self):
        """The same database each time, with the rows of the seed: quick."""
        if self._seeded is None:
            self._seeded = self.create()
            fill(self._seeded)
            names = [table.name for table in Base.metadata.sorted_tables]
            self._on_seeded(
                "CREATE SCHEMA seed",
                *(f"CREATE TABLE seed.{one} AS TABLE {one}" for one in names),
            )
            self._reset = [
                *(f"DELETE FROM {one}" for one in reversed(names)),  # noqa: S608 - our tables
                *(f"INSERT INTO {one} SELECT * FROM seed.{one}" for one in names),  # noqa: S608 - our tables
            ]
        else:
            self._on_seeded(*self._reset)
        return self._seeded

    def drop(self, url):
        name = make_url(url).database
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self):
        if self._seeded is not None:
            self.drop(self._seeded)

    def _on_seeded(self, *statements):
        engine = create_engine(self._seeded, poolclass=NullPool)
        with engine.begin() as connection:
            connection.exec_driver_sql("; ".join(statements))


def fill(url):
    app = create_app(settings(url))
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        seed(AUSTRALIA, PASSWORDS)
        db.session.remove()
        db.engine.dispose()


class Visitor:
    """Somebody with a browser: keeps cookies and sends the token of the page."""

    def __init__(self, app):
        self.client = app.test_client()

    def get(self, url, **more):
        return self.client.get(url, **more)

    def token(self, url="/account/sign-in"):
        found = TOKEN.search(self.get(url).text)
        assert found, f"{url} holds no token"
        return found[1]

    def post(self, url, data=None, *, page=None, **more):
        form = {"csrf_token": self.token(page or url)} | (data or {})
        return self.client.post(url, data=form, **more)

    def sign_in(self, role, *, password=None, url="/account/sign-in"):
        form = {"email": EMAILS[role], "password": password or PASSWORDS[role]}
        return self.post(url, form)


@pytest.fixture(scope="session")
def settings_of():
    """Settings of a back office without the add-on, by its database's address."""
    return settings


@pytest.fixture(scope="session")
def migrations():
    return MIGRATIONS


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("backoffice") / "seeded.sqlite3"
    fill(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres():
    with postgres_server(os.environ.get("TEST_DATABASE_URL")) as server:
        databases = Postgres(server.url)
        yield databases
        databases.close()


@pytest.fixture(params=DATABASES)
def empty_url(request, tmp_path):
    """The address of an empty database, on each kind of server."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    databases = request.getfixturevalue("postgres")
    url = databases.create()
    yield url
    databases.drop(url)


@pytest.fixture(params=DATABASES)
def seeded_url(request, tmp_path):
    """The address of a database with the Australian practice."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres").seeded()
    file = tmp_path / "backoffice.sqlite3"
    shutil.copy(request.getfixturevalue("seeded_file"), file)
    return f"sqlite:///{file}"


@pytest.fixture
def fresh_url(empty_url):
    """The same in a database of its own, for tests that add or drop tables."""
    fill(empty_url)
    return empty_url


@pytest.fixture
def app(seeded_url):
    app = create_app(settings(seeded_url))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _push_request_context():
    """Keep pytest-flask's own request away: its `g` would sign everybody in."""


@pytest.fixture
def client(app):
    """A client that forgets `g` between requests."""
    return app.test_client()


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.fixture
def admin(app):
    visitor = Visitor(app)
    visitor.sign_in("admin")
    return visitor


@pytest.fixture
def member(app):
    visitor = Visitor(app)
    visitor.sign_in("member")
    return visitor
