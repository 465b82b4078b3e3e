"""Telling users something: a notice on the home page until they dismiss it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from host_app.extensions import db
from host_app.models import Notice, User


def tell(
    users: Iterable[User], subject: str, lines: Sequence[str], url: str, at: datetime
) -> None:
    """Leave the notice for each of them in the caller's transaction."""
    db.session.add_all(
        Notice(
            user_id=user.id,
            subject=subject,
            body="\n".join(lines),
            url=url,
            created_at=at,
        )
        for user in users
    )
    db.session.flush()


def waiting_for(user: User) -> Sequence[Notice]:
    """What a user has not dismissed, the newest first."""
    return db.session.scalars(
        select(Notice)
        .where(Notice.user_id == user.id, Notice.dismissed_at.is_(None))
        .order_by(Notice.created_at.desc(), Notice.id.desc())
    ).all()


def dismiss(user: User, notice_id: int, at: datetime) -> None:
    """Take a user's own notice off the home page, and commit."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or notice.user_id != user.id:
        raise LookupError(notice_id)
    notice.dismissed_at = at
    db.session.commit()
