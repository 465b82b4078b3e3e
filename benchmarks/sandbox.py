"""The local Intuit: its start, a simple request, the last page of many customers.

``python -m benchmarks.sandbox``.  Server and client each have a core of their own;
beside the requests stands what a WSGI app that does nothing manages on the same server.
"""

import http.client
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psutil

from benchmarks.measuring import stopwatch, tell, typical
from integration_qbo.sandbox.testing import SMALL, LocalIntuit

STARTS = 5
SIMPLE = 1500
CROWD = 100_000
PAGE = 1000
PAGES = 15


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        first = started(place)
        starts = sorted(started(place) for _start in range(STARTS))
        with _running(place) as intuit:
            requests = simple(intuit)
        with _bare() as port:
            bare = rate(port, "/", {}, SIMPLE)
        with _running(place) as intuit:
            with stopwatch() as crowd:
                intuit.control("crowd", realm_id=SMALL, count=CROWD)
            first_page, last_page = pages(intuit)
    tell(
        "sandbox",
        {
            "first_start_with_seeds_seconds": first,
            "start_seconds": starts[STARTS // 2],
            "requests_a_second_on_one_core": requests,
            "bare_app_requests_a_second_on_one_core": bare,
            "bare_app_to_local_intuit": bare / requests,
            "customers_made": CROWD,
            "customers_made_seconds": crowd.seconds,
            "first_page_seconds": first_page,
            "last_page_seconds": last_page,
            "last_page_to_first": last_page / first_page,
        },
    )


def started(place: Path) -> float:
    """From the command to the first answer, in seconds."""
    with stopwatch() as watch:
        intuit = LocalIntuit(place)
        intuit.asked("clock")
    intuit.stop()
    return watch.seconds


def simple(intuit: LocalIntuit) -> float:
    """Reads of one customer a second, over one kept-alive connection."""
    port = urlsplit(intuit.origin).port or 0
    company = intuit.company(SMALL)
    headers = {
        "Authorization": f"Bearer {company['access_token']}",
        "Accept": "application/json",
    }
    return rate(port, f"/v3/company/{SMALL}/customer/1", headers, SIMPLE)


def rate(port: int, path: str, headers: dict[str, str], times: int) -> float:
    """Requests a second."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    ask = _asking(connection, path, headers)
    for _warm in range(50):
        ask()
    with stopwatch() as watch:
        for _time in range(times):
            ask()
    connection.close()
    return times / watch.seconds


def pages(intuit: LocalIntuit) -> tuple[float, float]:
    """The first page of all customers and the last, in seconds."""
    api = intuit.api(SMALL)
    total = api.query("select count(*) from Customer")["totalCount"]

    def page(start: int) -> Callable[[], object]:
        statement = f"select * from Customer startposition {start} maxresults {PAGE}"  # noqa: S608 - not SQL
        return lambda: api.raw("GET", f"query?query={quote(statement)}")

    # As many objects on either page, or the last would be the quicker for it.
    return typical(page(1), PAGES), typical(page(total - PAGE + 1), PAGES)


def _asking(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str]
) -> Callable[[], None]:
    def ask() -> None:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{answer.status}: {body!r}")

    return ask


@contextmanager
def _running(place: Path) -> Iterator[LocalIntuit]:
    intuit = LocalIntuit(place)
    _one_core_each(intuit.process.pid)
    try:
        yield intuit
    finally:
        intuit.stop()


@contextmanager
def _bare() -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bare"], stdout=subprocess.PIPE, text=True
    )
    _one_core_each(process.pid)
    try:
        yield int(process.stdout.readline()) if process.stdout else 0
    finally:
        process.kill()
        process.communicate()


def _one_core_each(pid: int) -> None:
    """The server on the first core, this process on the others, where there are any."""
    if not hasattr(psutil.Process, "cpu_affinity"):
        return
    cores = psutil.Process().cpu_affinity() or []
    if len(cores) > 1:
        psutil.Process(pid).cpu_affinity(cores[:1])
        psutil.Process().cpu_affinity(cores[1:])


if __name__ == "__main__":
    main()
