"""How something is timed, and how its figures are told."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Stopwatch:
    """Seconds since it was started; stands still once the block ended."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._took: float | None = None

    @property
    def seconds(self) -> float:
        """How long it ran, or runs."""
        if self._took is not None:
            return self._took
        return time.perf_counter() - self._began

    def stop(self) -> None:
        """Stand still."""
        self._took = self.seconds


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Time a block."""
    watch = Stopwatch()
    try:
        yield watch
    finally:
        watch.stop()


def typical(act: Callable[[], object], times: int) -> float:
    """The median of so many runs, in seconds; one that is not counted comes first."""
    act()
    taken = []
    for _time in range(times):
        with stopwatch() as watch:
            act()
        taken.append(watch.seconds)
    return statistics.median(taken)


def tell(name: str, figures: dict[str, Any]) -> None:
    """A line a figure for people, and all of them as one line of JSON at last."""
    rounded = {
        key: round(value, 4) if isinstance(value, float) else value
        for key, value in figures.items()
    }
    for key, value in rounded.items():
        sys.stdout.write(f"{key.replace('_', ' '):48} {value}\n")
    sys.stdout.write(json.dumps({"benchmark": name, **rounded}) + "\n")
