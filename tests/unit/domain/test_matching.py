"""When a client surely is a customer, and when only a person can say."""

import pytest

from integration_qbo import ClientSnapshot
from integration_qbo.domain.matching import (
    Candidate,
    Verdict,
    core_name,
    look_for,
    plain_name,
)


def client(name="Quokka Tours", email=""):
    return ClientSnapshot(ref="c-1", name=name, email=email)


def customer(name="Quokka Tours", *, email="", active=True, qbo_id="18"):
    return Candidate(qbo_id=qbo_id, name=name, email=email, is_active=active)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quokka Tours", "  quokka   TOURS "),
        ("Straße", "STRASSE"),
        ("O'Brien & Sons", "o'brien & sons"),
    ],
)
def test_case_and_blanks_do_not_tell_names_apart(one, other):
    assert plain_name(one) == plain_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kookaburra Pest Control Pty Ltd", "Kookaburra Pest Control"),
        ("Dingo & Daughters Bakery", "Dingo and Daughters Bakery"),
        ("The Smith Family Trust", "Smith Family"),
        ("Acme, Inc.", "ACME"),
        ("Quokka Tours (deleted)", "Quokka Tours"),
    ],
)
def test_legal_forms_punctuation_and_the_deletion_mark_do_not_count(one, other):
    assert core_name(one) == core_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quokka Tours", "Quokka Travel"),
        ("Costa", "Co Sta"),
        ("Müller", "Möller"),
        ("山田商店", "鈴木商店"),
    ],
)
def test_other_words_are_other_names(one, other):
    assert core_name(one) != core_name(other)


def test_one_active_customer_of_the_same_name_is_the_client():
    found = look_for(client(), [customer("quokka tours")])

    assert found.verdict is Verdict.SAME
    assert [each.qbo_id for each in found.candidates] == ["18"]


@pytest.mark.parametrize("theirs", ["", "Hello@Quokka.example"])
def test_an_e_mail_that_is_missing_or_equal_contradicts_nothing(theirs):
    found = look_for(client(email="hello@quokka.example"), [customer(email=theirs)])

    assert found.verdict is Verdict.SAME


@pytest.mark.parametrize(
    ("candidates", "reason"),
    [
        ([customer(email="else@x.example")], "another e-mail address"),
        ([customer("Quokka Tours Pty Ltd")], "nearly the same name"),
        ([customer(active=False)], "inactive"),
        (
            [customer(), customer("Quokka Tours Ltd", qbo_id="19")],
            "2 customers resemble",
        ),
        ([customer("Other", email="me@quokka.example")], "the same e-mail address"),
    ],
)
def test_what_merely_resembles_is_a_persons_decision(candidates, reason):
    found = look_for(client(email="me@quokka.example"), candidates)

    assert found.verdict is Verdict.RESEMBLES
    assert list(found.candidates) == candidates
    assert reason in found.reason


def test_an_inactive_look_alike_beside_the_active_one_does_not_hide_it():
    found = look_for(client(), [customer(active=False, qbo_id="3"), customer()])

    assert found.verdict is Verdict.SAME
    assert [each.qbo_id for each in found.candidates] == ["18"]


def test_nobody_like_it_means_unknown():
    found = look_for(client(), [])

    assert found.verdict is Verdict.UNKNOWN
    assert found.candidates == ()


def test_names_of_legal_forms_alone_do_not_all_resemble_each_other():
    found = look_for(client("The Company Pty Ltd"), [customer("Trust & Co Limited")])

    assert found.verdict is Verdict.UNKNOWN
