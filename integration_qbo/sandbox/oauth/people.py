"""Knows who can sign in to the local Intuit, and which companies they run."""

import hmac
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody with an Intuit account; only an admin may connect an app."""

    email: str
    password: str
    given_name: str
    family_name: str
    is_admin: bool = False

    @property
    def subject(self) -> str:
        """Return the stable id that ``sub`` carries."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"local-intuit:{self.email}"))

    @property
    def full_name(self) -> str:
        """Return the name other users see."""
        return f"{self.given_name} {self.family_name}"


PEOPLE = {
    person.email: person
    for person in (
        Person(
            "owner@local-intuit.test", "local-intuit", "Olive", "Owner", is_admin=True
        ),
        Person("clerk@local-intuit.test", "local-intuit", "Chris", "Clerk"),
    )
}


def signed_in(email: str, password: str) -> Person | None:
    """Return the person whose address and password these are, or None."""
    person = PEOPLE.get(email.strip().lower())
    if person is None or not hmac.compare_digest(person.password, password):
        return None
    return person
