"""Unmodified clients of strangers against the local Intuit; only addresses are set.

Each script in ``clients`` plays one client as its documentation uses it, prints a line
an operation, and ends with an error at a deviation.  Those for Node are for
``make clients``, which installs what they need.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parent / "clients"
PYTHON = ("python_oauth", "python_quickbooks", "python_entities")
NODE = ("intuit_oauth", "node_quickbooks")


def play(intuit, tmp_path, command):
    grants = tmp_path / "grants.json"
    grants.write_text(json.dumps(intuit.grants))
    done = subprocess.run(
        [*command, str(grants)],
        cwd=CLIENTS,
        # oauthlib's own switch for addresses without TLS.
        env=os.environ | {"OAUTHLIB_INSECURE_TRANSPORT": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    sys.stdout.write(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "DIFFERS" not in done.stdout
    assert "done" in done.stdout


@pytest.mark.parametrize("script", PYTHON)
def test_a_python_client_notices_no_difference(own_intuit, tmp_path, script):
    play(own_intuit, tmp_path, [sys.executable, str(CLIENTS / f"{script}.py")])


@pytest.mark.node
@pytest.mark.parametrize("script", NODE)
def test_a_node_client_notices_no_difference(own_intuit, tmp_path, script):
    node = shutil.which("node")
    assert node, "Node is not installed."
    assert (CLIENTS / "node_modules").is_dir(), "Run: make clients"
    play(own_intuit, tmp_path, [node, str(CLIENTS / f"{script}.js")])
