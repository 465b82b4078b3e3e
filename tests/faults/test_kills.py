"""A small run of the bench; ``make faults`` is the large one."""

import pytest

from tests.faults import bench

INVOICES, KILLS = 24, 4


@pytest.mark.timeout(240)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost_or_doubled_when_the_worker_is_killed(tmp_path, database):
    outcome = bench.protocol(tmp_path, database, INVOICES, KILLS)
    assert (outcome.lost, outcome.duplicated, outcome.unsettled) == (0, 0, 0)
    assert outcome.kills == KILLS


@pytest.mark.timeout(240)
def test_without_the_protocol_the_same_mischief_does_harm(tmp_path):
    outcome = bench.naive(tmp_path, INVOICES, KILLS)
    assert outcome.lost + outcome.duplicated > 0
