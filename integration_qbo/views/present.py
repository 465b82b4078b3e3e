"""How facts read on a screen: states, amounts, days and moments, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency
from markupsafe import Markup

from integration_qbo.contract import TenantInfo
from integration_qbo.domain.connection import Status
from integration_qbo.domain.delivery import ENDS, Hold, State
from integration_qbo.store.models import Delivery, Invoice, LinkState

_SHAPES = {"grey": "○", "blue": "◐", "green": "●", "amber": "▲", "red": "■"}

_DELIVERY: Mapping[State, tuple[str, str]] = {
    State.PLANNED: ("grey", "planned"),
    State.REVIEW: ("amber", "to review"),
    State.QUEUED: ("blue", "waiting"),
    State.SENDING: ("blue", "on its way"),
    State.IN_DOUBT: ("blue", "being checked"),
    State.PUSHED: ("green", "pushed"),
    State.BLOCKED: ("amber", "needs you"),
    State.REFUSED: ("red", "refused"),
    State.LINKED: ("green", "linked"),
    State.CANCELLED: ("grey", "cancelled"),
    State.SUPERSEDED: ("grey", "superseded"),
}
_LINK: Mapping[LinkState, tuple[str, str]] = {
    LinkState.UNLINKED: ("grey", "not linked"),
    LinkState.SUGGESTED: ("blue", "suggestion"),
    LinkState.AMBIGUOUS: ("amber", "choose one"),
    LinkState.LINKED: ("green", "linked"),
    LinkState.BROKEN: ("red", "broken"),
    LinkState.HELD: ("amber", "held"),
}
_CONNECTION: Mapping[Status, tuple[str, str]] = {
    Status.NEVER: ("grey", "not connected"),
    Status.AWAITING: ("amber", "confirm the company"),
    Status.SET_UP: ("blue", "set up"),
    Status.ENABLED: ("green", "enabled"),
    Status.DISABLED: ("grey", "disabled"),
    Status.LOST: ("red", "needs reconnecting"),
    Status.DISCONNECTED: ("grey", "disconnected"),
}


def safe_address(address: str | None) -> str:
    """An address of the host's that a link may lead to, else nothing.

    A path of this site or an http(s) address; never a script, whoever stored it.
    """
    if not address or not address.isprintable() or "\\" in address:
        return ""
    if address.startswith("/"):
        return "" if address.startswith("//") else address
    parts = urlsplit(address)
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""


def badge(tone: str, word: str) -> Markup:
    """A word with a colour and a shape, never a colour alone."""
    return Markup(
        '<span class="qbo-state qbo-state--{}">'
        '<span class="qbo-state__shape" aria-hidden="true">{}</span>{}</span>'
    ).format(tone, _SHAPES[tone], word)


def delivery_badge(delivery: Delivery) -> Markup:
    """The state of an invoice; a hold shows as what it waits for."""
    state = State(delivery.state)
    if delivery.held_because == Hold.NEEDS_PERSON.value:
        return badge("amber", "needs you")
    if delivery.held_because and state is State.QUEUED:
        return badge("amber", "held")
    return badge(*_DELIVERY[state])


_ACT_WORDS = {"void": "void", "email": "e-mail", "credit_memo": "credit memo"}


def act_badges(invoice: Invoice) -> Markup:
    """What was asked for beside the push and has not come to its end."""
    open_acts = [act for act in invoice.acts if State(act.state) not in ENDS]
    return Markup(" ").join(
        badge(
            _DELIVERY[State(act.state)][0],
            f"{_ACT_WORDS[act.kind]} {_DELIVERY[State(act.state)][1]}",
        )
        for act in open_acts
    )


def document_badge(invoice: Invoice) -> Markup:
    """The life of the document there, where it is known to differ from our push."""
    return badge("grey", "voided there") if invoice.document == "voided" else Markup("")


def state_word(state: str) -> str:
    """The word of a delivery's state, for histories."""
    return _DELIVERY[State(state)][1]


def link_badge(state: str) -> Markup:
    """The state of a client's link."""
    return badge(*_LINK[LinkState(state)])


def connection_badge(status: str) -> Markup:
    """The status of the connection."""
    return badge(*_CONNECTION[Status(status)])


def figure(value: Decimal) -> str:
    """A quantity or price as a person writes it: 1, 2.5, 480.00."""
    text = format(value.normalize() + 0, "f")
    _whole, _point, places = text.partition(".")
    return f"{text}0" if len(places) == 1 else text


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the practice's zone and language decide how figures look."""

    info: TenantInfo

    def amount(self, value: Decimal | None, currency: str | None) -> str:
        """An amount with its currency; a dash where there is none yet."""
        if value is None:
            return "–"
        code = currency or self.info.currency
        return format_currency(value, code, locale=self.info.locale)

    def day(self, value: date | None) -> str:
        """A day, short."""
        if value is None:
            return "–"
        return format_date(value, "d MMM y", locale=self.info.locale)

    def month(self, first: date) -> str:
        """A month with its year."""
        return format_date(first, "LLLL y", locale=self.info.locale)

    def moment_day(self, value: datetime | None) -> str:
        """The day a moment falls on in the practice's zone."""
        if value is None:
            return "–"
        return self.day(value.astimezone(ZoneInfo(self.info.zone)).date())

    def figure(self, value: str | Decimal) -> str:
        """An exact figure without idle zeros; at least two places if any."""
        return figure(Decimal(value))

    def price(self, value: str | Decimal) -> str:
        """A price: two places, or as many as it has."""
        text = figure(Decimal(value))
        return text if "." in text else f"{text}.00"

    def moment(self, value: datetime | None) -> Markup:
        """A moment in the practice's zone: short, in full on hover."""
        if value is None:
            return Markup("–")
        zone = ZoneInfo(self.info.zone)
        local = value.astimezone(zone)
        short = format_datetime(
            local, "d MMM y, HH:mm", tzinfo=zone, locale=self.info.locale
        )
        full = format_datetime(local, "full", tzinfo=zone, locale=self.info.locale)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            value.isoformat(), full, short
        )
