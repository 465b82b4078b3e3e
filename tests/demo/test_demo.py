"""`make demo` from outside: it starts, says what runs, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import psutil
import pytest

from host_app.demo.processes import is_free
from host_app.demo.stack import anywhere

START_SECONDS = 60


class Demo:
    """Starts `python -m host_app.demo` in a directory of its own."""

    def __init__(self, path):
        self.path = path
        path.mkdir()
        _, self.facts = anywhere(path)
        (path / "demo.json").write_text(json.dumps(asdict(self.facts)))
        self.started = []

    def start(self, *words, **env):
        output = (self.path / f"terminal{len(self.started)}").open("w+")
        popen = subprocess.Popen(
            [sys.executable, "-m", "host_app.demo", *words],
            cwd=Path.cwd(),
            env=os.environ
            | {"DEMO_DIR": str(self.path), "REDIS_URL": "", "DATABASE_URL": ""}
            | env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        popen.terminal = output
        self.started.append(popen)
        return popen

    def start_and_wait(self):
        popen = self.start()
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C ends" not in said(popen):
            assert popen.poll() is None, said(popen)
            assert time.monotonic() < deadline, said(popen)
            time.sleep(0.1)
        return popen

    def run(self, *words, **env):
        popen = self.start(*words, **env)
        return popen.wait(START_SECONDS), said(popen)

    def processes(self):
        """Everything anybody started with this directory in mind."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("DEMO_DIR") == str(self.path):
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found

    def wait_until_nothing_runs(self, seconds=20):
        deadline = time.monotonic() + seconds
        while left := self.processes():
            assert time.monotonic() < deadline, left
            time.sleep(0.1)

    def close(self):
        for popen in self.started:
            if popen.poll() is None:
                popen.kill()
                popen.wait()
            popen.terminal.close()
        self.wait_until_nothing_runs()


def said(popen):
    popen.terminal.flush()
    return Path(popen.terminal.name).read_text()


@pytest.fixture
def demo(tmp_path):
    demo = Demo(tmp_path / "my demo")
    yield demo
    demo.close()


def test_it_says_what_runs_refuses_a_second_start_and_ends_with_ctrl_c(demo):
    running = demo.start_and_wait()
    ports = demo.facts.ports
    assert f"Back office    http://127.0.0.1:{ports['back_office']}/" in said(running)
    assert f"Local Intuit   http://127.0.0.1:{ports['intuit']}/" in said(running)
    assert demo.facts.admin_password in said(running)
    assert not any(is_free(port) for port in ports.values())

    code, refusal = demo.run()
    assert code == 1
    assert f"already running (process {running.pid})" in refusal
    code, refusal = demo.run("--reset")
    assert code == 1
    assert f"already running (process {running.pid})" in refusal

    running.send_signal(signal.SIGINT)
    assert running.wait(20) == 0, said(running)
    assert "The demo has ended; its data are kept." in said(running)
    assert demo.processes() == []
    assert all(is_free(port) for port in ports.values())


def test_after_kill_9_the_next_start_goes_on_and_ends_when_a_part_dies(demo):
    running = demo.start_and_wait()
    assert "rows added." in (demo.path / "logs" / "prepare.log").read_text()
    running.kill()
    running.wait()

    again = demo.start_and_wait()
    assert "The last demo was cut off" in said(again)
    assert "Nothing was missing." in (demo.path / "logs" / "prepare.log").read_text()

    worker = next(
        process
        for process in demo.processes()
        if process.cmdline()[-2:] == ["qbo", "worker"]
        and not any("guard.py" in word for word in process.cmdline())
    )
    worker.kill()
    assert again.wait(20) == 1
    assert "Worker ended by itself (exit code 137)" in said(again)
    assert "Its last lines:" in said(again)
    assert demo.processes() == []

    code, sentence = demo.run("--reset")
    assert code == 0
    assert "are gone" in sentence
    assert not (demo.path / "backoffice.sqlite3").exists()
    assert not (demo.path / "demo.json").exists()


def test_sigterm_in_the_middle_of_starting_leaves_nothing_either(demo):
    starting = demo.start()
    deadline = time.monotonic() + START_SECONDS
    while not (demo.path / "logs" / "prepare.log").exists():
        assert starting.poll() is None, said(starting)
        assert time.monotonic() < deadline, said(starting)
        time.sleep(0.05)

    starting.terminate()
    assert starting.wait(20) == 0, said(starting)
    assert demo.processes() == []


def test_a_busy_port_is_named_before_anything_starts(demo):
    port = demo.facts.ports["back_office"]
    with socket.socket() as server:
        server.bind(("127.0.0.1", port))
        server.listen()
        code, sentence = demo.run()
    assert code == 1
    assert f"Port {port}, which the demo's back office had last time" in sentence
    assert "Traceback" not in sentence


def test_a_redis_that_is_away_gives_a_sentence(demo):
    code, sentence = demo.run(REDIS_URL="redis://127.0.0.1:1/0")
    assert code == 1
    assert "The Redis named by REDIS_URL does not answer." in sentence
    assert "Traceback" not in sentence


def test_a_database_that_is_away_gives_the_last_lines(demo):
    code, sentence = demo.run(
        DATABASE_URL="postgresql://nobody:nothing@127.0.0.1:1/none"
    )
    assert code == 1
    assert "The database could not be prepared" in sentence
    assert "$ flask db upgrade" in (demo.path / "logs" / "prepare.log").read_text()
    assert "connection" in sentence


def test_a_reset_without_a_demo_says_so(tmp_path, demo):
    code, sentence = demo.run("--reset", DEMO_DIR=str(tmp_path / "nowhere"))
    assert code == 0
    assert "nothing to reset" in sentence
    assert not (tmp_path / "nowhere").exists()
