"""Proposals in, invoices out: cases an accountant can read, worked out by hand."""

import pytest

from tests.unit.domain.worked.reader import cases

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_invoices_are_those_worked_out_by_hand(case):
    assert case.invoices() == case.expected


def test_there_are_sixty_at_least_and_no_two_of_one_title():
    assert len({case.title for case in CASES}) == len(CASES) >= 60
