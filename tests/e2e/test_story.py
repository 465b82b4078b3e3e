"""From Connect to an invoice in QuickBooks, in a real browser with the real pop-up."""

import re

from playwright.sync_api import expect

from tests.e2e.browsing import DESKTOP
from tests.e2e.person import Person
from tests.e2e.stages import NAMES, TAX_CODES, WATTLEBIRD

RIGHT_COMPANY = "Is this the right company?"
NEVER_OPENS = "window.open = () => null"


def test_the_story_from_connect_to_disconnect(at, person):
    office = at("new")
    page = person.page

    person.go("Connection")
    window = person.press_connect()
    person.sign_in_there(window)
    with window.expect_event("close"):
        person.choose(page=window)
    person.sees(RIGHT_COMPANY, NAMES[WATTLEBIRD])

    person.press("Yes, use it")
    person.sees_after_reloading(page.get_by_text("Last read"))

    person.go("Settings")
    page.get_by_label("Default product/service").select_option("Services → Sales")
    person.press("Save")
    person.sees("Settings saved.")

    person.go("Tax map")
    for rate, code in TAX_CODES.items():
        page.get_by_label(f"QuickBooks tax code for {rate}", exact=True).select_option(
            code
        )
    person.press("Save")
    person.sees("choices saved.")

    person.go("Connection")
    person.press("Enable QuickBooks")
    person.sees("enabled since")

    person.accept("P-1009")
    person.go("Invoice log")
    person.sees_after_reloading(person.row("P-1009").get_by_text("pushed"))
    person.row("P-1009").get_by_role("link").first.click()
    person.sees("Open in QuickBooks")
    there = page.get_by_role("link", name="Open in QuickBooks").get_attribute("href")
    assert there is not None
    assert there.startswith(office.intuit)
    assert len(office.invoiced(WATTLEBIRD)) == 1
    page.goto(there)
    person.sees("385.00", "573.50")

    person.go("Connection")
    person.press("Sync now")
    person.sees_after_reloading(page.get_by_text("Last read"))

    person.follow("Disconnect…")
    person.sees(NAMES[WATTLEBIRD])
    page.get_by_role("button", name=re.compile("^Disconnect")).click()
    person.sees("disconnected")
    expect(page.get_by_role("button", name="Connect to QuickBooks")).to_be_visible()


def test_with_windows_blocked_the_page_itself_goes_to_intuit(at, person):
    at("new")
    person.page.add_init_script(NEVER_OPENS)
    person.go("Connection")
    person.press("Connect to QuickBooks")
    person.sign_in_there()
    person.choose()
    person.sees(RIGHT_COMPANY, NAMES[WATTLEBIRD])


def test_without_scripts_everything_up_to_enable_works(at, open_browser, cookies):
    office = at("new")
    context = open_browser(
        storage_state=cookies, java_script_enabled=False, viewport=DESKTOP
    )
    person = Person(context.new_page(), office)
    person.go("Connection")
    person.press("Connect to QuickBooks")
    person.sign_in_there()
    person.choose()
    person.sees(RIGHT_COMPANY, NAMES[WATTLEBIRD])
    person.press("Yes, use it")
    person.sees_after_reloading(person.page.get_by_text("Last read"))


def test_no_thanks_ends_in_a_sentence(at, person):
    at("new")
    person.go("Connection")
    window = person.press_connect()
    person.sign_in_there(window)
    with window.expect_event("close"):
        window.get_by_role("button", name="No thanks").click()
    person.sees("No thanks", "Nothing was changed.")
    expect(
        person.page.get_by_role("button", name="Connect to QuickBooks")
    ).to_be_visible()


def test_a_window_closed_half_way_changes_nothing(at, person):
    at("new")
    person.go("Connection")
    window = person.press_connect()
    window.close()
    person.page.reload()
    expect(
        person.page.get_by_role("button", name="Connect to QuickBooks")
    ).to_be_visible()


def test_an_answer_from_elsewhere_ends_in_a_sentence(at, person):
    office = at("new")
    person.page.goto(
        f"{office.origin}/integrations/quickbooks/callback"
        "?state=invented&code=x&realmId=1"
    )
    person.sees("belongs to another session", "Press Connect once more.")
