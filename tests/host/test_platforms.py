from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from host_app.clock import now
from host_app.extensions import db
from host_app.platforms import active_platform, claim_platform, release_platform

TENANT = "default"


def claim(key):
    return claim_platform(TENANT, key, key.title(), f"/{key}/", now())


def holder():
    found = active_platform(TENANT)
    return found and found.key


def test_the_first_to_claim_is_on_and_the_second_is_told_no(app):
    with app.app_context():
        assert holder() is None
        assert claim("journal")
        assert not claim("ledger")
        assert holder() == "journal"


def test_claiming_ones_own_again_is_fine(app):
    with app.app_context():
        assert claim("journal")
        assert claim("journal")


def test_a_claim_ends_with_its_transaction(app):
    with app.app_context():
        assert claim("journal")
        db.session.rollback()
        assert holder() is None


def test_a_refused_claim_leaves_the_rest_of_the_transaction_alone(app):
    with app.app_context():
        claim("journal")
        db.session.commit()
        active_platform(TENANT).name = "Renamed"
        assert not claim("ledger")
        db.session.commit()
        assert active_platform(TENANT).name == "Renamed"


def test_only_the_holder_can_release(app):
    with app.app_context():
        claim("journal")
        release_platform(TENANT, "ledger")
        assert holder() == "journal"
        release_platform(TENANT, "journal")
        assert holder() is None
        release_platform(TENANT, "journal")
        assert claim("ledger")


def test_of_many_that_claim_at_once_exactly_one_is_on(app):
    keys = [f"platform{number}" for number in range(6)]
    together = Barrier(len(keys))

    def race(key):
        with app.app_context():
            together.wait()
            won = claim(key)
            db.session.commit()
            return won

    with ThreadPoolExecutor(len(keys)) as pool:
        won = [key for key, on in zip(keys, pool.map(race, keys), strict=True) if on]
    with app.app_context():
        assert won == [holder()]
