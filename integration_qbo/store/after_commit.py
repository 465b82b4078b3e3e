"""Run something once the host's transaction is really in.

SQLAlchemy announces a commit for a released SAVEPOINT too, and a savepoint may be
rolled back while its transaction commits.  So callbacks are kept with the
transaction they were asked in, handed to the enclosing one when it ends well, and
run when the outermost has committed.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

_WAITING = "integration_qbo.after_commit"
_COMMITTED = "integration_qbo.committed"

Callback = Callable[[], None]


def after_commit(session: Session, callback: Callback) -> None:
    """Call back after the outermost commit, if the present transaction stays.

    The callback must not use the session.
    """
    _listen_once(session)
    transaction = _present(session) or session.begin()
    _waiting(session).setdefault(transaction, []).append(callback)


def _waiting(session: Session) -> dict[SessionTransaction, list[Callback]]:
    waiting: dict[SessionTransaction, list[Callback]] = session.info.setdefault(
        _WAITING, {}
    )
    return waiting


def _listen_once(session: Session) -> None:
    for name, listener in (
        ("after_commit", _note_commit),
        ("after_transaction_end", _hand_on),
    ):
        if not event.contains(session, name, listener):
            event.listen(session, name, listener)


def _present(session: Session) -> SessionTransaction | None:
    return session.get_nested_transaction() or session.get_transaction()


def _note_commit(session: Session) -> None:
    session.info[_COMMITTED] = _present(session)


def _hand_on(session: Session, ended: SessionTransaction, **_extra: Any) -> None:
    callbacks = _waiting(session).pop(ended, [])
    has_committed = session.info.pop(_COMMITTED, None) is ended
    if not has_committed or not callbacks:
        return
    if ended.parent is not None:
        _waiting(session).setdefault(ended.parent, []).extend(callbacks)
        return
    for callback in callbacks:
        callback()
