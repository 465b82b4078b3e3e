"""Unmodified Node clients, where they have been installed beside their story.

Install with ``npm install --no-package-lock --prefix tests/sandbox/clients``.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from integration_qbo.sandbox.testing import PRACTICE

CLIENTS = Path(__file__).parent / "clients"


@pytest.fixture
def told(own_intuit):
    node = shutil.which("node")
    if node is None or not (CLIENTS / "node_modules").is_dir():
        pytest.skip("node or its clients are not installed (make clients)")
    parameters = own_intuit.consent(PRACTICE)
    back = "http://localhost:9/callback?" + "&".join(
        f"{name}={value}" for name, value in parameters.items()
    )
    done = subprocess.run(
        [
            node,
            str(CLIENTS / "story.cjs"),
            json.dumps({"grants": own_intuit.grants, "back": back}),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_node_clients_authorize_and_keep_the_books(told, own_intuit):
    oauth = told["oauth"]
    assert oauth["asked"].startswith(own_intuit.urls["authorize"])
    assert (oauth["realm"], oauth["type"], oauth["changed"]) == (
        PRACTICE,
        "bearer",
        True,
    )
    assert oauth["refused"] == ("invalid_grant Incorrect or invalid refresh token")
    assert told["books"] == {
        "refreshed": "bearer",
        "renamed": "Node Pty Ltd",
        "found": ["Node Client"],
        "counted": 27,
        "total": 495,
        "replayed": True,
        "pdf": "%PDF",
        "sent": "EmailSent",
        "batch": ["Customer,bId", "QueryResponse,bId"],
        "changes": True,
        "voided": 0,
        "deleted": "Deleted",
        "refused": "6240",
    }
