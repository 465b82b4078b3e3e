"""The screens: Flask-Admin model views and the blueprint's few routes."""

from collections.abc import Mapping
from typing import Any

from flask_admin import Admin

from integration_qbo.store.models import (
    AuditEntry,
    ClientMap,
    Connection,
    Invoice,
    ServiceMap,
    Setting,
    TaxMap,
)
from integration_qbo.views.audit import AuditView
from integration_qbo.views.client_map import ClientMapView
from integration_qbo.views.connection import ConnectionView
from integration_qbo.views.invoice_log import InvoiceLogView
from integration_qbo.views.service_map import ServiceMapView
from integration_qbo.views.settings import SettingsView
from integration_qbo.views.tax_map import TaxMapView

_MENU: tuple[tuple[str, str, type, type], ...] = (
    ("connection", "Connection", ConnectionView, Connection),
    ("settings", "Settings", SettingsView, Setting),
    ("tax_map", "Tax map", TaxMapView, TaxMap),
    ("client_map", "Client map", ClientMapView, ClientMap),
    ("service_map", "Service map", ServiceMapView, ServiceMap),
    ("invoice_log", "Invoice log", InvoiceLogView, Invoice),
    ("audit", "Audit", AuditView, AuditEntry),
)


def register_views(admin: Admin, db: Any, replaced: Mapping[str, type]) -> None:
    """Add the model views to the host's menu, one category, in this order."""
    unknown = set(replaced) - {key for key, *_rest in _MENU}
    if unknown:
        raise LookupError(f"no such view to replace: {', '.join(sorted(unknown))}")
    for key, name, view, model in _MENU:
        chosen = replaced.get(key, view)
        admin.add_view(chosen(model, db, name=name, endpoint=f"qbo_{key}"))
