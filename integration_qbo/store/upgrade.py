"""Create and upgrade the add-on's tables: our Alembic, our version table.

The host's migration history is never touched.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
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


def revisions(connection: Connection) -> tuple[str | None, str | None]:
    """The revision the tables are at, and the one the code was written for."""
    options = {"version_table": VERSION_TABLE}
    present = MigrationContext.configure(connection, opts=options)
    scripts = ScriptDirectory.from_config(alembic_config(connection))
    return present.get_current_revision(), scripts.get_current_head()


def exclude_ours(name: str | None, type_: str, _parents: object) -> bool:
    """For the host's ``include_name``: keeps its autogenerate off our tables."""
    return not (type_ == "table" and name is not None and name.startswith("qbo_"))
