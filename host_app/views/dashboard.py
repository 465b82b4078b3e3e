"""The home page: a few figures, what waits, and what the user was told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, redirect
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose
from flask_login import current_user
from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from host_app.clock import local, now
from host_app.extensions import db
from host_app.models import Client, Proposal, Status
from host_app.notices import dismiss, waiting_for
from host_app.practice import current_practice
from host_app.views.base import EVERYBODY, Guarded

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name, leading to the rows behind it."""

    label: str
    count: int
    url: str


class HomeView(Guarded, AdminIndexView):
    """The first page after signing in."""

    readers = EVERYBODY

    @expose("/")
    def index(self) -> str:
        """The home page."""
        text: str = self.render(
            "backoffice/home.html",
            practice=current_practice(),
            figures=self._figures(),
            waiting=_proposals(Status.SENT),
            accepted=_proposals(Status.ACCEPTED),
            notices=waiting_for(current_user),
        )
        return text

    @expose("/notices/<int:notice_id>/dismiss", methods=("POST",))
    def dismiss_view(self, notice_id: int) -> ResponseReturnValue:
        """Take a notice away."""
        try:
            dismiss(current_user, notice_id, now())
        except LookupError:
            abort(404)
        return redirect(self.get_url("admin.index"))

    def _figures(self) -> list[Figure]:
        proposals = "proposal.index_view"
        return [
            Figure(
                "Clients", _count(select(Client)), self.get_url("client.index_view")
            ),
            Figure(
                "Proposals awaiting acceptance",
                _count(select(Proposal).where(Proposal.status == Status.SENT)),
                self.get_url(proposals, flt0_status_equals=Status.SENT),
            ),
            Figure(
                "Accepted this month",
                _count(select(Proposal).where(Proposal.accepted_at >= _month_begin())),
                self.get_url(proposals, flt0_status_equals=Status.ACCEPTED),
            ),
        ]


def _month_begin() -> datetime:
    first = local(now()).date().replace(day=1)
    zone = ZoneInfo(current_practice().zone)
    return datetime(first.year, first.month, first.day, tzinfo=zone)


def _count(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _proposals(status: Status) -> list[Proposal]:
    newest = Proposal.accepted_at if status == Status.ACCEPTED else Proposal.number
    return list(
        db.session.scalars(
            select(Proposal)
            .where(Proposal.status == status)
            .order_by(newest.desc())
            .limit(SHOWN)
            .options(selectinload(Proposal.client), selectinload(Proposal.lines))
        )
    )
