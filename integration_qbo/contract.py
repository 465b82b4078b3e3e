"""What a host answers and hands over: the `Host` protocol and the frozen snapshots.

The only file a host author must read besides ``docs/host-contract.md``.  Snapshots
speak the host's words (a tax *key*, a service *ref*), never QuickBooks'.  Every
question names the tenant first; a host with one practice ignores it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

DEFAULT_TENANT = "default"
"""The tenant of a host that has one practice and never says so."""


class Permission(StrEnum):
    """What the add-on asks the host about, one word per kind of act."""

    VIEW = "view"
    SYNC = "sync"
    MAP = "map"
    APPROVE = "approve"
    CORRECT = "correct"
    VOID = "void"
    SETTINGS = "settings"
    CONNECT = "connect"
    AUDIT = "audit"


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A postal address; `country` is an ISO 3166 alpha-2 code or empty."""

    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientSnapshot:
    """A client of the practice as the host knows it now."""

    ref: str
    name: str
    company_name: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    tax_number: str = ""
    billing_address: Address | None = None
    postal_address: Address | None = None
    currency: str = ""
    tax_treatment: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxRateSnapshot:
    """A tax rate of the host: `percent` is 10 for ten per cent."""

    key: str
    name: str
    percent: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceSnapshot:
    """A service the practice offers."""

    ref: str
    name: str
    description: str = ""


class Every(StrEnum):
    """The unit of a recurring interval."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Anchor(StrEnum):
    """From which date a recurring line counts."""

    ACCEPTANCE = "acceptance"
    START = "start"
    DATE = "date"


class CatchUp(StrEnum):
    """What becomes of periods that had passed when a line was announced."""

    EACH = "each"
    LATEST = "latest"
    ASK = "ask"


@dataclass(frozen=True, kw_only=True, slots=True)
class OnAcceptance:
    """Billed once, at acceptance."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OnCompletion:
    """Billed once, when `service_completed` says so; a person reviews it first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """Like on completion, at a price that is confirmed at that moment.

    `lowest` and `highest` are the range the client accepted, net for the line; without
    them (an hourly rate) any price is taken.
    """

    lowest: Decimal | None = None
    highest: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Deposit:
    """A deposit at acceptance, the balance on completion; together the price.

    Exactly one of `amount` (net) and `percent` (of the line) is given.
    """

    amount: Decimal | None = None
    percent: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Included:
    """Part of the engagement, never invoiced."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurring:
    """Billed every `count` `every` from the anchor, in advance or in arrears.

    `anchor_on` is required when `anchor` is a date.  `ends_on` is inclusive: a period
    that starts up to it is billed, whole.  Day 29 to 31 falls on a shorter month's
    last day and returns afterwards.  `in_instalments`: the line's amount is the whole
    price, cut into as many parts as there are `occurrences`.
    """

    every: Every = Every.MONTH
    count: int = 1
    anchor: Anchor = Anchor.ACCEPTANCE
    anchor_on: date | None = None
    ends_on: date | None = None
    occurrences: int | None = None
    in_arrears: bool = False
    in_instalments: bool = False
    catch_up: CatchUp = CatchUp.EACH


BillingRule = OnAcceptance | OnCompletion | Estimate | Deposit | Recurring | Included
"""When a proposal line becomes due."""


class Ending(StrEnum):
    """What becomes of the period in which a proposal ends."""

    BILL = "bill"
    SKIP = "skip"
    PART = "part"


class Missed(StrEnum):
    """What becomes of the periods that fell into a pause."""

    BILL = "bill"
    SKIP = "skip"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What is billed: amount = quantity x unit price - discount, net of tax."""

    ref: str
    service_ref: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_key: str
    discount: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalLine(Line):
    """A line of a proposal, with the rule that says when it is due.

    `replaces` is the ref of the line it takes over from in the renewed proposal: both
    count as one line, so that no period is billed twice.
    """

    rule: BillingRule
    replaces: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalSnapshot:
    """An accepted proposal: who, what, when.  `accepted_at` is an aware moment.

    `renews` is the ref of the proposal it takes over from on its first day.
    `is_kept_separate`: its lines share no invoice with other proposals.
    """

    ref: str
    number: str
    client_ref: str
    currency: str
    accepted_at: datetime
    lines: Sequence[ProposalLine]
    title: str = ""
    starts_on: date | None = None
    url: str = ""
    renews: str = ""
    is_kept_separate: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceDue:
    """An invoice the host has planned itself.

    `ref` names the period it bills and is billed once: handing over the same `ref`
    again changes nothing.
    """

    ref: str
    client_ref: str
    currency: str
    due_on: date
    lines: Sequence[Line]
    title: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TenantInfo:
    """The practice: `zone` is an IANA name, `country` alpha-2, `locale` like en_AU."""

    name: str
    zone: str
    locale: str
    country: str
    currency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Platform:
    """An accounting platform of the host; `url` is where it is switched off."""

    key: str
    name: str
    url: str


PLATFORM_KEY = "quickbooks"
"""How the host's registry knows the add-on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """Who acts: an opaque `ref` and the name shown beside what they did."""

    ref: str
    name: str


class Host(Protocol):
    """What the add-on asks the back office it lives in.

    Unknown references raise `LookupError`.  Nothing here may talk to QuickBooks or
    commit.  `current_user` and `current_tenant` are asked during requests only.
    """

    def current_user(self) -> User | None:
        """The signed-in user of this request, or `None`."""

    def current_tenant(self) -> str:
        """The tenant this request works for."""

    def may(self, user: User, permission: Permission, tenant: str) -> bool:
        """Whether this user may; anything but `True` means no."""

    def recently_signed_in(self, user: User) -> bool:
        """Whether the user proved who they are a short while ago."""

    def tenant_info(self, tenant: str) -> TenantInfo:
        """Name, zone, locale, country and currency of the practice."""

    def client(self, tenant: str, ref: str) -> ClientSnapshot:
        """One client."""

    def clients(
        self, tenant: str, after: str | None, limit: int
    ) -> Sequence[ClientSnapshot]:
        """Up to `limit` clients behind `after` in a stable order of refs."""

    def proposal(self, tenant: str, ref: str) -> ProposalSnapshot:
        """One accepted proposal as it is now."""

    def proposals(self, tenant: str, refs: Iterable[str]) -> Sequence[ProposalSnapshot]:
        """Those of the named proposals that exist."""

    def accepted_since(self, tenant: str, moment: datetime) -> Sequence[str]:
        """Refs of the proposals accepted at or after an aware moment."""

    def tax_rates(self, tenant: str) -> Sequence[TaxRateSnapshot]:
        """Every tax rate a line may carry."""

    def services(self, tenant: str) -> Sequence[ServiceSnapshot]:
        """Every service a line may carry."""

    def active_platform(self, tenant: str) -> Platform | None:
        """The accounting platform that is switched on, ours included."""

    def claim_platform(self, tenant: str) -> bool:
        """Switch ours on in the caller's transaction; `False` if another is on."""

    def release_platform(self, tenant: str) -> None:
        """Switch ours off in the caller's transaction; harmless if it is not on."""

    def notify(
        self,
        tenant: str,
        permission: Permission,
        subject: str,
        lines: Sequence[str],
        url: str,
    ) -> None:
        """Tell everybody who holds the permission."""


@runtime_checkable
class ClientWriter(Protocol):
    """Optional: a host that lets the add-on change its clients."""

    def update_client(self, tenant: str, ref: str, changes: dict[str, Any]) -> None:
        """Take these values over; flush, the host commits."""
