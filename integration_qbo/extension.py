"""`QuickBooksOnline`, the object a host makes; the one place where parts are wired."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from flask import Flask, current_app
from flask_admin import Admin
from markupsafe import Markup
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from integration_qbo.cli import qbo as commands
from integration_qbo.config import Config, Environment, read_config
from integration_qbo.contract import (
    DEFAULT_TENANT,
    Ending,
    Host,
    InvoiceDue,
    Missed,
    ProposalSnapshot,
)
from integration_qbo.gateway.client import GatewayDoor
from integration_qbo.gateway.oauth import IntuitOAuth
from integration_qbo.jobs import RqDoorbell
from integration_qbo.jobs.worker import worker
from integration_qbo.runtime import KEY, Runtime, current_runtime
from integration_qbo.services.act_on_invoice import ActOnInvoice
from integration_qbo.services.announcement import Announcement
from integration_qbo.services.bind_customer import BindCustomer
from integration_qbo.services.bind_invoice import BindInvoice
from integration_qbo.services.break_company import BreakCompany, GoOn
from integration_qbo.services.change_proposal import ChangeProposal
from integration_qbo.services.choose_customer import ChooseCustomer
from integration_qbo.services.connect_company import FinishConnecting, StartConnecting
from integration_qbo.services.decide_invoice import DecideInvoice
from integration_qbo.services.disconnect import Disconnect, Revoke
from integration_qbo.services.drain_company import DrainCompany
from integration_qbo.services.examine import Examine
from integration_qbo.services.finish_delivery import FinishDelivery
from integration_qbo.services.follow_up import FollowUp
from integration_qbo.services.keep_token_fresh import KeepTokenFresh
from integration_qbo.services.kinds.customers import WriteCustomer
from integration_qbo.services.kinds.documents import WriteEmail, WriteVoid
from integration_qbo.services.kinds.invoices import WriteInvoice
from integration_qbo.services.kinds.kind import Kinds
from integration_qbo.services.kinds.names import WriteName
from integration_qbo.services.link_clients import LinkClient, MirrorClients
from integration_qbo.services.look_ahead import LookAhead
from integration_qbo.services.lose_connection import LoseConnection
from integration_qbo.services.mend import Mend
from integration_qbo.services.pace_company import PaceCompany
from integration_qbo.services.plan_invoices import PlanInvoices
from integration_qbo.services.plan_proposal import PlanProposal
from integration_qbo.services.preview_invoice import Preview, PreviewInvoice
from integration_qbo.services.push_invoice import PushInvoice
from integration_qbo.services.reach_company import ReachCompany
from integration_qbo.services.recover_database import Copied, Restored
from integration_qbo.services.refresh_reference import RefreshReference
from integration_qbo.services.rotate_keys import RotateKeys
from integration_qbo.services.set_up import (
    ConfirmCompany,
    Disable,
    Enable,
    ReleaseWaiting,
)
from integration_qbo.services.stage_invoice import StageInvoice
from integration_qbo.services.tick import Bell, Tick
from integration_qbo.services.uninstall import Uninstall
from integration_qbo.services.warn_of_end import WarnOfEnd
from integration_qbo.store.clock import DatabaseClock
from integration_qbo.store.models import (
    CreditMemo,
    Email,
    Invoice,
    NewCustomer,
    NewName,
    Void,
)
from integration_qbo.store.secrets import Vault
from integration_qbo.store.transactions import (
    refuse_silent_begin,
    refuse_trial_database,
)
from integration_qbo.views import register_views
from integration_qbo.views.blueprint import blueprint
from integration_qbo.views.panels import schedule_panel, statuses

_CHECKED = "integration_qbo.engines"


class Database(Protocol):
    """What we need of Flask-SQLAlchemy's ``db``: its session."""

    session: Any


class QuickBooksOnline:
    """The add-on of one host.

    Make one, call `init_app` in the app factory, and announce what happens from
    within the host's transactions.  Keeps nothing per app on itself; several apps in
    one process work.
    """

    def __init__(self, *, host: Host, db: Database) -> None:
        self._host = host
        self._db = db

    def init_app(
        self,
        app: Flask,
        *,
        admin: Admin | None = None,
        views: Mapping[str, type] | None = None,
        doorbell: Bell | None = None,
    ) -> None:
        """Check the configuration, wire the use cases, add routes, views, commands.

        Does no I/O.  Raises `ConfigurationRefused` naming the setting.  `views`
        replaces a model view by a subclass, by name (``"client_map"``).  `doorbell`
        replaces RQ, for tests.
        """
        config = read_config(app.config)
        bell = doorbell or RqDoorbell(config.redis_url)
        app.extensions[KEY] = _wire(config, self._host, self._session, bell)
        app.register_blueprint(blueprint())
        app.cli.add_command(commands)
        commands.add_command(worker)
        if admin is not None:
            register_views(admin, self._db, views or {})

    def _session(self) -> Session:
        session: Session = self._db.session()
        checked = current_app.extensions.setdefault(_CHECKED, set())
        bind = session.get_bind()
        if isinstance(bind, Engine) and bind.url not in checked:
            refuse_silent_begin(session)
            if current_runtime().config.environment is Environment.PRODUCTION:
                refuse_trial_database(session)
            checked.add(bind.url)
        return session

    def proposal_accepted(self, ref: str, tenant: str = DEFAULT_TENANT) -> None:
        """Announce an acceptance; plans in a SAVEPOINT, the host commits."""
        current_runtime().plan_invoices.proposal_accepted(tenant, ref)

    def proposal_changed(self, ref: str, tenant: str = DEFAULT_TENANT) -> None:
        """Announce that an accepted proposal reads differently now.

        What was not sent yet is planned anew; what is pushed stays.
        """
        current_runtime().plan_invoices.proposal_changed(tenant, ref)

    def proposal_paused(
        self, ref: str, since: date | None = None, tenant: str = DEFAULT_TENANT
    ) -> None:
        """Announce that nothing falls due from a day on, today by default."""
        current_runtime().change_proposal.paused(tenant, ref, since)

    def proposal_resumed(
        self,
        ref: str,
        missed: Missed = Missed.SKIP,
        on: date | None = None,
        tenant: str = DEFAULT_TENANT,
    ) -> None:
        """Announce that it goes on; `missed` says what becomes of the pause."""
        current_runtime().change_proposal.resumed(tenant, ref, on, missed)

    def proposal_renewed(
        self, old_ref: str, new_ref: str, tenant: str = DEFAULT_TENANT
    ) -> None:
        """Announce that an accepted proposal takes over from another on its start."""
        plan = current_runtime().plan_invoices
        plan.proposal_accepted(tenant, new_ref, renews=old_ref)

    def proposal_ended(
        self,
        ref: str,
        on: date | None = None,
        ending: Ending = Ending.BILL,
        tenant: str = DEFAULT_TENANT,
    ) -> None:
        """Announce that nothing further falls due behind a day, today by default.

        `ending` says what becomes of the period that day lies in.
        """
        current_runtime().change_proposal.ended(tenant, ref, on, ending)

    def service_completed(
        self,
        ref: str,
        line_ref: str,
        on: date | None = None,
        amount: Decimal | None = None,
        tenant: str = DEFAULT_TENANT,
    ) -> None:
        """Announce that a line of a proposal is completed, today by default.

        `amount` is the net price of an estimate; without it a person is asked.
        """
        change = current_runtime().change_proposal
        change.completed(tenant, ref, line_ref, on, amount)

    def invoice_due(self, due: InvoiceDue, tenant: str = DEFAULT_TENANT) -> None:
        """Hand over an invoice the host planned; the same ref is billed once."""
        current_runtime().plan_invoices.invoice_due(tenant, due)

    def preview(
        self,
        snapshot: ProposalSnapshot,
        until: date | None = None,
        tenant: str = DEFAULT_TENANT,
    ) -> list[Preview]:
        """The invoices of a proposal up to a day, as if it were accepted now.

        Writes nothing; empty while no company is connected.  Raises `NeedsAttention`
        for a rule that says too little.
        """
        return current_runtime().preview_invoice.proposal(tenant, snapshot, until=until)

    def schedule(
        self,
        snapshot: ProposalSnapshot,
        *,
        is_accepted: bool = False,
        tenant: str = DEFAULT_TENANT,
    ) -> Markup:
        """A panel for the host's proposal page: what is billed in the next year.

        As if it were accepted now; once it is (`is_accepted`) the panel shows its
        invoices and what remains.  Empty without permission.
        """
        return schedule_panel(tenant, snapshot, is_accepted=is_accepted)

    def client_changed(self, ref: str, tenant: str = DEFAULT_TENANT) -> None:
        """Announce that a client's name, e-mail or phone changed; the host commits."""
        current_runtime().mirror_clients.one(tenant, ref)

    def business_now(self) -> datetime:
        """The time by which things fall due; runs ahead of the clock in demos only."""
        return current_runtime().clock.business_now()

    def status_of(
        self, refs: Iterable[str], tenant: str = DEFAULT_TENANT
    ) -> dict[str, Markup]:
        """A badge for each named proposal that was ever billed, for a list's column.

        One query a page; proposals without invoices are left out.
        """
        return statuses(refs, tenant)


def _kinds(
    session: Any,
    clock: DatabaseClock,
    host: Host,
    reach_company: ReachCompany,
    link_client: LinkClient,
) -> Kinds:
    bind_invoice = BindInvoice(
        session, clock, host, ChooseCustomer(session, clock, link_client)
    )
    bind_customer = BindCustomer(session, clock, host, link_client)
    follow_up = FollowUp(session, clock)
    return Kinds(
        {
            Invoice: WriteInvoice(session, bind_invoice, reach_company, follow_up),
            CreditMemo: WriteInvoice(
                session, bind_invoice, reach_company, follow_up, is_credit=True
            ),
            NewCustomer: WriteCustomer(
                session, bind_customer, link_client, reach_company
            ),
            NewName: WriteName(session, clock, reach_company),
            Void: WriteVoid(session, clock, reach_company),
            Email: WriteEmail(session, clock, reach_company),
        }
    )


def _wire(config: Config, host: Host, session: Any, bell: Bell) -> Runtime:
    clock = DatabaseClock(session)
    vault = Vault(config.encryption_keys)
    oauth = IntuitOAuth(config)
    door = GatewayDoor(config)
    timings, here = config.timings, config.deployment_id

    keep_token_fresh = KeepTokenFresh(session, clock, vault, oauth, timings, here)
    lose_connection = LoseConnection(session, clock, host)
    reach_company = ReachCompany(
        session,
        door,
        keep_token_fresh,
        lose_connection,
        PaceCompany(session, clock, timings),
    )

    link_client = LinkClient(session, clock, bell)
    kinds = _kinds(session, clock, host, reach_company, link_client)
    finish = FinishDelivery(
        session, clock, timings, kinds, BreakCompany(session, clock, timings)
    )
    push_invoice = PushInvoice(
        session, clock, timings, here, reach_company, kinds, finish
    )
    drain_company = DrainCompany(session, clock, timings, here, push_invoice, finish)

    mend = Mend(session, clock, bell)
    mirror_clients = MirrorClients(session, host)
    refresh_reference = RefreshReference(
        session,
        clock,
        timings,
        host,
        reach_company,
        mirror_clients,
        mend,
    )
    stage_invoice = StageInvoice(session, clock, host, bell)
    plan_proposal = PlanProposal(session, clock, host, stage_invoice)
    announcement = Announcement(session, clock, host)
    plan_invoices = PlanInvoices(
        session, host, announcement, plan_proposal, stage_invoice
    )
    change_proposal = ChangeProposal(session, announcement, plan_proposal)
    revoke = Revoke(session, vault, here, oauth)
    disconnect = Disconnect(session, clock, host, revoke)
    return Runtime(
        config=config,
        host=host,
        session=session,
        clock=clock,
        doorbell=bell,
        start_connecting=StartConnecting(session, clock, host, oauth),
        finish_connecting=FinishConnecting(
            session, clock, host, config, vault, oauth, door
        ),
        confirm_company=ConfirmCompany(session, clock, host, bell),
        enable=Enable(session, clock, host),
        disable=Disable(session, clock),
        disconnect=disconnect,
        release_waiting=ReleaseWaiting(session, bell),
        refresh_reference=refresh_reference,
        link_client=link_client,
        mirror_clients=mirror_clients,
        mend=mend,
        go_on=GoOn(session, clock, here, bell),
        act_on_invoice=ActOnInvoice(session, clock, bell),
        plan_invoices=plan_invoices,
        change_proposal=change_proposal,
        decide_invoice=DecideInvoice(session, clock, host, bell, stage_invoice),
        preview_invoice=PreviewInvoice(session, clock, host),
        look_ahead=LookAhead(session, clock, host),
        drain_company=drain_company,
        tick=Tick(
            session,
            clock,
            here,
            host,
            bell,
            plan_invoices,
            drain_company,
            refresh_reference,
            revoke,
            WarnOfEnd(session, clock, here, host),
        ),
        uninstall=Uninstall(session, disconnect),
        rotate_keys=RotateKeys(session, vault),
        examine=Examine(session, clock, host, config, vault, bell),
        vault=vault,
        restored=Restored(session, clock, here),
        copied=Copied(session, clock, host, here),
    )
