"""The browserless person of the tour reads pages as HTML means them."""

import threading

import pytest
from flask import Flask, redirect, request, session
from werkzeug.serving import make_server

from host_app.demo.page import Page
from host_app.demo.visitor import Deviation, Visitor

FORM = """
<title>Settings</title><h1>Settings</h1><p hidden>Not shown</p>
<noscript>Press Save when done.</noscript>
<form method="post" action="save?step=2">
  <input type="hidden" name="csrf_token" value="{token}">
  <label for="n">Name</label> <input id="n" name="name" value="old">
  <label>Note * <textarea name="note"></textarea></label>
  <label for="t">Terms</label>
  <select id="t" name="terms"><option value="0">Now</option>
    <option value="30" selected>In a month</option></select>
  <label><input type="checkbox" name="mail" checked> E-mail</label>
  <label><input type="radio" name="who" value="a" checked> Acacia</label>
  <label><input type="radio" name="who" value="b"> Banksia</label>
  <input name="locked" value="x" disabled>
  <button name="action" value="save">Save</button>
  <button name="action" value="drop">Delete <b>all</b></button>
  <button disabled>Enable</button>
</form>
<button form="elsewhere" name="lonely" value="1">Search</button>
<form id="elsewhere" action="/search">
  <input name="q" aria-label="Find" value="x"></form>
<table><tr><td>Acacia</td><td><a href="/client/1">Open</a></td></tr>
<tr><td>Banksia</td><td><a href="/client/2#top">Open</a></td></tr></table>
"""


@pytest.fixture(scope="module")
def site():
    app = Flask(__name__)
    app.secret_key = "test"

    @app.get("/form")
    def form():
        session["token"] = "t-1"
        return FORM.format(token=session["token"])

    @app.post("/save")
    def save():
        if request.form["csrf_token"] != session.get("token"):
            return "no token", 400
        session["seen"] = " ".join(
            f"{name}={value}" for name, value in sorted(request.form.items(multi=True))
        )
        return redirect("/saved")

    @app.get("/saved")
    def saved():
        return f"<p>Saved {session['seen']}</p>"

    @app.get("/search")
    def search():
        return f"<p>{request.query_string.decode()}</p>"

    @app.get("/client/<number>")
    def client(number):
        session["views"] = session.get("views", 0) + 1
        return f"<p>Client {number}, view {session['views']}</p>"

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitor(site):
    visitor = Visitor()
    visitor.open(f"{site}/form")
    yield visitor
    visitor.close()


def test_a_button_sends_what_html_says_it_sends(visitor):
    visitor.press("Save")
    visitor.sees(
        "Saved action=save csrf_token=t-1 mail=on name=old note= terms=30 who=a"
    )


def test_fields_are_filled_by_their_labels(visitor):
    visitor.fill("Name", "new")
    visitor.fill("Note", "two words")
    visitor.fill("Terms", "Now")
    visitor.fill("E-mail", "off")
    visitor.fill("Banksia", "on")
    visitor.press("Delete all")
    visitor.sees(
        "Saved action=drop csrf_token=t-1 name=new note=two words terms=0 who=b"
    )


def test_a_button_outside_its_form_sends_it(visitor):
    visitor.fill("Find", "y z")
    visitor.press("Search")
    visitor.sees("q=y+z&lonely=1")


def test_a_link_is_found_by_its_words_and_its_row(visitor):
    visitor.follow("Open", beside="Banksia")
    visitor.sees("Client 2, view 1")


def test_reloading_waits_for_words_to_appear(visitor):
    visitor.follow("Open", beside="Acacia")
    visitor.sees_within(10, "view 3")


def test_words_that_never_appear_are_a_deviation(visitor):
    visitor.follow("Open", beside="Acacia")
    with pytest.raises(Deviation, match="expected “view 0” within 0 s"):
        visitor.sees_within(0.3, "view 0")


def test_what_is_hidden_is_not_seen_and_without_scripts_noscript_is(visitor):
    visitor.sees("Press Save when done.")
    with pytest.raises(Deviation):
        visitor.sees("Not shown")


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda one: one.press("Store"), "one button “Store”, not 0 of them"),
        (lambda one: one.press("Enable"), "the button “Enable” to be enabled"),
        (lambda one: one.follow("Open"), "one link “Open”, not 2 of them"),
        (lambda one: one.fill("Age", "7"), "one field “Age”, not 0 of them"),
        (lambda one: one.fill("Terms", "Never"), "“Never” among the choices of Terms"),
        (lambda one: one.row("Casuarina"), "a row with “Casuarina”"),
        (lambda one: one.open("/nowhere"), "to work, not to answer 404"),
    ],
)
def test_a_deviation_says_what_was_expected_and_what_is_there(
    visitor, site, act, expected
):
    if "404" in expected:
        act = lambda one: one.open(f"{site}/nowhere")  # noqa: E731
    with pytest.raises(Deviation) as seen:
        act(visitor)
    assert expected in str(seen.value)
    assert f"saw at {site}" in str(seen.value)


def test_a_row_is_read_as_one_line(visitor):
    assert visitor.row("Banksia") == "Banksia Open"


def test_of_a_select_only_the_choice_is_read(visitor):
    assert "In a month" in visitor.page.text
    assert "Now" not in visitor.page.text


def test_words_of_one_line_are_not_torn_apart():
    page = Page("<p>Total <b>1</b>23</p><p>next</p>")
    assert page.text == "Total 123 next"
