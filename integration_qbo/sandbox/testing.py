"""Knows how tests start a local Intuit as a process and speak to it plainly.

For host authors: ``pytest_plugins = ["integration_qbo.sandbox.testing"]`` gives
the fixture ``local_intuit``. Needs ``requests``; nothing else of the add-on.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

PRACTICE = "9341454210000101"
SMALL = "9341454210000102"
LANDSCAPING = "9341454210000201"
PATIENCE = 30.0


class LocalIntuit:
    """A running local Intuit and what a client needs to know of it."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data = data
        self._arguments = arguments
        self.start()

    def start(self) -> None:
        """Start the process on a free port; raises RuntimeError if it ends."""
        path = self.data / "grants.json"
        path.unlink(missing_ok=True)
        command = [sys.executable, "-m", "integration_qbo.sandbox", "--port", "0"]
        command += ["--data", str(self.data), "--grants", str(path), *self._arguments]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONWARNINGS": "error"},
        )
        deadline = time.monotonic() + PATIENCE
        while not path.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise RuntimeError(self.process.communicate()[1].decode())
            time.sleep(0.02)
        self.grants = json.loads(path.read_text(encoding="utf-8"))
        self.urls: dict[str, str] = self.grants["urls"]
        self.origin = self.urls["api"]

    def stop(self) -> int:
        """End the process and return its exit status."""
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode

    def company(self, realm: str) -> dict[str, str]:
        """Return a company's entry in the grants file."""
        return next(c for c in self.grants["companies"] if c["realm_id"] == realm)

    def api(self, realm: str) -> "Api":
        """Return the accounting API of a company, with its access token."""
        return Api(self, realm)

    def control(self, path: str, /, **body: object) -> dict[str, Any]:
        """Post to the control API and return its answer."""
        answer = requests.post(
            f"{self.origin}/_control/{path}", json=body, timeout=PATIENCE
        )
        answer.raise_for_status()
        return dict(answer.json())

    def asked(self, path: str, /, **parameters: str | int) -> dict[str, Any]:
        """Ask the control API and return its answer."""
        answer = requests.get(
            f"{self.origin}/_control/{path}", params=parameters, timeout=PATIENCE
        )
        answer.raise_for_status()
        return dict(answer.json())

    def consent(self, realm: str = PRACTICE, **more: str) -> dict[str, str]:
        """Consent without a browser; return the parameters sent back."""
        wanted = {
            "realm_id": realm,
            "redirect_uri": "http://localhost:9/callback",
            "state": "state",
        } | more
        location = str(self.control("authorize", **wanted)["location"])
        return dict(parse_qsl(urlsplit(location).query))

    def token(self, **form: str) -> requests.Response:
        """Ask the token endpoint with the app's own credentials."""
        return requests.post(
            self.urls["token"],
            data=form,
            auth=(self.grants["client_id"], self.grants["client_secret"]),
            timeout=PATIENCE,
        )


class Api:
    """The accounting API of one company, spoken to without a library."""

    def __init__(self, intuit: LocalIntuit, realm: str) -> None:
        self.intuit = intuit
        self.realm = realm
        self.base = f"{intuit.origin}/v3/company/{realm}"
        self.session = requests.Session()
        self.session.headers["Accept"] = "application/json"
        self.bearer(intuit.company(realm)["access_token"])

    def bearer(self, token: str) -> None:
        """Use another access token."""
        self.session.headers["Authorization"] = f"Bearer {token}"

    def raw(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send a request and return the answer as it is."""
        more.setdefault("timeout", PATIENCE)
        return self.session.request(method, f"{self.base}/{path}", **more)

    def get(self, path: str, /, **parameters: str) -> dict[str, Any]:
        """Return the JSON of an answer that must be a success."""
        answer = self.raw("GET", path, params=parameters)
        assert answer.ok, answer.text  # noqa: S101
        return dict(answer.json())

    def post(
        self, path: str, body: Mapping[str, Any], **parameters: str
    ) -> dict[str, Any]:
        """Post JSON and return the JSON of an answer that must be a success."""
        answer = self.raw("POST", path, json=body, params=parameters)
        assert answer.ok, answer.text  # noqa: S101
        return dict(answer.json())

    def query(self, statement: str) -> dict[str, Any]:
        """Return the value of QueryResponse."""
        return dict(self.get("query", query=statement)["QueryResponse"])

    def refused(
        self, path: str, body: object, status: int = 400, **parameters: str
    ) -> dict[str, Any]:
        """Post what must be refused and return the first error."""
        answer = self.raw("POST", path, json=body, params=parameters)
        assert answer.status_code == status, answer.text  # noqa: S101
        return dict(answer.json()["Fault"]["Error"][0])


@pytest.fixture
def local_intuit(tmp_path: Path) -> Iterator[LocalIntuit]:
    """A local Intuit of the test's own."""
    running = LocalIntuit(tmp_path / "local-intuit-data")
    yield running
    if running.process.poll() is None:
        running.stop()
