"""Finds the recorded answers of the real service, which stay where they lie."""

import json
import os
import shutil
from pathlib import Path

import pytest

from integration_qbo.sandbox import create_app
from integration_qbo.sandbox.grants import write_grants
from integration_qbo.sandbox.testing import LANDSCAPING


@pytest.fixture(scope="session")
def recordings():
    """The folder with recorded answers; without it these tests skip."""
    place = os.environ.get("QBO_RECORDINGS", "")
    if not place:
        pytest.skip("QBO_RECORDINGS is not set: recorded answers are not compared")
    return Path(place)


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    """A data directory with the seed companies, to copy."""
    place = tmp_path_factory.mktemp("planted")
    app = create_app(place)
    write_grants(app, place / "grants.json", "http://localhost")
    app.extensions["local_intuit"].store.close()
    return place


class Books:
    """A fresh copy of the seed companies, spoken to in process."""

    def __init__(self, place: Path) -> None:
        self.app = create_app(place)
        grants = json.loads((place / "grants.json").read_text())
        company = next(c for c in grants["companies"] if c["realm_id"] == LANDSCAPING)
        self.headers = {
            "Authorization": f"Bearer {company['access_token']}",
            "Accept": "application/json",
            "Content-Type": "application/json;charset=UTF-8",
        }
        self.client = self.app.test_client()

    def ask(self, method, path, *, query=None, body=None, form=None, accept=None):
        return self.client.open(
            f"/v3/company/{LANDSCAPING}/{path}",
            method=method,
            query_string=query or {},
            data=body or b"",
            headers=self.headers
            | ({"Content-Type": form} if form else {})
            | ({"Accept": accept} if accept else {}),
        )

    def make(self, path, body):
        answer = self.ask("POST", path, body=json.dumps(body).encode())
        assert answer.status_code == 200, answer.text
        return next(iter(answer.json.values()))

    def attach(self, note):
        """Attach a file with a note to an invoice; the id of it."""
        described = {
            "AttachableRef": [{"EntityRef": {"type": "Invoice", "value": "75"}}],
            "FileName": "no_detail.xml",
            "ContentType": "text/xml",
            "Note": note,
        }
        form = "multipart/form-data; boundary=cut"
        body = "".join(
            f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
            for name, text in (
                ("file_metadata_01", json.dumps(described)),
                ("file_content_01", "<?xml?>"),
            )
        )
        answer = self.ask("POST", "upload", body=f"{body}--cut--\r\n", form=form)
        return answer.json["AttachableResponse"][0]["Attachable"]["Id"]

    def expire(self):
        self.client.post("/_control/tokens/expire", json={})

    def close(self):
        self.app.extensions["local_intuit"].store.close()


@pytest.fixture
def fresh(planted, tmp_path):
    """Makes fresh copies of the seed companies."""
    made = []

    def make() -> Books:
        place = tmp_path / f"copy{len(made)}"
        shutil.copytree(planted, place)
        made.append(Books(place))
        return made[-1]

    yield make
    for books in made:
        books.close()
