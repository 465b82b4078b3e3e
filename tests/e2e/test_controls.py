"""Flask-Admin's own controls, under a policy that runs nothing inline."""

from playwright.sync_api import expect


def _rows(page):
    return page.locator("table.model-list tbody tr, table.model-list > tr")


def test_filters_with_choices_and_dates_work_on_the_audit(at, person):
    at("enabled")
    page = person.page
    person.go("Audit")
    person.sees("Enabled QuickBooks", "Confirmed the company")

    person.press("Add filter")
    page.locator(".field-filters").get_by_text("What", exact=True).click()
    page.locator(".filters .select2-container").last.click()
    page.locator(".select2-drop-active").get_by_text("Enabled QuickBooks").click()
    page.get_by_role("button", name="Apply").click()
    expect(_rows(page)).to_have_count(1)
    person.sees("Enabled QuickBooks")

    person.go("Audit")
    person.press("Add filter")
    page.locator(".field-filters").get_by_text("When", exact=True).click()
    page.locator(".filters input.filter-val").click()
    calendar = page.locator(".daterangepicker:visible")
    expect(calendar).to_be_visible()
    calendar.get_by_role("button", name="Apply").click()
    page.locator("#filter_form").get_by_role("button", name="Apply").click()
    expect(page.locator("#filter_form input.filter-val")).to_be_visible()


def test_a_search_and_the_menu_work(at, person):
    at("enabled")
    person.go("Audit")
    person.page.wait_for_load_state("networkidle")
    field = person.page.get_by_label("Search")
    field.fill("connection.enable")
    expect(field).to_have_value("connection.enable")
    with person.page.expect_navigation(url="**search=connection.enable**"):
        person.press("Search")
    person.sees("Enabled QuickBooks")
    # The filter's hidden choices name every act: only the rows tell what was found.
    expect(_rows(person.page)).to_have_count(1)
    expect(_rows(person.page)).to_contain_text("Enabled QuickBooks")
