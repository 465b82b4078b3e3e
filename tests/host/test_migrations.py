from pathlib import Path

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from host_app import create_app
from host_app.extensions import Base, db

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")


@pytest.fixture
def empty(tmp_path):
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "a secret for tests only",
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
            "BACKOFFICE_QUICKBOOKS": False,
        }
    )
    with app.app_context():
        yield app
        db.engine.dispose()


def tables():
    return set(inspect(db.engine).get_table_names())


def test_the_revisions_make_every_table_and_leave_nothing_to_do(empty):
    upgrade(directory=MIGRATIONS)
    assert tables() == {*Base.metadata.tables, "alembic_version"}
    check(directory=MIGRATIONS)


def test_a_difference_does_not_go_unnoticed(empty):
    upgrade(directory=MIGRATIONS)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE notice")
    with pytest.raises(SystemExit):
        check(directory=MIGRATIONS)


def test_the_way_back_leaves_an_empty_database(empty):
    upgrade(directory=MIGRATIONS)
    downgrade(directory=MIGRATIONS, revision="base")
    assert tables() == {"alembic_version"}


def test_before_seeding_the_pages_say_what_to_do(empty):
    upgrade(directory=MIGRATIONS)
    assert empty.test_client().get("/account/sign-in").status_code == 200
