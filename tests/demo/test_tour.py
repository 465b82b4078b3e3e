"""The tour is part of the suite: what a newcomer is shown must be true."""

import subprocess
import sys
from pathlib import Path


def test_the_story_goes_as_told():
    done = subprocess.run(
        [sys.executable, "-m", "host_app.demo.tour"],
        cwd=Path.cwd(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The story went as told" in done.stdout
