"""The table of fault cases is complete, and the tests it names are there."""

import re

from tests.architecture.test_security_table import ROOT, those_there

ROW = re.compile(r"^\| (F\d\d) \| (.+?) \| (.+) \|$", re.MULTILINE)
CASES = ROW.findall((ROOT / "docs/reliability.md").read_text())


def test_every_fault_has_its_row():
    assert [case for case, _fault, _held in CASES] == [
        f"F{number:02}" for number in range(1, 89)
    ]


def test_every_fault_is_held_impossible_or_owned_up_to():
    said = re.compile(r"`test_\w+`|cannot apply: |\*not built yet: |the local Intuit")
    assert [case for case, _fault, held in CASES if not said.search(held)] == []


def test_every_test_that_is_named_exists():
    named = {
        name
        for _case, _fault, held in CASES
        for name in re.findall(r"`(test_\w+)", held)
    }
    assert named - those_there() == set()
