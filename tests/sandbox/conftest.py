"""Starts real local Intuits for the tests, one process each."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

AU = "9341454210000101"
SMALL = "9341454210000102"
US = "9341454210000201"
ACCOUNTING = "com.intuit.quickbooks.accounting"


class LocalIntuit:
    """A running process and what a client needs to know of it."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data = data
        self._arguments = arguments
        self.start()

    def start(self) -> None:
        path = self.data / "grants.json"
        path.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "integration_qbo.sandbox",
                "--port",
                "0",
                "--data",
                str(self.data),
                "--grants",
                str(path),
                *self._arguments,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONWARNINGS": "error"},
        )
        deadline = time.monotonic() + 20
        while not path.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise RuntimeError(self.process.communicate()[1].decode())
            time.sleep(0.02)
        self.grants = json.loads(path.read_text())
        self.urls = self.grants["urls"]
        self.origin = self.urls["api"]

    def stop(self) -> int:
        self.process.terminate()
        self.process.communicate(timeout=10)
        return self.process.returncode

    def company(self, realm: str) -> dict[str, str]:
        return next(c for c in self.grants["companies"] if c["realm_id"] == realm)

    def control(self, path: str, **body: object) -> dict:
        answer = requests.post(f"{self.origin}/_control/{path}", json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def asked(self, path: str, **parameters: object) -> dict:
        answer = requests.get(
            f"{self.origin}/_control/{path}", params=parameters, timeout=10
        )
        answer.raise_for_status()
        return answer.json()

    def code(self, realm: str = AU, **more: str) -> dict[str, str]:
        """Consent without a browser; return the parameters sent back."""
        wanted = {
            "realm_id": realm,
            "redirect_uri": "http://localhost:9/callback",
            "state": "s",
        } | more
        location = self.control("authorize", **wanted)["location"]
        return dict(
            pair.split("=", 1) for pair in location.partition("?")[2].split("&")
        )


class Api:
    """The accounting API of one company, spoken to plainly."""

    def __init__(self, intuit: LocalIntuit, realm: str) -> None:
        self.intuit = intuit
        self.realm = realm
        self.session = requests.Session()
        self.session.headers.update(
            {
                "Authorization": f"Bearer {intuit.company(realm)['access_token']}",
                "Accept": "application/json",
            }
        )
        self.base = f"{intuit.origin}/v3/company/{realm}"

    def raw(self, method: str, path: str, **more: object) -> requests.Response:
        return self.session.request(method, f"{self.base}/{path}", timeout=15, **more)

    def get(self, path: str, **parameters: str) -> dict:
        answer = self.raw("GET", path, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: object, **parameters: str) -> dict:
        answer = self.raw("POST", path, json=body, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def query(self, statement: str) -> dict:
        return self.get("query", query=statement)["QueryResponse"]

    def refused(
        self, path: str, body: object, status: int = 400, **parameters: str
    ) -> dict:
        """Post what must be refused; return the first error."""
        answer = self.raw("POST", path, json=body, params=parameters)
        assert answer.status_code == status, answer.text
        return answer.json()["Fault"]["Error"][0]


@pytest.fixture(scope="session")
def intuit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalIntuit]:
    """One local Intuit for the tests that leave no switch behind."""
    running = LocalIntuit(tmp_path_factory.mktemp("intuit"))
    yield running
    running.stop()


@pytest.fixture
def own_intuit(tmp_path: Path) -> Iterator[LocalIntuit]:
    """A local Intuit of the test's own, to change as it likes."""
    running = LocalIntuit(tmp_path)
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
def australian(intuit: LocalIntuit) -> Api:
    return Api(intuit, AU)


@pytest.fixture
def american(intuit: LocalIntuit) -> Api:
    return Api(intuit, US)
