"""From company A to B and back: nothing crosses, what waits stays where it belongs."""

from integration_qbo.store.models import Setting, TaxMap
from tests.hosts.words import GST, SERVICES_ITEM, proposal

FIRST, SECOND = "9341454210000101", "9341454210000102"


def move_to(practice, realm):
    practice.disconnect()
    practice.realm_id = realm
    practice.connect()
    practice.confirm()


def markers(practice, realm):
    invoices = practice.intuit.stored("Invoice", realm).values()
    return {
        each["PrivateNote"]
        for each in invoices
        if each.get("PrivateNote", "").startswith("Ref QBO-")
    }


def test_maps_and_settings_belong_to_their_company(enabled):
    move_to(enabled, SECOND)
    by_company = {row.company_id: row for row in enabled.rows(Setting)}
    present = enabled.connection().company_id
    assert by_company[present].default_item_id == ""
    codes = {
        (row.company_id, row.tax_key): row.qbo_tax_code_id
        for row in enabled.rows(TaxMap)
    }
    assert not codes[present, GST]
    move_to(enabled, FIRST)
    back = enabled.connection().company_id
    assert by_company[back].default_item_id == SERVICES_ITEM


def test_what_waits_for_a_is_never_sent_to_b(enabled):
    enabled.disable()
    enabled.accept(proposal())
    waiting = enabled.invoice()
    move_to(enabled, SECOND)
    enabled.choose(
        default_item_id=next(iter(enabled.intuit.stored("Item", SECOND))),
        charges_tax=False,
    )
    enabled.enable()
    enabled.release()
    enabled.tick()
    enabled.push()
    assert enabled.invoice().state == "queued"
    assert markers(enabled, SECOND) == set()
    move_to(enabled, FIRST)
    enabled.enable()
    enabled.push()
    assert enabled.invoice().state == "queued"
    enabled.release()
    enabled.push()
    row = enabled.invoice()
    assert (row.id, row.state) == (waiting.id, "pushed")
    assert markers(enabled, FIRST) == {row.marker}
