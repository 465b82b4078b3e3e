"""How a worker of a test's own dies at a named step of a push."""

import os
import signal

from requests.adapters import HTTPAdapter
from sqlalchemy import event

STEPS = ("claim", "bind", "begin", "finish")
POINTS = [
    *(f"{moment} {step}" for step in STEPS for moment in ("before", "after")),
    *("before send", "after send"),
]
"""Before and after the commit of each step, and of the request between them."""


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def step_of(statements):
    """Which step of a push a transaction is, by what it wrote."""
    for statement, parameters in statements:
        if not statement.startswith("UPDATE qbo_delivery"):
            continue
        told = str(parameters)
        if "claims=(qbo_delivery.claims" in statement:
            return "claim"
        if "'pushed'" in told:
            return "finish"
        if "'sending'" in told:
            return "begin"
        if "payload=" in statement:
            return "bind"
    return ""


def die_at(engine, point):
    """Die before or after the commit of a step, or before or after the request."""
    moment, _, step = point.partition(" ")
    if step == "send":
        _die_at_the_request(moment)
    else:
        _die_at_the_commit(engine, moment, step)


def _die_at_the_commit(engine, moment, step):
    statements, committed = [], []

    @event.listens_for(engine, "begin")
    def _begin(_connection):
        statements.clear()

    @event.listens_for(engine, "before_cursor_execute")
    def _execute(_connection, _cursor, statement, parameters, _context, _many):
        statements.append((statement, parameters))

    @event.listens_for(engine, "commit")
    def _commit(_connection):
        if step_of(statements) == step:
            if moment == "before":
                die()
            committed.append(step)

    @event.listens_for(engine, "checkin")
    def _checkin(_connection, _record):
        if committed:
            die()


def _die_at_the_request(moment):
    send = HTTPAdapter.send

    def sending(self, request, **more):
        if request.method != "POST" or "/invoice?" not in request.url:
            return send(self, request, **more)
        if moment == "before":
            die()
        send(self, request, **more)
        die()
        return None

    HTTPAdapter.send = sending
