"""Where a Chromium for tests and screenshots comes from.

``python -m host_app.demo.chromium`` prints its path, installing one if it must.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from host_app.demo.processes import CannotStart

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REMEDY = (
    "No Chromium was found, and none could be installed. Install one (Debian and "
    "Ubuntu: apt-get install chromium; elsewhere: .venv/bin/playwright install "
    "chromium), or name the executable in CHROMIUM."
)


def chromium() -> Path:
    """An executable Chromium; `CannotStart` names the remedy if there is none.

    Looked for in this order: `CHROMIUM`, the PATH, Debian's package (root installs
    it), Playwright's own (downloaded).
    """
    if named := os.environ.get("CHROMIUM"):
        if not shutil.which(named):
            raise CannotStart(f"CHROMIUM names {named}, which cannot be run.")
        return Path(named)
    for found in _places():
        if found is not None:
            return found
    raise CannotStart(REMEDY)


def _places() -> Iterator[Path | None]:
    yield _on_the_path()
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install(["apt-get", "update"])
        _install(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])
        yield _on_the_path()
    yield _playwrights()
    _install([sys.executable, "-m", "playwright", "install", "chromium"])
    yield _playwrights()


def _on_the_path() -> Path | None:
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return None


def _playwrights() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _install(command: list[str]) -> None:
    """Try; whether it helped is seen by looking again.  Output goes to stderr."""
    print("$", *command, file=sys.stderr)
    subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )


if __name__ == "__main__":
    try:
        print(chromium())
    except CannotStart as sentence:
        sys.exit(str(sentence))
