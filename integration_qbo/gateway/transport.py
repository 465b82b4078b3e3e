"""The HTTP session python-quickbooks works through: ours, with limits and manners.

One connection pool for all companies, a time limit on every call, no retries, no
redirects.  What is no success is raised as one of our errors before the library
looks at it, because the library loses status, trace id and ``Retry-After``.
"""

from collections.abc import Callable
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
)

from integration_qbo.config import Timings
from integration_qbo.errors import Cause, OutcomeUnknown, RetryLater
from integration_qbo.gateway.deadline import read_whole
from integration_qbo.gateway.faults import Answer, error_of

_BEFORE_THE_FIRST_BYTE = (
    ConnectTimeoutError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
)

_READS = ("/query", "/batch")
"""What is posted and changes nothing: our batches hold queries only."""


class Transport(requests.Session):
    """A session for one company and one access token over a shared pool.

    `wait_for_turn` is called before each request and may raise.  Raises, from
    `request`: `RetryLater` when nothing was sent, `OutcomeUnknown` when a write may
    have had its effect, and what `integration_qbo.gateway.faults` reads.
    """

    def __init__(
        self,
        pool: HTTPAdapter,
        timings: Timings,
        access_token: str,
        wait_for_turn: Callable[[], None],
    ) -> None:
        super().__init__()
        self.mount("http://", pool)
        self.mount("https://", pool)
        self.access_token = access_token
        self.trace_id = ""
        self._wait_for_turn = wait_for_turn
        self._timeout = (timings.connect, timings.total)

    def request(  # type: ignore[override]
        self, method: str, url: str, **kwargs: Any
    ) -> requests.Response:
        """One call; the caller may rely on a 200 without a fault."""
        is_write = method == "POST" and not url.endswith(_READS)
        self._wait_for_turn()
        kwargs.update(timeout=self._timeout, allow_redirects=False, stream=True)
        try:
            response = super().request(method, url, **kwargs)
            read_whole(response, self._timeout[1])
        except requests.RequestException as trouble:
            raise _no_answer(trouble, is_write=is_write) from trouble
        answer = Answer(
            status=response.status_code,
            headers=response.headers,
            body=response.text,
            is_write=is_write,
        )
        self.trace_id = answer.trace_id
        error = error_of(answer)
        if error is not None:
            raise error
        return response


def _no_answer(
    trouble: requests.RequestException, *, is_write: bool
) -> RetryLater | OutcomeUnknown:
    if is_write and not _is_before_the_first_byte(trouble):
        return OutcomeUnknown(
            Cause(
                code="no_answer",
                sentence="QuickBooks did not confirm.",
                remedy="We look before anything is sent again.",
                facts={"trouble": type(trouble).__name__},
            )
        )
    return RetryLater(
        Cause(
            code="unreachable",
            sentence="QuickBooks could not be reached.",
            remedy="We try again by ourselves.",
            facts={"trouble": type(trouble).__name__},
        )
    )


def _is_before_the_first_byte(trouble: requests.RequestException) -> bool:
    for inner in trouble.args:
        reason = inner.reason if isinstance(inner, MaxRetryError) else inner
        if isinstance(reason, _BEFORE_THE_FIRST_BYTE):
            return True
    return isinstance(trouble, requests.ConnectTimeout)
