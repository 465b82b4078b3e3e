"""The manifest says what a host really gets."""

import base64

import pytest

from host_app import create_app
from integration_qbo import jobs, manifest
from integration_qbo.store.models import Base


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    file = tmp_path_factory.mktemp("manifest") / "office.sqlite3"
    return create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "a secret for tests only",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}",
            "QBO_ENVIRONMENT": "local",
            "QBO_DISCOVERY_URL": "http://127.0.0.1:9/discovery",
            "QBO_CLIENT_ID": "id",
            "QBO_CLIENT_SECRET": "secret",
            "QBO_REDIRECT_URI": "http://127.0.0.1:9/integrations/quickbooks/callback",
            "QBO_DEPLOYMENT_ID": "tests",
            "QBO_ENCRYPTION_KEYS": f"one:{base64.b64encode(bytes(32)).decode()}",
            "QBO_REDIS_URL": "redis://127.0.0.1:9/0",
        }
    )


def test_the_tables_are_ours_by_name(app):
    assert set(manifest.TABLES) == {*Base.metadata.tables, "qbo_alembic_version"}


def test_blueprints_are_the_screens_and_the_one_of_ours(app):
    ours = {name for name in app.blueprints if name.startswith("qbo")}
    assert ours == {manifest.BLUEPRINT, *manifest.VIEWS}


def test_every_address_of_ours_lies_where_the_manifest_says(app):
    ours = (manifest.BLUEPRINT, *manifest.VIEWS)
    rules = [
        rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in ours
    ]
    assert rules
    for rule in rules:
        assert rule.rule.startswith((manifest.PREFIX, "/admin/qbo_")), rule


def test_commands_and_jobs_are_there(app):
    assert set(app.cli.commands["qbo"].commands) == set(manifest.COMMANDS)
    assert all(callable(getattr(jobs, name)) for name in manifest.JOBS)
    assert jobs.QUEUE == manifest.QUEUE
