"""The control API, with which tests and the tour steer the local Intuit."""

from integration_qbo.sandbox.control import books, journal, running
from integration_qbo.sandbox.control.common import blueprint

__all__ = ["blueprint", "books", "journal", "running"]
