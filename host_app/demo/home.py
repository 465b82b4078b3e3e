"""The directory in which a demo keeps its data, ports and secrets between starts."""

import base64
import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from host_app.demo.processes import CannotStart, free_port, is_free

CHECKOUT = Path(__file__).resolve().parents[2]
PREFERRED = {"back_office": 8100, "intuit": 8200, "redis": 8300}
NAMES = {"back_office": "back office", "intuit": "local Intuit", "redis": "Redis"}
LEFTOVER_SECONDS = 15
"""How long the processes of a demo that was cut off may take to end by themselves."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What must stay the same from one start to the next."""

    ports: dict[str, int]
    secret_key: str
    encryption_keys: str
    redis_password: str
    admin_password: str
    member_password: str
    deployment_id: str

    @classmethod
    def new(cls, ports: dict[str, int]) -> "Facts":
        """Fresh secrets for these ports."""
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        return cls(
            ports=ports,
            secret_key=secrets.token_hex(32),
            encryption_keys=f"demo:{key}",
            redis_password=secrets.token_hex(16),
            admin_password=_easy_to_type(),
            member_password=_easy_to_type(),
            deployment_id=f"demo-{secrets.token_hex(4)}",
        )


def _easy_to_type() -> str:
    """Nine letters, none of which looks like another."""
    return "".join(secrets.choice("abcdefghkmnpqrstuvwxyz") for _ in range(9))


class Home:
    """One demo directory; everything the demo writes is inside it."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._facts = self.path / "demo.json"
        self._lock = self.path / "running"

    @property
    def database(self) -> Path:
        """The back office's SQLite file."""
        return self.path / "backoffice.sqlite3"

    @property
    def logs(self) -> Path:
        """One log for each process, written anew at each start."""
        return self.path / "logs"

    @property
    def is_used(self) -> bool:
        """Whether a demo was ever started here."""
        return self._facts.exists()

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Keep others out; gives whether the demo before was cut off.

        Raises `CannotStart` while another demo runs in this directory.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._lock.open("a+") as lock:
            lock.seek(0)
            owner = lock.read().strip()
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotStart(
                    f"The demo is already running (process {owner}), with its data "
                    f"in {self.path}. End it with Ctrl-C where it was started, or "
                    f"with: kill {owner}"
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            try:
                yield bool(owner)
            finally:
                lock.truncate(0)

    def facts(self, *, was_cut_off: bool) -> Facts:
        """Ports and secrets: made up at the first start, the same ever after.

        Raises `CannotStart` when a port from the first start is busy now.
        """
        if not self.is_used:
            ports = {
                name: port if is_free(port) else free_port()
                for name, port in PREFERRED.items()
            }
            return self._write(Facts.new(ports))
        facts = self._read()
        deadline = time.monotonic() + (LEFTOVER_SECONDS if was_cut_off else 0)
        for name, port in facts.ports.items():
            while not is_free(port):
                if time.monotonic() > deadline:
                    raise CannotStart(self._busy(name, port))
                time.sleep(0.1)
        return facts

    def reset(self) -> None:
        """Remove what the demo wrote, and nothing else that may lie there."""
        self.logs.mkdir(exist_ok=True)
        for directory in ("intuit", "redis", "logs"):
            shutil.rmtree(self.path / directory, ignore_errors=True)
        for file in [*self.path.glob(f"{self.database.name}*"), self._facts]:
            file.unlink(missing_ok=True)

    def _read(self) -> Facts:
        try:
            return Facts(**json.loads(self._facts.read_text()))
        except (TypeError, ValueError):
            raise CannotStart(
                f"{self._facts} cannot be read: it was written by another version, or "
                "changed by hand. Start over with: make demo-reset"
            ) from None

    def _write(self, facts: Facts) -> Facts:
        self._facts.touch(mode=0o600)
        self._facts.write_text(json.dumps(asdict(facts), indent=2) + "\n")
        return facts

    def _busy(self, name: str, port: int) -> str:
        return (
            f"Port {port}, which the demo's {NAMES[name]} had last time, is used by "
            f"another program. End that program, or write another port into "
            f"{self._facts}, or start over with: make demo-reset"
        )
