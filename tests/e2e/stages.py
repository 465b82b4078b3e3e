"""How the practice comes to each stage, played without a browser."""

from collections.abc import Callable, Mapping
from contextlib import closing

from host_app.demo.stack import INTUIT_EMAIL, INTUIT_PASSWORD
from host_app.demo.tales import TALES
from host_app.demo.visitor import Visitor
from tests.e2e.office import PATIENCE, Office

ADMIN = TALES["AU"].admin
WATTLEBIRD = "9341454210000101"
IRONBARK = "9341454210000102"
NAMES = {
    WATTLEBIRD: "Wattlebird Accounting Pty Ltd",
    IRONBARK: "Ironbark Test Company Pty Ltd",
}
GONE, GONE_ID = "Quokka Tours", "18"
TAX_CODES = {
    "GST": "GST (10 %)",
    "GST free": "GST free (0 %)",
    "No tax": "Out of scope (0 %)",
}


def bring(office: Office, stage: str) -> None:
    """Bring the office to a stage, making it from the one before if need be."""
    if not office.has(stage):
        names = list(STAGES)
        bring(office, names[names.index(stage) - 1])
        with closing(signed_in(office)) as person:
            STAGES[stage](office, person)
        office.save(stage)
    office.restore(stage)


def signed_in(office: Office) -> Visitor:
    """Somebody who signed in as the administrator."""
    person = Visitor()
    person.open(office.origin)
    person.fill("E-mail", ADMIN)
    person.fill("Password", office.admin_password)
    person.press("Sign in")
    return person


def connect(office: Office, person: Visitor, realm: str = WATTLEBIRD) -> None:
    """Connect a company; a second time Intuit remembers who signed in."""
    person.open(office.screen("Connection"))
    person.press("Connect to QuickBooks")
    if "Sign in to Local Intuit" in person.page.text:
        person.fill("Email", INTUIT_EMAIL)
        person.fill("Password", INTUIT_PASSWORD)
        person.press("Sign in")
    person.fill(f"{NAMES[realm]} (AU)", "on")
    person.press("Connect")
    person.sees("Is this the right company?", NAMES[realm])


def confirm(office: Office, person: Visitor) -> None:
    """*Yes, use it*; wait until the lists were read."""
    person.open(office.screen("Connection"))
    person.press("Yes, use it")
    person.sees_within(PATIENCE, "Last read")


def get_ready(office: Office, person: Visitor, item: str = "Services → Sales") -> None:
    """Do everything that stands before Enable."""
    person.open(office.screen("Settings"))
    person.fill("Default product/service", item)
    person.press("Save")
    person.sees("Settings saved.")
    person.open(office.screen("Tax map"))
    for rate, code in TAX_CODES.items():
        person.fill(f"QuickBooks tax code for {rate}", code)
    person.press("Save")
    person.sees("3 choices saved.")


def enable(office: Office, person: Visitor) -> None:
    """Switch it on."""
    person.open(office.screen("Connection"))
    person.press("Enable QuickBooks")
    person.sees("enabled since")


def accept(office: Office, person: Visitor, *numbers: str) -> None:
    """Accept proposals of the back office."""
    for number in numbers:
        person.open(office.origin)
        person.follow("Proposals")
        person.follow(number)
        person.follow("Accept")
        person.press(f"Accept {number}")
        person.sees(f"{number} is accepted")


def log_says(office: Office, person: Visitor, words: str) -> None:
    """Wait until the invoice log says these words."""
    person.open(office.screen("Invoice log"))
    person.sees_within(PATIENCE, words)


def get_busy(office: Office, person: Visitor) -> None:
    """Invoices in every state a person can meet: pushed, in doubt, refused, blocked."""
    accept(office, person, "P-1007", "P-1009")
    log_says(office, person, "Pushed 2")
    person.open(office.screen("Client map"))
    person.press("Accept", beside=GONE)
    office.change(WATTLEBIRD, "Customer", GONE_ID, Active=False)
    person.open(office.screen("Connection"))
    person.press("Sync now")
    person.sees_within(PATIENCE, "1 link broken")
    accept(office, person, "P-1010")
    log_says(office, person, "Needs you 1")
    office.misbehave("fault", path="/invoice", method="POST", code="6000", count=1)
    accept(office, person, "P-1005")
    log_says(office, person, "Needs you 2")
    office.misbehave("reset_before", path="/invoice", method="POST")
    accept(office, person, "P-1006")
    log_says(office, person, "being checked")


STAGES: Mapping[str, Callable[[Office, Visitor], None]] = {
    "new": lambda _office, _person: None,
    "awaiting": connect,
    "confirmed": confirm,
    "ready": get_ready,
    "enabled": enable,
    "busy": get_busy,
}
