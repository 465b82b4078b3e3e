"""What the demo keeps between its starts."""

import json
import os
import socket
import stat
import threading
import time

import pytest

from host_app.demo.home import Home
from host_app.demo.processes import CannotStart


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "demo")
    with home.locked():
        yield home


def listen(port):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", port))
    server.listen()
    return server


def test_ports_and_secrets_stay_the_same(home):
    first = home.facts(was_cut_off=False)
    assert len(set(first.ports.values())) == 3
    assert home.facts(was_cut_off=False) == first


def test_secrets_differ_from_one_demo_to_the_next(home, tmp_path):
    other = Home(tmp_path / "other")
    with other.locked():
        theirs = other.facts(was_cut_off=False)
    ours = home.facts(was_cut_off=False)
    assert ours.secret_key != theirs.secret_key
    assert ours.encryption_keys != theirs.encryption_keys
    assert ours.redis_password != theirs.redis_password


def test_only_the_owner_reads_the_secrets(home):
    home.facts(was_cut_off=False)
    mode = (home.path / "demo.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_port_that_is_busy_at_the_first_start_is_passed_over(home):
    preferred = 8100
    try:
        taken = listen(preferred)
    except OSError:  # somebody else's: as good
        taken = socket.socket()
    with taken:
        facts = home.facts(was_cut_off=False)
    assert preferred not in facts.ports.values()


def test_a_port_that_is_busy_later_is_named_with_the_remedy(home):
    port = home.facts(was_cut_off=False).ports["intuit"]
    with listen(port), pytest.raises(CannotStart) as refused:
        home.facts(was_cut_off=False)
    assert f"Port {port}" in str(refused.value)
    assert "local Intuit" in str(refused.value)
    assert "make demo-reset" in str(refused.value)


def test_a_port_written_into_the_file_is_used(home):
    home.facts(was_cut_off=False)
    path = home.path / "demo.json"
    facts = json.loads(path.read_text())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        facts["ports"]["redis"] = port = probe.getsockname()[1]
    path.write_text(json.dumps(facts))
    assert home.facts(was_cut_off=False).ports["redis"] == port


def test_after_a_cut_off_start_the_ports_may_need_a_moment(home):
    facts = home.facts(was_cut_off=False)
    server = listen(facts.ports["redis"])
    began = time.monotonic()
    timer = threading.Timer(0.5, server.close)
    timer.start()
    assert home.facts(was_cut_off=True) == facts
    assert time.monotonic() - began >= 0.5
    timer.join()


def test_a_second_start_is_told_who_runs_already(home):
    with (
        pytest.raises(CannotStart, match=f"already running .process {os.getpid()}"),
        Home(home.path).locked(),
    ):
        pass


def test_ctrl_c_is_no_cut_off(tmp_path):
    home = Home(tmp_path)

    def interrupted():
        with home.locked() as was_cut_off:
            seen.append(was_cut_off)
            raise KeyboardInterrupt

    seen = []
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            interrupted()
    assert seen == [False, False]


def test_a_dead_owner_is_noticed(tmp_path):
    (tmp_path / "running").write_text("4711")
    with Home(tmp_path).locked() as was_cut_off:
        assert was_cut_off is True


def test_reset_removes_what_the_demo_wrote_and_nothing_else(home):
    home.facts(was_cut_off=False)
    for name in ("backoffice.sqlite3", "backoffice.sqlite3-wal", "logs/x", "intuit/y"):
        path = home.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("ours")
    (home.path / "letter.txt").write_text("not ours")

    home.reset()

    assert {path.name for path in home.path.iterdir()} == {"letter.txt", "running"}
    assert not home.is_used
