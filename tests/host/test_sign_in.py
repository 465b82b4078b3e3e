from datetime import timedelta

import pytest
from flask import url_for

from host_app.auth import RECENTLY, recently_signed_in, safe_next
from host_app.clock import now
from host_app.extensions import db
from host_app.models import User


def test_the_right_password_opens_the_back_office(visitor):
    answer = visitor.sign_in("admin")
    assert answer.status_code == 302
    assert answer.location == "/admin/"
    assert "Maya Lindgren" in visitor.get("/admin/").text


def test_a_wrong_password_does_not_and_says_no_more_than_that(visitor):
    wrong = visitor.sign_in("admin", password="not this one")
    unknown = visitor.post(
        "/account/sign-in", {"email": "nobody@nowhere.example", "password": "x"}
    )
    assert wrong.status_code == unknown.status_code == 401
    sentence = "E-mail and password do not belong together."
    assert sentence in wrong.text
    assert sentence in unknown.text
    assert visitor.get("/admin/").status_code == 302


def test_capitals_in_the_address_do_not_matter(visitor):
    answer = visitor.post(
        "/account/sign-in",
        {"email": " Maya@Wattlebird.example.com.au", "password": "admin for the tests"},
    )
    assert answer.status_code == 302


def test_somebody_who_may_no_longer_sign_in_is_out_at_once(app, member):
    assert member.get("/admin/").status_code == 200
    with app.app_context():
        user = db.session.query(User).filter_by(role="member").one()
        user.is_active = False
        db.session.commit()
    assert member.get("/admin/").status_code == 302
    assert member.sign_in("member").status_code == 401


def test_passwords_are_kept_as_salted_hashes(app):
    with app.app_context():
        for user in db.session.query(User):
            assert "for the tests" not in user.password_hash
            assert user.password_hash.startswith("scrypt:")


def test_after_signing_in_one_is_where_one_wanted_to_go(visitor):
    refused = visitor.get("/admin/client/?search=yoga")
    assert refused.status_code == 302
    answer = visitor.sign_in("admin", url=refused.location)
    assert answer.location == "/admin/client/?search=yoga"


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "javascript:alert(1)",
        "elsewhere.example",
        "",
        None,
    ],
)
def test_nobody_is_led_to_another_site(app, target):
    with app.test_request_context():
        assert safe_next(target) == url_for("admin.index")


def test_signing_out_ends_the_session(admin):
    answer = admin.post("/account/sign-out", page="/admin/")
    assert answer.status_code == 302
    assert admin.get("/admin/").status_code == 302


def test_signing_out_takes_more_than_a_link(admin):
    assert admin.get("/account/sign-out").status_code == 405
    assert admin.get("/admin/").status_code == 200


def test_the_cookie_is_our_own_and_closed_to_scripts(visitor):
    cookie = visitor.sign_in("admin").headers["Set-Cookie"]
    assert cookie.startswith("backoffice_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_session_from_before_signing_in_is_not_carried_over(visitor):
    visitor.token()
    with visitor.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    visitor.sign_in("admin")
    with visitor.client.session_transaction() as session:
        assert "planted" not in session


@pytest.fixture
def asked(app):
    """What the back office says in each request about how recent signing in was."""
    asked = []
    app.before_request(lambda: asked.append(recently_signed_in()))
    return asked


def test_having_signed_in_counts_as_recent_for_a_quarter_of_an_hour(asked, admin):
    assert timedelta(minutes=15) == RECENTLY
    asked.clear()
    admin.get("/admin/")
    with admin.client.session_transaction() as session:
        session["signed_in_at"] = (now() - RECENTLY).isoformat()
    admin.get("/admin/")
    assert asked == [True, False]


def test_the_password_once_more_makes_it_recent_again(asked, admin):
    with admin.client.session_transaction() as session:
        session["signed_in_at"] = (now() - timedelta(days=1)).isoformat()
    asked.clear()
    page = "/account/confirm?next=/admin/client/"
    assert admin.post(page, {"password": "wrong"}).status_code == 401
    assert not any(asked)
    answer = admin.post(page, {"password": "admin for the tests"})
    assert answer.location == "/admin/client/"
    admin.get("/admin/")
    assert asked[-1]


def test_only_somebody_signed_in_can_confirm(visitor):
    assert "/account/sign-in" in visitor.get("/account/confirm").location
