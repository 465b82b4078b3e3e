"""The checklist before Enable, and confirming, enabling and disabling a company."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from integration_qbo.contract import Host
from integration_qbo.domain.advice import Advice
from integration_qbo.domain.connection import (
    CONFIRMED,
    Act,
    SetUpStep,
    Status,
    missing,
    require,
)
from integration_qbo.domain.delivery import WORKABLE, Hold
from integration_qbo.errors import Cause, NotNow
from integration_qbo.services.check_company import blocking, check_company
from integration_qbo.services.connect_company import refuse_other_platform
from integration_qbo.services.doorbell import Doorbell
from integration_qbo.store import queries
from integration_qbo.store.after_commit import after_commit
from integration_qbo.store.clock import Clock
from integration_qbo.store.models import Company, Connection, Delivery, Invoice, Kind

_QUEUE = [state.value for state in WORKABLE]


def advice_of(session: Session, host: Host, connection: Connection) -> list[Advice]:
    """What the doctor says of the connection's company; nothing without one."""
    if connection.company is None:
        return []
    currency = host.tenant_info(connection.tenant).currency
    return check_company(session, connection.company, currency=currency)


def check_list(
    session: Session, connection: Connection, in_the_way: Sequence[Advice]
) -> list[SetUpStep]:
    """What stands before Enable, in the order a person does it."""
    company = connection.company
    is_confirmed = Status(connection.status) in CONFIRMED
    if company is None:
        return []
    settings = queries.settings_of(session, company.id)
    item = queries.reference(session, company.id, Kind.ITEM, settings.default_item_id)
    unmapped = queries.unmapped_rates(session, company.id)
    names = ", ".join(rate.name for rate in unmapped)
    is_read = company.refreshed_at is not None
    return [
        SetUpStep(
            key="company",
            label="Company confirmed",
            is_done=is_confirmed,
            hint=f"Is {company.name} the right one?",
        ),
        SetUpStep(
            key="lists",
            label="QuickBooks' lists read",
            is_done=is_read,
            hint="This happens by itself; Sync starts it now.",
        ),
        SetUpStep(
            key="item",
            label="Default product/service chosen",
            is_done=item is not None and item.is_active,
            hint="It decides the income account of services without their own.",
        ),
        SetUpStep(
            key="tax",
            label="Tax rates mapped",
            is_done=is_read and (not settings.charges_tax or not unmapped),
            hint=f"Not mapped yet: {names}." if names else "Every rate has a tax code.",
        ),
        *_numbering(company, settings.number_prefix),
        *_doctor(in_the_way),
    ]


def _doctor(in_the_way: Sequence[Advice]) -> list[SetUpStep]:
    if not in_the_way:
        return []
    return [
        SetUpStep(
            key="doctor",
            label="Nothing in the way",
            is_done=False,
            hint=" ".join(f"{each.sentence} {each.remedy}" for each in in_the_way),
        )
    ]


def _numbering(company: Company, prefix: str) -> list[SetUpStep]:
    if not company.custom_numbers:
        return []
    return [
        SetUpStep(
            key="numbering",
            label="Invoice numbers chosen",
            is_done=bool(prefix),
            hint=(
                "Custom transaction numbers are on in QuickBooks, so it leaves the"
                " number to us: give a prefix."
            ),
        )
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """What waits for a person's word before it is sent."""

    count: int
    oldest_on: datetime | None


def waiting(session: Session, company_id: int) -> Waiting:
    """Invoices held by a disable, disconnect or lost connection."""
    count, oldest = session.execute(
        select(func.count(), func.min(Invoice.created_at)).where(
            Invoice.company_id == company_id,
            Invoice.held_because == Hold.WAITING.value,
            Invoice.state.in_(_QUEUE),
        )
    ).one()
    return Waiting(count=count, oldest_on=oldest)


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """What waits for a company the tenant is not connected to now."""

    company: Company
    count: int


def waiting_elsewhere(
    session: Session, tenant: str, company_id: int | None
) -> list[Elsewhere]:
    """Invoices planned for other companies: never sent to the present one."""
    rows = session.execute(
        select(Company, func.count(Invoice.id))
        .join(Invoice, Invoice.company_id == Company.id)
        .where(
            Company.tenant == tenant,
            Company.id != (company_id or 0),
            Invoice.state.in_(_QUEUE),
        )
        .group_by(Company.id)
        .order_by(Company.name)
    )
    return [Elsewhere(company=company, count=count) for company, count in rows]


def hold_queue(session: Session, company_id: int) -> int:
    """Hold what is queued until somebody releases it; how many invoices that is."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.company_id == company_id,
            Delivery.state.in_(_QUEUE),
            Delivery.held_because == "",
        )
        .values(held_because=Hold.WAITING.value)
        .execution_options(synchronize_session=False)
    )
    return waiting(session, company_id).count


@dataclass(frozen=True, slots=True)
class ConfirmCompany:
    """*Yes, use it*: claims the platform and asks for the first refresh.  Commits."""

    session: Callable[[], Session]
    clock: Clock
    host: Host
    doorbell: Doorbell

    def __call__(self, tenant: str) -> None:
        """Confirm."""
        session = self.session()
        connection = queries.connection_of(session, tenant)
        require(Status(connection.status), Act.CONFIRM)
        if not self.host.claim_platform(tenant):
            session.rollback()
            refuse_other_platform(self.host, tenant)
            raise NotNow(
                Cause(
                    code="platform_busy",
                    sentence="The accounting platform is being switched elsewhere.",
                    remedy="Try again in a moment.",
                )
            )
        now = self.clock.now()
        connection.status = Status.SET_UP.value
        connection.status_since = now
        connection.refresh_requested_at = now
        connection.next_refresh_at = now
        if connection.company is not None:
            queries.settings_of(session, connection.company.id)
            hold_queue(session, connection.company.id)
        connection_id = connection.id
        after_commit(session, lambda: self.doorbell.refresh_reference(connection_id))
        session.commit()


@dataclass(frozen=True, slots=True)
class Enable:
    """*Enable QuickBooks*: from now on acceptances become invoices.  Commits.

    Raises `NotNow` naming what is missing on the checklist.
    """

    session: Callable[[], Session]
    clock: Clock
    host: Host

    def __call__(self, tenant: str) -> None:
        """Enable."""
        session = self.session()
        connection = queries.connection_of(session, tenant)
        require(Status(connection.status), Act.ENABLE)
        found = advice_of(session, self.host, connection)
        steps = missing(check_list(session, connection, blocking(found)))
        if steps:
            named = "; ".join(f"{step.label.lower()} ({step.hint})" for step in steps)
            raise NotNow(
                Cause(
                    code="set_up_incomplete",
                    sentence="QuickBooks cannot be enabled yet.",
                    remedy=f"Still to do: {named}",
                )
            )
        now = self.clock.now()
        connection.status = Status.ENABLED.value
        connection.status_since = now
        connection.enabled_at = now
        if connection.go_live_at is None:
            connection.go_live_at = self.clock.business_now()
        session.commit()


@dataclass(frozen=True, slots=True)
class Disable:
    """*Disable*: the connection stays, the queue waits.  Commits."""

    session: Callable[[], Session]
    clock: Clock

    def __call__(self, tenant: str) -> int:
        """How many invoices wait now."""
        session = self.session()
        connection = queries.connection_of(session, tenant)
        require(Status(connection.status), Act.DISABLE)
        connection.status = Status.DISABLED.value
        connection.status_since = self.clock.now()
        held = hold_queue(session, connection.company_id or 0)
        session.commit()
        return held


@dataclass(frozen=True, slots=True)
class ReleaseWaiting:
    """*Send what waited*: takes the hold off and rings.  Commits."""

    session: Callable[[], Session]
    doorbell: Doorbell

    def __call__(self, tenant: str) -> int:
        """How many invoices go on."""
        session = self.session()
        connection = queries.connection_of(session, tenant)
        if Status(connection.status) is not Status.ENABLED:
            raise NotNow(
                Cause(
                    code="not_enabled",
                    sentence="QuickBooks is not enabled.",
                    remedy="Enable it first; then what waited can be sent.",
                )
            )
        company_id = connection.company_id or 0
        count = waiting(session, company_id).count
        first = session.scalar(
            select(Delivery.id).where(
                Delivery.company_id == company_id,
                Delivery.held_because == Hold.WAITING.value,
            )
        )
        session.execute(
            update(Delivery)
            .where(
                Delivery.company_id == company_id,
                Delivery.held_because == Hold.WAITING.value,
            )
            .values(held_because="")
            .execution_options(synchronize_session=False)
        )
        if first is not None:
            ring = str(first)
            after_commit(session, lambda: self.doorbell.push_invoice(ring))
        session.commit()
        return count
