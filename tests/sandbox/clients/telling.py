"""Knows how a client's script says what it does: one line per operation."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Telling:
    """Prints one line per operation; the first deviation ends the script."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.count = 0

    @contextmanager
    def __call__(self, operation: str) -> Iterator[None]:
        """Say how an operation went; what it raises goes on and ends the script."""
        try:
            yield
        except BaseException:
            self._say("DIFFERS", operation)
            raise
        self.count += 1
        self._say("ok", operation)

    def done(self) -> None:
        """Say how many operations agreed."""
        self._say("done", f"{self.count} operations")

    def _say(self, word: str, operation: str) -> None:
        sys.stdout.write(f"{word:8}{self.client}: {operation}\n")
        sys.stdout.flush()
