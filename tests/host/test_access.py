"""Every route is walked, so that a new one is covered without a new test."""

import pytest

from host_app.views.base import Guarded

OPEN = {"static", "admin.static", "auth.sign_in", "auth.sign_out", "home"}
ADMINS_ONLY = {
    *("service.create_view", "service.edit_view"),
    *("tax_rate.create_view", "tax_rate.edit_view"),
}
ARGUMENTS = {
    "export_type": "csv",
    "notice_id": "1",
    "filename": "backoffice.css",
}


def routes(app, method):
    """Endpoint and address of everything that answers to the method."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method in rule.methods:
            values = {name: ARGUMENTS[name] for name in rule.arguments}
            yield rule.endpoint, adapter.build(rule.endpoint, values, method)


def changes(endpoint):
    name = endpoint.rpartition(".")[2]
    return name in {"create_view", "edit_view", "delete_view", "action_view"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_sees_nothing(app, visitor, method):
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    walked = 0
    for endpoint, url in routes(app, method):
        if endpoint in OPEN:
            continue
        answer = visitor.client.open(url, method=method)
        assert answer.status_code == 302, endpoint
        assert answer.location.startswith("/account/sign-in"), endpoint
        walked += 1
    assert walked > 20


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_member_has_no_business_with_users(app, member, method):
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    walked = [
        member.client.open(url, method=method).status_code
        for endpoint, url in routes(app, method)
        if endpoint.startswith("user.")
    ]
    assert len(walked) >= 4
    assert set(walked) == {403}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_member_cannot_change_services_and_taxes(app, member, method):
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    walked = {
        endpoint: member.client.open(url + "?id=1", method=method).status_code
        for endpoint, url in routes(app, method)
        if endpoint.startswith(("service.", "tax_rate.")) and changes(endpoint)
    }
    assert walked.keys() >= ADMINS_ONLY
    assert set(walked.values()) == {403}


def test_a_member_reads_services_and_taxes_without_buttons_to_change_them(member):
    for url in ("/admin/service/", "/admin/tax_rate/"):
        page = member.get(url)
        assert page.status_code == 200
        assert ">New " not in page.text
    assert ">Edit<" not in member.get("/admin/service/details/?id=1").text


def test_no_change_without_the_token_of_a_page(app, admin):
    walked = 0
    for endpoint, url in routes(app, "POST"):
        answer = admin.client.post(url, data={"id": "5"})
        assert answer.status_code == 400, endpoint
        walked += 1
    assert walked > 15
    assert admin.get("/admin/").status_code == 200, "signed out without a token"


def test_a_view_that_does_not_say_who_may_is_shut(app):
    with app.test_request_context():
        assert not Guarded().is_accessible()
        assert not Guarded().may_change()


def test_the_menu_shows_users_to_admins_only(admin, member):
    assert 'href="/admin/user/"' in admin.get("/admin/").text
    assert 'href="/admin/user/"' not in member.get("/admin/").text


OWN_AFFAIRS = {"auth.sign_in", "auth.sign_out", "auth.confirm"}
"""What everybody does for themselves."""


def test_whoever_only_reads_sees_the_work_and_changes_nothing(app, visitor):
    assert visitor.sign_in("reader").status_code == 302
    for screen in ("client", "proposal"):
        assert visitor.get(f"/admin/{screen}/").status_code == 200
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    answers = {
        endpoint: visitor.client.post(url, data={"id": "1"}).status_code
        for endpoint, url in routes(app, "POST")
        if endpoint not in OPEN | OWN_AFFAIRS
    }
    assert len(answers) > 15
    let_in = {name: code for name, code in answers.items() if code not in {403, 404}}
    assert let_in == {}
