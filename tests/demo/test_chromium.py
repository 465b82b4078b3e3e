"""The order in which a Chromium is looked for, seen from outside."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root installs packages")


@pytest.fixture
def path(tmp_path):
    """An empty directory that is the whole PATH."""
    directory = tmp_path / "bin"
    directory.mkdir()
    return directory


def executable(path, script="#!/bin/sh\n"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return path


def found(path, **env):
    """What the finder prints when it sees only this PATH and no network."""
    return subprocess.run(
        [sys.executable, "-m", "host_app.demo.chromium"],
        env={
            "PATH": str(path),
            "HOME": str(path),
            "PLAYWRIGHT_BROWSERS_PATH": str(path.parent / "browsers"),
            "PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:1",
            "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "1000",
            **env,
        },
        cwd=Path.cwd(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_chromium_names_it_before_all_others(path, tmp_path):
    executable(path / "chromium")
    named = executable(tmp_path / "mine")
    assert found(path, CHROMIUM=str(named)).stdout.strip() == str(named)


def test_a_chromium_that_cannot_be_run_is_named(path):
    done = found(path, CHROMIUM="/nowhere/chromium")
    assert done.returncode == 1
    assert "CHROMIUM names /nowhere/chromium" in done.stderr


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_the_path_comes_second(path, name):
    browser = executable(path / name)
    executable(path / "apt-get", "#!/bin/sh\nexit 1\n")
    done = found(path)
    assert done.stdout.strip() == str(browser)
    assert "apt-get" not in done.stderr


@AS_ROOT
def test_debians_package_comes_third(path):
    """`apt-get` here is a stand-in on the PATH that installs a stand-in."""
    executable(
        path / "apt-get",
        '#!/bin/sh\n[ "$1" = update ] && exit 0\n'
        f'echo "$@" > {path}/asked\n'
        f"printf '#!/bin/sh\\n' > {path}/chromium; /bin/chmod +x {path}/chromium\n",
    )
    done = found(path)
    assert done.stdout.strip() == str(path / "chromium")
    assert "install --yes" in (path / "asked").read_text()


def test_nothing_anywhere_names_the_remedy(path):
    executable(path / "apt-get", "#!/bin/sh\nexit 1\n")
    done = found(path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "apt-get install chromium" in done.stderr
    assert "playwright install chromium" in done.stderr
