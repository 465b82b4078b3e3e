"""The process: loopback only, quick, quiet, light."""

import json
import subprocess
import sys

import requests

COMMAND = [sys.executable, "-m", "integration_qbo.sandbox", "--port", "0"]
LIGHT = """
import sys
import integration_qbo.sandbox.__main__, integration_qbo.sandbox.app
heavy = {"sqlalchemy", "flask_admin", "quickbooks", "authlib", "rq", "redis",
         "cryptography", "requests", "flask_login"}
loaded = {name.split(".")[0] for name in sys.modules}
others = [name for name in sys.modules if name.startswith("integration_qbo.")
          and not name.startswith("integration_qbo.sandbox")]
print(sorted(heavy & loaded), others)
"""


def test_it_refuses_to_listen_to_the_network(tmp_path):
    done = subprocess.run(
        [*COMMAND, "--data", str(tmp_path), "--host", "0.0.0.0"],  # noqa: S104
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "loopback" in done.stderr


def test_it_loads_nothing_else_of_the_add_on_and_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[] []"


def test_a_taken_port_is_a_clear_sentence(intuit, tmp_path):
    port = intuit.origin.rsplit(":", 1)[1]
    done = subprocess.run(
        [*COMMAND[:-1], port, "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr


def test_the_grants_file_is_for_its_owner_only(intuit):
    path = intuit.data / "grants.json"
    assert path.stat().st_mode & 0o077 == 0
    grants = json.loads(path.read_text())
    assert set(grants) == {"client_id", "client_secret", "companies", "urls"}
    assert set(grants["urls"]) == {
        "discovery",
        "authorize",
        "token",
        "revoke",
        "userinfo",
        "jwks",
        "api",
    }
    assert {c["country"] for c in grants["companies"]} == {"AU", "US", "GB", "CA"}


def test_only_this_machine_is_answered(intuit):
    answer = requests.get(intuit.origin, headers={"Host": "evil.example"}, timeout=5)
    assert answer.status_code == 403


def test_a_form_from_another_site_cannot_steer_it(intuit):
    answer = requests.post(
        f"{intuit.origin}/_control/clock", data={"advance_seconds": "9"}, timeout=5
    )
    assert answer.status_code == 400
