"""Starts real local Intuits for the tests, one process each."""

from pathlib import Path

import pytest

from integration_qbo.sandbox.testing import LANDSCAPING, PRACTICE, LocalIntuit


@pytest.fixture(scope="session")
def intuit(tmp_path_factory):
    """One local Intuit for the tests that leave no switch behind."""
    running = LocalIntuit(tmp_path_factory.mktemp("intuit"))
    yield running
    running.stop()


@pytest.fixture
def own_intuit(tmp_path: Path):
    """A local Intuit of the test's own, to change as it likes."""
    running = LocalIntuit(tmp_path)
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
def australian(intuit):
    return intuit.api(PRACTICE)


@pytest.fixture
def american(intuit):
    return intuit.api(LANDSCAPING)
