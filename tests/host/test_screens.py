import re

import pytest
from markupsafe import Markup
from sqlalchemy import event

from host_app.clock import now
from host_app.extensions import db
from host_app.hooks import hooks_of
from host_app.models import Client, Notice, Proposal, ProposalLine, Service, User
from host_app.notices import tell

PAGES = [
    "/admin/",
    "/admin/client/",
    "/admin/client/?search=nobody",
    "/admin/client/new/",
    "/admin/client/details/?id=1",
    "/admin/client/edit/?id=1",
    "/admin/proposal/",
    "/admin/proposal/?flt0_status_equals=sent",
    "/admin/proposal/details/?id=2",
    "/admin/proposal/details/?id=6",
    "/admin/proposal/edit/?id=6",
    "/admin/proposal/accept/?id=6",
    "/admin/proposal/end/?id=2",
    "/admin/proposal_line/new/?proposal=6",
    "/admin/service/",
    "/admin/service/details/?id=1",
    "/admin/tax_rate/details/?id=gst",
    "/admin/tax_rate/edit/?id=gst",
    "/admin/user/",
    "/admin/user/edit/?id=2",
    "/account/confirm",
]


@pytest.mark.parametrize("url", PAGES)
def test_every_page_has_a_language_one_heading_and_stays_at_home(admin, url):
    page = admin.get(url)
    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    assert len(re.findall(r"<h1[ >]", page.text)) == 1
    assert len(re.findall(r"<main[ >]", page.text)) == 1
    assert re.search(r"<title>[^<–]+ – Back office</title>", page.text)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page.text)
    assert "onclick=" not in page.text


@pytest.mark.parametrize(
    "url",
    [
        "/admin/proposal/accept/?id=9999",
        "/admin/proposal/accept/?id=none",
        "/admin/proposal/accept/",
        "/admin/proposal_line/new/?proposal=none",
        "/admin/proposal_line/edit/?id=9999",
        "/admin/nothing-here/",
    ],
)
def test_what_does_not_exist_is_said_to_be_missing(admin, url):
    answer = admin.get(url)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


def test_a_record_that_does_not_exist_leads_back_to_the_list(admin):
    for key in ("9999", "none", "1,2", "99999999999999", "-1", "\u0661"):
        answer = admin.get(f"/admin/client/details/?id={key}")
        assert answer.location == "/admin/client/"


def test_a_page_is_not_shown_inside_another_site(admin):
    headers = admin.get("/admin/").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_lists_offer_each_value_with_its_count(admin):
    page = " ".join(re.sub(r"<[^>]+>", " ", admin.get("/admin/proposal/").text).split())
    assert "All 12 Draft 2 Sent 6 Accepted 3 Ended 1" in page
    shown = admin.get("/admin/proposal/?flt0_status_equals=draft").text
    assert "P-1011" in shown
    assert "P-1005" not in shown


def test_a_search_that_finds_nothing_says_so(admin):
    page = admin.get("/admin/client/?search=zzz").text
    assert "No client matches" in page


def test_an_empty_list_teaches(app, admin):
    with app.app_context():
        db.session.query(ProposalLine).delete()
        db.session.query(Proposal).delete()
        db.session.commit()
    page = admin.get("/admin/proposal/").text
    assert "Proposals will be listed here" in page
    assert "No proposal waits for a client’s answer." in admin.get("/admin/").text


def test_a_list_takes_no_query_per_row(app, admin):
    statements = []
    with app.app_context():
        engine = db.engine
    event.listen(
        engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    admin.get("/admin/proposal/")
    assert len([sql for sql in statements if sql.startswith("SELECT")]) <= 8


NEW_CLIENT = {
    "name": "Peppermint Grove Stables",
    "kind": "company",
    "tax_treatment": "",
    "email": "office@peppermint.example",
    "billing_city": "Bunbury",
    "billing_country": "AU",
}


def test_adding_a_client_tells_the_listeners_and_shows_the_client(app, member):
    told = []
    hooks_of(app).client_changed.append(
        lambda client: told.append((client.id, client.name))
    )
    answer = member.post("/admin/client/new/", NEW_CLIENT)
    assert answer.status_code == 302
    assert "Peppermint Grove Stables" in member.get(answer.location).text
    with app.app_context():
        client = db.session.query(Client).filter_by(name=NEW_CLIENT["name"]).one()
        assert told == [(client.id, client.name)]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "This field is required."),
        ("name", "Yarra Yoga", "Already exists."),
        ("email", "office", "This is no e-mail address."),
        ("tax_number", "ABN 12", "Digits and spaces only."),
        ("billing_country", "Oz", "Two capital letters"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(app, member, field, value, sentence):
    answer = member.post("/admin/client/new/", NEW_CLIENT | {field: value})
    assert answer.status_code == 200
    assert re.search(f'id="{field}-error">{sentence}', answer.text)
    with app.app_context():
        assert db.session.query(Client).count() == 30


def test_a_listener_that_fails_keeps_the_client_as_it_was(app, member):
    def fail(client):
        raise OSError("no room")

    hooks_of(app).client_changed.append(fail)
    answer = member.post("/admin/client/new/", NEW_CLIENT)
    assert "Nothing was saved; the details are in the log." in answer.text
    assert "no room" not in answer.text
    with app.app_context():
        assert db.session.query(Client).count() == 30


LINE = {
    "service": "2",
    "quantity": "1.5",
    "discount": "",
    "tax_rate": "gst",
    "billing": "recurring",
    "every_count": "2",
    "every_unit": "week",
    "counts_from": "start",
}


def test_a_line_takes_the_usual_price_of_its_service(app, member):
    url = "/admin/proposal_line/new/?proposal=12"
    answer = member.post(url, LINE)
    assert answer.location == "/admin/proposal/details/?id=12"
    with app.app_context():
        (line,) = db.session.get(Proposal, 12).lines
        assert line.unit_price == db.session.get(Service, 2).unit_price
        assert (line.rhythm, line.tax_key, line.discount) == ("Every 2 weeks", "gst", 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit_price", "10.005"),
        ("quantity", "1.00001"),
        ("discount", "10000"),
        ("every_count", "0"),
        ("quantity", "-1"),
        ("service", "999"),
    ],
)
def test_a_line_that_could_not_be_billed_is_not_taken(app, member, field, value):
    url = "/admin/proposal_line/new/?proposal=12"
    answer = member.post(url, LINE | {field: value})
    assert answer.status_code == 200
    with app.app_context():
        assert db.session.get(Proposal, 12).lines == []


def test_a_line_comes_off_again(app, member):
    with app.app_context():
        before = [line.id for line in db.session.get(Proposal, 6).lines]
    details = "/admin/proposal/details/?id=6"
    form = {"id": before[0], "url": details}
    answer = member.post("/admin/proposal_line/delete/", form, page=details)
    assert answer.location == details
    with app.app_context():
        assert [line.id for line in db.session.get(Proposal, 6).lines] == before[1:]


def test_a_new_proposal_gets_the_next_number_and_the_currency(app, member):
    answer = member.post("/admin/proposal/new/", {"client": "3", "title": "Advice"})
    assert answer.status_code == 302
    with app.app_context():
        proposal = db.session.query(Proposal).filter_by(title="Advice").one()
        assert (proposal.number, proposal.currency) == ("P-1013", "AUD")
        assert proposal.status == "draft"


def test_the_key_of_a_tax_rate_never_changes(app, admin):
    page = admin.get("/admin/tax_rate/edit/?id=gst").text
    assert 'name="key"' not in page
    form = {"name": "GST", "percent": "12.5", "key": "other"}
    admin.post("/admin/tax_rate/edit/?id=gst", form)
    assert "12.5 %" in admin.get("/admin/tax_rate/details/?id=gst").text


def test_a_new_user_can_sign_in_and_needs_a_long_password(app, admin, visitor):
    form = {"name": "Ada", "email": "ada@wattlebird.example", "role": "member"}
    form |= {"is_active": "y"}
    short = admin.post("/admin/user/new/", form | {"password": "short"})
    assert "Field must be at least 12 characters long." in short.text
    assert "Enter a password." in admin.post("/admin/user/new/", form).text
    admin.post("/admin/user/new/", form | {"password": "long enough a password"})
    credentials = {"email": form["email"], "password": "long enough a password"}
    assert visitor.post("/account/sign-in", credentials).status_code == 302


@pytest.mark.parametrize("change", [{"role": "member"}, {"is_active": ""}])
def test_nobody_shuts_themselves_out(app, admin, change):
    form = {"name": "Maya", "email": "maya@wattlebird.example.com.au"}
    form |= {"role": "admin", "is_active": "y"} | change
    form = {key: value for key, value in form.items() if value}
    page = admin.post("/admin/user/edit/?id=1", form).text
    assert "You cannot take away your own" in page
    with app.app_context():
        user = db.session.get(User, 1)
        assert (user.role, user.is_active) == ("admin", True)


def test_an_edited_user_keeps_the_password(app, admin, visitor):
    form = {"name": "Oscar P.", "email": "oscar@wattlebird.example.com.au"}
    admin.post("/admin/user/edit/?id=2", form | {"role": "member", "is_active": "y"})
    assert visitor.sign_in("member").status_code == 302
    assert "Oscar P." in visitor.get("/admin/").text


def test_add_ons_hang_panels_and_badges_on_the_screens(app, member):
    hooks = hooks_of(app)
    hooks.client_panels.append(lambda c: Markup("<p>panel of {}</p>").format(c.name))
    hooks.proposal_panels.append(
        lambda p: Markup("<p>panel of {}</p>").format(p.number)
    )
    hooks.badges["Proposals"] = lambda: 3
    page = member.get("/admin/client/details/?id=4").text
    assert "<p>panel of Coastline Kayaks</p>" in page
    assert '<span class="badge-count">3<' in page
    page = member.get("/admin/proposal/details/?id=6").text
    assert "<p>panel of P-1006</p>" in page


def test_a_notice_stays_until_its_reader_dismisses_it(app, admin, member):
    with app.app_context():
        everybody = db.session.query(User).all()
        tell(everybody, "The journal is full", ["<b>12</b> entries"], "/admin/", now())
        db.session.commit()
        notices = {n.user.role: n.id for n in db.session.query(Notice)}
    page = admin.get("/admin/").text
    assert "The journal is full" in page
    assert "&lt;b&gt;12&lt;/b&gt; entries" in page

    url = "/admin/notices/{}/dismiss"
    foreign = member.post(url.format(notices["admin"]), page="/admin/")
    assert foreign.status_code == 404
    assert admin.post(url.format(notices["admin"]), page="/admin/").status_code == 302
    assert "The journal is full" not in admin.get("/admin/").text
    assert "The journal is full" in member.get("/admin/").text
