"""Earlier acceptances: what was accepted before QuickBooks, picked one by one."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from integration_qbo.contract import Deposit, Ending, Permission, ProposalSnapshot
from integration_qbo.domain.billing import Opening
from integration_qbo.domain.snapshots import proposal_from_json
from integration_qbo.errors import QboError
from integration_qbo.runtime import Runtime
from integration_qbo.services.overview import earlier_proposals
from integration_qbo.store import queries
from integration_qbo.views import guard
from integration_qbo.views.blueprint import say
from integration_qbo.views.deciding import amount_in, day_in


class EarlierPages:
    """The pages of the invoice log about earlier acceptances; a part of that view."""

    picks: ClassVar[dict[str, Permission]] = {
        "earlier": Permission.VIEW,
        "pick": Permission.CONNECT,
    }
    runtime: Runtime
    render: Callable[..., str]

    @expose("/earlier")
    def earlier(self) -> ResponseReturnValue:
        """Every earlier acceptance, and what of it was billed elsewhere."""
        session, tenant = self.runtime.session(), guard.present_tenant()
        rows = [
            (known, name, proposal_from_json(known.snapshot))
            for known, name in earlier_proposals(session, tenant)
        ]
        return self.render(
            "integration_qbo/earlier.html", rows=rows, is_deposit=_is_deposit
        )

    @expose("/earlier/pick", methods=["POST"])
    def pick(self) -> ResponseReturnValue:
        """Bill one of them from now on."""
        session, tenant = self.runtime.session(), guard.present_tenant()
        known = queries.proposal(session, tenant, request.form.get("ref", ""))
        if known is None:
            abort(404)
        snapshot = proposal_from_json(known.snapshot)
        back = redirect(url_for(".earlier"))
        try:
            openings = _openings(snapshot, request.form)
        except ValueError as wrong:
            flash(str(wrong), "error")
            return back
        try:
            self.runtime.change_proposal.take_up(tenant, known.proposal_ref, openings)
            session.commit()
        except QboError as no:
            session.rollback()
            say(no)
        else:
            flash(f"{known.number} is billed here from now on.", "success")
        return back


def _is_deposit(line: Any) -> bool:
    return isinstance(line.rule, Deposit)


def _openings(
    snapshot: ProposalSnapshot, form: Mapping[str, str]
) -> dict[str, Opening]:
    """What the form says of each line; raises `ValueError` with a sentence."""
    asked = form.get("inside", "")
    inside = Ending(asked) if asked in set(Ending) else Ending.SKIP
    found = {}
    for number, line in enumerate(snapshot.lines):
        written = form.get(f"line-{number}", "").strip()
        if not written:
            continue
        if _is_deposit(line):
            deposit = amount_in(written)
            if deposit is None:
                raise ValueError(
                    f"Write the deposit of “{line.description}” as a number such as"
                    " 1250.00."
                )
            found[line.ref] = Opening(deposit=deposit)
        else:
            found[line.ref] = Opening(billed_up_to=_day(written, line), inside=inside)
    return found


def _day(written: str, line: Any) -> date:
    day = day_in(written)
    if day is None:
        raise ValueError(f"Give a day up to which “{line.description}” was billed.")
    return day
