"""How an act of a person gets its audit entry, and how the chain is checked.

Whoever lets a person act says so once (`acting`).  The first transaction of that
session that changes something a person decides about takes the entry along: both are
in, or neither is.  What only machines decide (tokens, leases, pacing) does not count.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, insert, inspect, select, text
from sqlalchemy.orm import ORMExecuteState, Session

from integration_qbo.store.audit_tables import HASH, AuditEntry
from integration_qbo.store.base import REF

_ACT = "integration_qbo.act"
_FIRST = "0" * HASH
_MOST = 20
"""How many changes an entry spells out; it counts the others."""
_LONGEST = 200

_MADE_BY_PEOPLE = frozenset(
    {
        "qbo_billing_item",
        "qbo_client_map",
        "qbo_delivery",
        "qbo_proposal",
        "qbo_service_map",
        "qbo_switch",
        "qbo_tax_map",
    }
)
_DECIDED = _MADE_BY_PEOPLE | {"qbo_connection", "qbo_setting"}
"""Tables whose rows people change; those of the last two make themselves."""

_MACHINES = frozenset(
    {
        "access_expires_at",
        "refresh_expires_at",
        "refresh_hard_expires_at",
        "refresh_fence",
        "refresh_lease_until",
        "refresh_seen",
        "refresh_outcome",
        "refreshed_at",
        "next_refresh_at",
        "token_version",
        "token_lease_until",
        "drain_fence",
        "drain_lease_until",
        "key_refused_at",
        "line_failures",
        "paused_until",
        "previous_until",
        "stopped_at",
        "stopped_code",
        "stopped_count",
        "warned_days",
        "generation",
    }
)


@dataclass(kw_only=True, slots=True)
class Act:
    """Who does what to which record, from which network address."""

    tenant: str
    who_ref: str
    who: str
    action: str
    target: str = ""
    address: str = ""
    changes: list[dict[str, Any]] = field(default_factory=list)
    has_changed: bool = False


def acting(session: Session, act: Act, now: Callable[[], datetime]) -> None:
    """What the session changes next is this person's doing."""

    def written(changed: Session) -> None:
        _write(changed, now)

    is_new = _ACT not in session.info
    session.info[_ACT] = act
    if is_new:
        event.listen(session, "before_flush", _note_rows)
        event.listen(session, "do_orm_execute", _note_statement)
        event.listen(session, "before_commit", written)
        event.listen(session, "after_rollback", _forget)


def _note_rows(session: Session, *_context: Any) -> None:
    act: Act | None = session.info.get(_ACT)
    if act is None:
        return
    for row in session.new:
        if _table(row) in _MADE_BY_PEOPLE:
            _note(act, {"record": _name(row), "now": "added"})
    for row in session.deleted:
        if _table(row) in _DECIDED:
            _note(act, {"record": _name(row), "now": "deleted"})
    for row in session.dirty:
        if _table(row) in _DECIDED:
            _note_fields(act, row)


def _note_fields(act: Act, row: Any) -> None:
    state = inspect(row)
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if _is_machines(column.key) or not history.has_changes():
            continue
        before = history.deleted[0] if history.deleted else None
        after = history.added[0] if history.added else None
        if before != after:
            _note(
                act,
                {
                    "record": _name(row),
                    "field": column.key,
                    "was": _short(before),
                    "now": _short(after),
                },
            )


def _is_machines(name: str) -> bool:
    return name in _MACHINES or name.endswith("_sealed")


def _note_statement(state: ORMExecuteState) -> None:
    act: Act | None = state.session.info.get(_ACT)
    mapper = state.bind_mapper
    if act is None or mapper is None or state.is_select:
        return
    if mapper.local_table.name in _MADE_BY_PEOPLE:  # type: ignore[attr-defined]
        act.has_changed = True


def _note(act: Act, change: dict[str, Any]) -> None:
    act.has_changed = True
    act.changes.append(change)


def _forget(session: Session) -> None:
    act: Act | None = session.info.get(_ACT)
    if act is not None:
        act.changes.clear()
        act.has_changed = False


def _write(session: Session, now: Callable[[], datetime]) -> None:
    act: Act | None = session.info.get(_ACT)
    if act is None or session.in_nested_transaction():
        return
    session.flush()
    if not act.has_changed:
        return
    session.info[_ACT] = None
    if session.get_bind().dialect.name == "postgresql":
        # The last lock a transaction takes, so that nobody waits in a circle.
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtext('qbo_audit ' || :tenant))"),
            {"tenant": act.tenant},
        )
    last = session.execute(
        select(AuditEntry.number, AuditEntry.hash)
        .where(AuditEntry.tenant == act.tenant)
        .order_by(AuditEntry.number.desc())
        .limit(1)
    ).one_or_none()
    entry = {
        "tenant": act.tenant,
        "number": last.number + 1 if last else 1,
        "at": now(),
        "who_ref": act.who_ref[:REF],
        "who": act.who[:_LONGEST],
        "action": act.action[:REF],
        "target": act.target[:REF],
        "address": act.address[:REF],
        "changes": _spelt_out(act.changes),
        "previous_hash": last.hash if last else _FIRST,
    }
    session.execute(insert(AuditEntry), [entry | {"hash": hash_of(entry)}])


def _spelt_out(changes: list[dict[str, Any]]) -> str:
    told = changes[:_MOST]
    if len(changes) > _MOST:
        told = [*told, {"record": f"{len(changes) - _MOST} more"}]
    return json.dumps(told, ensure_ascii=False)


def hash_of(entry: dict[str, Any]) -> str:
    """The hash over an entry and, by the hash in it, over all before."""
    at = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    names = sorted(set(entry) - {"at", "hash", "id"})
    told = json.dumps([at, *(entry[name] for name in names)], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Chain:
    """What the check of one tenant's entries found."""

    tenant: str
    entries: int
    last_hash: str
    broken_at: int | None
    """The number of the first entry that is not what it was; `None` for none."""


def verify_chains(session: Session) -> list[Chain]:
    """Every tenant's chain, recomputed from its first entry."""
    chains: list[Chain] = []
    rows = session.execute(
        select(AuditEntry.__table__).order_by(AuditEntry.tenant, AuditEntry.number),
        execution_options={"yield_per": 1000},
    ).mappings()
    for row in rows:
        before = chains[-1] if chains and chains[-1].tenant == row["tenant"] else None
        if before is not None:
            chains.pop()
        chains.append(_link(before, dict(row)))
    return chains


def _link(before: Chain | None, entry: dict[str, Any]) -> Chain:
    number = before.entries + 1 if before else 1
    broken_at = before.broken_at if before else None
    is_sound = (
        entry["number"] == number
        and entry["previous_hash"] == (before.last_hash if before else _FIRST)
        and entry["hash"] == hash_of(entry)
    )
    if broken_at is None and not is_sound:
        broken_at = min(number, entry["number"])
    return Chain(
        tenant=entry["tenant"],
        entries=number,
        last_hash=entry["hash"],
        broken_at=broken_at,
    )


def _table(row: Any) -> str:
    return str(inspect(row).mapper.local_table.name)


def _name(row: Any) -> str:
    key = inspect(row).identity
    name = _table(row).removeprefix("qbo_").replace("_", " ")
    return f"{name} {key[0]}" if key else name


def _short(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict | list):
        return "…"
    return str(value)[:_LONGEST]
