"""From a proposal with every way of billing to the invoices there, month by month."""

from collections import Counter
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from playwright.sync_api import expect

from tests.e2e.stages import WATTLEBIRD

CLIENT = "Saltbush Ceramics"
EVERY_MONTH = {"every_count": "1", "every_unit": "months"}
LINES = (
    ("Advisory consultation", "Once, on acceptance", {"unit_price": "260.00"}),
    (
        "Monthly bookkeeping",
        "Repeatedly",
        EVERY_MONTH | {"unit_price": "480.00", "occurrences": "3"},
    ),
    (
        "Business activity statement",
        "Repeatedly",
        EVERY_MONTH | {"unit_price": "330.00", "occurrences": "2", "in_arrears": "yes"},
    ),
    (
        "Company tax return",
        "A deposit on acceptance, the balance on completion",
        {"unit_price": "1450.00", "deposit_percent": "40"},
    ),
    (
        "Annual financial statements",
        "A fixed price in instalments",
        EVERY_MONTH | {"unit_price": "2200.00", "occurrences": "3"},
    ),
    ("Individual tax return", "Once, on completion", {"unit_price": "385.00"}),
    (
        "Trust tax return",
        "Once, on completion, at a price estimated here",
        {"unit_price": "1320.00", "lowest": "1200.00", "highest": "1400.00"},
    ),
    ("Company secretarial service", "Never: it is included", {}),
)

# The first day: 260.00 + 480.00 + 580.00 deposit + 733.33 = 2,053.33, tax 205.33.
FIRST = "2258.66"
# A month later: 480.00 + 330.00 in arrears + 733.33 = 1,543.33, tax 154.33.
SECOND = "1697.66"
# And another: 480.00 + 330.00 + 733.34 = 1,543.34, tax 154.33.
THIRD = "1697.67"
# Completed: 385.00 + the balance of 870.00 + the estimate at 1,350.00, tax 260.50.
COMPLETED = "2865.50"
# P-1007: 290.00 a month, tax 29.00.
FLORIST = "319.00"


def totals(office):
    return Counter(
        f"{each['TotalAmt']:.2f}"
        for each in office.stored(WATTLEBIRD, "Invoice")
        if each.get("PrivateNote", "").startswith("Ref QBO-")
    )


def propose(person):
    """Write the proposal, line by line; its number."""
    page = person.page
    page.goto(f"{person.office.origin}/admin/proposal/new/")
    page.locator("#client").select_option(label=CLIENT)
    page.locator("#title").fill("Everything there is")
    person.press("Save")
    for service, billed, fields in LINES:
        person.follow("Add a line")
        page.locator("#service").select_option(label=service)
        page.locator("#tax_rate").select_option(label="GST")
        page.locator("#billing").select_option(label=billed)
        page.locator("#quantity").fill("1")
        for name, value in fields.items():
            field = page.locator(f"#{name}")
            if name == "every_unit":
                field.select_option(label=value)
            elif name == "in_arrears":
                field.check()
            else:
                field.fill(value)
        person.press("Save")
    return page.locator("h1").inner_text().split()[0]


def open_proposal(person, number):
    person.page.goto(person.office.origin)
    person.follow("Proposals")
    person.follow(number)


def go_on_to(office, clock, day):
    """Business time goes on to that day, here and at the local Intuit."""
    days = (day - clock["today"]).days
    seconds = int(timedelta(days=days).total_seconds())
    office.control("clock", advance_seconds=seconds)
    office.running.flask("qbo", "clock", "--advance", f"{days}d")
    clock["today"] = day


def pushed(person, count):
    person.go("Invoice log")
    person.sees_after_reloading(person.page.get_by_text(f"Pushed {count}"))


def test_every_way_of_billing_becomes_exactly_the_invoices_expected(at, person):
    office = at("enabled")
    page = person.page
    number = propose(person)
    person.sees("What QuickBooks will get", "2,053.33", "2,258.66", "1,697.67")
    person.press("Mark as sent")
    person.accept(number)
    person.accept("P-1007")
    pushed(person, 2)
    assert totals(office) == Counter([FIRST, FLORIST])
    (day,) = {
        each["TxnDate"]
        for each in office.stored(WATTLEBIRD, "Invoice")
        if each.get("PrivateNote", "").startswith("Ref QBO-")
    }
    first = date.fromisoformat(day)
    clock = {"today": first}

    go_on_to(office, clock, first + relativedelta(months=1))
    pushed(person, 4)
    assert totals(office) == Counter([FIRST, SECOND, FLORIST, FLORIST])

    open_proposal(person, number)
    page.get_by_label("price before tax").fill("1350.00")
    person.press("Complete Trust tax return")
    person.press("Complete Individual tax return")
    person.press("Complete Company tax return")
    person.go("Invoice log")
    person.row(number).filter(has_text="to review").get_by_role("link").first.click()
    person.sees("As it would be sent now", "2,605.00", "2,865.50")
    person.press("Approve")
    pushed(person, 5)

    open_proposal(person, "P-1007")
    page.get_by_label("A new proposal takes over on").fill(
        (first + relativedelta(months=2)).isoformat()
    )
    person.press("Draft it")
    successor = page.locator("h1").inner_text().split()[0]
    person.press("Mark as sent")
    person.accept(successor)

    go_on_to(office, clock, first + relativedelta(months=2))
    pushed(person, 7)
    person.go("Invoice log")
    person.sees(successor)

    open_proposal(person, successor)
    person.follow("End")
    person.press(f"End {successor}")
    go_on_to(office, clock, first + relativedelta(months=3))
    person.go("Invoice log")
    person.follow("Upcoming")
    person.sees("Nothing falls due in the next twelve months.")

    assert totals(office) == Counter(
        [FIRST, SECOND, THIRD, COMPLETED, FLORIST, FLORIST, FLORIST]
    )
    page.goto(f"{office.intuit}/companies/{WATTLEBIRD}/invoices")
    for total in ("2,258.66", "1,697.66", "1,697.67", "2,865.50"):
        expect(page.get_by_text(total).first).to_be_visible()
