"""Wait for a turn before a request, so that a company's limit is never met."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from integration_qbo.config import Timings
from integration_qbo.errors import Cause, RetryLater
from integration_qbo.store.clock import Clock
from integration_qbo.store.pace import take_turn

_AHEAD = 2
_PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class PaceCompany:
    """One turn at a company, shared by all workers and machines.  Commits.

    Somebody who waits at a screen may go up to two turns ahead of the queue.  Raises
    `RetryLater` when no turn comes for a long while.
    """

    session: Callable[[], Session]
    clock: Clock
    timings: Timings
    sleep: Callable[[float], None] = time.sleep

    def __call__(self, company_id: int, *, is_interactive: bool = False) -> None:
        """Wait for a turn and take it."""
        session = self.session()
        turn_ms = max(1, round(self.timings.turn * 1000))
        early_ms = _AHEAD * turn_ms if is_interactive else 0
        until = time.monotonic() + _PATIENCE
        while True:
            now_ms = round(self.clock.now().timestamp() * 1000)
            has_turn = take_turn(
                session,
                company_id,
                now_ms=now_ms,
                turn_ms=turn_ms,
                early_ms=early_ms,
            )
            session.commit()
            if has_turn:
                return
            if time.monotonic() > until:
                raise RetryLater(
                    Cause(
                        code="no_turn",
                        sentence="Other requests to this company go first.",
                        remedy="It goes on by itself.",
                    )
                )
            self.sleep(turn_ms / 2000)
