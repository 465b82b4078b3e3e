"""Knows what kinds of objects there are and what can be done with each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from integration_qbo.sandbox.wire import Doc

if TYPE_CHECKING:
    from integration_qbo.sandbox.books.session import Books

Prepare = Callable[["Books", Doc, Doc | None], Doc]
"""(books, wanted, previous) → the object to store; raises Fault."""

Settle = Callable[["Books", Doc | None, Doc | None], None]
"""(books, previous, stored): what else changes; either may be None."""

Shown = Callable[["Books", Doc], Doc]
"""(books, object) → the object as an answer about it alone shows it."""

CREATE_UPDATE = frozenset({"create", "update"})
READ_ONLY: frozenset[str] = frozenset()


def unchanged(books: "Books", wanted: Doc, previous: Doc | None) -> Doc:
    """Store what was sent."""
    del books, previous
    return wanted


def as_stored(books: "Books", doc: Doc) -> Doc:
    """Show an object as it is stored."""
    del books
    return doc


def no_settlement(books: "Books", previous: Doc | None, stored: Doc | None) -> None:
    """Nothing else changes."""


@dataclass(frozen=True)
class Kind:
    """One kind of object.

    ``order`` is the order of members in answers. ``sequence`` names the series
    its ids come from. ``name_member`` is what it is sorted and found by.
    ``sticky`` members survive a full update that leaves them out. ``derived``
    members are computed and ignored when sent. ``shown_alone`` is what answers
    about the object alone show beyond what queries do.  Where the token
    ``is_token_optional``, a change may leave it out.
    """

    name: str
    order: tuple[str, ...]
    operations: frozenset[str]
    prepare: Prepare = unchanged
    settle: Settle = no_settlement
    sequence: str = ""
    is_transaction: bool = False
    name_member: str = "Name"
    sticky: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    shown_alone: Shown = as_stored
    is_token_optional: bool = False
    has_webhook: bool = True
    in_changes: bool = True

    @property
    def path(self) -> str:
        """Return the name as it stands in paths."""
        return self.name.lower()

    @property
    def id_sequence(self) -> str:
        """Return the series of ids."""
        return self.sequence or self.name


ENVELOPE = ("domain", "sparse", "Id", "SyncToken", "MetaData")


def ordered(before: str, after: str = "") -> tuple[str, ...]:
    """Return members around the envelope that every object has."""
    return (*before.split(), *ENVELOPE, *after.split())
