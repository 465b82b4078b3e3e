"""Alembic's environment for the add-on's tables; only ever run over a connection."""

from typing import Any, Literal

from alembic import context

from integration_qbo.store.models import Base
from integration_qbo.store.types import Money, UtcDateTime
from integration_qbo.store.upgrade import VERSION_TABLE


def _plain_type(kind: str, item: Any, _autogenerate: object) -> str | Literal[False]:
    """Write SQLAlchemy's own types into revisions: history imports none of our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Money):
        return "sa.BigInteger()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_name=lambda name, type_, _parents: (
        type_ != "table" or (name or "").startswith("qbo_")
    ),
    render_as_batch=True,
    render_item=_plain_type,
)
with context.begin_transaction():
    context.run_migrations()
