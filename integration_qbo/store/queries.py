"""Named reads that more than one use case asks."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from integration_qbo.domain.delivery import ENDS, NEEDS_SOMEONE, Hold, State
from integration_qbo.domain.matching import Candidate, core_name, plain_name
from integration_qbo.store.models import (
    ClientMap,
    Company,
    Connection,
    Customer,
    Delivery,
    DocumentAct,
    Invoice,
    Kind,
    NewName,
    Proposal,
    Reference,
    ServiceMap,
    Setting,
    TaxMap,
)


def connection_of(session: Session, tenant: str) -> Connection:
    """The tenant's one connection row; made when it is asked for the first time."""
    found = session.scalar(select(Connection).where(Connection.tenant == tenant))
    if found is None:
        found = Connection(tenant=tenant)
        session.add(found)
        session.flush()
    return found


def settings_of(session: Session, company_id: int) -> Setting:
    """The company's settings; defaults when nobody has chosen yet."""
    found = session.get(Setting, company_id)
    if found is None:
        found = Setting(company_id=company_id)
        session.add(found)
        session.flush()
    return found


def company_by_realm(
    session: Session, tenant: str, environment: str, realm_id: str
) -> Company | None:
    """The company as this tenant knows it."""
    return session.scalar(
        select(Company).where(
            Company.tenant == tenant,
            Company.environment == environment,
            Company.realm_id == realm_id,
        )
    )


def references(
    session: Session, company_id: int, kind: Kind, *, active_only: bool = False
) -> Sequence[Reference]:
    """A short list, by name."""
    query = select(Reference).where(
        Reference.company_id == company_id, Reference.kind == kind.value
    )
    if active_only:
        query = query.where(Reference.is_active)
    return session.scalars(query.order_by(Reference.name)).all()


def reference(
    session: Session, company_id: int, kind: Kind, qbo_id: str
) -> Reference | None:
    """One entry of a short list."""
    return session.get(Reference, (company_id, kind.value, qbo_id))


def tax_map(session: Session, company_id: int, tax_key: str) -> TaxMap | None:
    """The row of one host rate."""
    return session.scalar(
        select(TaxMap).where(TaxMap.company_id == company_id, TaxMap.tax_key == tax_key)
    )


def unmapped_rates(session: Session, company_id: int) -> Sequence[TaxMap]:
    """Rates the host offers that have no tax code yet."""
    return session.scalars(
        select(TaxMap)
        .where(
            TaxMap.company_id == company_id,
            TaxMap.is_offered,
            TaxMap.qbo_tax_code_id.is_(None),
        )
        .order_by(TaxMap.id)
    ).all()


def service_map(
    session: Session, company_id: int, service_ref: str
) -> ServiceMap | None:
    """The row of one service."""
    return session.scalar(
        select(ServiceMap).where(
            ServiceMap.company_id == company_id, ServiceMap.service_ref == service_ref
        )
    )


def client_map(session: Session, company_id: int, client_ref: str) -> ClientMap | None:
    """The row of one client."""
    return session.scalar(
        select(ClientMap).where(
            ClientMap.company_id == company_id, ClientMap.client_ref == client_ref
        )
    )


def customer(session: Session, company_id: int, qbo_id: str) -> Customer | None:
    """One customer as last read."""
    return session.get(Customer, (company_id, qbo_id))


def customers_like(
    session: Session,
    company_id: int,
    *,
    plain_name: str,
    core_name: str,
    plain_email: str,
) -> list[Candidate]:
    """Customers that share a name, a core name or an e-mail address; indexed."""
    alike = [Customer.plain_name == plain_name]
    if core_name:
        alike.append(Customer.core_name == core_name)
    if plain_email:
        alike.append(Customer.plain_email == plain_email)
    rows = session.scalars(
        select(Customer)
        .where(Customer.company_id == company_id, or_(*alike))
        .order_by(Customer.display_name)
        .limit(20)
    )
    return [
        Candidate(
            qbo_id=row.qbo_id,
            name=row.display_name,
            email=row.email,
            is_active=row.is_active,
        )
        for row in rows
    ]


def search_customers(
    session: Session, company_id: int, term: str, limit: int
) -> Sequence[Customer]:
    """Active customers whose name begins with, or whose path contains, the term."""
    pattern = term.casefold().replace("\\", "\\\\").replace("%", r"\%")
    pattern = pattern.replace("_", r"\_")
    return session.scalars(
        select(Customer)
        .where(
            Customer.company_id == company_id,
            Customer.is_active,
            or_(
                Customer.plain_name.like(f"{pattern}%", escape="\\"),
                func.lower(Customer.full_name).like(f"%{pattern}%", escape="\\"),
            ),
        )
        .order_by(Customer.full_name)
        .limit(limit)
    ).all()


def open_invoice(  # noqa: PLR0913 - the grouping key has that many parts
    session: Session,
    company_id: int,
    *,
    client_ref: str,
    currency: str,
    invoice_on: date,
    is_recurring: bool,
    question: str = "",
    separate_key: str = "",
) -> Invoice | None:
    """An invoice of that client and day that nothing has been built for yet.

    With a `question`, one that waits for its answer.
    """
    values = {
        "company_id": company_id,
        "client_ref": client_ref,
        "currency": currency,
        "invoice_on": invoice_on,
        "is_recurring": is_recurring,
        "separate_key": separate_key,
    }
    if question:
        return session.scalar(_ASKED_INVOICE, values | {"question": question})
    return session.scalar(_OPEN_INVOICE, values)


# Made once: they are asked for every invoice that falls due.
_UNBUILT = (
    select(Invoice)
    .where(
        Invoice.company_id == bindparam("company_id"),
        Invoice.client_ref == bindparam("client_ref"),
        Invoice.currency == bindparam("currency"),
        Invoice.invoice_on == bindparam("invoice_on"),
        Invoice.is_recurring == bindparam("is_recurring"),
        func.coalesce(Invoice.separate_key, "") == bindparam("separate_key"),
        Invoice.payload.is_(None),
        Invoice.lease_until.is_(None),
    )
    .limit(1)
    .with_for_update()
)
_OPEN_INVOICE = _UNBUILT.where(
    Invoice.state.in_([State.QUEUED.value, State.BLOCKED.value])
)
_ASKED_INVOICE = _UNBUILT.where(
    Invoice.state == State.REVIEW.value, Invoice.reason_code == bindparam("question")
)


def proposal(
    session: Session, tenant: str, proposal_ref: str, *, lock: bool = False
) -> Proposal | None:
    """An accepted proposal; `lock` keeps others from planning it meanwhile."""
    query = select(Proposal).where(
        Proposal.tenant == tenant, Proposal.proposal_ref == proposal_ref
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def blocked_invoices(
    session: Session, company_id: int, codes: Iterable[str]
) -> Sequence[Invoice]:
    """Blocked invoices with one of these causes."""
    return session.scalars(
        select(Invoice).where(
            Invoice.company_id == company_id,
            Invoice.state == State.BLOCKED.value,
            Invoice.reason_code.in_(list(codes)),
        )
    ).all()


def qbo_ids_of_others(
    session: Session, delivery: Delivery, qbo_ids: Sequence[str]
) -> set[str]:
    """Which of these records other deliveries of that kind have become."""
    rows = session.scalars(
        select(Delivery.qbo_id).where(
            Delivery.company_id == delivery.company_id,
            Delivery.kind == delivery.kind,
            Delivery.qbo_id.in_(list(qbo_ids)),
            Delivery.id != delivery.id,
        )
    )
    return {qbo_id for qbo_id in rows if qbo_id is not None}


def open_name(session: Session, company_id: int, client_ref: str) -> NewName | None:
    """The change of a customer's name that is on its way for a client."""
    return session.scalar(
        select(NewName).where(
            NewName.company_id == company_id,
            NewName.client_ref == client_ref,
            NewName.state.not_in([state.value for state in ENDS]),
        )
    )


def client_row(session: Session, company_id: int, row_id: str) -> ClientMap | None:
    """A client by the id of its row, if it is this company's."""
    if not row_id.isdigit():
        return None
    return session.scalar(
        select(ClientMap).where(
            ClientMap.company_id == company_id, ClientMap.id == int(row_id)
        )
    )


def link_counts(session: Session, company_id: int) -> dict[str, int]:
    """How many clients are in each link state."""
    rows = session.execute(
        select(ClientMap.state, func.count().label("number"))
        .where(ClientMap.company_id == company_id)
        .group_by(ClientMap.state)
    )
    return {row.state: row.number for row in rows}


def customers_for(
    session: Session, company_id: int, name: str, email: str
) -> Sequence[Customer]:
    """Customers a client of that name and e-mail might be, inactive ones last."""
    likely = customers_like(
        session,
        company_id,
        plain_name=plain_name(name),
        core_name=core_name(name),
        plain_email=plain_name(email),
    )
    ids = [each.qbo_id for each in likely]
    return session.scalars(
        select(Customer)
        .where(Customer.company_id == company_id, Customer.qbo_id.in_(ids))
        .order_by(Customer.is_active.desc(), Customer.full_name)
    ).all()


def needing_someone(company_id: int) -> CompoundSelect[Any]:
    """Ids of invoices that wait for a person, or whose void or e-mail does."""
    own = select(Invoice.id).where(
        Invoice.company_id == company_id, _needs_someone(Invoice)
    )
    about = select(DocumentAct.about_id).where(
        DocumentAct.company_id == company_id, _needs_someone(DocumentAct)
    )
    return own.union(about)


def _needs_someone(kind: type[Delivery]) -> ColumnElement[bool]:
    stuck = [state.value for state in NEEDS_SOMEONE]
    return or_(
        kind.state.in_(stuck),
        and_(
            kind.state == State.IN_DOUBT.value,
            kind.held_because == Hold.NEEDS_PERSON.value,
        ),
    )


def needs_someone(session: Session, company_id: int) -> int:
    """How many invoices wait for a person, at most 1,000."""
    some = needing_someone(company_id).limit(1000).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def company_of_tenant(session: Session, tenant: str, company_id: int) -> Company | None:
    """A company the tenant is or was connected to."""
    return session.scalar(
        select(Company).where(Company.id == company_id, Company.tenant == tenant)
    )
