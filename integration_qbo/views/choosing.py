"""A list whose rows are chosen in place: one select a row, one Save for all."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import select

from integration_qbo.contract import Permission
from integration_qbo.store import queries
from integration_qbo.views import guard
from integration_qbo.views.base import QboView

Option = tuple[str, str]


class ChoosingView(QboView):
    """Base of the tax map and the service map.

    `chosen` names the column that holds QuickBooks' id, `causes` what choosing mends.
    """

    acts: ClassVar[dict[str, Permission]] = {
        "index_view": Permission.VIEW,
        "choose": Permission.MAP,
    }
    list_template = "integration_qbo/choosing.html"
    chosen = ""
    causes: tuple[str, ...] = ()
    none_label = "Choose …"

    def options(self) -> Sequence[Option]:
        """What may be chosen: id and label."""
        raise NotImplementedError

    def chosen_of(self, row: Any) -> str:
        """What is chosen for a row, as the value of an option."""
        return getattr(row, self.chosen) or ""

    def choose_for(self, row: Any, value: str) -> None:
        """Take a choice over."""
        setattr(row, self.chosen, value or None)

    def render(self, template: str, **kwargs: Any) -> str:
        """The page knows whether anything can be chosen at all."""
        return super().render(
            template,
            may_choose=guard.may(Permission.MAP),
            has_options=bool(self.options()),
            **kwargs,
        )

    def select_in(self, row: Any, label: str) -> Markup:
        """The row's control."""
        present = self.chosen_of(row)
        options = [("", self.none_label), *self.options()]
        if present and present not in {value for value, _text in options}:
            options.append((present, f"no longer available ({present})"))
        choices = Markup("").join(
            Markup('<option value="{}"{}>{}</option>').format(
                value, Markup(" selected") if value == present else "", text
            )
            for value, text in options
        )
        disabled = "" if guard.may(Permission.MAP) else Markup(" disabled")
        return Markup(
            '<select class="form-control form-control-sm qbo-choice" name="choice-{}"'
            ' aria-label="{}"{}>{}</select>'
        ).format(row.id, label, disabled, choices)

    @expose("/choose", methods=["POST"])
    def choose(self) -> ResponseReturnValue:
        """Save what changed; anything that is not on offer is refused, and says so."""
        offered = {value for value, _label in self.options()}
        session = self.runtime.session()
        rows = {
            str(row.id): row
            for row in session.scalars(select(self.model).where(self.scope()))
        }
        changed = 0
        for name, value in request.form.items():
            row = rows.get(name.removeprefix("choice-"))
            if not name.startswith("choice-") or row is None:
                continue
            if value == self.chosen_of(row):
                continue
            if value and value not in offered:
                session.rollback()
                flash(
                    f"What was chosen for “{row.name}” is not in QuickBooks' list any"
                    " more. Nothing was saved; choose again.",
                    "error",
                )
                return redirect(url_for(".index_view"))
            self.choose_for(row, value)
            changed += 1
        mended = self.runtime.mend(self.company_id, self.causes, who=guard.signature())
        session.commit()
        flash(_result(changed, mended), "success")
        return redirect(url_for(".index_view"))

    def facts(self, kind: Any) -> Mapping[str, Any]:
        """A short list by id, read once a page."""
        return {
            entry.qbo_id: entry
            for entry in queries.references(
                self.runtime.session(), self.company_id, kind
            )
        }


def _result(changed: int, mended: int) -> str:
    if not changed:
        return "Nothing was changed."
    saved = f"{changed} choice{'s' if changed != 1 else ''} saved."
    if not mended:
        return saved
    return f"{saved} Blocked invoices tried again: {mended}."
