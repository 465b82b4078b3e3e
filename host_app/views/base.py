"""What all screens share: who may see them, their forms, how they list and show."""

import logging
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from flask import abort, flash, request
from flask.typing import ResponseReturnValue
from flask_admin.contrib.sqla import ModelView
from flask_admin.form import BaseForm
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import Integer, func, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.exc import IntegrityError
from wtforms.validators import ValidationError

from host_app.extensions import db, login_manager
from host_app.models import Role
from host_app.row_ids import row_id

EVERYBODY = frozenset(Role)
STAFF = EVERYBODY - {Role.READER}
ADMINS = frozenset({Role.ADMIN})
NOBODY: frozenset[Role] = frozenset()

TAKEN = "Somebody saved the same in the meantime. Nothing was saved; try again."
FAILED = "That did not work. Nothing was saved; the details are in the log."

log = logging.getLogger(__name__)

_CHANGING = {"create_view", "edit_view", "delete_view", "action_view", "ajax_update"}


class Guarded:
    """Denies unless the class says who may; a view that says nothing is shut."""

    readers: ClassVar[frozenset[Role]] = NOBODY
    writers: ClassVar[frozenset[Role]] = NOBODY

    def is_accessible(self) -> bool:
        """Whether the signed-in user may see the view."""
        return current_user.is_authenticated and current_user.role in self.readers

    def may_change(self) -> bool:
        """Whether the signed-in user may change what the view shows."""
        return current_user.is_authenticated and current_user.role in self.writers

    def inaccessible_callback(self, name: str, **_: Any) -> ResponseReturnValue:
        """Send strangers to the sign-in page; tell the others that they may not."""
        del name
        if not current_user.is_authenticated:
            return cast("ResponseReturnValue", login_manager.unauthorized())
        return abort(403)


class BackOfficeForm(BaseForm):
    """A form with Flask-WTF's token.

    Flask-Admin's own `SecureForm` uses the same field name for another token, so that
    it and `CSRFProtect` reject each other's submissions.
    """

    class Meta(BaseForm.Meta, FlaskForm.Meta):
        """Token settings of Flask-WTF on Flask-Admin's form."""


class BackOfficeView(Guarded, ModelView):
    """A list, details and forms over one table."""

    form_base_class = BackOfficeForm
    list_template = "backoffice/list.html"
    details_template = "backoffice/details.html"
    create_template = "backoffice/form.html"
    edit_template = "backoffice/form.html"

    can_view_details = True
    can_export = False
    column_display_actions = False
    named_filter_urls = True
    page_size = 25

    thing: ClassVar[str]
    """What one row is called, in the middle of a sentence."""

    things: ClassVar[str] = ""
    """What several rows are called; empty for the screen's name."""

    explanation: ClassVar[str] = ""
    """One sentence below the heading."""

    empty_sentence: ClassVar[str] = ""
    """What will be here, and how it gets here."""

    numeric_columns: ClassVar[frozenset[str]] = frozenset()
    """Columns aligned to the right."""

    tally_column: ClassVar[str] = ""
    """A column with few values; the list offers each with its count as a filter."""

    tally_words: ClassVar[dict[Any, str]] = {}

    form_groups: ClassVar[Sequence[tuple[str, Sequence[str]]]] = ()
    """The fields of the form under their headings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, db, **kwargs)

    @property
    def can_create(self) -> bool:
        """Offered to those who may change something."""
        return self.may_change()

    @property
    def can_edit(self) -> bool:
        """Offered to those who may change something."""
        return self.may_change()

    @property
    def can_delete(self) -> bool:
        """Offered nowhere, unless a screen says so."""
        return False

    def _handle_view(self, name: str, **kwargs: Any) -> ResponseReturnValue | None:
        refusal = super()._handle_view(name, **kwargs)
        if refusal is None and name in _CHANGING and not self.may_change():
            abort(403)
        return cast("ResponseReturnValue | None", refusal)

    def get_one(self, id: str) -> Any:  # noqa: A002  # Flask-Admin's name
        """One row, found among those this view may show; `None` if there is none."""
        key = sa_inspect(self.model).primary_key[0]
        value = row_id(id) if isinstance(key.type, Integer) else id
        return self.get_query().filter(key == value).one_or_none()

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:  # noqa: FBT001, FBT002  # Flask-Admin's signature
        """After saving, show what was saved."""
        del is_created
        return str(self.get_url(".details_view", id=self.get_pk_value(model)))

    def handle_view_exception(self, exc: Exception) -> bool:
        """Say what went wrong in a sentence; what nobody foresaw goes to the log."""
        if isinstance(exc, ValidationError):
            flash(str(exc), "error")
        elif isinstance(exc, IntegrityError):
            flash(TAKEN, "error")
        else:
            log.error("Saving failed.", exc_info=exc)
            flash(FAILED, "error")
        return True

    def form_trail(self) -> str:
        """Where the link above a form leads back to, in words."""
        return str(self.name)

    def tallies(self) -> list[tuple[str, str, int, bool]]:
        """Label, address, count and "is chosen" of each value, all rows first."""
        if not self.tally_column:
            return []
        column = getattr(self.model, self.tally_column)
        rows = db.session.execute(select(column, func.count()).group_by(column))
        counts = {row[0]: row[1] for row in rows}
        argument = f"flt0_{column.key}_equals"
        chosen = next(
            (v for k, v in request.args.items() if k.endswith(f"{column.key}_equals")),
            None,
        )
        here = self.get_url(".index_view")
        return [("All", here, sum(counts.values()), chosen is None)] + [
            (
                words,
                self.get_url(".index_view", **{argument: value}),
                counts.get(value, 0),
                chosen == value,
            )
            for value, words in self.tally_words.items()
        ]

    def get_empty_list_message(self) -> str:
        """Teach, or say that the search found nothing."""
        if request.args.get("search") or len(request.args) > 0:
            return f"No {self.thing} matches. Clear the search to see all of them."
        return self.empty_sentence
