"""Broken maps and odd preferences are found by the refresh, before any invoice is."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from integration_qbo.contract import Permission
from integration_qbo.domain.advice import Weight
from integration_qbo.errors import NotNow
from integration_qbo.services.check_company import check_company
from integration_qbo.store import queries
from integration_qbo.store.models import ServiceMap, TaxMap
from tests.hosts.practice import PERSON, Practice
from tests.hosts.words import (
    BOOKS,
    BOOKS_ITEM,
    GST,
    GST_CODE,
    OURS,
    SERVICES_ITEM,
    monthly,
    proposal,
)

REALM_PREFERENCES = ("Preferences", "1")


def found(practice: Practice, currency: str = "AUD"):
    with practice.session() as session:
        company = queries.connection_of(session, practice.tenant).company
        advice = check_company(session, company, currency=currency)
        session.rollback()
    return {each.key: each for each in advice}


def map_service(practice: Practice, item_id: str) -> None:
    with practice.session() as session:
        session.execute(
            update(ServiceMap)
            .where(ServiceMap.service_ref == BOOKS)
            .values(qbo_item_id=item_id)
        )
        session.commit()


def test_a_product_that_became_inactive_is_named_before_an_invoice_meets_it(enabled):
    map_service(enabled, BOOKS_ITEM)
    enabled.accept(proposal("p-1", monthly()))
    enabled.push()
    assert enabled.invoice().state == "pushed"
    enabled.intuit.change("Item", BOOKS_ITEM, Active=False)
    enabled.refresh()
    advice = found(enabled)[f"item:{BOOKS}"]
    assert advice.weight is Weight.BLOCKING
    assert "Bookkeeping" in advice.sentence
    assert "1 proposal" in advice.sentence
    assert advice.place == "qbo_service_map"
    assert enabled.connection().refresh_outcome["in_the_way"] == [f"item:{BOOKS}"]
    map_service(enabled, SERVICES_ITEM)
    enabled.refresh()
    assert enabled.connection().refresh_outcome["in_the_way"] == []


def test_a_reference_with_wildcards_meets_no_proposal_of_another_service(enabled):
    enabled.accept(proposal("p-1", monthly()))
    enabled.push()
    with enabled.session() as session:
        company_id = queries.connection_of(session, enabled.tenant).company_id
        session.add(
            ServiceMap(
                company_id=company_id,
                service_ref="s_b%",
                name="Everything",
                qbo_item_id="404",
                is_offered=True,
            )
        )
        session.commit()
    advice = found(enabled)["item:s_b%"]
    assert "Everything" in advice.sentence
    assert "Upcoming with it" not in advice.sentence


def test_people_are_told_once_of_what_newly_stands_in_the_way(enabled):
    enabled.intuit.change("Item", SERVICES_ITEM, Active=False)
    before = len(enabled.host.notices)
    enabled.refresh()
    enabled.refresh()
    told = enabled.host.notices[before:]
    assert len(told) == 1
    assert "default product/service" in str(told[0])


def test_a_tax_code_that_is_gone_stands_in_the_way_of_enable(ready):
    ready.intuit.change("TaxCode", GST_CODE, Active=False)
    ready.refresh()
    advice = found(ready)[f"tax:{GST}"]
    assert "“GST” is mapped to" in advice.sentence
    with pytest.raises(NotNow, match="“GST” is mapped to") as refused:
        ready.enable()
    assert "nothing in the way" in refused.value.cause.remedy
    ready.choose(tax={GST: "8"})
    ready.enable()
    assert ready.connection().status == "enabled"


def test_another_percentage_is_told_with_what_a_sample_would_differ_by(ready):
    ready.choose(tax={GST: "8"})
    advice = found(ready)[f"percent:{GST}"]
    assert advice.weight is Weight.CHECK
    assert "on 1,000 the tax would be 0.00 instead of 100.00" in advice.sentence


def test_books_in_another_currency_stand_in_the_way_until_multi_currency_is_on(ready):
    infos = ready.host.infos
    infos[OURS] = replace(infos[OURS], currency="NZD")
    with pytest.raises(NotNow, match="keeps its books in AUD"):
        ready.enable()
    ready.intuit.change(
        *REALM_PREFERENCES,
        CurrencyPrefs={
            "MultiCurrencyEnabled": True,
            "HomeCurrency": {"value": "AUD"},
        },
    )
    ready.refresh()
    assert "currency" not in found(ready, "NZD")


def test_each_preference_says_what_it_does_to_invoices(ready):
    assert "credits" not in found(ready)
    ready.intuit.change(
        *REALM_PREFERENCES,
        SalesFormsPrefs={"CustomTxnNumbers": False, "AutoApplyCredit": True},
        AccountingInfoPrefs={"BookCloseDate": "2026-06-30"},
    )
    ready.refresh()
    advice = found(ready)
    assert "part paid the moment it arrives" in advice["credits"].sentence
    assert "closed up to 2026-06-30" in advice["closed"].sentence
    assert "classes" not in advice
    ready.enable()


def test_american_tax_that_is_off_stands_in_the_way_of_a_taxable_rate(ready):
    with ready.session() as session:
        company = queries.connection_of(session, OURS).company
        company.facts = company.facts | {"tax_model": "us_off"}
        session.execute(
            update(TaxMap).where(TaxMap.tax_key == GST).values(qbo_tax_code_id="TAX")
        )
        session.execute(
            update(TaxMap).where(TaxMap.tax_key != GST).values(qbo_tax_code_id="NON")
        )
        session.commit()
    assert found(ready)[f"tax_off:{GST}"].weight is Weight.BLOCKING
    with ready.session() as session:
        company = queries.connection_of(session, OURS).company
        company.facts = company.facts | {"tax_model": "us_classic", "tax_code_id": ""}
        session.commit()
    assert found(ready)[f"tax_default:{GST}"].weight is Weight.CHECK
    with ready.session() as session:
        company = queries.connection_of(session, OURS).company
        company.facts = company.facts | {"tax_model": "us_automated"}
        session.commit()
    advice = found(ready)
    assert "computes sales tax by itself" in advice["automated_tax"].sentence
    assert not [key for key in advice if key.startswith("tax")]


def test_the_connection_page_lists_what_was_found_and_where_it_is_mended(ready):
    ready.intuit.change("Item", SERVICES_ITEM, Active=False)
    ready.refresh()
    ready.host.user = PERSON
    ready.host.allowed = {Permission.VIEW, Permission.CONNECT}
    client = ready.app.test_client()
    page = client.get("/admin/qbo_connection/", follow_redirects=True)
    text = page.get_data(as_text=True)
    assert "What QuickBooks will do to your invoices" in text
    assert "The default product/service, Services, is inactive or deleted" in text
    assert "Classes are tracked there" in text
    assert 'disabled aria-describedby="qbo-why-not"' in text
