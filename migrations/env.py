"""How Alembic reaches the database of the back office and compares its tables."""

from logging.config import fileConfig
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)

migrate = current_app.extensions["migrate"]
database = migrate.db


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Compare every table the database has."""
    del name, kind, parents
    return True


if current_app.config["BACKOFFICE_QUICKBOOKS"]:
    from integration_qbo import exclude_ours as include_name  # type: ignore[no-redef]


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write our column types as what the database stores: revisions outlive code."""
    del autogen
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run() -> None:
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            include_name=include_name,
            render_item=render_item,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
