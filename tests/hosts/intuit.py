"""The local Intuit of a test: a real process whose books go back to a known state."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import requests

from integration_qbo.sandbox.testing import PATIENCE, PRACTICE, LocalIntuit


class Intuit(LocalIntuit):
    """A local Intuit with saved states, asked as a test asks."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self._file = data / "local-intuit.sqlite3"
        self._switches = self.asked("switches")
        self._touched: set[str] = set()

    def has(self, state: str) -> bool:
        """Whether the state was saved."""
        return self._saved(state).exists()

    def save(self, state: str) -> None:
        """Keep the books and tokens as they are."""
        _copy(self._file, self._saved(state))

    def restore(self, state: str) -> None:
        """Bring books and tokens back; journal, rules, clock and switches are new."""
        _copy(self._saved(state), self._file)
        self.control("reset", journal=True)
        if "switches" in self._touched:
            super().control("switches", **self._switches)
        if "clock" in self._touched:
            super().control("clock", offset_seconds=0)
        self._touched.clear()

    def control(self, path: str, /, **body: object) -> dict[str, Any]:
        """Post to the control API and return its answer."""
        self._touched.add(path)
        return super().control(path, **body)

    def misbehave(self, what: str, **rule: object) -> None:
        """Put a rule in force."""
        self.control("misbehaviour", what=what, **rule)

    def behave(self) -> None:
        """Take every rule out of force."""
        requests.delete(
            f"{self.origin}/_control/misbehaviour", timeout=PATIENCE
        ).raise_for_status()

    def requests_to(self, path: str) -> list[dict[str, Any]]:
        """What was asked of the accounting API or OAuth server, oldest first."""
        return list(self.asked("journal", path=path, bodies="true")["requests"])

    def creations(self, entity: str = "invoice") -> list[dict[str, Any]]:
        """The requests that wanted to create something, oldest first."""
        asked = self.requests_to(f"/company/{PRACTICE}/{entity}")
        return [each for each in asked if each["method"] == "POST"]

    def stored(self, entity: str, realm: str = PRACTICE) -> dict[str, dict[str, Any]]:
        """Every object of a kind as the books have it, by id."""
        answer = self.asked("entity", realm_id=realm, entity=entity)
        return {each["Id"]: each for each in answer["entities"]}

    def change(self, entity: str, qbo_id: str, **changes: object) -> None:
        """Change an object behind the API's back."""
        self.control(
            "entity", realm_id=PRACTICE, entity=entity, id=qbo_id, changes=changes
        )

    def remove(self, entity: str, qbo_id: str) -> None:
        """Take an object out of the books altogether."""
        self.control("entity", realm_id=PRACTICE, entity=entity, id=qbo_id, delete=True)

    def _saved(self, state: str) -> Path:
        return self.data / f"{state}.saved"


def _copy(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(source, timeout=30)) as reading,
        closing(sqlite3.connect(target, timeout=30)) as writing,
    ):
        reading.backup(writing)
