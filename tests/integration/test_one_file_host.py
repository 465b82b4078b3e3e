"""The complete host of docs/host-contract.md: written down there, run as it stands."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from integration_qbo.sandbox.testing import PRACTICE

CONTRACT = Path(__file__).parents[2] / "docs/host-contract.md"
SECTION = "## A complete host in one file"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
REDIRECT = "http://localhost/integrations/quickbooks/callback"


def source():
    section = CONTRACT.read_text().split(f"\n{SECTION}\n")[1]
    return re.search(r"```python\n(.*?)```", section, re.DOTALL).group(1)


@pytest.fixture
def office(tmp_path, intuit, monkeypatch):
    """Its own process would import it; a module of its own does the same here."""
    (tmp_path / "office.py").write_text(source())
    settings = {
        "FLASK_APP": "office:create_app",
        "SECRET_KEY": "a secret for tests only",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'office.sqlite3'}",
        "QBO_ENVIRONMENT": "local",
        "QBO_DISCOVERY_URL": intuit.urls["discovery"],
        "QBO_CLIENT_ID": intuit.grants["client_id"],
        "QBO_CLIENT_SECRET": intuit.grants["client_secret"],
        "QBO_REDIRECT_URI": REDIRECT,
        "QBO_DEPLOYMENT_ID": "one-file",
        "QBO_ENCRYPTION_KEYS": f"one:{base64.b64encode(bytes(range(32))).decode()}",
        "QBO_REDIS_URL": "redis://127.0.0.1:1/0",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def flask(*words):
        done = subprocess.run(
            [sys.executable, "-m", "flask", *words],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(CONTRACT.parents[1])},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    monkeypatch.syspath_prepend(tmp_path)
    import office  # type: ignore[import-not-found]

    app = office.create_app()
    yield app, flask
    with app.app_context():
        office.db.session.remove()
        office.db.engine.dispose()
    sys.modules.pop("office")


class Browser:
    def __init__(self, app):
        self.client = app.test_client()

    def post(self, url, page, **form):
        text = self.client.get(page, follow_redirects=True).get_data(as_text=True)
        form["csrf_token"] = TOKEN.search(text).group(1)
        return self.client.post(url, data=form)


def test_it_connects_and_pushes_one_invoice(office, intuit):
    app, flask = office
    flask("qbo", "upgrade")
    survey = flask("open-office", "a password")
    browser = Browser(app)
    browser.post("/sign-in", "/sign-in", login="partner", password="a password")

    connection = "/admin/qbo_connection/"
    gone = browser.post("/integrations/quickbooks/start", connection)
    asked = parse_qs(urlsplit(gone.location).query)
    back = intuit.consent(
        PRACTICE, redirect_uri=asked["redirect_uri"][0], state=asked["state"][0]
    )
    came = browser.client.get("/integrations/quickbooks/callback", query_string=back)
    assert came.status_code in {200, 302}

    browser.post("/admin/qbo_connection/confirm", connection)
    flask("qbo", "tick")
    settings = browser.client.get("/admin/qbo_settings/").location
    browser.post(
        settings,
        settings,
        default_item_id="1",
        create_invoices="y",
        charges_tax="",
        invoice_days="14",
        recurring_days="14",
        recurring_text="{service}: {period}",
        unknown_client="create",
        number_prefix="",
    )
    page = browser.client.get("/admin/qbo_tax_map/").get_data(as_text=True)
    fields = re.findall(r'<select[^>]*name="([^"]+)"', page)
    browser.post(
        "/admin/qbo_tax_map/choose",
        "/admin/qbo_tax_map/",
        **dict.fromkeys(fields, "10"),
    )
    browser.post("/admin/qbo_connection/enable", connection)
    assert "enabled since" in browser.client.get(
        connection, follow_redirects=True
    ).get_data(as_text=True)

    browser.post(f"/surveys/{survey}/finish", connection)
    flask("qbo", "tick")
    (there,) = [
        each
        for each in intuit.stored("Invoice").values()
        if each.get("PrivateNote", "").startswith("Ref QBO-")
    ]
    assert there["TotalAmt"] == 1375
    customer = intuit.stored("Customer")[there["CustomerRef"]["value"]]
    assert customer["DisplayName"] == "Bruny Island Oysters"
