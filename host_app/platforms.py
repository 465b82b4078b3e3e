"""The registry of accounting platforms: at most one is on for a practice."""

from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from host_app.extensions import db
from host_app.models import AccountingPlatform


def active_platform(tenant: str) -> AccountingPlatform | None:
    """The platform that is on, or `None`."""
    return db.session.get(AccountingPlatform, tenant, populate_existing=True)


def hold_active_platform(tenant: str) -> AccountingPlatform | None:
    """The platform that is on, kept on until the caller's transaction ends.

    Whoever switches it off meanwhile waits; others who ask do not.
    """
    return db.session.get(
        AccountingPlatform,
        tenant,
        populate_existing=True,
        with_for_update={"read": True},
    )


def claim_platform(tenant: str, key: str, name: str, url: str, at: datetime) -> bool:
    """Switch a platform on in the caller's transaction; `False` if another is on.

    `url` is the page where it can be switched off again.  Of two that claim at the
    same time the database lets one in: the other waits for its commit or rollback.
    Claiming one's own platform again changes nothing and is fine.
    """
    row = {"tenant": tenant, "key": key, "name": name, "url": url, "claimed_at": at}
    try:
        with db.session.begin_nested():
            db.session.execute(insert(AccountingPlatform).values(row))
    except IntegrityError:
        holder = active_platform(tenant)
        return holder is not None and holder.key == key
    return True


def release_platform(tenant: str, key: str) -> None:
    """Switch a platform off in the caller's transaction; harmless if it is not on."""
    db.session.execute(
        delete(AccountingPlatform).where(
            AccountingPlatform.tenant == tenant, AccountingPlatform.key == key
        )
    )
