"""A back office of its own for every test, without the QuickBooks add-on."""

import re
import shutil
from pathlib import Path

import pytest
from flask_migrate import upgrade

from host_app import create_app
from host_app.extensions import db
from host_app.seed import seed
from host_app.seed.australia import AUSTRALIA


def pytest_configure(config):
    # Flask-Admin 2.2 still yields what WTForms 4 will no longer take.
    config.addinivalue_line(
        "filterwarnings", "ignore:Yielding raw tuples:DeprecationWarning"
    )


PASSWORDS = {"admin": "admin for the tests", "member": "member for the tests"}
EMAILS = {user["role"]: user["email"] for user in AUSTRALIA.users}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


MIGRATIONS = str(Path(__file__).parents[2] / "migrations")


def settings(file):
    return {
        "TESTING": True,
        "SECRET_KEY": "a secret for tests only",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}",
        "BACKOFFICE_QUICKBOOKS": False,
    }


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
    """Settings of a back office without the add-on, by its database file."""
    return settings


@pytest.fixture(scope="session")
def migrations():
    return MIGRATIONS


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("backoffice") / "seeded.sqlite3"
    app = create_app(settings(file))
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        seed(AUSTRALIA, PASSWORDS)
        db.engine.dispose()
    return file


@pytest.fixture
def app(seeded_file, tmp_path):
    file = tmp_path / "backoffice.sqlite3"
    shutil.copy(seeded_file, file)
    app = create_app(settings(file))
    yield app
    with app.app_context():
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
