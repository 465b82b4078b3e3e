"""What the add-on adds to a host, stated once; a test compares it with the app."""

from integration_qbo.contract import Permission

VERSION = "0.1.0"

NAME = "integration_qbo"
BLUEPRINT = "qbo"
PREFIX = "/integrations/quickbooks"
MENU = "QuickBooks"

VIEWS = (
    "qbo_connection",
    "qbo_settings",
    "qbo_tax_map",
    "qbo_client_map",
    "qbo_service_map",
    "qbo_invoice_log",
    "qbo_audit",
)
"""Endpoints of the model views, in the order of the menu."""

TABLES = (
    "qbo_alembic_version",
    "qbo_audit",
    "qbo_billing_item",
    "qbo_client_map",
    "qbo_clock",
    "qbo_company",
    "qbo_connect_attempt",
    "qbo_connection",
    "qbo_customer",
    "qbo_delivery",
    "qbo_delivery_event",
    "qbo_heartbeat",
    "qbo_proposal",
    "qbo_reference",
    "qbo_service_map",
    "qbo_setting",
    "qbo_switch",
    "qbo_tax_map",
)

CONFIG = (
    "QBO_ENVIRONMENT",
    "QBO_DEPLOYMENT_ID",
    "QBO_DISCOVERY_URL",
    "QBO_CLIENT_ID",
    "QBO_CLIENT_SECRET",
    "QBO_REDIRECT_URI",
    "QBO_ENCRYPTION_KEYS",
    "QBO_REDIS_URL",
    "QBO_TIME_SCALE",
)

COMMANDS = (
    "clock",
    "copied",
    "doctor",
    "new-key",
    "restored",
    "rotate-keys",
    "tick",
    "uninstall",
    "upgrade",
    "verify-audit",
    "worker",
)
JOBS = ("push_invoice", "refresh_reference")
QUEUE = "qbo"
PERMISSIONS = tuple(Permission)
SESSION_KEYS = ("integration_qbo.browser",)
SIGNALS = ("connection_lost", "invoice_blocked", "invoice_pushed")
