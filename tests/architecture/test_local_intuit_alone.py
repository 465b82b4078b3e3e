"""The local Intuit runs without the rest of the add-on, so they share no mistake."""

import subprocess
import sys

ASK = """
import sys
import integration_qbo.sandbox.__main__
from integration_qbo.sandbox import create_app
create_app(sys.argv[1])
print("\\n".join(sorted(sys.modules)))
"""


def test_the_local_intuit_loads_nothing_else_of_the_add_on(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {
        name for name in done.stdout.split() if name.startswith("integration_qbo")
    }
    own = {name for name in loaded if name.startswith("integration_qbo.sandbox")}
    assert "integration_qbo.sandbox.app" in own
    assert loaded - own == {"integration_qbo"}
