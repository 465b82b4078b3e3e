"""The one base of all our model views: deny by default, one tenant, forms guarded."""

from typing import Any, ClassVar

from flask import Blueprint, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_admin.form import BaseForm
from flask_wtf import FlaskForm
from sqlalchemy import ColumnElement, Integer, inspect

from integration_qbo.contract import Permission
from integration_qbo.manifest import MENU
from integration_qbo.runtime import KEY, Runtime, current_runtime
from integration_qbo.store import queries
from integration_qbo.store.models import Connection
from integration_qbo.views import guard, headers
from integration_qbo.views.present import Reader

_DIGITS = 9
"""As many digits as any INTEGER column holds."""


class GuardedForm(BaseForm):
    """A form that carries Flask-WTF's token, with or without the host's CSRFProtect."""

    class Meta(BaseForm.Meta, FlaskForm.Meta):
        """In this order: the other one cannot be built."""


class QboView(ModelView):
    """A list, form or page over one of our tables, for one tenant.

    `acts` names the permission of each exposed function; a function without one is
    denied to everybody.  `scope` is applied to lists, counts and single rows alike.
    """

    acts: ClassVar[dict[str, Permission]] = {
        "index_view": Permission.VIEW,
        "details_view": Permission.VIEW,
    }
    form_base_class = GuardedForm
    can_create = False
    can_edit = False
    can_delete = False
    can_export = False
    can_view_details = False
    column_display_actions = False
    can_set_page_size = False
    page_size = 50
    list_template = "integration_qbo/list.html"
    edit_template = "integration_qbo/edit.html"
    headline = ""

    def __init__(self, model: type, db: Any, *, name: str, endpoint: str) -> None:
        super().__init__(model, db, name=name, category=MENU, endpoint=endpoint)

    @property
    def extra_css(self) -> list[str]:
        """Our one style sheet."""
        return [url_for("qbo.static", filename="qbo.css")]

    @property
    def extra_js(self) -> list[str]:
        """Our one script; every screen works without it."""
        return [url_for("qbo.static", filename="qbo.js")]

    @property
    def runtime(self) -> Runtime:
        """The wired use cases."""
        return current_runtime()

    @property
    def connection(self) -> Connection:
        """The tenant's connection."""
        return queries.connection_of(self.runtime.session(), guard.present_tenant())

    @property
    def reader(self) -> Reader:
        """How figures look to this tenant."""
        return Reader(self.runtime.host.tenant_info(guard.present_tenant()))

    @property
    def company_id(self) -> int:
        """The company the tenant is connected to, or was last; 0 for none."""
        return self.connection.company_id or 0

    def scope(self) -> ColumnElement[bool]:
        """Which rows belong to the tenant's present company."""
        belongs: ColumnElement[bool] = self.model.company_id == self.company_id
        return belongs

    def get_query(self) -> Any:
        """Only the tenant's rows."""
        return super().get_query().filter(self.scope())

    def get_count_query(self) -> Any:
        """Only the tenant's rows."""
        return super().get_count_query().filter(self.scope())

    def get_list(self, page: int | None, *args: Any, **kwargs: Any) -> Any:
        """A page of rows; there is none before the first."""
        return super().get_list(max(page or 0, 0), *args, **kwargs)

    def get_one(self, id: Any) -> Any:  # noqa: A002 - Flask-Admin's name
        """The row, if it is the tenant's; what is no id of this table finds none."""
        (key,) = inspect(self.model).primary_key
        wanted: Any = id
        if isinstance(key.type, Integer):
            # PostgreSQL refuses to compare a number with text, or with one too large.
            wanted = str(id)
            if not (wanted.isascii() and wanted.isdecimal()) or len(wanted) > _DIGITS:
                return None
            wanted = int(wanted)
        return self.get_query().filter(key == wanted).one_or_none()

    def own_or_404(self, row_id: str | None) -> Any:
        """The row a form names, if it is the tenant's."""
        row = self.get_one(row_id) if row_id else None
        if row is None:
            abort(404)
        return row

    def is_accessible(self) -> bool:
        """Whether the menu shows it."""
        return KEY in current_app.extensions and guard.may(Permission.VIEW)

    def _handle_view(self, name: str, **_kwargs: Any) -> ResponseReturnValue | None:
        permission = self.acts.get(name)
        if permission is None:
            abort(404)
        instead = guard.require(permission)
        if instead is not None:
            return instead
        if request.method not in guard.LOOKS:
            guard.check_form()
        return None

    def create_blueprint(self, admin: Admin) -> Blueprint:
        """Flask-Admin's blueprint, its answers kept private."""
        made: Blueprint = super().create_blueprint(admin)
        made.after_request(headers.keep_apart)
        return made

    def render(self, template: str, **kwargs: Any) -> str:
        """Our templates know who asks and how figures look."""
        connection = self.connection
        page: str = super().render(
            template,
            **guard.arguments(),
            connection=connection,
            company=connection.company,
            reader=self.reader,
            **kwargs,
        )
        return page
