"""The glue: the only file that knows both this back office and the QuickBooks add-on.

To take the add-on out, delete this file, its two lines in `create_app` and the one in
`migrations/env.py`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from flask import Flask
from flask_admin import Admin
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import select

from host_app import auth, notices, platforms
from host_app.clock import now
from host_app.extensions import db
from host_app.hooks import hooks_of
from host_app.models import (
    Billing,
    Client,
    Kind,
    Proposal,
    ProposalLine,
    Role,
    Service,
    TaxRate,
)
from host_app.models import User as Colleague
from host_app.practice import current_practice
from host_app.row_ids import row_id
from integration_qbo import (
    DEFAULT_TENANT,
    PLATFORM_KEY,
    Address,
    Anchor,
    BillingRule,
    CatchUp,
    ClientSnapshot,
    Deposit,
    Ending,
    Estimate,
    Every,
    Included,
    Missed,
    OnAcceptance,
    OnCompletion,
    Permission,
    Platform,
    ProposalSnapshot,
    QuickBooksOnline,
    Recurring,
    ServiceSnapshot,
    TaxRateSnapshot,
    TenantInfo,
    User,
)
from integration_qbo import ProposalLine as LineSnapshot

Row = TypeVar("Row")

MAY = {
    Role.ADMIN: frozenset(Permission),
    Role.PARTNER: frozenset(
        {
            Permission.VIEW,
            Permission.SYNC,
            Permission.APPROVE,
            Permission.CORRECT,
            Permission.VOID,
            Permission.AUDIT,
        }
    ),
    Role.BOOKKEEPER: frozenset(
        {
            Permission.VIEW,
            Permission.SYNC,
            Permission.MAP,
            Permission.APPROVE,
            Permission.CORRECT,
            Permission.SETTINGS,
        }
    ),
    Role.MEMBER: frozenset({Permission.VIEW, Permission.SYNC}),
    Role.READER: frozenset({Permission.VIEW}),
}


class BackOffice:
    """Answers the add-on's questions in the words of its contract.

    There is one practice, so the tenant that every question names is ignored.
    """

    def current_user(self) -> User | None:
        if not current_user.is_authenticated:
            return None
        return User(ref=str(current_user.id), name=current_user.name)

    def current_tenant(self) -> str:
        return DEFAULT_TENANT

    def may(self, user: User, permission: Permission, tenant: str) -> bool:
        colleague = db.session.get(Colleague, row_id(user.ref) or 0)
        if colleague is None or not colleague.is_active:
            return False
        return permission in MAY[Role(colleague.role)]

    def recently_signed_in(self, user: User) -> bool:
        return user == self.current_user() and auth.recently_signed_in()

    def tenant_info(self, tenant: str) -> TenantInfo:
        practice = current_practice()
        return TenantInfo(
            name=practice.name,
            zone=practice.zone,
            locale=practice.locale,
            country=practice.country,
            currency=practice.currency,
        )

    def client(self, tenant: str, ref: str) -> ClientSnapshot:
        return _client(_row(db.session.get(Client, row_id(ref) or 0), ref))

    def clients(
        self, tenant: str, after: str | None, limit: int
    ) -> Sequence[ClientSnapshot]:
        query = select(Client).order_by(Client.id).limit(limit)
        if after is not None:
            query = query.where(Client.id > row_id(after))
        return [_client(row) for row in db.session.scalars(query)]

    def proposal(self, tenant: str, ref: str) -> ProposalSnapshot:
        return _proposal(_row(db.session.get(Proposal, row_id(ref) or 0), ref))

    def proposals(self, tenant: str, refs: Iterable[str]) -> Sequence[ProposalSnapshot]:
        ids = [row_id(ref) for ref in refs]
        query = select(Proposal).where(
            Proposal.id.in_(ids), Proposal.accepted_at.is_not(None)
        )
        return [_proposal(row) for row in db.session.scalars(query)]

    def accepted_since(self, tenant: str, moment: datetime) -> Sequence[str]:
        query = select(Proposal.id).where(Proposal.accepted_at >= moment)
        return [str(row) for row in db.session.scalars(query.order_by(Proposal.id))]

    def tax_rates(self, tenant: str) -> Sequence[TaxRateSnapshot]:
        return [
            TaxRateSnapshot(key=row.key, name=row.name, percent=row.percent)
            for row in db.session.scalars(select(TaxRate).order_by(TaxRate.name))
        ]

    def services(self, tenant: str) -> Sequence[ServiceSnapshot]:
        return [
            ServiceSnapshot(ref=str(row.id), name=row.name, description=row.description)
            for row in db.session.scalars(select(Service).order_by(Service.name))
        ]

    def active_platform(self, tenant: str) -> Platform | None:
        row = platforms.active_platform(tenant)
        if row is None:
            return None
        return Platform(key=row.key, name=row.name, url=row.url)

    def claim_platform(self, tenant: str) -> bool:
        return platforms.claim_platform(
            tenant, PLATFORM_KEY, "QuickBooks Online", "/admin/qbo_connection/", now()
        )

    def release_platform(self, tenant: str) -> None:
        platforms.release_platform(tenant, PLATFORM_KEY)

    def notify(
        self,
        tenant: str,
        permission: Permission,
        subject: str,
        lines: Sequence[str],
        url: str,
    ) -> None:
        roles = [role for role in Role if permission in MAY[role]]
        query = select(Colleague).where(Colleague.role.in_(roles), Colleague.is_active)
        notices.tell(db.session.scalars(query), subject, lines, url, now())


def _row(found: Row | None, ref: str) -> Row:
    if found is None:
        raise LookupError(f"The back office has nothing under {ref!r}.")
    return found


def _client(row: Client) -> ClientSnapshot:
    return ClientSnapshot(
        ref=str(row.id),
        name=row.name,
        company_name="" if row.kind == Kind.INDIVIDUAL else row.name,
        given_name=row.given_name,
        family_name=row.family_name,
        email=row.email,
        phone=row.phone,
        mobile=row.mobile,
        tax_number=row.tax_number,
        billing_address=_address(row, "billing"),
        postal_address=_address(row, "postal"),
        currency=current_practice().currency,
        tax_treatment=row.tax_treatment,
        url=row.path,
    )


def _address(row: Client, kind: str) -> Address | None:
    parts = ("line1", "line2", "city", "region", "postal_code", "country")
    filled = {part: getattr(row, f"{kind}_{part}") for part in parts}
    return Address(**filled) if any(filled.values()) else None


def _proposal(row: Proposal) -> ProposalSnapshot:
    if row.accepted_at is None:
        raise LookupError(f"Proposal {row.number} is not accepted.")
    return _snapshot(row, row.accepted_at)


def _snapshot(row: Proposal, accepted_at: datetime) -> ProposalSnapshot:
    return ProposalSnapshot(
        ref=str(row.id),
        number=row.number,
        title=row.title,
        client_ref=str(row.client_id),
        currency=row.currency,
        accepted_at=accepted_at,
        starts_on=row.starts_on,
        lines=tuple(_line(line) for line in row.lines),
        url=row.path,
        renews=str(row.renews_id or ""),
    )


def _line(row: ProposalLine) -> LineSnapshot:
    return LineSnapshot(
        ref=str(row.id),
        service_ref=str(row.service_id),
        description=row.description or row.service.name,
        quantity=row.quantity,
        unit_price=row.unit_price,
        discount=row.discount,
        tax_key=row.tax_key or "",
        rule=_rule(row),
        replaces=str(row.replaces_id or ""),
    )


def _rule(row: ProposalLine) -> BillingRule:
    match Billing(row.billing):
        case Billing.ON_ACCEPTANCE:
            return OnAcceptance()
        case Billing.ON_COMPLETION:
            return OnCompletion()
        case Billing.ESTIMATE:
            return Estimate(lowest=row.lowest, highest=row.highest)
        case Billing.DEPOSIT:
            return Deposit(amount=row.deposit_amount, percent=row.deposit_percent)
        case Billing.INCLUDED:
            return Included()
        case Billing.RECURRING | Billing.INSTALMENTS:
            return Recurring(
                every=Every(row.every_unit),
                count=row.every_count,
                anchor=Anchor(row.counts_from),
                ends_on=row.ends_on,
                occurrences=row.occurrences,
                in_arrears=row.in_arrears,
                in_instalments=row.billing == Billing.INSTALMENTS,
                catch_up=CatchUp(row.missed),
            )


quickbooks = QuickBooksOnline(host=BackOffice(), db=db)


def init_app(app: Flask, admin: Admin) -> None:
    """Add QuickBooks to the app, and tell it what happens here."""
    quickbooks.init_app(app, admin=admin)
    hooks = hooks_of(app)
    hooks.proposal_accepted.append(
        lambda row: quickbooks.proposal_accepted(str(row.id))
    )
    hooks.proposal_ended.append(
        lambda row: quickbooks.proposal_ended(str(row.id), ending=Ending(row.ends_as))
    )
    hooks.proposal_paused.append(lambda row: quickbooks.proposal_paused(str(row.id)))
    hooks.proposal_resumed.append(
        lambda row, bills: quickbooks.proposal_resumed(
            str(row.id), Missed.BILL if bills else Missed.SKIP
        )
    )
    hooks.service_completed.append(
        lambda row: quickbooks.service_completed(
            str(row.proposal_id), str(row.id), row.completed_on, row.final_price
        )
    )
    hooks.proposal_panels.append(_schedule)


def _schedule(row: Proposal) -> Markup:
    """What will be billed: as if accepted now, while the client thinks it over."""
    snapshot = _snapshot(row, row.accepted_at or quickbooks.business_now())
    return quickbooks.schedule(snapshot, is_accepted=row.accepted_at is not None)
