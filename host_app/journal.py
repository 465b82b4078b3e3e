"""The sales journal: the back office's own, small accounting platform.

While it is switched on, each acceptance writes its lines down, to be downloaded as a
file for whoever keeps the books.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

from flask import Flask
from sqlalchemy import select

from host_app import platforms
from host_app.clock import local
from host_app.extensions import db
from host_app.hooks import hooks_of
from host_app.models import (
    DEFAULT_TENANT,
    AccountingPlatform,
    Billing,
    CountsFrom,
    JournalEntry,
    Proposal,
    ProposalLine,
)

KEY = "journal"
NAME = "Sales journal"
PATH = "/admin/journal/"

HEADINGS = (
    *("Date", "Proposal", "Client", "Service", "Billed"),
    *("Net", "Tax", "Tax amount", "Total", "Currency"),
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  # spreadsheets take the wide ones, too


class OtherPlatformOn(Exception):  # noqa: N818  # a refusal is not an error
    """Another platform is switched on; the message says which."""


def init_app(app: Flask) -> None:
    """Listen to acceptances."""
    hooks_of(app).proposal_accepted.append(write_down)


def is_on(platform: AccountingPlatform | None) -> bool:
    """Whether the platform that is on is the journal."""
    return platform is not None and platform.key == KEY


def switch_on(at: datetime) -> None:
    """Claim the one place for accounting platforms, and commit.

    Raises `OtherPlatformOn` if somebody has it; switching on twice is fine.
    """
    while not platforms.claim_platform(DEFAULT_TENANT, KEY, NAME, PATH, at):
        # Whoever had it may leave between the two questions.
        holder = platforms.active_platform(DEFAULT_TENANT)
        name = holder.name if holder else None
        db.session.rollback()
        if name is not None:
            raise OtherPlatformOn(f"{name} is switched on.")
    db.session.commit()


def switch_off() -> None:
    """Make room for another platform, and commit; what is written down stays."""
    platforms.release_platform(DEFAULT_TENANT, KEY)
    db.session.commit()


def write_down(proposal: Proposal) -> None:
    """Add the lines of a proposal being accepted, in the caller's transaction.

    Does nothing while the journal is off.  Lines billed repeatedly are written down
    with their first period; one that ends before it begins, or that waits for its
    completion, is left out.
    """
    if not is_on(platforms.hold_active_platform(DEFAULT_TENANT)):
        return
    db.session.add_all(
        JournalEntry(
            dated_on=dated_on,
            proposal=proposal,
            line_id=line.id,
            proposal_number=proposal.number,
            client_name=proposal.client.name,
            text=line.description or line.service.name,
            rhythm=line.rhythm,
            tax_name=line.tax_rate.name if line.tax_rate else "",
            net=line.net,
            tax=line.tax,
            currency=proposal.currency,
        )
        for line in proposal.lines
        if (dated_on := _first_day(proposal, line)) is not None
    )
    db.session.flush()


def entries() -> Iterable[JournalEntry]:
    """Everything written down, the oldest first."""
    return db.session.scalars(
        select(JournalEntry).order_by(JournalEntry.dated_on, JournalEntry.id)
    )


def as_csv(rows: Iterable[JournalEntry]) -> str:
    """The entries as a spreadsheet reads them; text is never taken for a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for row in rows:
        texts = (row.proposal_number, row.client_name, row.text, row.rhythm)
        writer.writerow(
            [
                row.dated_on.isoformat(),
                *map(_harmless, texts),
                row.net,
                _harmless(row.tax_name),
                *(row.tax, row.total, row.currency),
            ]
        )
    return file.getvalue()


def _first_day(proposal: Proposal, line: ProposalLine) -> date | None:
    if proposal.accepted_at is None:
        raise ValueError(f"{proposal.number} is not accepted.")
    first = local(proposal.accepted_at).date()
    if line.billing == Billing.ON_ACCEPTANCE:
        return first
    if line.billing != Billing.RECURRING:
        return None
    if line.counts_from == CountsFrom.START:
        first = proposal.starts_on or first
    return None if line.ends_on is not None and line.ends_on < first else first


def _harmless(text: str) -> str:
    """A text that a spreadsheet would calculate gets an apostrophe before it."""
    risky = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if risky else text
