import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from host_app import create_app
from host_app.extensions import Base, db
from host_app.models import Role, User


@pytest.fixture
def empty(empty_url, settings_of):
    app = create_app(settings_of(empty_url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables():
    return set(inspect(db.engine).get_table_names())


def test_the_revisions_make_every_table_and_leave_nothing_to_do(empty, migrations):
    upgrade(directory=migrations)
    assert tables() == {*Base.metadata.tables, "alembic_version"}
    check(directory=migrations)


def test_a_difference_does_not_go_unnoticed(empty, migrations):
    upgrade(directory=migrations)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE notice")
    with pytest.raises(SystemExit):
        check(directory=migrations)


def test_the_way_back_leaves_an_empty_database(empty, migrations):
    upgrade(directory=migrations)
    downgrade(directory=migrations, revision="base")
    assert tables() == {"alembic_version"}


def test_before_seeding_a_page_says_what_to_do(empty, migrations):
    upgrade(directory=migrations)
    user = User(email="first@wattlebird.example", name="First", role=Role.ADMIN)
    user.set_password("the first password")
    db.session.add(user)
    db.session.commit()
    client = empty.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = str(user.id)
    page = client.get("/admin/")
    assert page.status_code == 503
    assert "Run `flask seed` first." in page.text
