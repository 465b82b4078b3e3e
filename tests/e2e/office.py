"""A running demo whose state can be saved under a name and brought back."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import redis
import requests
from rq import Queue
from rq.registry import StartedJobRegistry

from host_app.demo.home import Facts, Home
from host_app.demo.stack import QUEUE, Stack

PATIENCE = 30.0
INTUIT_FILE = "local-intuit.sqlite3"


class Office:
    """The back office, its worker and the local Intuit: real processes, one state."""

    def __init__(self, running: Stack, home: Home, facts: Facts) -> None:
        self.running = running
        self.admin_password = facts.admin_password
        self.member_password = facts.member_password
        self._saved = home.path / "saved"
        self._saved.mkdir()
        self._live = {
            "back_office": home.database,
            "intuit": home.path / "intuit" / INTUIT_FILE,
        }
        self._redis = redis.Redis.from_url(running.redis)
        self._http = requests.Session()
        self._http.trust_env = False

    @property
    def origin(self) -> str:
        """Where the back office answers."""
        return self.running.back_office

    @property
    def intuit(self) -> str:
        """Where the local Intuit answers."""
        return self.running.intuit

    def screen(self, name: str) -> str:
        """The address of one of the add-on's screens, by its name in the menu."""
        return f"{self.origin}/admin/qbo_{name.lower().replace(' ', '_')}/"

    def close(self) -> None:
        """End the connections; the processes end elsewhere."""
        self._redis.close()
        self._http.close()

    # States.

    def has(self, state: str) -> bool:
        """Whether the state was saved."""
        return (self._saved / state).exists()

    def save(self, state: str) -> None:
        """Keep both databases as they are."""
        self.quiet()
        (self._saved / state).mkdir()
        for name, file in self._live.items():
            _copy(file, self._saved / state / name)

    def restore(self, state: str) -> None:
        """Bring both databases back; the local Intuit forgets rules and journal."""
        self.quiet()
        for name, file in self._live.items():
            _copy(self._saved / state / name, file)
        self.control("reset", journal=True)

    def quiet(self) -> None:
        """Wait until no job waits or runs."""
        queue = Queue(QUEUE, connection=self._redis)
        running = StartedJobRegistry(queue=queue)
        deadline = time.monotonic() + PATIENCE
        while queue.count or running.count:
            assert time.monotonic() < deadline, "the worker never came to rest"
            time.sleep(0.02)

    def write(self, statement: str, *values: object) -> None:
        """Change the back office's database behind everybody's back."""
        with closing(sqlite3.connect(self._live["back_office"], timeout=30)) as live:
            live.execute(statement, values)
            live.commit()

    def read(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """What the back office's database says."""
        with closing(sqlite3.connect(self._live["back_office"], timeout=30)) as live:
            return live.execute(question, values).fetchall()

    # The local Intuit, through its control door.

    def control(self, path: str, /, **body: object) -> None:
        """Post to it."""
        self._http.post(
            f"{self.intuit}/_control/{path}", json=body, timeout=PATIENCE
        ).raise_for_status()

    def misbehave(self, what: str, **rule: object) -> None:
        """Put a rule in force until the next restore."""
        self.control("misbehaviour", what=what, **rule)

    def change(self, realm: str, entity: str, qbo_id: str, **changes: object) -> None:
        """Change an object in the books."""
        self.control(
            "entity", realm_id=realm, entity=entity, id=qbo_id, changes=changes
        )

    def stored(self, realm: str, entity: str) -> list[dict[str, Any]]:
        """All objects of a kind in a company's books, inactive ones too."""
        answer = self._http.get(
            f"{self.intuit}/_control/entity",
            params={"realm_id": realm, "entity": entity},
            timeout=PATIENCE,
        )
        answer.raise_for_status()
        return list(answer.json()["entities"])

    def invoiced(self, realm: str) -> list[str]:
        """Whom the company's invoices were made out to that QuickBooks got from us."""
        return sorted(
            each["CustomerRef"]["name"]
            for each in self.stored(realm, "Invoice")
            if each.get("PrivateNote", "").startswith("Ref QBO-")
        )


def _copy(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(source, timeout=30)) as reading,
        closing(sqlite3.connect(target, timeout=30)) as writing,
    ):
        reading.backup(writing)
