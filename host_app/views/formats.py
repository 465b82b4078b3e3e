"""How list and detail columns are written: amounts, dates, states, links."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from host_app import wording

Formatter = Callable[[Any, Any, Any, str], Any]


def as_money(_view: Any, _context: Any, row: Any, name: str) -> str:
    """An amount in the practice's currency."""
    return wording.money(getattr(row, name))


def as_percent(_view: Any, _context: Any, row: Any, name: str) -> str:
    """10 as "10 %"."""
    return f"{wording.number(getattr(row, name))} %"


def as_day(_view: Any, _context: Any, row: Any, name: str) -> Markup:
    """A short date; the whole of it on hover."""
    value = getattr(row, name)
    if value is None:
        return Markup("")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        value.isoformat(), wording.day(value, length="full"), wording.day(value)
    )


def in_words(words: dict[Any, str]) -> Formatter:
    """A stored value as the word people use for it."""

    def formatter(_view: Any, _context: Any, row: Any, name: str) -> str:
        return words[getattr(row, name)]

    return formatter


def as_state(_view: Any, _context: Any, row: Any, name: str) -> Markup:
    """The state of a proposal as a coloured word."""
    state = getattr(row, name)
    return Markup('<span class="state state-{}">{}</span>').format(
        state, wording.STATUSES[state]
    )


def linked(_view: Any, _context: Any, row: Any, name: str) -> Markup:
    """The value, leading to the page of its row."""
    return Markup('<a href="{}">{}</a>').format(
        _view.get_url(".details_view", id=_view.get_pk_value(row)), getattr(row, name)
    )


def as_client(_view: Any, _context: Any, row: Any, _name: str) -> Markup:
    """The client of a row, leading to their page."""
    return Markup('<a href="{}">{}</a>').format(row.client.path, row.client.name)
