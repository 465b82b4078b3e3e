"""The tour is part of the suite: what a newcomer is shown must be true."""

import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from host_app.demo.servers import postgres_server
from host_app.demo.stack import anywhere, stack
from host_app.demo.tales import TALES
from host_app.demo.tour import Story


def tour(*words, **env):
    return subprocess.run(
        [sys.executable, "-m", "host_app.demo.tour", *words],
        cwd=Path.cwd(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("country", list(TALES))
def test_the_story_goes_as_told_in_every_country(country):
    done = tour(country)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The story went as told" in done.stdout


def test_the_story_goes_as_told_on_postgresql(tmp_path):
    home, facts = anywhere(tmp_path)
    tale = TALES["AU"]
    with (
        postgres_server(os.environ.get("TEST_DATABASE_URL")) as server,
        own_database(server.url) as url,
        stack(home, facts, country=tale.country, database_url=url) as running,
    ):
        Story(tale, running, facts).play()
        assert running.environment["DATABASE_URL"] == url


@contextmanager
def own_database(url):
    """A database of this test's own, in the form a person writes."""
    name = f"tour_{secrets.token_hex(6)}"
    server = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def test_a_country_without_a_story_is_named():
    done = tour("FR")
    assert done.returncode == 1
    assert "There is no story of FR, only of: AU, US." in done.stdout
