from collections import Counter

import pytest
from flask_migrate import upgrade

from host_app import create_app
from host_app.extensions import db
from host_app.models import Billing, Client, Proposal, Role, Service, TaxRate, User
from host_app.seed import OtherPractice, seed
from host_app.seed.america import AMERICA
from host_app.seed.australia import AUSTRALIA

# How the Australian Taxation Office says that an ABN is checked.
ABN_WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)


@pytest.fixture
def empty_app(empty_url, settings_of, migrations):
    app = create_app(settings_of(empty_url))
    with app.app_context():
        upgrade(directory=migrations)
        yield app
        db.session.remove()
        db.engine.dispose()


def db_counts(app):
    with app.app_context():
        return [db.session.query(model).count() for model in (Client, Service, TaxRate)]


def test_seeding_twice_adds_nothing_and_changes_nothing(app):
    with app.app_context():
        changed = db.session.query(Client).first()
        changed.email = "changed@by.hand.example"
        db.session.commit()
        again = seed(AUSTRALIA, {})
        assert (again.rows, again.passwords) == (0, {})
        assert changed.email == "changed@by.hand.example"


def test_there_is_enough_to_look_real(app):
    with app.app_context():
        assert db.session.query(Client).count() == 30
        assert db.session.query(Service).count() == 10
        rates = {rate.key: rate.percent for rate in db.session.query(TaxRate)}
        assert rates == {"gst": 10, "gst_free": 0}
        states = Counter(proposal.status for proposal in db.session.query(Proposal))
        assert states == {"draft": 2, "sent": 6, "accepted": 3, "ended": 1}
        roles = {user.role for user in db.session.query(User)}
        assert roles == set(Role)


def test_another_countrys_practice_is_refused_before_anything_is_added(app):
    before = db_counts(app)
    done = app.test_cli_runner().invoke(args=["seed", "--country", "US"])
    assert done.exit_code == 1
    assert "This database holds Wattlebird Accounting (AU)" in done.output
    assert db_counts(app) == before
    with app.app_context(), pytest.raises(OtherPractice):
        seed(AMERICA, {})


def test_the_american_practice_is_as_full_as_the_australian_one(empty_app):
    with empty_app.app_context():
        seed(AMERICA, {})
        assert db.session.query(Client).count() == 18
        assert db.session.query(Service).count() == 10
        states = Counter(proposal.status for proposal in db.session.query(Proposal))
        assert states == {"draft": 2, "sent": 6, "accepted": 3, "ended": 1}
        for client in db.session.query(Client):
            assert client.email.endswith(".example")
            assert "555-01" in client.phone


def test_no_client_is_real(app):
    with app.app_context():
        for client in db.session.query(Client):
            assert client.email.endswith(".example")
            digits = [int(digit) for digit in client.tax_number.replace(" ", "")]
            if digits:
                digits[0] -= 1
                total = sum(d * w for d, w in zip(digits, ABN_WEIGHTS, strict=True))
                assert total % 89, f"{client} has an ABN somebody may own"


def test_the_command_prints_a_made_up_password_once(app):
    with app.app_context():
        db.session.query(User).filter_by(role=Role.MEMBER).delete()
        db.session.commit()
    runner = app.test_cli_runner()
    first = runner.invoke(args=["seed"], env={"BACKOFFICE_MEMBER_PASSWORD": ""})
    assert first.exit_code == 0, first.output
    email, password = first.output.splitlines()[-1].split()
    assert email == "oscar@wattlebird.example.com.au"
    with app.app_context():
        user = db.session.query(User).filter_by(email=email).one()
        assert user.has_password(password)
    second = runner.invoke(args=["seed"])
    assert second.output == "Nothing was missing.\n"


def test_a_given_password_is_taken_and_not_printed(app):
    with app.app_context():
        db.session.query(User).filter_by(role=Role.ADMIN).delete()
        db.session.commit()
    given = "given by the environment"
    done = app.test_cli_runner().invoke(
        args=["seed"], env={"BACKOFFICE_ADMIN_PASSWORD": given}
    )
    assert done.exit_code == 0, done.output
    assert given not in done.output
    with app.app_context():
        assert (
            db.session.query(User).filter_by(role=Role.ADMIN).one().has_password(given)
        )


@pytest.mark.parametrize("data", [AUSTRALIA, AMERICA], ids=["AU", "US"])
def test_the_proposals_of_a_practice_show_every_way_of_billing(data):
    used = {
        line.get("billing", Billing.ON_ACCEPTANCE)
        for proposal in data.proposals
        for line in proposal.lines
    }
    assert used == set(Billing)
    lines = [line for proposal in data.proposals for line in proposal.lines]
    assert any(line.get("in_arrears") for line in lines)
    assert len(data.proposals) >= 10
