"""Knows the life of authorizations, codes and tokens.

Expiry is rolling for a refresh token (each refresh begins it anew) up to the
hard end of its authorization. What is not known of the real service is a
switch: see `integration_qbo.sandbox.switches`.
"""

import secrets
import sqlite3
from dataclasses import dataclass

from integration_qbo.sandbox.switches import Switches

DAY = 86400
ACCOUNTING = "com.intuit.quickbooks.accounting"
SCOPES = frozenset(
    {
        ACCOUNTING,
        "com.intuit.quickbooks.payment",
        "openid",
        "profile",
        "email",
        "phone",
        "address",
    }
)


class InvalidGrantError(Exception):
    """A code or token that does not, or no longer, count."""


@dataclass(frozen=True)
class Authorization:
    """A person's consent that an app may reach one company."""

    number: int
    client_id: str
    realm: str | None
    scope: str
    person: str
    started: float

    def allows(self, scope: str) -> bool:
        """Tell whether a scope was consented to."""
        return scope in self.scope.split()


@dataclass(frozen=True)
class Issued:
    """One answer of the token endpoint, before it is written down."""

    authorization: Authorization
    access_token: str
    access_seconds: int
    refresh_token: str
    refresh_seconds: int
    hard_seconds: int


class Tokens:
    """Codes and tokens over one connection, at one moment."""

    def __init__(
        self, connection: sqlite3.Connection, now: float, switches: Switches
    ) -> None:
        self._db = connection
        self._now = now
        self._switches = switches

    def authorize(
        self, client_id: str, realm: str | None, scope: str, person: str
    ) -> Authorization:
        """Record a consent; an earlier one may end with it (a switch)."""
        if realm and self._switches.second_consent_ends_first:
            self.end_company(realm, "reauthorized", client_id)
        cursor = self._db.execute(
            "INSERT INTO authorization (client_id, realm, scope, person, started)"
            " VALUES (?, ?, ?, ?, ?)",
            (client_id, realm, scope, person, self._now),
        )
        number = cursor.lastrowid or 0
        return Authorization(number, client_id, realm, scope, person, self._now)

    def code(self, authorization: Authorization, redirect_uri: str) -> str:
        """Return a new one-time code bound to client, company and address."""
        code = f"AB11{int(self._now)}{secrets.token_urlsafe(32)}"
        expires = self._now + self._switches.code_seconds
        self._db.execute(
            "INSERT INTO code VALUES (?, ?, ?, ?, 0)",
            (code, authorization.number, redirect_uri, expires),
        )
        return code

    def redeem(self, code: str, client_id: str, redirect_uri: str) -> Issued:
        """Exchange a code, once; raises InvalidGrantError."""
        row = self._db.execute("SELECT * FROM code WHERE code = ?", (code,)).fetchone()
        if row is None or row["used"] or row["expires"] <= self._now:
            raise InvalidGrantError
        authorization = self._authorization(row["authorization"])
        if authorization is None or authorization.client_id != client_id:
            raise InvalidGrantError
        if row["redirect_uri"] != redirect_uri:
            raise InvalidGrantError
        self._db.execute("UPDATE code SET used = 1 WHERE code = ?", (code,))
        return self.issue(authorization)

    def issue(self, authorization: Authorization, refresh: str = "") -> Issued:
        """Give a new access token, with the refresh token given or a new one."""
        access = _access_token()
        seconds = self._switches.access_token_seconds
        self._db.execute(
            "INSERT INTO access_token VALUES (?, ?, ?)",
            (access, authorization.number, self._now + seconds),
        )
        hard = authorization.started + self._switches.hard_expiry_seconds - self._now
        rolling = min(self._switches.refresh_token_seconds, hard)
        refresh = refresh or self._new_refresh(authorization)
        self._db.execute(
            "UPDATE refresh_token SET expires = ? WHERE token = ?",
            (self._now + rolling, refresh),
        )
        return Issued(authorization, access, seconds, refresh, int(rolling), int(hard))

    def _new_refresh(self, authorization: Authorization) -> str:
        token = f"AB11{int(self._now)}{secrets.token_hex(18)}"
        self._db.execute(
            "INSERT INTO refresh_token VALUES (?, ?, ?, ?, NULL)",
            (token, authorization.number, self._now, self._now),
        )
        return token

    def refresh(self, token: str, client_id: str) -> Issued:
        """Renew by a refresh token, rotating it when it is time; InvalidGrantError."""
        row = self._db.execute(
            "SELECT * FROM refresh_token WHERE token = ?", (token,)
        ).fetchone()
        if row is None or row["expires"] <= self._now:
            raise InvalidGrantError
        authorization = self._authorization(row["authorization"])
        if authorization is None or authorization.client_id != client_id:
            raise InvalidGrantError
        end = authorization.started + self._switches.hard_expiry_seconds
        if end <= self._now:
            raise InvalidGrantError
        if row["replaced"] is not None:
            return self._after_rotation(row, authorization)
        if not self._rotates(row["issued"]):
            return self.issue(authorization, token)
        self._db.execute(
            "UPDATE refresh_token SET replaced = ? WHERE token = ?",
            (self._now, token),
        )
        return self.issue(authorization)

    def _rotates(self, issued: float) -> bool:
        if self._switches.rotation == "daily":
            return self._now - issued >= DAY
        return self._switches.rotation == "every"

    def _after_rotation(self, row: sqlite3.Row, consent: Authorization) -> Issued:
        if self._now >= row["replaced"] + self._switches.rotation_grace_seconds:
            raise InvalidGrantError
        newest = self._db.execute(
            "SELECT token FROM refresh_token WHERE authorization = ?"
            " AND replaced IS NULL ORDER BY rowid DESC",
            (consent.number,),
        ).fetchone()
        return self.issue(consent, newest["token"] if newest else "")

    def revoke(self, token: str, client_id: str) -> bool:
        """End the authorization that a token belongs to; tell if there was one."""
        for table in ("refresh_token", "access_token"):
            row = self._db.execute(
                f"SELECT authorization FROM {table} WHERE token = ?",  # noqa: S608
                (token,),
            ).fetchone()
            if row is None:
                continue
            authorization = self._authorization(row["authorization"])
            if authorization is None or authorization.client_id != client_id:
                return False
            self._end(authorization.number, "revoked")
            return True
        return False

    def end_company(self, realm: str, reason: str, client_id: str = "") -> int:
        """End every authorization of a company; return how many there were."""
        rows = self._db.execute(
            "SELECT number, client_id FROM authorization"
            " WHERE realm = ? AND ended IS NULL",
            (realm,),
        ).fetchall()
        ended = [row for row in rows if client_id in ("", row["client_id"])]
        for row in ended:
            self._end(row["number"], reason)
        return len(ended)

    def expire_access(self, realm: str = "") -> int:
        """Let access tokens expire now; return how many there were."""
        cursor = self._db.execute(
            "UPDATE access_token SET expires = ? WHERE expires > ?"
            " AND (? = '' OR authorization IN"
            " (SELECT number FROM authorization WHERE realm = ?))",
            (self._now, self._now, realm, realm),
        )
        return cursor.rowcount

    def _end(self, number: int, reason: str) -> None:
        self._db.execute(
            "UPDATE authorization SET ended = ? WHERE number = ?", (reason, number)
        )
        self._db.execute(
            "UPDATE access_token SET expires = ? WHERE authorization = ?"
            " AND expires > ?",
            (self._now, number, self._now),
        )

    def _authorization(self, number: int) -> Authorization | None:
        row = self._db.execute(
            "SELECT * FROM authorization WHERE number = ? AND ended IS NULL",
            (number,),
        ).fetchone()
        if row is None:
            return None
        return Authorization(
            row["number"],
            row["client_id"],
            row["realm"],
            row["scope"],
            row["person"],
            row["started"],
        )

    def bearer(self, token: str) -> tuple[Authorization | None, bool]:
        """Return whose access token this is, and whether it was ever known."""
        row = self._db.execute(
            "SELECT * FROM access_token WHERE token = ?", (token,)
        ).fetchone()
        if row is None:
            return None, False
        if row["expires"] <= self._now:
            return None, True
        return self._authorization(row["authorization"]), True


def _access_token() -> str:
    head = "eyJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiYWxnIjoiZGlyIn0"
    parts = (secrets.token_urlsafe(n) for n in (16, 600, 16))
    return f"{head}..{'.'.join(parts)}"
