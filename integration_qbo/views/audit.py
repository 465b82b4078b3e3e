"""Audit: who changed what and when, to be read and filtered, never changed."""

import json
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_admin.contrib.sqla.filters import (
    DateTimeBetweenFilter,
    FilterEqual,
    FilterLike,
)
from markupsafe import Markup, escape
from sqlalchemy import ColumnElement

from integration_qbo.contract import Permission
from integration_qbo.domain.connection import Status, say
from integration_qbo.runtime import current_runtime
from integration_qbo.store.models import AuditEntry
from integration_qbo.views import guard
from integration_qbo.views.base import QboView

_WORDS = {
    "callback": "Connected a company",
    "connection.confirm": "Confirmed the company",
    "connection.enable": "Enabled QuickBooks",
    "connection.disable": "Disabled QuickBooks",
    "connection.disconnect": "Disconnected the company",
    "connection.release": "Sent what waited",
    "connection.sync": "Asked for a sync",
    "client_map.accept": "Accepted a suggested customer",
    "client_map.choose": "Linked a client",
    "service_map.choose": "Chose products/services",
    "tax_map.choose": "Chose tax codes",
    "settings.edit_view": "Changed the settings",
    "switch": "Switched Create invoices",
}


_ASIDE = frozenset(
    {"live_key", "deployment_id", "connected_by_ref", "connected_by_name"}
)
"""Fields that say again what the entry says; stored, not shown."""


class MomentBetween(DateTimeBetweenFilter):
    """Between two moments on the practice's clock."""

    def apply(self, query: Any, value: Any, alias: Any = None) -> Any:
        """Read the moments in the practice's zone."""
        host = current_runtime().host
        zone = ZoneInfo(host.tenant_info(guard.present_tenant()).zone)
        aware = [moment.replace(tzinfo=zone) for moment in value]
        return super().apply(query, aware, alias)


class AuditView(QboView):
    """The entries of the tenant, newest first."""

    acts: ClassVar[dict[str, Permission]] = {"index_view": Permission.AUDIT}
    list_template = "integration_qbo/audit.html"
    headline = (
        "What people changed here, each entry written together with its change."
        " Nothing in this list can be edited or deleted."
    )
    column_list = ("at", "who", "action", "changes", "address", "number")
    column_labels: ClassVar[dict[str, str]] = {
        "at": "When",
        "who": "Who",
        "action": "What",
        "changes": "In detail",
        "address": "From",
        "number": "No.",
    }
    column_default_sort = ("number", True)
    column_sortable_list = ()
    column_searchable_list = ("who", "action", "target")
    column_filters = (
        MomentBetween(AuditEntry.at, "When"),
        FilterLike(AuditEntry.who, "Who"),
        FilterEqual(
            AuditEntry.action,
            "What",
            options=tuple(_WORDS.items()),
        ),
        FilterLike(AuditEntry.target, "Record"),
    )
    simple_list_pager = True
    column_formatters: ClassVar[dict[str, Any]] = {
        "at": lambda view, _context, row, _name: view.reader.moment(row.at),
        "action": lambda _view, _context, row, _name: words(row.action),
        "changes": lambda _view, _context, row, _name: detail(row),
    }

    def scope(self) -> ColumnElement[bool]:
        """The tenant's entries, whatever the company."""
        return AuditEntry.tenant == guard.present_tenant()

    def is_accessible(self) -> bool:
        """Whether the menu shows it."""
        return super().is_accessible() and guard.may(Permission.AUDIT)


def words(action: str) -> str:
    """An action as people say it."""
    screen, _dot, name = action.rpartition(".")
    spelt = f"{screen}: {name}" if screen else name
    return _WORDS.get(action, spelt.replace("_", " ").capitalize())


def detail(row: AuditEntry) -> Markup:
    """Each changed field with what it was and what it became."""
    lines = [
        _line(change)
        for change in json.loads(row.changes)
        if not _is_aside(change.get("field", ""))
    ]
    if row.target and not lines:
        lines = [f"record {row.target}"]
    return Markup("<br>").join(escape(line) for line in lines)


def _is_aside(field: str) -> bool:
    return field in _ASIDE or field.endswith(("_at", "_since"))


def _line(change: dict[str, Any]) -> str:
    if "field" not in change:
        return " ".join(filter(None, (change["record"], change.get("now"))))
    name = change["field"].replace("_", " ")
    if change["record"].startswith("connection ") and name == "status":
        # One row a tenant: its id tells nobody anything.
        was, now = say(Status(change["was"])), say(Status(change["now"]))
        return f"connection: {was} → {now}"
    return (
        f"{change['record']}, {name}: {_value(change['was'])} → {_value(change['now'])}"
    )


def _value(value: str | None) -> str:
    return "–" if value in {None, ""} else str(value)
