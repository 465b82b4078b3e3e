"""The practice, the people who work in it, and what they are told."""

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash

from host_app.columns import Moment
from host_app.extensions import Base

DEFAULT_TENANT = "default"
"""The key of the one practice this back office works for."""


class Role(StrEnum):
    """What somebody is here; what a role may do is said where it is asked."""

    ADMIN = "admin"
    PARTNER = "partner"
    BOOKKEEPER = "bookkeeper"
    MEMBER = "member"
    READER = "reader"


class Practice(Base):
    """The practice itself: one row."""

    __tablename__ = "practice"

    tenant: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(60))
    locale: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))


class User(UserMixin, Base):
    """Somebody who can sign in."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20), default=Role.MEMBER)
    password_hash: Mapped[str] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(default=True)

    notices: Mapped[list["Notice"]] = relationship(back_populates="user")

    def __str__(self) -> str:
        return self.name

    def set_password(self, password: str) -> None:
        """Keep only a salted hash of it."""
        self.password_hash = generate_password_hash(password)

    def has_password(self, password: str) -> bool:
        """Whether this is the user's password."""
        return check_password_hash(self.password_hash, password)


class Notice(Base):
    """Something one user was told; shown on the home page until dismissed."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(String(4000))
    url: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(Moment)
    dismissed_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship(back_populates="notices")
