"""A practice that uses the add-on: what its people and its worker do, one act a call.

Every act runs in an app context of its own, as a request or a job would.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from integration_qbo import ProposalSnapshot, User
from integration_qbo.domain.billing import local_day
from integration_qbo.runtime import Runtime, runtime_of
from integration_qbo.sandbox.testing import PRACTICE
from integration_qbo.services.connect_company import Redirect
from integration_qbo.store import queries
from integration_qbo.store.models import Base, Connection, Delivery, Invoice, TaxMap
from integration_qbo.store.types import UtcDateTime
from tests.hosts import words
from tests.hosts.intuit import Intuit
from tests.hosts.plain import PlainHost

T = TypeVar("T")

PERSON = User(ref="u-maya", name="Maya Lindgren")
BROWSER = "a browser"


class Practice:
    """One tenant of a plain host, its Intuit, and everything they do."""

    def __init__(self, plain: PlainHost, intuit: Intuit, tenant: str) -> None:
        self.plain = plain
        self.app = plain.app
        self.host = plain.host
        self.bell = plain.bell
        self.quickbooks = plain.quickbooks
        self.intuit = intuit
        self.tenant = tenant
        self.realm_id = PRACTICE

    @property
    def runtime(self) -> Runtime:
        """The wired use cases."""
        return runtime_of(self.app)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The host's session within an app context."""
        with self.app.app_context():
            yield self.runtime.session()

    def do(self, act: Callable[..., T], *arguments: Any) -> T:
        """One act of the runtime, in an app context of its own."""
        with self.app.app_context():
            return act(*arguments)

    # Connecting.

    def start(self, user: User = PERSON, browser: str = BROWSER) -> str:
        """Press Connect; the state that went to Intuit."""
        url = self.do(self.runtime.start_connecting, self.tenant, user, browser)
        return parse_qs(urlsplit(url).query)["state"][0]

    def consent(self, state: str, **more: str) -> Redirect:
        """Say yes on Intuit's page; what its redirect carries."""
        back = self.intuit.consent(
            self.realm_id,
            redirect_uri=self.runtime.config.redirect_uri,
            state=state,
            **more,
        )
        return Redirect(
            state=back["state"], code=back["code"], realm_id=back["realmId"]
        )

    def finish(
        self, answer: Redirect, user: User = PERSON, browser: str = BROWSER
    ) -> None:
        """Come back from Intuit's page."""
        self.do(self.runtime.finish_connecting, self.tenant, user, browser, answer)

    def connect(self) -> None:
        """The whole way, up to *Is this the right company?*."""
        self.finish(self.consent(self.start()))

    def confirm(self) -> None:
        """*Yes, use it*, and the first refresh."""
        self.do(self.runtime.confirm_company, self.tenant)
        self.refresh()

    def refresh(self) -> bool:
        """Read QuickBooks' lists now."""
        return self.do(self.runtime.refresh_reference, self.connection().id)

    def choose(self, tax: Mapping[str, str] | None = None, **settings: Any) -> None:
        """Settings, and the tax map by tax key."""
        with self.session() as session:
            company_id = queries.connection_of(session, self.tenant).company_id
            row = queries.settings_of(session, company_id)
            for name, value in settings.items():
                setattr(row, name, value)
            for key, code in (tax or {}).items():
                session.execute(
                    update(TaxMap)
                    .where(TaxMap.company_id == company_id, TaxMap.tax_key == key)
                    .values(qbo_tax_code_id=code)
                )
            session.commit()

    def enable(self) -> None:
        """*Enable QuickBooks*."""
        self.do(self.runtime.enable, self.tenant)

    def disable(self) -> int:
        """*Disable*."""
        return self.do(self.runtime.disable, self.tenant)

    def disconnect(self) -> int:
        """*Disconnect*."""
        return self.do(self.runtime.disconnect, self.tenant)

    def release(self) -> int:
        """*Send what waited*."""
        return self.do(self.runtime.release_waiting, self.tenant)

    # Accepting and sending.

    def accept(self, snapshot: ProposalSnapshot) -> None:
        """Accept a proposal in the host, announce it, commit."""
        self.know(snapshot)
        with self.app.app_context():
            self.quickbooks.proposal_accepted(snapshot.ref, self.tenant)
            self.plain.db.session.commit()

    def know(self, snapshot: ProposalSnapshot) -> None:
        """Have a proposal in the host."""
        self.host.all_proposals[self.tenant][snapshot.ref] = snapshot

    def tick(self) -> None:
        """Let the background loop come round once."""
        self.do(self.runtime.tick)

    def push(self) -> None:
        """Work everything that is due now, as a worker would."""
        with self.app.app_context():
            company_id = queries.connection_of(
                self.runtime.session(), self.tenant
            ).company_id
            self.runtime.drain_company(company_id)

    def retry(self, invoice_id: str) -> None:
        """*Retry* on an invoice."""
        with self.session() as session:
            self.runtime.mend.retry(session.get_one(Invoice, invoice_id), who="Maya")
            session.commit()

    def link(self, client_ref: str, qbo_id: str) -> None:
        """Tie a client to a customer by hand."""
        with self.session() as session:
            company_id = queries.connection_of(session, self.tenant).company_id
            row = queries.client_map(session, company_id, client_ref)
            customer = queries.customer(session, company_id, qbo_id)
            self.runtime.link_client(row, customer, who="Maya", reason="by hand")
            session.commit()

    # The life of a proposal.

    def announce(self, name: str, *arguments: Any, **named: Any) -> None:
        """Any announcement of the host by its name, and commit."""
        with self.app.app_context():
            call = getattr(self.quickbooks, name)
            call(*arguments, tenant=self.tenant, **named)
            self.plain.db.session.commit()

    def advance(self, days: int) -> None:
        """Business time goes on by so many days, and the loop comes round."""
        with self.session() as session:
            self.runtime.clock.advance(timedelta(days=days))
            session.commit()
        self.tick()

    def today(self) -> date:
        """The day it is at the practice, by business time."""
        with self.session() as session:
            zone = self.host.tenant_info(self.tenant).zone
            day = local_day(self.runtime.clock.business_now(), zone)
            session.rollback()
            return day

    def decide(self, name: str, invoice_id: str, *arguments: Any) -> Any:
        """What a person decides about an invoice, by the name of the act."""
        with self.session() as session:
            act = getattr(self.runtime.decide_invoice, name)
            row = session.get_one(Invoice, invoice_id)
            answer = act(row, *arguments, who="Maya")
            session.commit()
            return answer

    def change(self, name: str, *arguments: Any, **named: Any) -> None:
        """What a person decides about a proposal's period, by the name of the act."""
        with self.session() as session:
            act = getattr(self.runtime.change_proposal, name)
            act(self.tenant, *arguments, **named)
            session.commit()

    def bills(self, *states: str) -> list[tuple[str, str, str]]:
        """State, date and net of every invoice that counts, by date."""
        shown = states or ("planned", "review", "queued", "pushed", "blocked")
        return sorted(
            (
                (row.invoice_on.isoformat(), str(row.net), row.state)
                for row in self.deliveries()
                if row.state in shown
            ),
        )

    # Looking.

    def connection(self) -> SimpleNamespace:
        """The tenant's connection as it is stored."""
        with self.session() as session:
            row = queries.connection_of(session, self.tenant)
            facts = _facts(row)
            session.commit()
            return facts

    def setting(self, **changes: Any) -> None:
        """Change stored columns of the connection behind everybody's back."""
        with self.session() as session:
            session.execute(
                update(Connection)
                .where(Connection.tenant == self.tenant)
                .values(**changes)
            )
            session.commit()

    def deliveries(self, model: type[Delivery] = Invoice) -> list[SimpleNamespace]:
        """Deliveries of a kind, oldest first, with their events and items."""
        with self.session() as session:
            rows = session.scalars(
                select(model).where(model.tenant == self.tenant)
            ).all()
            found = []
            for row in sorted(rows, key=lambda row: (row.created_at, row.id)):
                facts = _facts(row)
                facts.events = [_facts(event) for event in row.events]
                facts.items = [_facts(item) for item in getattr(row, "items", [])]
                found.append(facts)
            session.rollback()
            return found

    def invoice(self) -> SimpleNamespace:
        """The one invoice there is."""
        (only,) = self.deliveries()
        return only

    def rows(self, model: type) -> list[SimpleNamespace]:
        """Every row of a table."""
        with self.session() as session:
            found = [_facts(row) for row in session.scalars(select(model))]
            session.rollback()
            return found

    def client(self, client_ref: str) -> SimpleNamespace:
        """A client's row of the client map."""
        with self.session() as session:
            company_id = queries.connection_of(session, self.tenant).company_id
            facts = _facts(queries.client_map(session, company_id, client_ref))
            session.rollback()
            return facts

    def let_pass(self, time: timedelta) -> None:
        """Time passes: every stored moment of ours moves into the past by so much."""
        with self.session() as session:
            for table in Base.metadata.sorted_tables:
                moments = [
                    column for column in table.c if isinstance(column.type, UtcDateTime)
                ]
                if not moments or table.name == "qbo_proposal":
                    continue
                keys = list(table.primary_key.columns)
                for row in session.execute(select(*keys, *moments)).all():
                    shifted = {
                        moment.name: value - time
                        for moment, value in zip(moments, row[len(keys) :], strict=True)
                        if value is not None
                    }
                    if shifted:
                        session.execute(
                            update(table)
                            .where(
                                *(
                                    key == value
                                    for key, value in zip(keys, row, strict=False)
                                )
                            )
                            .values(**shifted)
                        )
            session.commit()


def _facts(row: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{
            attribute.key: getattr(row, attribute.key)
            for attribute in row.__mapper__.column_attrs
        }
    )


def set_up(practice: Practice) -> None:
    """Everything the checklist wants."""
    practice.choose(
        default_item_id=words.SERVICES_ITEM,
        tax={
            words.GST: words.GST_CODE,
            words.FREE: words.FREE_CODE,
            "": words.NO_TAX_CODE,
        },
    )


STAGES: dict[str, Callable[[Practice], None]] = {
    "fresh": lambda practice: None,  # noqa: ARG005 - nothing is connected
    "awaiting": Practice.connect,
    "confirmed": Practice.confirm,
    "ready": set_up,
    "enabled": Practice.enable,
}
"""How far setting up has come; each stage takes one step more than the one before."""
