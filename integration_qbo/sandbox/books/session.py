"""Knows one company's objects within one transaction of the store."""

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

from integration_qbo.sandbox.books.kinds import Kind
from integration_qbo.sandbox.clock import local_date, stamp
from integration_qbo.sandbox.storage import fold
from integration_qbo.sandbox.switches import Switches
from integration_qbo.sandbox.wire import Doc, arranged, dumps, loads


class UnknownCompanyError(LookupError):
    """There is no company with that id."""


@dataclass(frozen=True)
class Change:
    """One effect on the books, as webhooks name it."""

    kind: str
    object_id: str
    action: str
    deleted_id: str = ""


class Books:
    """Reads and writes the objects of one company at one moment.

    Lives inside one transaction; what it writes is committed with it.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        realm: str,
        now: float,
        switches: Switches,
        *,
        user: str = "Olive Owner",
    ) -> None:
        row = connection.execute(
            "SELECT * FROM company WHERE realm = ?", (realm,)
        ).fetchone()
        if row is None:
            raise UnknownCompanyError(realm)
        self.db = connection
        self.realm = realm
        self.now = now
        self.switches = switches
        self.user = user
        self.country = str(row["country"])
        self.zone = str(row["zone"])
        self.allow_duplicate_numbers = False
        self.changes: list[Change] = []
        self._preferences: Doc | None = None

    @property
    def today(self) -> date:
        """Return the date at the company's own place."""
        return local_date(self.now, self.zone)

    @property
    def preferences(self) -> Doc:
        """Return the company's Preferences object."""
        if self._preferences is None:
            self._preferences = self.get("Preferences", "1") or {}
        return self._preferences

    def preference(self, group: str, name: str, default: Any = None) -> Any:
        """Return one preference, or the default when it is absent."""
        return self.preferences.get(group, {}).get(name, default)

    @property
    def has_automated_tax(self) -> bool:
        """Tell whether Intuit's engine, here a stand-in, decides the tax."""
        return bool(self.preference("TaxPrefs", "PartnerTaxEnabled"))

    @property
    def is_us(self) -> bool:
        """Tell whether US sales tax rules apply."""
        return self.country == "US"

    def get(self, kind: str, object_id: str) -> Doc | None:
        """Return an object, active or not, or None."""
        row = self.db.execute(
            "SELECT body FROM entity WHERE realm = ? AND kind = ? AND id = ?",
            (self.realm, kind, object_id),
        ).fetchone()
        return None if row is None else loads(row["body"])

    def text(self, kind: str, object_id: str) -> str | None:
        """Return an object as it is written, or None."""
        row = self.db.execute(
            "SELECT body FROM entity WHERE realm = ? AND kind = ? AND id = ?",
            (self.realm, kind, object_id),
        ).fetchone()
        return None if row is None else str(row["body"])

    def was_deleted(self, kind: str, object_id: str) -> bool:
        """Tell whether there was such an object that was deleted."""
        row = self.db.execute(
            "SELECT 1 FROM tombstone WHERE realm = ? AND kind = ? AND id = ?",
            (self.realm, kind, object_id),
        ).fetchone()
        return row is not None

    def of_party(self, kind: str, party: str) -> list[Doc]:
        """Return the objects of one customer, oldest first."""
        rows = self.db.execute(
            "SELECT body FROM entity WHERE realm = ? AND kind = ? AND party = ?"
            " ORDER BY number",
            (self.realm, kind, party),
        ).fetchall()
        return [loads(row["body"]) for row in rows]

    def holder(self, kinds: tuple[str, ...], name: str) -> tuple[str, str] | None:
        """Return (kind, id) of whoever has a name, compared without case."""
        marks = ",".join("?" * len(kinds))
        row = self.db.execute(
            f"SELECT kind, id FROM entity WHERE realm = ? AND kind IN ({marks})"  # noqa: S608
            " AND name = ? LIMIT 1",
            (self.realm, *kinds, sort_key(name)),
        ).fetchone()
        return None if row is None else (row["kind"], row["id"])

    def labelled(self, kind: str, label: str) -> str | None:
        """Return the id of an object by its label (document number)."""
        row = self.db.execute(
            "SELECT id FROM entity WHERE realm = ? AND kind = ? AND label = ?"
            " ORDER BY number LIMIT 1",
            (self.realm, kind, fold(label)),
        ).fetchone()
        return None if row is None else str(row["id"])

    def next_number(self, sequence: str) -> int:
        """Return the next number of a series and move it on."""
        row = self.db.execute(
            "INSERT INTO sequence VALUES (?, ?, 1) ON CONFLICT (realm, name)"
            " DO UPDATE SET last = last + 1 RETURNING last",
            (self.realm, sequence),
        ).fetchone()
        return int(row["last"])

    def last_number(self, sequence: str) -> int:
        """Return where a series stands."""
        row = self.db.execute(
            "SELECT last FROM sequence WHERE realm = ? AND name = ?",
            (self.realm, sequence),
        ).fetchone()
        return 0 if row is None else int(row["last"])

    def set_number(self, sequence: str, last: int) -> None:
        """Let a series go on after a number."""
        self.db.execute(
            "INSERT OR REPLACE INTO sequence VALUES (?, ?, ?)",
            (self.realm, sequence, last),
        )

    def put(self, kind: Kind, doc: Doc) -> Doc:
        """Store an object whole and return it in the order of answers."""
        doc = arranged(doc, kind.order)
        name = str(
            doc.get("FullyQualifiedName") or doc.get(kind.name_member) or doc["Id"]
        )
        label = doc.get("DocNumber") or doc.get(kind.name_member) or ""
        owner = "ParentRef" if kind.name == "Customer" else "CustomerRef"
        party = (doc.get(owner) or {}).get("value", "")
        self.db.execute(
            "INSERT INTO entity (realm, kind, id, number, sync, active, name,"
            " label, party, created, updated, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (realm, kind, id) DO UPDATE SET sync = excluded.sync,"
            " active = excluded.active, name = excluded.name,"
            " label = excluded.label, party = excluded.party,"
            " updated = excluded.updated, body = excluded.body",
            (
                self.realm,
                kind.name,
                doc["Id"],
                _number(doc["Id"]),
                int(doc["SyncToken"]),
                int(doc.get("Active", True)),
                sort_key(name),
                fold(label),
                party,
                self.now,
                self.now,
                dumps(doc),
            ),
        )
        self.touch()
        if kind.name == "Preferences":
            self._preferences = None
        return doc

    def rewrite(self, kind: str, doc: Doc, *, bump: bool) -> None:
        """Store a consequence of another change: balances, links, payments.

        LastUpdatedTime moves; SyncToken only with ``bump``.
        """
        doc["MetaData"] = self.stamped(doc)
        if bump:
            doc["SyncToken"] = str(int(doc["SyncToken"]) + 1)
        self.db.execute(
            "UPDATE entity SET body = ?, sync = ?, updated = ?"
            " WHERE realm = ? AND kind = ? AND id = ?",
            (
                dumps(doc),
                int(doc["SyncToken"]),
                self.now,
                self.realm,
                kind,
                doc["Id"],
            ),
        )
        self.touch()
        if bump:
            self.record("Update", kind, doc, Cause())

    def remove(self, kind: Kind, object_id: str) -> None:
        """Delete an object, leaving the mark that change data capture shows."""
        self.db.execute(
            "DELETE FROM entity WHERE realm = ? AND kind = ? AND id = ?",
            (self.realm, kind.name, object_id),
        )
        self.db.execute(
            "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?, ?)",
            (self.realm, kind.name, object_id, self.now),
        )
        self.touch()

    def touch(self) -> None:
        """Note that the company's objects changed; what is remembered is stale."""
        self.db.execute(
            "UPDATE company SET version = version + 1 WHERE realm = ?", (self.realm,)
        )

    def record(self, action: str, kind: str, doc: Doc, cause: "Cause") -> None:
        """Note an effect on the books, and who asked for it."""
        self.changes.append(Change(kind, str(doc["Id"]), action))
        self.db.execute(
            "INSERT INTO effect (at, realm, kind, id, action, request_id, digest,"
            " marker, doc_number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.now,
                self.realm,
                kind,
                doc["Id"],
                action,
                cause.request_id,
                cause.digest,
                str(doc.get("PrivateNote") or ""),
                str(doc.get("DocNumber") or ""),
            ),
        )

    def stamped(self, previous: Doc | None) -> Doc:
        """Return MetaData for an object changed now."""
        now = stamp(self.now)
        created = previous["MetaData"]["CreateTime"] if previous else now
        return {"CreateTime": created, "LastUpdatedTime": now}


class Cause:
    """The request behind an effect: its request id and a digest of its body."""

    def __init__(
        self, request_id: str = "", body: bytes = b"", action: str = ""
    ) -> None:
        self.request_id = request_id
        self.action = action
        self.digest = hashlib.sha256(body).hexdigest() if body else ""

    def acting(self, action: str) -> "Cause":
        """Return the same cause, naming what is done."""
        cause = Cause(self.request_id, action=action)
        cause.digest = self.digest
        return cause


def sort_key(name: str) -> str:
    """Return what names are compared and sorted by: a child after its parent."""
    return fold(name).replace(":", "\x01")


def _number(object_id: str) -> int:
    return int(object_id[:18]) if object_id.isdigit() else 0
