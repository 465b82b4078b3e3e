"""Create and upgrade the add-on's tables: our Alembic, our version table.

The host's migration history is never touched.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

VERSION_TABLE = "qbo_alembic_version"
_HOME = Path(__file__).resolve().parent.parent / "migrations"


def alembic_config(connection: Connection) -> Config:
    """Alembic over our revisions and an open connection."""
    config = Config()
    config.set_main_option("script_location", str(_HOME).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade_tables(bind: Engine | Connection, revision: str = "head") -> None:
    """Bring the tables to a revision, in one transaction where the database can."""
    if isinstance(bind, Connection):
        command.upgrade(alembic_config(bind), revision)
        return
    with bind.begin() as connection:
        command.upgrade(alembic_config(connection), revision)


def exclude_ours(name: str | None, type_: str, _parents: object) -> bool:
    """For the host's ``include_name``: keeps its autogenerate off our tables."""
    return not (type_ == "table" and name is not None and name.startswith("qbo_"))
